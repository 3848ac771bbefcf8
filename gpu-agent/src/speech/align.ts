/**
 * Times for speech we did not make: the same text is synthesised, and the synthetic speech's times are carried over
 * by dynamic time warping on cepstra. Two passes keep the work down: 40 ms steps over all of it, then 5 ms steps within
 * 0.4 s of the first path. What lasts longer than two minutes gets a third before them, in steps of 160 ms, and is
 * then looked at within 6 s of its path. Never a full matrix at the fine step.
 */
import { cepstra } from './spectrum.ts';

export interface Alignment {
  /** Time in the recording of a time in the reference, seconds; monotone. */
  readonly map: (referenceSeconds: number) => number;
  /** Mean distance along the path. */
  readonly cost: number;
  /** Cost over that of the time-reversed reference: see `WRONG_TEXT_RATIO`. */
  readonly ratio: number;
  /** The same on broad shapes of the spectrum alone: tells texts apart whoever speaks. See `textMismatch`. */
  readonly mismatch: number;
  /** Vocal tract warp that fitted best. */
  readonly warp: number;
}

const COARSE_HOP = 0.04;
const FINE_HOP = 0.005;
const BAND_SECONDS = 0.4;
const COARSE_WARPS = [0.84, 0.92, 1, 1.08, 1.16, 1.26, 1.38] as const;
/**
 * Ratio above which the recording is taken to say something else. Measured over four sentences a language, each
 * against each: the right text 0.40 to 0.61 down to 20 dB SNR, a wrong one 0.88 to 0.98.
 */
export const WRONG_TEXT_RATIO = 0.8;
/** Rows of 40 ms: 40 minutes, so that half an hour of recording meets a slower reference. */
const LONGEST_COARSE = 60_000;
/** Rows looked at in full, two minutes: 9 million cells. */
const LONGEST_WHOLE = 3000;
/** Half an hour in means of four rows is 126 million cells. */
const POOL = 4;
const POOL_BAND_SECONDS = 6;
const EXCERPT_SECONDS = 90;
const BROAD_HOP = 0.02;
const BROAD_COEFFICIENTS = 6;
const BROAD_SECONDS = 60;

/** Both at 16 kHz, mono. Leading and trailing silence is found and left out. */
export function alignSpeech(reference: Float32Array, recording: Float32Array): Alignment {
  const a = trim(reference);
  const b = trim(recording);
  const coarse = { hopSeconds: COARSE_HOP } as const;
  const still = cepstra(a.samples, coarse);
  if (still.length > LONGEST_COARSE) throw new RangeError('a recording this long must be aligned in parts');
  const warp = fittingWarp(still, (candidate) => cepstra(b.samples, { ...coarse, warp: candidate }));
  const moving = cepstra(b.samples, { ...coarse, warp });
  const roughly = coarsePath(still, moving);
  const [someStill, someMoving] = openings(still, moving);
  const backwards = warpPath([...someStill].reverse(), someMoving, everywhere);
  const fineA = cepstra(a.samples, { hopSeconds: FINE_HOP });
  const fineB = cepstra(b.samples, { hopSeconds: FINE_HOP, warp });
  const fine = warpPath(fineA, fineB, around(roughly, COARSE_HOP / FINE_HOP, BAND_SECONDS / FINE_HOP));
  const map = (seconds: number) => {
    const at = Math.max(0, Math.min(fine.means.length - 1, (seconds - a.start) / FINE_HOP));
    return b.start + meanAt(fine, at) * FINE_HOP;
  };
  const ratio = roughly.cost / Math.max(1e-9, backwards.cost);
  return { map, cost: fine.cost, ratio, mismatch: textMismatch(a.samples, b.samples, warp), warp };
}

/**
 * How little two sounds say the same: cost over that of the time-reversed reference, by six cepstral coefficients in
 * steps of 20 ms. The finer shape of a spectrum, which thirteen coefficients also tell, is the speaker's: left out, the
 * gap between right and wrong texts of another engine's speech is twice to three times as wide (0.07 to 0.10 for 0.03).
 */
function textMismatch(reference: Float32Array, recording: Float32Array, warp: number): number {
  const broad = { hopSeconds: BROAD_HOP, coefficients: BROAD_COEFFICIENTS } as const;
  const rows = cepstra(opening(reference), broad);
  const said = cepstra(opening(recording, reference.length), { ...broad, warp });
  const forwards = warpPath(rows, said, everywhere);
  const backwards = warpPath([...rows].reverse(), said, everywhere);
  return forwards.cost / Math.max(1e-9, backwards.cost);
}

/** The first minute of speech as long as `whole`, in proportion. */
function opening(x: Float32Array, whole = x.length): Float32Array {
  return x.subarray(0, Math.ceil(x.length * Math.min(1, (BROAD_SECONDS * 16_000) / whole)));
}

type Rows = readonly Float32Array[];

/** The first minute and a half of both, in proportion: enough to know a tract and a text by. */
function openings(a: Rows, b: Rows): readonly [Rows, Rows] {
  const share = Math.min(1, EXCERPT_SECONDS / COARSE_HOP / a.length);
  return [a.slice(0, Math.ceil(a.length * share)), b.slice(0, Math.ceil(b.length * share))];
}

function fittingWarp(still: Rows, moving: (warp: number) => Rows): number {
  let best = 1;
  let lowest = Number.POSITIVE_INFINITY;
  for (const candidate of COARSE_WARPS) {
    const [a, b] = openings(still, moving(candidate));
    const { cost } = warpPath(a, b, everywhere);
    if (cost >= lowest) continue;
    lowest = cost;
    best = candidate;
  }
  return best;
}

/** Short speech is looked at as a whole; of long speech, first means of four rows, then what lies about their path. */
function coarsePath(a: Rows, b: Rows): Path {
  if (a.length <= LONGEST_WHOLE) return warpPath(a, b, everywhere);
  const first = warpPath(pooled(a), pooled(b), everywhere);
  return warpPath(a, b, around(first, POOL, POOL_BAND_SECONDS / COARSE_HOP));
}

function pooled(rows: Rows): Float32Array[] {
  return Array.from({ length: Math.ceil(rows.length / POOL) }, (_, i) => {
    const some = rows.slice(i * POOL, (i + 1) * POOL);
    return (some[0] as Float32Array).map(
      (_value, k) => some.reduce((sum, row) => sum + (row[k] as number), 0) / some.length,
    );
  });
}

/** A band `reach` columns to each side of a path that was found with steps `scale` times as long. */
function around(path: Path, scale: number, reach: number) {
  return (row: number): readonly [number, number] => {
    const centre = meanAt(path, Math.min(path.means.length - 1, row / scale)) * scale;
    return [centre - reach, centre + reach];
  };
}

function meanAt(path: Path, row: number): number {
  const low = Math.floor(row);
  const x = path.means[low] as number;
  const y = path.means[Math.min(path.means.length - 1, low + 1)] as number;
  return x + (y - x) * (row - low);
}

/** Inside the sounding part the map is the path's; outside it, times keep their distance to its ends. */
interface Trimmed {
  readonly samples: Float32Array;
  readonly start: number;
}

/** 10 ms blocks within 40 dB of the loudest, 20 ms left around them. */
function trim(x: Float32Array): Trimmed {
  const size = 160;
  const levels: number[] = [];
  for (let i = 0; i + size <= x.length; i += size) {
    let sum = 0;
    for (let k = i; k < i + size; k++) sum += (x[k] as number) ** 2;
    levels.push(sum);
  }
  const threshold = levels.reduce((a, b) => Math.max(a, b), 0) * 1e-4;
  const first = Math.max(0, levels.findIndex((level) => level > threshold) - 2);
  const last = levels.findLastIndex((level) => level > threshold) + 3;
  const start = first * size;
  return { samples: x.subarray(start, Math.max(start + size, last * size)), start: start / 16_000 };
}

interface Path {
  readonly cost: number;
  /** Mean column of each row. */
  readonly means: Float64Array;
}

/** A fast opening or a long pause is no reason to miss the path. */
const everywhere = () => [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/**
 * Dynamic time warping with steps (1,1), (1,0), (0,1) and Euclidean distance.
 * @param band Columns [from, to] looked at in a row.
 */
function warpPath(
  a: readonly Float32Array[],
  b: readonly Float32Array[],
  band: (row: number) => readonly [number, number],
): Path {
  const n = a.length;
  const m = b.length;
  const starts = new Int32Array(n);
  const steps: Uint8Array[] = [];
  let previous = new Float64Array(0);
  let previousStart = 0;
  for (let i = 0; i < n; i++) {
    const [low, high] = band(i);
    const from = i === 0 ? 0 : Math.max(0, Math.min(m - 1, Math.floor(low)));
    const to = i === n - 1 ? m - 1 : Math.max(from, Math.min(m - 1, Math.ceil(high)));
    const row = new Float64Array(to - from + 1);
    const step = new Uint8Array(to - from + 1);
    const frame = a[i] as Float32Array;
    for (let j = from; j <= to; j++) {
      const up = previous[j - previousStart] ?? Number.POSITIVE_INFINITY;
      const diagonal = previous[j - 1 - previousStart] ?? Number.POSITIVE_INFINITY;
      const left = j > from ? (row[j - 1 - from] as number) : Number.POSITIVE_INFINITY;
      let best = i === 0 && j === 0 ? 0 : diagonal;
      let direction = 0;
      if (up < best) {
        best = up;
        direction = 1;
      }
      if (left < best) {
        best = left;
        direction = 2;
      }
      row[j - from] = best + distance(frame, b[j] as Float32Array);
      step[j - from] = direction;
    }
    starts[i] = from;
    steps.push(step);
    previous = row;
    previousStart = from;
  }
  const cost = (previous.at(-1) ?? Number.POSITIVE_INFINITY) / (n + m);
  return { cost, means: backtrack(steps, starts, n, m) };
}

function backtrack(steps: readonly Uint8Array[], starts: Int32Array, n: number, m: number): Float64Array {
  const sums = new Float64Array(n);
  const counts = new Float64Array(n);
  let i = n - 1;
  let j = m - 1;
  for (;;) {
    sums[i] = (sums[i] as number) + j;
    counts[i] = (counts[i] as number) + 1;
    if (i === 0 && j === 0) break;
    const direction = steps[i]?.[j - (starts[i] as number)] ?? 0;
    if (j === 0 || (direction === 1 && i > 0)) i--;
    else if (i === 0 || direction === 2) j--;
    else {
      i--;
      j--;
    }
  }
  return sums.map((sum, row) => sum / Math.max(1, counts[row] as number));
}

function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) {
    const d = (a[k] as number) - (b[k] as number);
    sum += d * d;
  }
  return Math.sqrt(sum);
}
