/**
 * Speech that was recorded instead of made: an uploaded narration becomes a film's sound and timeline. Where its words
 * are known, espeak-ng speaks them and its times are carried over; where they are not, the timeline is approximate.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Language, LIMITS, type Timeline } from '../../../../supabase/functions/_shared/contract/job.ts';
import type { RecordingFacts } from '../../../../supabase/functions/_shared/contract/recording.ts';
import { StageFailure, type StageFailureOptions } from '../../failures.ts';
import { alignText, type TextAlignment } from '../../speech/align-text.ts';
import { approximateSounds } from '../../speech/approximate.ts';
import { normaliseScript } from '../../speech/normalise.ts';
import { encodeWav, resample } from '../../speech/pcm.ts';
import { trackEnergy, trackPitch } from '../../speech/pitch.ts';
import {
  ANALYSIS_RATE,
  FILM_RATE,
  PAD_SECONDS,
  type PreparedRecording,
  prepareRecording,
} from '../../speech/recording-sound.ts';
import { spokenText } from '../../speech/spoken-text.ts';
import { finishPhonemes, wordTimes } from '../../speech/timeline.ts';
import { MAX_RAW_SOUND_BYTES, soundInput } from '../../untrusted-media.ts';
import { VERSION } from '../../version.ts';
import type { EngineContext, SpeechResult } from '../engine.ts';
import { layOut } from './assemble.ts';
import { speakSentences } from './espeak-client.ts';
import { chooseVoice } from './espeak-voices.ts';

export interface RecordingRequest {
  /** As uploaded: untrusted bytes of any format ffmpeg reads. */
  readonly file: string;
  readonly script: string;
  /** What is said in it, where that is not the script; empty when nobody knows. */
  readonly text?: string;
  readonly language: Language;
}

const HOP = 0.01;
const MOTION_PITCH_RATE = 5512;
/** Enough to hear whether tops are clipped. */
const NATIVE_SECONDS = 120;
/** Between the medians of men's and women's speech. */
const HIGH_VOICE_HZ = 165;
const REFERENCE_BATCH = 30;
const APPROXIMATE_CONFIDENCE = 0.3;
/** Without at least this confidence the report warns: a mismatch of 0.86, where no right text was measured. */
const DOUBTFUL = 0.2;
/** With noise nearer than this a wrong text cannot be told from a right one. */
const TELLING_SNR_DB = 18;

/** @throws {StageFailure} `input_invalid` when it cannot be read, holds no speech, or plainly says something else. */
export async function speakRecording(
  request: RecordingRequest,
  context: EngineContext,
): Promise<SpeechResult> {
  const limit = LIMITS.recordingSeconds;
  const decoded = await decode(request.file, { rate: FILM_RATE, seconds: limit + 1 }, context);
  if (decoded.length > limit * FILM_RATE) {
    throw new StageFailure('input_invalid', `The recording is longer than ${limit / 60} minutes.`);
  }
  const native = await decode(request.file, { rate: null, seconds: NATIVE_SECONDS }, context);
  const prepared = prepareRecording(decoded, native);
  if (!prepared) throw new StageFailure('input_invalid', 'The recording holds no speech.');
  context.progress(0.3);

  const audio = join(context.workdir, 'audio.wav');
  await writeFile(audio, encodeWav({ samples: prepared.mastered, sampleRate: FILM_RATE }));
  const text = spokenText(request.script, request.text);
  const timeline =
    text === null
      ? approximate(prepared, request.language)
      : await aligned(prepared, text, request.language, context);
  context.progress(1);
  return { audio, timeline, engine: { name: 'recording', version: VERSION } };
}

function approximate(prepared: PreparedRecording, language: Language): Timeline {
  return {
    ...tracks(prepared, language),
    phonemes: finishPhonemes(approximateSounds(prepared.plain)),
    words: [],
    confidence: APPROXIMATE_CONFIDENCE,
    source: 'approximate',
    recording: {
      ...prepared.facts,
      mismatch: null,
      warnings: [...prepared.facts.warnings, 'its words are not known: lip movements are approximate'],
    },
  };
}

async function aligned(
  prepared: PreparedRecording,
  text: string,
  language: Language,
  context: EngineContext,
): Promise<Timeline> {
  const { sentences } = normaliseScript(text, language);
  const high = medianPitch(prepared) >= HIGH_VOICE_HZ;
  const voice = chooseVoice({
    script: '',
    language,
    voice: { language },
    defaults: { gender: high ? 'female' : 'male' },
    seed: 1,
  });
  if (voice === null) throw new StageFailure('voice_unavailable', `No reference voice for ${language}.`);
  const parts = [];
  for (let from = 0; from < sentences.length; from += REFERENCE_BATCH) {
    context.signal.throwIfAborted();
    parts.push(...(await speakSentences(sentences.slice(from, from + REFERENCE_BATCH), voice, context)));
  }
  const spoken = layOut(parts, sentences, 1);
  if (spoken.phonemes.every((phoneme) => phoneme.ipa === '')) {
    throw new StageFailure('text_unspeakable', 'The text of the recording holds nothing that can be said.');
  }
  context.progress(0.5);
  const reference = resample(spoken.dry, spoken.dryRate, ANALYSIS_RATE);
  const found = alignText(
    { samples: reference, phonemes: spoken.phonemes },
    { samples: prepared.plain, snrDb: prepared.facts.snr_db },
  );
  const words = sentences.flatMap((sentence) => sentence.words);
  return {
    ...tracks(prepared, language),
    phonemes: finishPhonemes(found.phonemes),
    words: wordTimes(found.phonemes, words, PAD_SECONDS),
    confidence: found.confidence,
    source: 'aligned',
    recording: judge(prepared.facts, found),
  };
}

/** @throws {StageFailure} `input_invalid` when the sound is so unlike the text that it must be another one's */
function judge(facts: PreparedRecording['facts'], found: TextAlignment): RecordingFacts {
  if (found.unlike && facts.snr_db >= TELLING_SNR_DB) {
    throw new StageFailure(
      'input_invalid',
      'The recording does not say its text. Correct voice_config.recording.text, or send it empty for approximate lips.',
    );
  }
  const doubtful = found.confidence < DOUBTFUL;
  return {
    ...facts,
    mismatch: found.mismatch,
    warnings: doubtful
      ? [...facts.warnings, 'the sound is hard to match with its text: check the lips']
      : facts.warnings,
  };
}

function medianPitch({ plain }: PreparedRecording): number {
  const minute = plain.subarray(0, 60 * ANALYSIS_RATE);
  const voiced = trackPitch(minute, ANALYSIS_RATE, { workingRate: MOTION_PITCH_RATE }).filter((f) => f > 0);
  voiced.sort((a, b) => a - b);
  return voiced[voiced.length >> 1] ?? 0;
}

function tracks({ mastered, plain }: PreparedRecording, language: Language) {
  const duration = mastered.length / FILM_RATE;
  const size = Math.ceil(duration / HOP);
  const f0 = trackPitch(plain, ANALYSIS_RATE, { hop: HOP, workingRate: MOTION_PITCH_RATE });
  const energy = trackEnergy(mastered, FILM_RATE, HOP);
  const rounded = (value: number) => Math.round(value * 10) / 10;
  return {
    version: 1 as const,
    language,
    duration,
    hop: HOP,
    f0: Array.from({ length: size }, (_, i) => rounded(f0[i] ?? 0)),
    energy: Array.from({ length: size }, (_, i) => rounded(energy[i] ?? -100)),
  };
}

/** No more of it than is taken: see untrusted-media for what is opened at all. */
async function decode(
  path: string,
  { rate, seconds }: { readonly rate: number | null; readonly seconds: number },
  context: EngineContext,
): Promise<Float32Array> {
  const unreadable = (options: StageFailureOptions) =>
    new StageFailure(
      'input_invalid',
      'The recording cannot be read as sound; upload it again as WAV, MP3, Ogg, FLAC, M4A or WebM.',
      options,
    );
  const input = await soundInput(path);
  if (!input) throw unreadable({});
  const resampled = rate === null ? ['-fs', String(MAX_RAW_SOUND_BYTES)] : ['-ar', String(rate)];
  const { stdout } = await context
    .run(
      'ffmpeg',
      [
        ...['-v', 'error', '-nostdin', '-t', String(seconds), ...input],
        ...['-map', '0:a:0', '-ac', '1', ...resampled, '-f', 'f32le', 'pipe:1'],
      ],
      { timeoutSeconds: 300 },
    )
    .catch((error: unknown) => {
      if (!(error instanceof StageFailure) || error.code !== 'tool_crashed') throw error;
      throw unreadable({ logTail: error.logTail, cause: error });
    });
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + (stdout.length & ~3)));
}
