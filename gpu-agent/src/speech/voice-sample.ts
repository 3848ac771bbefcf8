/** Whether a recording is good enough to take a voice's profile from, and what to do when it is not. */
import type { VoiceWarning } from '../../../supabase/functions/_shared/contract/voice.ts';
import { median, percentile, trackPitch } from './pitch.ts';
import { countSpeakers } from './speaker-count.ts';

/** Codes of the contract's failures. */
export type SampleRefusal = 'sample_too_short' | 'sample_noisy' | 'sample_clipped';

export interface SampleVerdict {
  readonly accepted: boolean;
  /** Why not, and what to do; empty when accepted. The gravest comes first. */
  readonly refusals: readonly { readonly code: SampleRefusal; readonly reason: string }[];
  readonly warnings: readonly VoiceWarning[];
  readonly figures: {
    readonly seconds: number;
    readonly speech_s: number;
    readonly snr_db: number;
    readonly clipped_share: number;
    readonly f0_hz: number;
  };
}

/** The contract's `voiceSampleSeconds` of file; of them this much speech. */
const SHORTEST_FILE = 30;
const SHORTEST_SPEECH = 15;
const LOWEST_SNR = 15;
const GOOD_SNR = 20;
const MOST_CLIPPED = 0.01;
const GOOD_CLIPPED = 0.001;
const BLOCK = 0.01;
const BRIDGED = 0.2;

/** 10 ms blocks with speech: over max(min(Otsu, p95−12), p5+4, −60 dBFS), gaps under 200 ms bridged. */
export function speechBlocks(levels: readonly number[]): boolean[] {
  const smooth = levels.map((_, i) => {
    const near = levels.slice(Math.max(0, i - 2), i + 3);
    return 10 * Math.log10(near.reduce((sum, level) => sum + 10 ** (level / 10), 0) / near.length);
  });
  const quiet = percentile(smooth, 0.05);
  const loud = percentile(smooth, 0.95);
  const threshold = Math.max(Math.min(otsu(smooth, quiet, loud), loud - 12), quiet + 4, -60);
  const speech = smooth.map((level) => level > threshold);
  const longest = Math.round(BRIDGED / BLOCK);
  for (let i = 1; i < speech.length; i++) {
    if (!speech[i - 1] || speech[i]) continue;
    let end = i;
    while (end < speech.length && !speech[end]) end++;
    if (end < speech.length && end - i < longest) speech.fill(true, i, end);
    i = end;
  }
  return speech;
}

/** The level that best splits the blocks in two (N. Otsu, 1979), in half-decibel steps. */
function otsu(levels: readonly number[], low: number, high: number): number {
  const sorted = [...levels].sort((a, b) => a - b);
  const sums = [0];
  for (const level of sorted) sums.push((sums.at(-1) as number) + level);
  const total = sums.at(-1) as number;
  let best = 0;
  let threshold = (low + high) / 2;
  let below = 0;
  for (let t = low; t < high; t += 0.5) {
    while (below < sorted.length && (sorted[below] as number) < t) below++;
    const above = sorted.length - below;
    if (below === 0 || above === 0) continue;
    const gap = (sums[below] as number) / below - (total - (sums[below] as number)) / above;
    const spread = below * above * gap * gap;
    if (spread > best) {
      best = spread;
      threshold = t;
    }
  }
  return threshold;
}

/** Whether more than one person seems to speak: worth a warning, since one may change their voice. */
export function hasSeveralSpeakers(x16: Float32Array): boolean {
  const speech = speechBlocks(blockLevels(x16, 16_000));
  return countSpeakers(x16, speech, trackPitch(x16, 16_000, { workingRate: 8000 })).several;
}

/**
 * @param x Mono at `rate`, not normalised.
 * @param native The same at the rate it was recorded with: resampling rounds clipped tops off.
 */
export function judgeSample(x: Float32Array, rate = 16_000, native: Float32Array = x): SampleVerdict {
  const seconds = x.length / rate;
  const levels = blockLevels(x, rate);
  const speech = speechBlocks(levels);
  const speechSeconds = speech.filter(Boolean).length * BLOCK;
  const power = (list: readonly number[]) =>
    list.reduce((sum, level) => sum + 10 ** (level / 10), 0) / Math.max(1, list.length);
  const pauses = levels.filter((_, i) => !speech[i]).sort((a, b) => a - b);
  // The loudest tenth of the pauses is breath and door, not the room.
  const noise =
    pauses.length > 20
      ? power(pauses.slice(0, Math.ceil(pauses.length * 0.9)))
      : 10 ** (percentile(levels, 0.05) / 10);
  const voice = power(levels.filter((_, i) => speech[i]));
  const snr = 10 * Math.log10(Math.max(1e-12, voice - noise)) - 10 * Math.log10(Math.max(1e-12, noise));
  const clipped = clippedShare(native);
  const f0 = median(trackPitch(x, rate, { workingRate: 8000 }).filter((f) => f > 0));
  const refusals: { code: SampleRefusal; reason: string }[] = [];
  const refuse = (code: SampleRefusal, reason: string) => refusals.push({ code, reason });
  const warnings: VoiceWarning[] = [];
  if (seconds < SHORTEST_FILE) {
    refuse(
      'sample_too_short',
      `the recording lasts ${seconds.toFixed(1)} s; record at least ${SHORTEST_FILE} s`,
    );
  }
  if (speechSeconds < SHORTEST_SPEECH || !(f0 > 0)) {
    refuse(
      'sample_too_short',
      `it holds ${speechSeconds.toFixed(1)} s of speech; speak for at least ${SHORTEST_SPEECH} s`,
    );
  } else if (snr < LOWEST_SNR) {
    refuse(
      'sample_noisy',
      `noise is only ${snr.toFixed(0)} dB under the voice; record in a quieter room, nearer the microphone`,
    );
  } else if (snr < GOOD_SNR) warnings.push('noisy');
  if (clipped > MOST_CLIPPED) {
    refuse(
      'sample_clipped',
      `${(clipped * 100).toFixed(1)}% of it is clipped; lower the input level and record again`,
    );
  } else if (clipped > GOOD_CLIPPED) warnings.push('clipped');
  return {
    accepted: refusals.length === 0,
    refusals,
    warnings,
    figures: {
      seconds: round(seconds),
      speech_s: round(speechSeconds),
      snr_db: round(snr),
      clipped_share: Math.round(clipped * 1e5) / 1e5,
      f0_hz: round(f0 || 0),
    },
  };
}

const round = (value: number) => Math.round(value * 10) / 10;

function blockLevels(x: Float32Array, rate: number): number[] {
  const size = Math.round(BLOCK * rate);
  return Array.from({ length: Math.floor(x.length / size) }, (_, block) => {
    let sum = 0;
    for (let i = block * size; i < (block + 1) * size; i++) sum += (x[i] as number) ** 2;
    return 10 * Math.log10(sum / size + 1e-10);
  });
}

/** Samples in runs of three or more at 99.5% of the peak. */
function clippedShare(x: Float32Array): number {
  let peak = 0;
  for (const value of x) peak = Math.max(peak, Math.abs(value));
  if (peak < 0.05) return 0;
  let clipped = 0;
  let run = 0;
  for (let i = 0; i <= x.length; i++) {
    if (i < x.length && Math.abs(x[i] as number) >= peak * 0.995) run += 1;
    else {
      if (run >= 3) clipped += run;
      run = 0;
    }
  }
  return clipped / Math.max(1, x.length);
}
