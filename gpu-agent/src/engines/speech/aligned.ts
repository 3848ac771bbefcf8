/**
 * Phoneme times for sentences that an engine spoke without telling them: espeak-ng speaks the same words, and its
 * times are carried over by alignment, sentence by sentence. Where the engine told its word times, those hold.
 */
import type { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import { alignSpeech, WRONG_TEXT_RATIO } from '../../speech/align.ts';
import type { SpokenSentence } from '../../speech/normalise.ts';
import { resample } from '../../speech/pcm.ts';
import type { SoundedPhoneme } from '../../speech/timeline.ts';
import type { EngineContext } from '../engine.ts';
import type { SpokenAudio } from './assemble.ts';
import { speakSentences } from './espeak-client.ts';
import { chooseVoice } from './espeak-voices.ts';

/** Sound of one sentence; word times in seconds on its own clock, null where the engine gave none. */
export interface SentenceSound {
  readonly samples: Float32Array;
  readonly sampleRate: number;
  readonly words?: readonly ({ readonly start: number; readonly end: number } | null)[];
}

export interface TimedSpeech {
  readonly parts: SpokenAudio[];
  /** 0 to 1, weighted by length; 1 is as like as the same engine. */
  readonly confidence: number;
}

const ALIGN_RATE = 16_000;
const REFERENCE_BATCH = 30;
/** An aligned word this far from where the engine says it is takes the engine's times: a p95 of alignment and a half. */
const WORD_TOLERANCE = 0.12;
/** Under this a gap between sounds is no pause. */
const SHORTEST_PAUSE = 0.06;
const SHORTEST_SOUND = 0.08;
/** Ratios of right texts lie between these two (see `alignSpeech`). */
const SURE_RATIO = 0.5;
const LOST_RATIO = 0.9;

/**
 * @param sounds One for each sentence, in order.
 * @param progress Share of the sentences that have their times.
 * @throws {StageFailure} `tool_output_invalid` when a sentence is silent; what `speakSentences` throws
 */
export async function timePhonemes(
  sentences: readonly SpokenSentence[],
  sounds: readonly SentenceSound[],
  voice: { readonly language: Language; readonly gender: 'male' | 'female' | 'unisex' },
  context: EngineContext,
  progress: (fraction: number) => void,
): Promise<TimedSpeech> {
  const reference = chooseVoice({
    script: '',
    language: voice.language,
    voice: { language: voice.language },
    defaults: { gender: voice.gender },
    seed: 1,
  });
  if (reference === null)
    throw new StageFailure('voice_unavailable', `No reference voice for ${voice.language}.`);
  const parts: SpokenAudio[] = [];
  let sure = 0;
  let seconds = 0;
  for (let from = 0; from < sentences.length; from += REFERENCE_BATCH) {
    const batch = sentences.slice(from, from + REFERENCE_BATCH);
    const spoken = await speakSentences(batch, reference, context);
    for (const [i, like] of spoken.entries()) {
      context.signal.throwIfAborted();
      const sound = sounds[from + i];
      if (sound === undefined) throw new RangeError('a sentence has no sound');
      const { phonemes, ratio } = alignSentence(like, sound);
      const length = sound.samples.length / sound.sampleRate;
      if (ratio > WRONG_TEXT_RATIO && length > 1) {
        const text = batch[i]?.words.map((word) => word.text).join(' ');
        context.log.warn({ sentence: text, ratio }, 'the sound is unlike its text');
      }
      sure += length * Math.max(0, Math.min(1, (LOST_RATIO - ratio) / (LOST_RATIO - SURE_RATIO)));
      seconds += length;
      parts.push({ samples: sound.samples, sampleRate: sound.sampleRate, phonemes });
      progress(parts.length / sentences.length);
    }
  }
  return { parts, confidence: seconds === 0 ? 0 : Math.round((1000 * sure) / seconds) / 1000 };
}

function alignSentence(
  reference: SpokenAudio,
  sound: SentenceSound,
): { phonemes: SoundedPhoneme[]; ratio: number } {
  const duration = sound.samples.length / sound.sampleRate;
  const peak = sound.samples.reduce((top, v) => Math.max(top, Math.abs(v)), 0);
  if (duration < SHORTEST_SOUND || peak < 1e-4) {
    throw new StageFailure('tool_output_invalid', 'The speech engine answered a sentence with silence.');
  }
  const { map, ratio } = alignSpeech(
    resample(reference.samples, reference.sampleRate, ALIGN_RATE),
    resample(sound.samples, sound.sampleRate, ALIGN_RATE),
  );
  const inside = (seconds: number) => Math.max(0, Math.min(duration, seconds));
  const moved = reference.phonemes
    .filter((phoneme) => phoneme.ipa !== '')
    .map((phoneme) => ({ ...phoneme, start: inside(map(phoneme.start)), end: inside(map(phoneme.end)) }));
  if (sound.words) pullToWords(moved, sound.words);
  return { phonemes: withPauses(moved, duration), ratio };
}

/** Gives the phonemes of a word that was aligned elsewhere the place where the engine says the word is. */
function pullToWords(phonemes: SoundedPhoneme[], words: NonNullable<SentenceSound['words']>): void {
  for (const [index, word] of words.entries()) {
    if (word === null || word.end <= word.start) continue;
    const own = phonemes.filter((phoneme) => phoneme.word === index);
    const first = own[0];
    const last = own.at(-1);
    if (first === undefined || last === undefined) continue;
    const from = first.start;
    const length = Math.max(1e-3, last.end - from);
    const near = (a: number, b: number) => Math.abs(a - b) <= WORD_TOLERANCE;
    if (near(from, word.start) && near(last.end, word.end)) continue;
    const scale = (word.end - word.start) / length;
    for (const phoneme of own) {
      phoneme.start = word.start + (phoneme.start - from) * scale;
      phoneme.end = word.start + (phoneme.end - from) * scale;
    }
  }
}

/** Makes times monotone, gives small gaps to the sound before and fills the others with silence. */
function withPauses(phonemes: readonly SoundedPhoneme[], duration: number): SoundedPhoneme[] {
  const out: SoundedPhoneme[] = [];
  let at = 0;
  for (const phoneme of phonemes) {
    const begin = Math.max(at, Math.min(duration, phoneme.start));
    const end = Math.max(begin, Math.min(duration, phoneme.end));
    const last = out.at(-1);
    const pause = begin - at >= SHORTEST_PAUSE;
    if (pause) out.push({ ipa: '', start: at, end: begin, word: -1, stress: 0 });
    else if (last) last.end = begin;
    // The first sound begins with the sentence: its onset may lie before the aligned time, and nothing else is there.
    const start = last === undefined && !pause ? 0 : begin;
    out.push({ ...phoneme, start, end });
    at = end;
  }
  return out;
}
