/** An uploaded recording made ready to be a film's sound: judged, cut to its speech, evened and padded. */
import type { RecordingFacts } from '../../../supabase/functions/_shared/contract/recording.ts';
import { masterRecording } from './master.ts';
import { resample } from './pcm.ts';
import { judgeSample, speechBlocks } from './voice-sample.ts';

export const FILM_RATE = 48_000;
export const ANALYSIS_RATE = 16_000;
/** Silence before the first and after the last sound, seconds. */
export const PAD_SECONDS = 0.3;
const BLOCK_SECONDS = 0.01;
const FADE_SECONDS = 0.02;
const LEAST_SPEECH_SECONDS = 0.2;
const GOOD_SNR_DB = 20;
const MOST_CLIPPED = 0.001;

export interface PreparedRecording {
  /** 48 kHz, mastered; its first sound is `PAD_SECONDS` in. */
  readonly mastered: Float32Array;
  /** The same clock at 16 kHz, not mastered: what is analysed. */
  readonly plain: Float32Array;
  readonly facts: Omit<RecordingFacts, 'mismatch'>;
}

/**
 * @param decoded Mono at 48 kHz.
 * @param native The beginning at its own rate: resampling rounds clipped tops off.
 * @returns null when there is no speech in it
 */
export function prepareRecording(decoded: Float32Array, native: Float32Array): PreparedRecording | null {
  const analysed = resample(decoded, FILM_RATE, ANALYSIS_RATE);
  const { figures } = judgeSample(analysed, ANALYSIS_RATE, native);
  const speech = speechBlocks(levelsOf(analysed));
  const first = speech.indexOf(true);
  const last = speech.lastIndexOf(true);
  if (first < 0 || figures.speech_s < LEAST_SPEECH_SECONDS) return null;
  const begin = first * BLOCK_SECONDS - PAD_SECONDS;
  const end = (last + 1) * BLOCK_SECONDS + PAD_SECONDS;
  const mastered = cut(decoded, FILM_RATE, begin, end);
  masterRecording(mastered, FILM_RATE);
  const warnings: string[] = [];
  if (figures.snr_db < GOOD_SNR_DB) warnings.push(`noise is ${figures.snr_db.toFixed(0)} dB under the voice`);
  if (figures.clipped_share > MOST_CLIPPED) {
    warnings.push(`${(figures.clipped_share * 100).toFixed(1)}% of it is clipped`);
  }
  return {
    mastered,
    plain: cut(analysed, ANALYSIS_RATE, begin, end),
    facts: {
      speech_s: figures.speech_s,
      snr_db: figures.snr_db,
      clipped_share: figures.clipped_share,
      warnings,
    },
  };
}

/** Level of 10 ms blocks, dBFS. */
export function levelsOf(x: Float32Array): number[] {
  const size = BLOCK_SECONDS * ANALYSIS_RATE;
  return Array.from({ length: Math.floor(x.length / size) }, (_, block) => {
    let sum = 0;
    for (let i = block * size; i < (block + 1) * size; i++) sum += (x[i] as number) ** 2;
    return 10 * Math.log10(sum / size + 1e-10);
  });
}

/** `[begin, end)` in seconds, silence where the recording has nothing, faded in and out so that no edge clicks. */
function cut(x: Float32Array, rate: number, begin: number, end: number): Float32Array {
  const from = Math.round(begin * rate);
  const out = new Float32Array(Math.round(end * rate) - from);
  const low = Math.max(0, from);
  out.set(x.subarray(low, Math.min(x.length, from + out.length)), low - from);
  const fade = Math.round(FADE_SECONDS * rate);
  for (let i = 0; i < fade; i++) {
    const gain = i / fade;
    const head = low - from + i;
    const tail = Math.min(x.length - from, out.length) - 1 - i;
    if (head < out.length) out[head] = (out[head] as number) * gain;
    if (tail >= 0) out[tail] = (out[tail] as number) * gain;
  }
  return out;
}
