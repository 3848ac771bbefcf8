/** Sentences laid on the film's clock, and the timeline read off them: the same whatever engine spoke. */
import type { Language, Timeline } from '../../../../supabase/functions/_shared/contract/job.ts';
import { ROOM_TAIL_SECONDS } from '../../speech/master.ts';
import type { SpokenSentence } from '../../speech/normalise.ts';
import { trackEnergy, trackPitch } from '../../speech/pitch.ts';
import { finishPhonemes, raiseStress, type SoundedPhoneme, tidy, wordTimes } from '../../speech/timeline.ts';

export const OUTPUT_RATE = 48_000;
/** Silence before the first and after the last sound, seconds. */
export const PADDING_SECONDS = 0.3;
const SENTENCE_PAUSE = 0.32;
const PARAGRAPH_PAUSE = 0.7;
/** Between the parts of a sentence too long for one request. */
const CLAUSE_PAUSE = 0.16;
const HOP = 0.01;
/** Enough for head and brows, 10 cents off at 200 Hz, and half the work of the default. */
const MOTION_PITCH_RATE = 5512;

/** One sentence as it was spoken: sound from its first sample to the end of its last phoneme. */
export interface SpokenAudio {
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** On the sentence's own clock; `word` counts within the sentence. */
  readonly phonemes: SoundedPhoneme[];
}

export interface LaidOut {
  /** As synthesised, padded, at `dryRate`. */
  readonly dry: Float32Array;
  readonly dryRate: number;
  /** On the film's clock; `word` counts through the script. */
  readonly phonemes: SoundedPhoneme[];
}

/**
 * Lays sentences on one clock with pauses between and silence around. All parts have one sample rate.
 * @param rate Speaking rate, 1 being the voice's own: pauses shrink and grow with it.
 */
export function layOut(
  parts: readonly SpokenAudio[],
  sentences: readonly SpokenSentence[],
  rate: number,
): LaidOut {
  const dryRate = parts[0]?.sampleRate ?? 22_050;
  const first = PADDING_SECONDS + (sentences[0]?.pauseBefore ?? 0);
  const gaps = sentences.map((sentence, i) => {
    const end = i === sentences.length - 1 ? PADDING_SECONDS + ROOM_TAIL_SECONDS : 0;
    // A break is exact: it counts from the end of the last sound, whose decay the part still holds.
    if (sentence.pauseAfter !== undefined) return end + Math.max(0, sentence.pauseAfter - decayOf(parts[i]));
    if (end > 0) return end;
    const pause = sentence.continues
      ? CLAUSE_PAUSE
      : sentence.endsParagraph
        ? PARAGRAPH_PAUSE
        : SENTENCE_PAUSE;
    return pause / Math.max(0.7, Math.min(1.4, rate));
  });
  const padding = Math.round(first * dryRate);
  const lengths = parts.map((part, i) => part.samples.length + Math.round((gaps[i] ?? 0) * dryRate));
  const dry = new Float32Array(padding + lengths.reduce((a, b) => a + b, 0));
  const phonemes: SoundedPhoneme[] = [{ ipa: '', start: 0, end: padding / dryRate, word: -1, stress: 0 }];
  let at = padding;
  let firstWord = 0;
  for (const [i, part] of parts.entries()) {
    dry.set(part.samples, at);
    const offset = at / dryRate;
    for (const phoneme of part.phonemes) {
      phonemes.push({
        ...phoneme,
        start: phoneme.start + offset,
        end: phoneme.end + offset,
        word: phoneme.word < 0 ? -1 : phoneme.word + firstWord,
      });
    }
    at += lengths[i] ?? 0;
    firstWord += sentences[i]?.words.length ?? 0;
    const begin = phonemes.at(-1)?.end ?? offset;
    phonemes.push({ ipa: '', start: begin, end: at / dryRate, word: -1, stress: 0 });
  }
  return { dry, dryRate, phonemes: tidy(phonemes) };
}

/** Seconds of a part after its last phoneme. */
function decayOf(part: SpokenAudio | undefined): number {
  if (part === undefined) return 0;
  return Math.max(0, part.samples.length / part.sampleRate - (part.phonemes.at(-1)?.end ?? 0));
}

export interface TimelineFacts {
  readonly language: Language;
  readonly source: Timeline['source'];
  /** 0 to 1. */
  readonly confidence: number;
}

/** @param mastered The finished sound at `OUTPUT_RATE`, on the same clock as `spoken`. */
export function toTimeline(
  spoken: LaidOut,
  mastered: Float32Array,
  sentences: readonly SpokenSentence[],
  { language, source, confidence }: TimelineFacts,
): Timeline {
  const duration = mastered.length / OUTPUT_RATE;
  const last = spoken.phonemes.at(-1);
  if (last) last.end = duration;
  const words = sentences.flatMap((sentence) => sentence.words);
  raiseStress(spoken.phonemes, words);
  const f0 = trackPitch(spoken.dry, spoken.dryRate, { hop: HOP, workingRate: MOTION_PITCH_RATE });
  const energy = trackEnergy(mastered, OUTPUT_RATE, HOP);
  const size = Math.ceil(duration / HOP);
  return {
    version: 1,
    language,
    duration,
    hop: HOP,
    f0: Array.from({ length: size }, (_, i) => Math.round((f0[i] ?? 0) * 10) / 10),
    energy: Array.from({ length: size }, (_, i) => Math.round((energy[i] ?? -100) * 10) / 10),
    phonemes: finishPhonemes(spoken.phonemes),
    words: wordTimes(spoken.phonemes, words, PADDING_SECONDS),
    confidence,
    source,
  };
}
