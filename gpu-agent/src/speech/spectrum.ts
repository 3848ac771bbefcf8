/** Short-time spectra, mel filters, cepstra and long-term averages of speech. */
import FFT from 'fft.js';

/** Hann-windowed power spectra, one row of `size / 2 + 1` bins a frame, frame i centred on sample `i × hop`. */
export function powerSpectra(x: Float32Array, size: number, window: number, hop: number): Float32Array[] {
  const fft = new FFT(size);
  const shape = Float64Array.from(
    { length: window },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / window),
  );
  const input = new Float64Array(size);
  const output = fft.createComplexArray();
  const frames = Math.floor(x.length / hop) + 1;
  const rows: Float32Array[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * hop - (window >> 1);
    for (let i = 0; i < window; i++) input[i] = (x[start + i] ?? 0) * (shape[i] as number);
    fft.realTransform(output, input);
    const row = new Float32Array(size / 2 + 1);
    for (let k = 0; k < row.length; k++) row[k] = output[2 * k] ** 2 + output[2 * k + 1] ** 2;
    rows.push(row);
  }
  return rows;
}

const toMel = (hz: number) => 2595 * Math.log10(1 + hz / 700);
const fromMel = (mel: number) => 700 * (10 ** (mel / 2595) - 1);

export interface CepstraOptions {
  readonly hopSeconds?: number;
  readonly bands?: number;
  readonly coefficients?: number;
  readonly highest?: number;
  /** Moves the filters up by this factor: the tract this many times shorter is heard as if it were not. */
  readonly warp?: number;
  readonly deltas?: boolean;
}

const WINDOW_SECONDS = 0.025;
const FFT_SIZE = 512;
const LOWEST_HZ = 80;
const FLOOR_DB = 60;
const DELTA_WEIGHT = 0.7;

/**
 * Mel-frequency cepstral coefficients and deltas of 16 kHz speech, each dimension normalised to mean 0 and
 * variance 1 over the recording, deltas then weighted by 0.7. Row i belongs to time `i × hop`.
 */
export function cepstra(x: Float32Array, options: CepstraOptions = {}): Float32Array[] {
  const rate = 16_000;
  const {
    hopSeconds = 0.005,
    bands = 26,
    coefficients = 13,
    highest = 7000,
    warp = 1,
    deltas = true,
  } = options;
  const bright = new Float32Array(x.length);
  for (let i = 1; i < x.length; i++) bright[i] = (x[i] as number) - 0.97 * (x[i - 1] as number);
  const window = Math.round(WINDOW_SECONDS * rate);
  const spectra = powerSpectra(bright, FFT_SIZE, window, Math.round(hopSeconds * rate));
  const filters = melFilters(rate, FFT_SIZE, bands, LOWEST_HZ, highest, warp);
  const energies = spectra.map((row) =>
    filters.map(({ first, weights }) => weights.reduce((sum, w, i) => sum + w * (row[first + i] ?? 0), 0)),
  );
  let loudest = 0;
  for (const row of energies) for (const value of row) loudest = Math.max(loudest, value);
  const floor = loudest * 10 ** (-FLOOR_DB / 10) + 1e-12;
  const cosines = Array.from({ length: coefficients }, (_, k) =>
    Float64Array.from({ length: bands }, (_, m) => Math.cos((Math.PI * k * (m + 0.5)) / bands)),
  );
  const base = energies.map((row) => {
    const logs = row.map((value) => Math.log(value + floor));
    return Float64Array.from(cosines, (cosine) =>
      logs.reduce((sum, v, m) => sum + v * (cosine[m] as number), 0),
    );
  });
  const rows = deltas ? withDeltas(base, coefficients) : base.map((row) => Float32Array.from(row));
  normalise(rows, coefficients);
  return rows;
}

function withDeltas(base: readonly Float64Array[], coefficients: number): Float32Array[] {
  const reach = 4;
  const scale = 2 * (1 + 4 + 9 + 16);
  return base.map((row, i) => {
    const out = new Float32Array(2 * coefficients);
    out.set(row);
    for (let c = 0; c < coefficients; c++) {
      let sum = 0;
      for (let k = 1; k <= reach; k++) {
        const after = base[Math.min(base.length - 1, i + k)] as Float64Array;
        const before = base[Math.max(0, i - k)] as Float64Array;
        sum += k * ((after[c] as number) - (before[c] as number));
      }
      out[coefficients + c] = sum / scale;
    }
    return out;
  });
}

function normalise(rows: readonly Float32Array[], coefficients: number): void {
  const width = rows[0]?.length ?? 0;
  for (let c = 0; c < width; c++) {
    let mean = 0;
    for (const row of rows) mean += (row[c] as number) / rows.length;
    let variance = 0;
    for (const row of rows) variance += ((row[c] as number) - mean) ** 2 / rows.length;
    const scale = (c < coefficients ? 1 : DELTA_WEIGHT) / (Math.sqrt(variance) || 1);
    for (const row of rows) row[c] = ((row[c] as number) - mean) * scale;
  }
}

function melFilters(rate: number, size: number, bands: number, low: number, high: number, warp: number) {
  const edges = Array.from({ length: bands + 2 }, (_, i) => {
    const hz = fromMel(toMel(low) + ((toMel(high) - toMel(low)) * i) / (bands + 1));
    return (hz * warp * size) / rate;
  });
  return Array.from({ length: bands }, (_, m) => {
    const [a, b, c] = [edges[m] as number, edges[m + 1] as number, edges[m + 2] as number];
    const first = Math.ceil(a);
    const last = Math.min(size / 2, Math.floor(c));
    const weights: number[] = [];
    for (let k = first; k <= last; k++) weights.push(k <= b ? (k - a) / (b - a) : (c - k) / (c - b));
    return { first, weights };
  });
}

/** Centres of the third-octave bands of `longTermSpectrum`, Hz. */
export const THIRD_OCTAVES: readonly number[] = Array.from({ length: 19 }, (_, i) => 100 * 2 ** (i / 3));

/** Mean power of the loud frames in third octaves, dB, its own mean taken off: the colour of a voice. */
export function longTermSpectrum(x: Float32Array, rate: number): number[] {
  const size = 1024;
  const spectra = powerSpectra(x, size, size, size >> 1);
  const energies = spectra.map((row) => row.reduce((a, b) => a + b, 0));
  const loud = [...energies].sort((a, b) => a - b)[Math.floor(energies.length * 0.95)] ?? 0;
  const mean = new Float64Array(size / 2 + 1);
  for (const [i, row] of spectra.entries()) {
    if ((energies[i] as number) < loud * 1e-3) continue;
    for (let k = 0; k < mean.length; k++) mean[k] = (mean[k] as number) + (row[k] as number);
  }
  const levels = THIRD_OCTAVES.map((centre) => {
    const first = Math.ceil((centre * 2 ** (-1 / 6) * size) / rate);
    const last = Math.max(first, Math.floor((centre * 2 ** (1 / 6) * size) / rate - 1e-9));
    let sum = 0;
    for (let k = first; k <= last; k++) sum += (mean[k] ?? 0) / (last - first + 1);
    return 10 * Math.log10(sum + 1e-12);
  });
  const average = levels.reduce((a, b) => a + b, 0) / levels.length;
  return levels.map((level) => level - average);
}

/** Root mean square difference of two spectra, dB. */
export function spectrumDistance(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0) / a.length);
}
