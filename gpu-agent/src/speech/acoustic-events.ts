/**
 * When lips were shut and when vowels sounded, found in the waveform itself. The timeline says only which sounds
 * come in which order and roughly where to look: a solver that drew from the timeline is not judged by it.
 */
import type { Phoneme, Timeline } from '../../../supabase/functions/_shared/contract/job.ts';
import { isBilabial, isLabiodental, isVowel } from './ipa.ts';
import { trackEnergy } from './pitch.ts';
import { highBandLevels } from './timeline.ts';

export interface AcousticEvent {
  readonly kind: 'bilabial' | 'labiodental' | 'vowel';
  readonly ipa: string;
  /** Closure and release, or the edges of the vowel's nucleus, in seconds on the sound's clock. */
  readonly start: number;
  readonly end: number;
  /** False where a side borders on silence or another consonant and was placed by the sound's expected length. */
  readonly heard: { readonly start: boolean; readonly end: boolean };
}

const HOP = 0.0025;
/** How far from its expected place an edge is looked for. */
const SEARCH = 0.06;
const NEIGHBOUR = 0.07;
const SHORTEST_VOWEL = 0.06;
/** Between a third and two thirds of an edge's height; a step through the smoothing above takes 6 ms. */
const LONGEST_EDGE = 0.03;
/** A hum after a pause takes this long to be heard. */
const ONSET = 0.03;
/** A nucleus is what lies within this of the vowel's loudest moment. */
const NUCLEUS_DB = 12;
/** A level counts as risen when it stays so: a burst or one glottal pulse inside a closure does not open it. */
const SUSTAINED = 4;

/** Length of the triangle the levels are averaged through, seconds: two periods of a low voice. */
const SMOOTHING = 0.0225;

/** Levels above 400 Hz, smoothed; index = time / HOP. */
function smoothedLevels(samples: Float32Array, sampleRate: number): Float32Array {
  const raw = highBandLevels(samples, sampleRate, HOP);
  const reach = Math.round((SMOOTHING / HOP - 1) / 2);
  return raw.map((value, i) => {
    let sum = 0;
    for (let k = -reach; k <= reach; k++) sum += (raw[i + k] ?? value) * (reach + 1 - Math.abs(k));
    return sum / (reach + 1) ** 2;
  });
}

/**
 * Seconds by which the sound is late against the timeline: the lag of best correlation between both energy
 * tracks within ±0.4 s, refined by a parabola.
 */
export function soundDelay(samples: Float32Array, sampleRate: number, timeline: Timeline): number {
  const hop = timeline.hop;
  const clip = (level: number) => Math.max(-60, level);
  const heard = trackEnergy(samples, sampleRate, hop).map(clip);
  const expected = timeline.energy.map(clip);
  return bestLag(expected, heard, Math.round(0.4 / hop)) * hop;
}

/** Lag in samples, fractional, by which `b` trails `a`; Pearson's r over the overlap. */
export function bestLag(a: ArrayLike<number>, b: ArrayLike<number>, reach: number): number {
  const scores: number[] = [];
  for (let lag = -reach; lag <= reach; lag++) scores.push(correlation(a, b, lag));
  let best = 0;
  for (const [i, score] of scores.entries()) if (score > (scores[best] as number)) best = i;
  const [left, here, right] = [scores[best - 1], scores[best] as number, scores[best + 1]];
  const curve = left === undefined || right === undefined ? 0 : left - 2 * here + right;
  const shift = curve < 0 ? ((left as number) - (right as number)) / (2 * curve) : 0;
  return best - reach + Math.max(-0.5, Math.min(0.5, shift));
}

/** Pearson's r of `a[i]` and `b[i + lag]`; 0 where either does not vary. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>, lag: number): number {
  let n = 0;
  let sa = 0;
  let sb = 0;
  let saa = 0;
  let sbb = 0;
  let sab = 0;
  for (let i = Math.max(0, -lag); i < a.length && i + lag < b.length; i++) {
    const x = a[i] as number;
    const y = b[i + lag] as number;
    n += 1;
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  if (n < 8) return 0;
  const variance = (saa - (sa * sa) / n) * (sbb - (sb * sb) / n);
  return variance <= 1e-18 ? 0 : (sab - (sa * sb) / n) / Math.sqrt(variance);
}

/**
 * Every bilabial closure (neighbouring ones are one closure), every labiodental, every vowel longer than 60 ms.
 * None is left out: an edge that cannot be heard is placed by the sound's expected length.
 *
 * @param delay Seconds the sound is late against the timeline (`soundDelay`).
 */
export function findEvents(
  samples: Float32Array,
  sampleRate: number,
  timeline: Timeline,
  delay: number,
): AcousticEvent[] {
  const levels = smoothedLevels(samples, sampleRate);
  const { phonemes } = timeline;
  const events: AcousticEvent[] = [];
  for (let i = 0; i < phonemes.length; i++) {
    const phoneme = phonemes[i] as Phoneme;
    if (isVowel(phoneme.ipa)) {
      if (phoneme.end - phoneme.start > SHORTEST_VOWEL) events.push(nucleus(levels, phoneme, delay));
      continue;
    }
    const kind = isBilabial(phoneme.ipa) ? 'bilabial' : isLabiodental(phoneme.ipa) ? 'labiodental' : null;
    if (kind === null) continue;
    const same = kind === 'bilabial' ? isBilabial : isLabiodental;
    let last = i;
    while (last + 1 < phonemes.length && same((phonemes[last + 1] as Phoneme).ipa)) last++;
    const ipa = phonemes.slice(i, last + 1).map((p) => p.ipa);
    const before = phonemes[i - 1];
    const after = phonemes[last + 1];
    // After a pause a nasal begins with sound: the pause must not be taken for its closure.
    const hums = /^[mɱ]/.test(phoneme.ipa) && (before === undefined || before.ipa === '');
    const final = phonemes[last] as Phoneme;
    const start = phoneme.start + delay;
    const end = final.end + delay;
    const audible = { start: isSounding(before), end: isSounding(after) };
    const cores = {
      first: quietest(levels, start, phoneme.end + delay),
      last: quietest(levels, final.start + delay + (hums && i === last ? ONSET : 0), end),
    };
    events.push({ kind, ipa: ipa.join(''), ...closure(levels, start, end, cores, audible) });
    i = last;
  }
  return events;
}

/**
 * Only beside an open, voiced neighbour can the fall or rise of the level be told. Laterals, taps and trills shut the
 * mouth with the tongue: the level falls there, 30 to 70 ms away from where the lips meet. A vowel shorter than the
 * smoothing, as between the tap and the m of "formam", leaves no rise of its own.
 */
const isSounding = (phoneme: Phoneme | undefined) =>
  phoneme !== undefined &&
  phoneme.end - phoneme.start > SMOOTHING &&
  (isVowel(phoneme.ipa) || /^[jwɹ]/.test(phoneme.ipa));

/**
 * Each edge is looked for from within the sound it borders: in "mp" the hum of m is louder than the silence of p, and
 * measured against that silence the lips would seem to meet only when the hum ends.
 */
function closure(
  levels: Float32Array,
  start: number,
  end: number,
  cores: { readonly first: number; readonly last: number },
  audible: { readonly start: boolean; readonly end: boolean },
) {
  const index = (t: number) => Math.max(0, Math.min(levels.length - 1, Math.round(t / HOP)));
  const closing = audible.start ? edge(levels, cores.first, index(start - SEARCH - NEIGHBOUR)) : null;
  const opening = audible.end ? edge(levels, cores.last, index(end + SEARCH + NEIGHBOUR)) : null;
  const length = end - start;
  return {
    start: closing ?? (opening === null ? start : opening - length),
    end: opening ?? (closing === null ? end : closing + length),
    heard: { start: closing !== null, end: opening !== null },
  };
}

/**
 * Walks from inside a closure towards `limit` to where the level has come half of the way, in dB, to the loudest place
 * met. Null where it takes longer than 30 ms from a third to two thirds: the second half of a diphthong fading into
 * a hum has no edge that could be told to 20 ms.
 */
function edge(levels: Float32Array, core: number, limit: number): number | null {
  const step = limit < core ? -1 : 1;
  const floor = around(levels, core);
  const height = highest(levels, Math.min(core, limit), Math.max(core, limit)) - floor;
  const reached = (share: number) => {
    let i = core;
    while (i !== limit && !stays(levels, i, step, floor + share * height)) i += step;
    return i;
  };
  if (Math.abs(reached(2 / 3) - reached(1 / 3)) * HOP > LONGEST_EDGE) return null;
  return (step === 1 ? reached(1 / 2) : reached(1 / 2) + 1) * HOP;
}

/** The quietest 10 ms in the inner part of the expected place is surely inside. */
function quietest(levels: Float32Array, start: number, end: number): number {
  const index = (t: number) => Math.max(0, Math.min(levels.length - 1, Math.round(t / HOP)));
  const length = end - start;
  const from = index(start + 0.15 * length);
  const to = Math.max(from, index(end - 0.3 * length));
  let core = from;
  for (let i = from; i <= to; i++) if (around(levels, i) < around(levels, core)) core = i;
  return core;
}

function stays(levels: Float32Array, from: number, step: -1 | 1, threshold: number): boolean {
  for (let k = 0; k < SUSTAINED; k++) if ((levels[from + step * k] ?? threshold) < threshold) return false;
  return true;
}

const around = (levels: Float32Array, i: number) =>
  ((levels[i - 1] ?? 0) + (levels[i] ?? 0) + (levels[i + 1] ?? 0)) / 3;

function highest(levels: Float32Array, from: number, to: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = from; i <= to; i++) top = Math.max(top, levels[i] as number);
  return top;
}

function nucleus(levels: Float32Array, vowel: Phoneme, delay: number): AcousticEvent {
  const from = Math.max(0, Math.round((vowel.start + delay) / HOP));
  const to = Math.min(levels.length - 1, Math.round((vowel.end + delay) / HOP));
  let peak = from;
  for (let i = from; i <= to; i++) if ((levels[i] as number) > (levels[peak] as number)) peak = i;
  const threshold = (levels[peak] ?? 0) - NUCLEUS_DB;
  let a = peak;
  let b = peak;
  while (a > from && (levels[a - 1] as number) >= threshold) a--;
  while (b < to && (levels[b + 1] as number) >= threshold) b++;
  return { kind: 'vowel', ipa: vowel.ipa, start: a * HOP, end: b * HOP, heard: { start: true, end: true } };
}
