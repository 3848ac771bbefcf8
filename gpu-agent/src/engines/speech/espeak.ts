/** Speech by espeak-ng, mastered, with exact times. The embedded default: no account, no network, no GPU. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Timeline } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import { master, ROOM_TAIL_SECONDS } from '../../speech/master.ts';
import { normaliseScript, type SpokenSentence, type SpokenText } from '../../speech/normalise.ts';
import { encodeWav, resample } from '../../speech/pcm.ts';
import { trackEnergy, trackPitch } from '../../speech/pitch.ts';
import { finishPhonemes, type SoundedPhoneme, tidy, wordTimes } from '../../speech/timeline.ts';
import { applyProfile, parseProfile } from '../../speech/voice-profile.ts';
import type { EngineContext, EngineProbe, SpeechEngine, SpeechRequest, SpeechResult } from '../engine.ts';
import { HELPER_PATH, REMEDY, type SpokenAudio, speakSentences } from './espeak-client.ts';
import { chooseVoice } from './espeak-voices.ts';

export const OUTPUT_RATE = 48_000;
/** Silence before the first and after the last sound, seconds. */
export const PADDING_SECONDS = 0.3;
const SENTENCE_PAUSE = 0.32;
const PARAGRAPH_PAUSE = 0.7;
/** Sentences per helper process: progress and cancel have this grain. */
const BATCH = 30;
const HOP = 0.01;
/** Enough for head and brows, 10 cents off at 200 Hz, and half the work of the default. */
const MOTION_PITCH_RATE = 5512;

export const espeakEngine: SpeechEngine = {
  name: 'espeak',
  probe,
  speak,
};

async function speak(request: SpeechRequest, context: EngineContext): Promise<SpeechResult> {
  if (request.recording !== undefined) {
    throw new StageFailure('engine_refused', 'espeak-ng speaks scripts; it cannot take a recording instead.');
  }
  const text = normaliseScript(request.script, request.language, request.voice.lexicon);
  if (text.sentences.length === 0) {
    throw new StageFailure('text_unspeakable', 'The script holds no word that a voice can say.');
  }
  if (text.dropped > 0) {
    context.log.warn({ dropped: text.dropped }, 'characters of the script cannot be spoken in this language');
  }
  const spoken = await speakText(text, request, context);
  if (spoken.phonemes.every((phoneme) => phoneme.ipa === '')) {
    throw new StageFailure('text_unspeakable', 'The voice found nothing to say in the script.');
  }
  const timeline = toTimeline(spoken, text, request);
  const audio = join(context.workdir, 'audio.wav');
  await writeFile(audio, encodeWav({ samples: spoken.mastered, sampleRate: OUTPUT_RATE }));
  context.progress(1);
  const version = (await probe()).version ?? 'unknown';
  return { audio, timeline, engine: { name: 'espeak', version } };
}

interface Assembled {
  /** 48 kHz, mastered, padded. */
  readonly mastered: Float32Array;
  /** As synthesised, for pitch tracking. */
  readonly dry: Float32Array;
  readonly dryRate: number;
  readonly phonemes: SoundedPhoneme[];
}

async function speakText(
  text: SpokenText,
  request: SpeechRequest,
  context: EngineContext,
): Promise<Assembled> {
  const profile = parseProfile(request.clone?.profile);
  const voice = chooseVoice(request, profile?.variant);
  if (voice === null) {
    throw new StageFailure(
      'voice_unavailable',
      `espeak-ng has no voice "${request.voice.voice_id ?? request.defaults.variant}".`,
    );
  }
  const parts: SpokenAudio[] = [];
  const { sentences } = text;
  for (let from = 0; from < sentences.length; from += BATCH) {
    context.signal.throwIfAborted();
    const batch = sentences.slice(from, from + BATCH);
    parts.push(...(await speakSentences(batch, voice, context)));
    context.progress((0.7 * Math.min(sentences.length, from + BATCH)) / sentences.length);
  }
  const joined = join48(parts, sentences, request.voice.rate ?? 1);
  const dry = profile === null ? joined.dry : applyProfile(joined.dry, joined.dryRate, profile);
  const mastered = resample(dry, joined.dryRate, OUTPUT_RATE);
  master(mastered, OUTPUT_RATE);
  return { ...joined, dry, mastered };
}

/** Lays sentences on one clock with pauses between and silence around. */
function join48(parts: readonly SpokenAudio[], sentences: readonly SpokenSentence[], rate: number) {
  const dryRate = parts[0]?.sampleRate ?? 22_050;
  const gaps = sentences.map((sentence, i) => {
    if (i === sentences.length - 1) return PADDING_SECONDS + ROOM_TAIL_SECONDS;
    return (sentence.endsParagraph ? PARAGRAPH_PAUSE : SENTENCE_PAUSE) / Math.max(0.7, Math.min(1.4, rate));
  });
  const padding = Math.round(PADDING_SECONDS * dryRate);
  const lengths = parts.map((part, i) => part.samples.length + Math.round((gaps[i] ?? 0) * dryRate));
  const dry = new Float32Array(padding + lengths.reduce((a, b) => a + b, 0));
  const phonemes: SoundedPhoneme[] = [{ ipa: '', start: 0, end: PADDING_SECONDS, word: -1, stress: 0 }];
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

function toTimeline(spoken: Assembled, text: SpokenText, request: SpeechRequest): Timeline {
  const duration = spoken.mastered.length / OUTPUT_RATE;
  const last = spoken.phonemes.at(-1);
  if (last) last.end = duration;
  const words = text.sentences.flatMap((sentence) => sentence.words);
  const f0 = trackPitch(spoken.dry, spoken.dryRate, { hop: HOP, workingRate: MOTION_PITCH_RATE });
  const energy = trackEnergy(spoken.mastered, OUTPUT_RATE, HOP);
  const size = Math.ceil(duration / HOP);
  const phonemes = finishPhonemes(spoken.phonemes);
  return {
    version: 1,
    language: request.language,
    duration,
    hop: HOP,
    f0: Array.from({ length: size }, (_, i) => Math.round((f0[i] ?? 0) * 10) / 10),
    energy: Array.from({ length: size }, (_, i) => Math.round((energy[i] ?? -100) * 10) / 10),
    phonemes,
    words: wordTimes(spoken.phonemes, words, PADDING_SECONDS),
    confidence: 1,
    source: 'exact',
  };
}

let known: Promise<EngineProbe> | null = null;

/** Starts the helper once to see whether the library and its voice data are there. A failure is not remembered. */
async function probe(): Promise<EngineProbe> {
  known ??= new Promise((resolve) => {
    const child = spawn(process.execPath, [HELPER_PATH, '--version'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.on('error', (error) =>
      resolve({ available: false, remedy: REMEDY, details: { error: error.message } }),
    );
    child.on('close', (code) =>
      resolve(
        code === 0
          ? { available: true, version: out.trim() }
          : { available: false, remedy: REMEDY, details: { error: err.trim().slice(-500) } },
      ),
    );
  });
  const result = await known;
  if (!result.available) known = null;
  return result;
}
