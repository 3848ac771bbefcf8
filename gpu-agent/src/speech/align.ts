/**
 * Times for speech we did not make: the same text is synthesised, and the synthetic speech's times are carried over
 * by dynamic time warping on cepstra. Two passes keep the work linear: 40 ms steps over all of it, then 5 ms steps
 * within 0.4 s of the first path. Never a full matrix at the fine step.
 */
import { cepstra } from './spectrum.ts';

export interface Alignment {
  /** Time in the recording of a time in the reference, seconds; monotone. */
  readonly map: (referenceSeconds: number) => number;
  /** Mean distance along the path. */
  readonly cost: number;
  /** Cost over that of the time-reversed reference: see `WRONG_TEXT_RATIO`. */
  readonly ratio: number;
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
const LONGEST_COARSE = 24_000;

/** Both at 16 kHz, mono. Leading and trailing silence is found and left out. */
export function alignSpeech(reference: Float32Array, recording: Float32Array): Alignment {
  const a = trim(reference);
  const b = trim(recording);
  const coarse = { hopSeconds: COARSE_HOP } as const;
  const still = cepstra(a.samples, coarse);
  let warp = 1;
  let path: Path | null = null;
  for (const candidate of COARSE_WARPS) {
    const found = warpPath(
      still,
      cepstra(b.samples, { ...coarse, warp: candidate }),
      wholeBand(still.length),
    );
    if (path === null || found.cost < path.cost) {
      path = found;
      warp = candidate;
    }
  }
  const backwards = warpPath(
    [...still].reverse(),
    cepstra(b.samples, { ...coarse, warp }),
    wholeBand(still.length),
  );
  const roughly = path as Path;
  const fineA = cepstra(a.samples, { hopSeconds: FINE_HOP });
  const fineB = cepstra(b.samples, { hopSeconds: FINE_HOP, warp });
  const scale = COARSE_HOP / FINE_HOP;
  const reach = Math.round(BAND_SECONDS / FINE_HOP);
  const fine = warpPath(fineA, fineB, (i) => {
    const row = Math.min(roughly.means.length - 1, i / scale);
    const low = Math.floor(row);
    const x = roughly.means[low] as number;
    const y = roughly.means[Math.min(roughly.means.length - 1, low + 1)] as number;
    const centre = (x + (y - x) * (row - low)) * scale;
    return [centre - reach, centre + reach];
  });
  const map = (seconds: number) => {
    const at = Math.max(0, Math.min(fine.means.length - 1, (seconds - a.start) / FINE_HOP));
    const low = Math.floor(at);
    const x = fine.means[low] as number;
    const y = fine.means[Math.min(fine.means.length - 1, low + 1)] as number;
    return b.start + (x + (y - x) * (at - low)) * FINE_HOP;
  };
  return { map, cost: fine.cost, ratio: roughly.cost / Math.max(1e-9, backwards.cost), warp };
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

/** The coarse pass may look anywhere: a fast opening or a long pause is no reason to miss the path. */
function wholeBand(rows: number) {
  if (rows > LONGEST_COARSE) throw new RangeError('a recording this long must be aligned in parts');
  return () => [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
}

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
