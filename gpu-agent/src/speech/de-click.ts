/**
 * Takes clicks out of synthetic speech: single samples up to a millisecond that neither the sound before nor after
 * explains, as joined units leave them. An autoregressive model tells what should be there and puts it there (S. Godsill
 * and P. Rayner, Digital Audio Restoration, 1998, chapters 5 and 3.4). Nothing moves; a plosive's burst is longer, and a
 * glottal pulse has neighbours like itself: both stay.
 */

const ORDER = 10;
const FRAME_SECONDS = 0.024;
/** Longest click, and how far around its peak samples are made anew at least. */
const LONGEST_SECONDS = 0.001;
const SHORTEST_SECONDS = 0.0002;
/** A click stands this many robust deviations above the prediction error around it… */
const DEVIATIONS = 12;
/** …and this many times above every other error within 20 ms: two pitch periods of the deepest voice have a peer. */
const LONE = 3;
const LONE_BLOCKS = 20;
/** Quieter than this, −54 dBFS, nobody hears one. */
const FLOOR = 0.002;

/**
 * In place, deterministic.
 * @returns how many clicks were taken out
 */
export function removeClicks(x: Float32Array, rate: number): number {
  const frame = Math.round(FRAME_SECONDS * rate);
  const hop = frame >> 1;
  const error = predictionErrors(x, frame, hop);
  // A block a millisecond: loneliness is told from their peaks, a hundred times less than the samples.
  const block = Math.round(LONGEST_SECONDS * rate);
  const peaks = new Float32Array(Math.ceil(x.length / block));
  for (let i = 0; i < x.length; i++) {
    const at = Math.floor(i / block);
    if ((error[i] as number) > (peaks[at] as number)) peaks[at] = error[i] as number;
  }
  let removed = 0;
  // The first and last samples have no past or future to be judged by.
  for (let at = 2; at < peaks.length - 2; at++) {
    const height = peaks[at] as number;
    if (height < FLOOR || !isLone(peaks, at)) continue;
    const found = error.indexOf(height, at * block);
    const start = Math.max(0, Math.min(x.length - frame, found - hop));
    const model = predictor(x.subarray(start, start + frame));
    if (model === null) continue;
    // At an onset the frames beside have models of their own: one model judges all that the click is compared with.
    const from = Math.max(0, found - LONE_BLOCKS * block);
    const around = errorsOf(x, model, from, Math.min(x.length, found + LONE_BLOCKS * block));
    const peak = found - from;
    if (!stands(around, peak, block)) continue;
    const [left, right] = extent(around, peak, block, Math.round(SHORTEST_SECONDS * rate));
    if (right - left > 2 * block) continue;
    const first = Math.max(ORDER, from + left);
    const last = Math.min(x.length - 1 - ORDER, from + right);
    interpolate(x, model, first, last);
    removed += 1;
  }
  return removed;
}

/** Higher than every block within 20 ms, its own neighbours apart. */
function isLone(peaks: Float32Array, at: number): boolean {
  const limit = (peaks[at] as number) / LONE;
  for (let k = 2; k <= LONE_BLOCKS; k++) {
    if ((peaks[at - k] ?? 0) > limit || (peaks[at + k] ?? 0) > limit) return false;
  }
  return (peaks[at] as number) >= Math.max(peaks[at - 1] ?? 0, peaks[at + 1] ?? 0);
}

function stands(around: Float32Array, peak: number, block: number): boolean {
  const height = around[peak] as number;
  if (height < DEVIATIONS * deviation(around)) return false;
  return around.every((error, i) => Math.abs(i - peak) < 2 * block || error * LONE < height);
}

/** Magnitude of what the samples before do not explain, each hop by the model of the frame around it. */
function predictionErrors(x: Float32Array, frame: number, hop: number): Float32Array {
  const error = new Float32Array(x.length);
  for (let start = 0; start < x.length; start += hop) {
    const first = Math.max(0, Math.min(x.length - frame, start - ((frame - hop) >> 1)));
    const a = predictor(x.subarray(first, first + frame));
    if (a === null) continue;
    error.set(errorsOf(x, a, start, Math.min(x.length, start + hop)), start);
  }
  return error;
}

function errorsOf(x: Float32Array, a: Float64Array, from: number, to: number): Float32Array {
  const error = new Float32Array(to - from);
  for (let i = from; i < to; i++) {
    let sum = 0;
    for (let k = Math.min(ORDER, i); k >= 0; k--) sum += (a[k] as number) * (x[i - k] as number);
    error[i - from] = Math.abs(sum);
  }
  return error;
}

const WINDOWS = new Map<number, Float64Array>();

function windowOf(n: number): Float64Array {
  const known = WINDOWS.get(n);
  if (known) return known;
  const made = Float64Array.from(
    { length: n },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / n),
  );
  WINDOWS.set(n, made);
  return made;
}

/** Coefficients a, a[0] = 1, of the least prediction error over a windowed frame (Levinson, Durbin); null for silence. */
function predictor(frame: Float32Array): Float64Array | null {
  const n = frame.length;
  const windowed = new Float64Array(n);
  const shape = windowOf(n);
  for (let i = 0; i < n; i++) windowed[i] = (frame[i] as number) * (shape[i] as number);
  const r = new Float64Array(ORDER + 1);
  for (let lag = 0; lag <= ORDER; lag++) {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += (windowed[i] as number) * (windowed[i - lag] as number);
    r[lag] = sum;
  }
  // White noise 50 dB down keeps the model of a pure tone from ringing.
  let error = (r[0] as number) * (1 + 1e-5);
  if (error < 1e-9 * n) return null;
  const a = new Float64Array(ORDER + 1);
  a[0] = 1;
  for (let m = 1; m <= ORDER; m++) {
    let sum = r[m] as number;
    for (let i = 1; i < m; i++) sum += (a[i] as number) * (r[m - i] as number);
    const k = -sum / error;
    for (let i = 1; i <= m >> 1; i++) {
      const left = a[i] as number;
      const right = a[m - i] as number;
      a[i] = left + k * right;
      a[m - i] = right + k * left;
    }
    a[m] = k;
    error *= 1 - k * k;
  }
  return a;
}

/** Standard deviation as the median of magnitudes tells it, which a click does not touch. */
function deviation(magnitudes: Float32Array): number {
  const sorted = magnitudes.toSorted();
  return 1.4826 * (sorted[sorted.length >> 1] as number);
}

/** Samples to make anew: where the error stays above a fifth of its peak, and a little on both sides. */
function extent(error: Float32Array, peak: number, reach: number, margin: number): readonly [number, number] {
  let first = peak;
  let last = peak;
  for (let i = peak - reach; i <= peak + reach; i++) {
    if ((error[i] ?? 0) < (error[peak] as number) / 5) continue;
    first = Math.min(first, i);
    last = Math.max(last, i);
  }
  return [first - margin, last + margin];
}

/** The samples first … last that make the prediction errors they take part in smallest: a Toeplitz system. */
function interpolate(x: Float32Array, a: Float64Array, first: number, last: number): void {
  const n = last - first + 1;
  if (n <= 0) return;
  const b = Float64Array.from({ length: 2 * ORDER + n }, (_, lag) => {
    let sum = 0;
    for (let k = 0; k + lag <= ORDER; k++) sum += (a[k] as number) * (a[k + lag] as number);
    return sum;
  });
  const matrix = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (_, j) => b[Math.abs(i - j)] as number),
  );
  const right = Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let k = -ORDER; k <= ORDER; k++) {
      const at = first + i + k;
      if (at >= first && at <= last) continue;
      sum -= (b[Math.abs(k)] as number) * (x[at] ?? 0);
    }
    return sum;
  });
  const solved = solve(matrix, right);
  for (let i = 0; i < n; i++) x[first + i] = solved[i] as number;
}

/** Cholesky: the matrix is symmetric and positive definite. */
function solve(m: Float64Array[], y: Float64Array): Float64Array {
  const n = y.length;
  const at = (i: number, j: number) => m[i]?.[j] as number;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = at(i, j);
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      (m[i] as Float64Array)[j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(j, j);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) y[i] = (y[i] as number) - at(i, k) * (y[k] as number);
    y[i] = (y[i] as number) / at(i, i);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) y[i] = (y[i] as number) - at(k, i) * (y[k] as number);
    y[i] = (y[i] as number) / at(i, i);
  }
  return y;
}
