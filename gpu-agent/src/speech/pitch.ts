/** Fundamental frequency and level of speech on a fixed time grid. */

export interface PitchOptions {
  /** Seconds between values. */
  readonly hop?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** The signal is averaged down to about this rate first; 7,350 Hz is 4 cents off at 200 Hz at worst. */
  readonly workingRate?: number;
}

const WINDOW_SECONDS = 0.03;
/** Below this share of the loudest sample a frame is silence. */
const SILENCE_SHARE = 0.012;
/** de Cheveigné & Kawahara (2002) use 0.1 to 0.15 as absolute threshold. */
const VOICED_THRESHOLD = 0.15;
const DOUBTFUL_THRESHOLD = 0.3;

/**
 * YIN (de Cheveigné & Kawahara, JASA 111, 2002) with parabolic interpolation and a median check against octave
 * jumps. Value `i` belongs to time `i × hop`; 0 means unvoiced.
 */
export function trackPitch(samples: Float32Array, sampleRate: number, options: PitchOptions = {}): number[] {
  const hop = options.hop ?? 0.01;
  const decimation = Math.max(1, Math.floor(sampleRate / (options.workingRate ?? 7350)));
  const x = average(samples, decimation);
  const rate = sampleRate / decimation;
  const window = Math.round(WINDOW_SECONDS * rate);
  const longest = Math.ceil(rate / (options.minimum ?? 60));
  const shortest = Math.max(2, Math.floor(rate / (options.maximum ?? 420)));
  let peak = 0;
  for (const value of x) peak = Math.max(peak, Math.abs(value));
  const floor = (peak * SILENCE_SHARE) ** 2 * window;
  const count = Math.floor(samples.length / sampleRate / hop) + 1;
  const f0 = new Array<number>(count).fill(0);
  const difference = new Float64Array(longest + 2);
  for (let frame = 0; frame < count; frame++) {
    const start = Math.round(frame * hop * rate) - ((window + longest) >> 1);
    if (start < 0 || start + window + longest + 1 >= x.length) continue;
    let energy = 0;
    for (let i = 0; i < window; i++) energy += (x[start + i] as number) ** 2;
    if (energy <= floor) continue;
    f0[frame] = framePitch(x, start, window, shortest, longest, rate, difference);
  }
  return withoutOctaveJumps(f0);
}

function framePitch(
  x: Float32Array,
  start: number,
  window: number,
  shortest: number,
  longest: number,
  rate: number,
  normalised: Float64Array,
): number {
  let running = 0;
  for (let lag = 1; lag <= longest + 1; lag++) {
    let sum = 0;
    for (let i = 0, a = start, b = start + lag; i < window; i++, a++, b++) {
      const d = (x[a] as number) - (x[b] as number);
      sum += d * d;
    }
    running += sum;
    normalised[lag] = (sum * lag) / (running + 1e-12);
  }
  const at = (lag: number) => normalised[lag] as number;
  let best = 0;
  for (let lag = shortest; lag <= longest; lag++) {
    if (at(lag) >= VOICED_THRESHOLD) continue;
    best = lag;
    while (best + 1 <= longest && at(best + 1) < at(best)) best++;
    break;
  }
  if (best === 0) {
    best = shortest;
    for (let lag = shortest; lag <= longest; lag++) if (at(lag) < at(best)) best = lag;
    if (at(best) > DOUBTFUL_THRESHOLD) return 0;
  }
  const curvature = at(best - 1) - 2 * at(best) + at(best + 1);
  const shift = curvature > 0 ? (at(best - 1) - at(best + 1)) / (2 * curvature) : 0;
  return rate / (best + Math.max(-0.5, Math.min(0.5, shift)));
}

function withoutOctaveJumps(f0: number[]): number[] {
  return f0.map((value, i) => {
    if (value === 0) return 0;
    const near = median(f0.slice(Math.max(0, i - 12), i + 13).filter((v) => v > 0));
    if (value > 1.7 * near) return value / 2;
    if (value < 0.58 * near) return value * 2;
    return value;
  });
}

/** RMS level in dBFS over 2 hops around each grid point, floor -100. */
export function trackEnergy(samples: Float32Array, sampleRate: number, hop = 0.01): number[] {
  const count = Math.floor(samples.length / sampleRate / hop) + 1;
  const reach = Math.round(hop * sampleRate);
  const levels = new Array<number>(count);
  for (let frame = 0; frame < count; frame++) {
    const centre = Math.round(frame * hop * sampleRate);
    const from = Math.max(0, centre - reach);
    const to = Math.min(samples.length, centre + reach);
    let sum = 0;
    for (let i = from; i < to; i++) sum += (samples[i] as number) ** 2;
    levels[frame] = Math.max(-100, 10 * Math.log10(sum / Math.max(1, to - from) + 1e-12));
  }
  return levels;
}

function average(samples: Float32Array, factor: number): Float32Array {
  if (factor === 1) return samples;
  const out = new Float32Array(Math.floor(samples.length / factor));
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < factor; k++) sum += samples[i * factor + k] as number;
    out[i] = sum / factor;
  }
  return out;
}

/** Middle value; NaN for an empty list. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Nearest-rank value at `share` in [0, 1]; NaN for an empty list. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
