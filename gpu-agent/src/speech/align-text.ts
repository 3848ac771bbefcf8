/** From a reference whose times are known to the times of a recording that says the same. */
import { alignSpeech } from './align.ts';
import { seededNormal, seededRandom } from './seeded-random.ts';
import type { SoundedPhoneme } from './timeline.ts';

export interface TextAlignment {
  /** On the recording's clock, pauses and pads included. */
  readonly phonemes: SoundedPhoneme[];
  /** 0 to 1; 1 is as like as the same engine. */
  readonly confidence: number;
  /** Cost of the alignment over that of the reversed text, on broad shapes: see `alignSpeech`. */
  readonly mismatch: number;
  /** The recording says something else, as far as can be told without much noise. */
  readonly unlike: boolean;
}

const RATE = 16_000;
/** Under this a gap between sounds is no pause. */
const SHORTEST_PAUSE = 0.06;
/**
 * Above this mismatch the recording says something else. `node bench/wrong-text.ts`, noise at 18 and 30 dB: English by flite
 * against espeak-ng 0.716 at most for the right text and 0.784 at least for another; Portuguese and Spanish by espeak-ng with
 * another tract, pitch and pace 0.41 at most and, one engine being like itself whatever it says, 0.741 at least.
 */
const UNLIKE = 0.73;
/** Ratios at which confidence is 1 and 0. */
const SURE_RATIO = 0.62;
const LOST_RATIO = 0.92;
/** A reference need be no noisier nor cleaner than this, dB. */
const SNR_RANGE = [6, 40] as const;
const SPEECH_FLOOR = 0.003;

/**
 * Both at 16 kHz, mono. The clean reference is given the recording's noise first: two sounds are compared best under
 * the same conditions.
 */
export function alignText(
  reference: { readonly samples: Float32Array; readonly phonemes: readonly SoundedPhoneme[] },
  recording: { readonly samples: Float32Array; readonly snrDb: number },
): TextAlignment {
  const snr = Math.max(SNR_RANGE[0], Math.min(SNR_RANGE[1], recording.snrDb));
  const { map, ratio, mismatch } = alignSpeech(withNoise(reference.samples, snr), recording.samples);
  const duration = recording.samples.length / RATE;
  const inside = (seconds: number) => Math.max(0, Math.min(duration, seconds));
  const moved = reference.phonemes
    .filter((phoneme) => phoneme.ipa !== '')
    .map((phoneme) => ({ ...phoneme, start: inside(map(phoneme.start)), end: inside(map(phoneme.end)) }));
  const confidence = Math.max(0, Math.min(1, (LOST_RATIO - ratio) / (LOST_RATIO - SURE_RATIO)));
  return {
    phonemes: withPauses(moved, duration),
    confidence: Math.round(confidence * 1000) / 1000,
    mismatch: Math.round(mismatch * 1000) / 1000,
    unlike: mismatch > UNLIKE,
  };
}

/** White noise `snr` dB under the power of what sounds; the same input, the same noise. */
function withNoise(x: Float32Array, snr: number): Float32Array {
  let power = 0;
  let count = 0;
  for (const value of x) {
    if (Math.abs(value) < SPEECH_FLOOR) continue;
    power += value * value;
    count += 1;
  }
  const sigma = Math.sqrt(power / Math.max(1, count)) * 10 ** (-snr / 20);
  const random = seededRandom(1);
  return x.map((value) => value + sigma * seededNormal(random));
}

/** Makes times monotone, gives small gaps to the sound before and fills the others with silence. */
export function withPauses(phonemes: readonly SoundedPhoneme[], duration: number): SoundedPhoneme[] {
  const out: SoundedPhoneme[] = [];
  let at = 0;
  const pause = (start: number, end: number) => out.push({ ipa: '', start, end, word: -1, stress: 0 });
  for (const phoneme of phonemes) {
    const start = Math.max(at, phoneme.start);
    const end = Math.max(start, phoneme.end);
    const last = out.at(-1);
    if (start - at >= SHORTEST_PAUSE) pause(at, start);
    else if (last) last.end = start;
    out.push({ ...phoneme, start, end });
    at = end;
  }
  if (duration > at) pause(at, duration);
  return out;
}
