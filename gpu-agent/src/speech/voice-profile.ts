/**
 * A voice profile: pitch, vocal tract and colour of a recorded voice, laid over a synthetic one. A likeness of
 * timbre by signal processing, not the person; interfaces call it a voice profile and not a clone.
 */
import { z } from 'zod';
import { median, trackPitch } from './pitch.ts';
import { cepstra, longTermSpectrum, THIRD_OCTAVES } from './spectrum.ts';
import { convertVoice } from './voice-convert.ts';

/** What training stores and synthesis reads back: `VoiceArtifact.profile` of engine `espeak`. */
export const VoiceProfile = z.object({
  version: z.literal(1),
  /** espeak variant nearest in pitch: shifting an octave smears. */
  variant: z.string().min(1),
  f0_hz: z.number().min(50).max(500),
  /** Standard deviation of pitch in semitones. */
  f0_spread_st: z.number().min(0).max(12),
  /** Formants of the voice over those of the variant. */
  warp: z.number().min(0.6).max(1.6),
  /** Long-term level in third octaves from 100 Hz, dB about its mean. */
  spectrum_db: z.array(z.number()).length(THIRD_OCTAVES.length),
});
export type VoiceProfile = z.infer<typeof VoiceProfile>;

/** @returns null when there is none or it was made by another engine. */
export function parseProfile(value: unknown): VoiceProfile | null {
  const parsed = VoiceProfile.safeParse(value);
  return parsed.success ? parsed.data : null;
}

export interface PitchFigures {
  readonly median: number;
  readonly spread: number;
}

/** Median in Hz and spread in semitones over the voiced frames. */
export function pitchFigures(f0: readonly number[]): PitchFigures {
  const voiced = f0.filter((f) => f > 0);
  const centre = median(voiced);
  if (!(centre > 0)) return { median: 0, spread: 0 };
  const tones = voiced.map((f) => 12 * Math.log2(f / centre)).filter((t) => Math.abs(t) < 9);
  const mean = tones.reduce((a, b) => a + b, 0) / tones.length;
  const variance = tones.reduce((sum, t) => sum + (t - mean) ** 2, 0) / tones.length;
  return { median: centre, spread: Math.sqrt(variance) };
}

const PITCH_RATE = 11_025;
const PASSES = 2;
const LARGEST_CORRECTION_DB = 15;

/**
 * Speaks `x` again in the profile's voice, sample for sample on the same clock, so that times stay exact. Two
 * closed-loop passes bring the long-term spectrum to the profile's.
 */
export function applyProfile(x: Float32Array, rate: number, profile: VoiceProfile): Float32Array {
  const f0 = trackPitch(x, rate, { workingRate: PITCH_RATE });
  const own = pitchFigures(f0);
  if (own.median === 0) return x;
  const range = Math.max(0.5, Math.min(2.2, profile.f0_spread_st / Math.max(0.3, own.spread)));
  const mapPitch = (f: number) =>
    Math.max(55, Math.min(450, profile.f0_hz * 2 ** (Math.log2(f / own.median) * range)));
  const correction = THIRD_OCTAVES.map(() => 0);
  let y = convertVoice(x, rate, { f0, mapPitch, warp: profile.warp, gainDb: () => 0 });
  for (let pass = 0; pass < PASSES; pass++) {
    const reached = longTermSpectrum(y, rate);
    for (const [i, wanted] of profile.spectrum_db.entries()) {
      const next = (correction[i] as number) + 0.9 * (wanted - (reached[i] as number));
      correction[i] = Math.max(-LARGEST_CORRECTION_DB, Math.min(LARGEST_CORRECTION_DB, next));
    }
    y = convertVoice(x, rate, { f0, mapPitch, warp: profile.warp, gainDb: (hz) => curve(correction, hz) });
  }
  let peak = 0;
  for (const value of y) peak = Math.max(peak, Math.abs(value));
  if (peak > 0) for (let i = 0; i < y.length; i++) y[i] = ((y[i] as number) * 0.8) / peak;
  return y;
}

/** Third-octave values read between their centres, flat beyond the ends. */
function curve(values: readonly number[], hz: number): number {
  const at = Math.max(0, Math.min(values.length - 1, 3 * Math.log2(Math.max(hz, 1) / 100)));
  const low = Math.floor(at);
  const a = values[low] as number;
  return a + ((values[low + 1] ?? a) - a) * (at - low);
}

const WARP_STEP = 0.04;
const WARPS = Array.from({ length: 22 }, (_, i) => 0.66 + i * WARP_STEP);

/**
 * Ratio of the speaker's formants to the reference's, whatever both say: the mel warp under which each one's
 * frames lie nearest to the other's, searched both ways. Formant medians from linear prediction were 2 to 47% off.
 * Both 16 kHz.
 */
export function estimateWarp(reference: Float32Array, speaker: Float32Array): number {
  const forward = searchWarp(speaker, reference);
  const backward = searchWarp(reference, speaker);
  return Math.sqrt(forward / backward);
}

function searchWarp(moving: Float32Array, fixed: Float32Array): number {
  const options = { hopSeconds: 0.01, deltas: false, highest: 5000 } as const;
  const still = cepstra(fixed, options).filter((_, i) => i % 2 === 0);
  const costs = WARPS.map((warp) => {
    const frames = cepstra(moving, { ...options, warp }).filter((_, i) => i % 4 === 0);
    return frames.reduce((sum, frame) => sum + nearest(frame, still), 0) / Math.max(1, frames.length);
  });
  let best = 0;
  for (const [i, cost] of costs.entries()) if (cost < (costs[best] as number)) best = i;
  const [left, here, right] = [costs[best - 1], costs[best] as number, costs[best + 1]];
  const warp = WARPS[best] as number;
  if (left === undefined || right === undefined) return warp;
  const bend = left - 2 * here + right;
  return bend > 0 ? warp + (WARP_STEP * (left - right)) / (2 * bend) : warp;
}

/** Distance to the nearest frame over coefficients 1 to 12. */
function nearest(frame: Float32Array, frames: readonly Float32Array[]): number {
  let best = Number.POSITIVE_INFINITY;
  for (const other of frames) {
    let sum = 0;
    for (let k = 1; k < 13 && sum < best; k++) {
      const d = (frame[k] as number) - (other[k] as number);
      sum += d * d;
    }
    if (sum < best) best = sum;
  }
  return Math.sqrt(best);
}

/** Makes the profile of 22,050 Hz speech against the variant that will speak for it. */
export function makeProfile(
  speaker: { readonly x22: Float32Array; readonly x16: Float32Array },
  reference: { readonly variant: string; readonly x16: Float32Array },
): VoiceProfile {
  const figures = pitchFigures(trackPitch(speaker.x22, 22_050, { workingRate: PITCH_RATE }));
  const warp = estimateWarp(reference.x16, speaker.x16);
  return {
    version: 1,
    variant: reference.variant,
    f0_hz: Math.round(figures.median * 100) / 100,
    f0_spread_st: Math.round(figures.spread * 100) / 100,
    warp: Math.round(Math.max(0.6, Math.min(1.6, warp)) * 1000) / 1000,
    spectrum_db: longTermSpectrum(speaker.x22, 22_050).map((db) => Math.round(db * 100) / 100),
  };
}
