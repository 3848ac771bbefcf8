/**
 * Pitch-synchronous overlap-add (Moulines & Charpentier, 1990) with each grain's spectral envelope warped and
 * equalised. Time is left alone: output sample n speaks what input sample n spoke.
 */
import FFT from 'fft.js';

export interface Conversion {
  /** Pitch of the input every 10 ms, 0 where unvoiced. */
  readonly f0: readonly number[];
  /** @param seconds Where in the input. */
  mapPitch(hz: number, seconds: number): number;
  /** Formants move up by this factor. */
  readonly warp: number;
  gainDb(hz: number): number;
}

interface Mark {
  readonly at: number;
  /** Samples to the next; a fixed 5 ms where there is no voice. */
  readonly period: number;
  readonly voiced: boolean;
}

const SIZE = 1024;
const HOP = 0.01;
const UNVOICED_PERIOD = 0.005;

export function convertVoice(x: Float32Array, rate: number, conversion: Conversion): Float32Array {
  const marks = pitchMarks(x, rate, conversion.f0);
  const out = new Float32Array(x.length);
  const shaper = new GrainShaper(rate, conversion);
  let mark = 0;
  let at = 0;
  while (at < x.length) {
    while (mark + 1 < marks.length && distance(marks, mark + 1, at) <= distance(marks, mark, at)) mark++;
    const grain = marks[mark];
    if (grain === undefined) break;
    const spacing = grain.voiced ? rate / conversion.mapPitch(rate / grain.period, at / rate) : grain.period;
    const shaped = shaper.shape(x, grain);
    // Overlapping windows twice a period wide add up to 1 at the old spacing, 2 for the double unvoiced ones.
    const gain = grain.voiced ? Math.sqrt(spacing / grain.period) : 0.5;
    const centre = Math.round(at);
    for (let i = -SIZE / 2; i < SIZE / 2; i++) {
      const n = centre + i;
      if (n >= 0 && n < out.length)
        out[n] = (out[n] as number) + (shaped[2 * ((i + SIZE) % SIZE)] as number) * gain;
    }
    at += spacing;
  }
  return out;
}

const distance = (marks: readonly Mark[], i: number, at: number) => Math.abs((marks[i]?.at ?? 0) - at);

/** One mark a period, on its deepest trough. */
function pitchMarks(x: Float32Array, rate: number, f0: readonly number[]): Mark[] {
  const marks: Mark[] = [];
  let t = 0;
  while (t < x.length) {
    const hz = f0[Math.min(f0.length - 1, Math.round(t / rate / HOP))] ?? 0;
    if (hz <= 0) {
      const period = rate * UNVOICED_PERIOD;
      marks.push({ at: t, period, voiced: false });
      t += period;
      continue;
    }
    const period = rate / hz;
    const last = marks.at(-1);
    const follows = last?.voiced === true;
    const centre = follows ? last.at + period : t;
    const reach = follows ? period * 0.15 : period * 0.5;
    let at = centre;
    let depth = -1;
    for (let k = Math.round(centre - reach); k <= centre + reach; k++) {
      const value = -(x[k] ?? 0);
      if (value > depth) {
        depth = value;
        at = k;
      }
    }
    if (last && at <= last.at) at = last.at + period;
    marks.push({ at, period, voiced: true });
    t = at + period * 0.75;
  }
  return marks;
}

/** Works on one set of buffers: a film has a hundred thousand grains. */
class GrainShaper {
  readonly #fft = new FFT(SIZE);
  readonly #input = new Float64Array(SIZE);
  readonly #spectrum = this.#fft.createComplexArray();
  readonly #logs = this.#fft.createComplexArray();
  readonly #cepstrum = this.#fft.createComplexArray();
  readonly #output = this.#fft.createComplexArray();
  readonly #envelope = new Float64Array(SIZE / 2 + 1);
  readonly #gains: Float64Array;
  readonly #warp: number;

  constructor(rate: number, { warp, gainDb }: Conversion) {
    this.#warp = warp;
    this.#gains = Float64Array.from({ length: SIZE / 2 + 1 }, (_, k) => gainDb((k * rate) / SIZE));
  }

  /** Complex time signal with the grain's centre at index 0, wrapped around. */
  shape(x: Float32Array, grain: Mark): ArrayLike<number> {
    const half = Math.min(SIZE / 2 - 1, Math.round(grain.voiced ? grain.period : grain.period * 2));
    this.#input.fill(0);
    const centre = Math.round(grain.at);
    for (let i = -half; i < half; i++) {
      const window = 0.5 + 0.5 * Math.cos((Math.PI * i) / half);
      this.#input[(i + SIZE) % SIZE] = (x[centre + i] ?? 0) * window;
    }
    this.#fft.realTransform(this.#spectrum, this.#input);
    this.#fft.completeSpectrum(this.#spectrum);
    this.#findEnvelope(grain.period);
    this.#reshape();
    this.#fft.inverseTransform(this.#output, this.#spectrum);
    return this.#output;
  }

  /** Cepstral smoothing below the pitch period. */
  #findEnvelope(period: number): void {
    for (let k = 0; k < SIZE; k++) {
      this.#logs[2 * k] = 0.5 * Math.log(this.#spectrum[2 * k] ** 2 + this.#spectrum[2 * k + 1] ** 2 + 1e-9);
      this.#logs[2 * k + 1] = 0;
    }
    this.#fft.inverseTransform(this.#cepstrum, this.#logs);
    const limit = Math.min(60, Math.max(24, Math.round(period * 0.45)));
    for (let k = 0; k < SIZE; k++) {
      const quefrency = Math.min(k, SIZE - k);
      const share = (quefrency / limit - 0.7) / 0.3;
      const lifter = share <= 0 ? 1 : share >= 1 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * share);
      this.#cepstrum[2 * k] *= lifter;
      this.#cepstrum[2 * k + 1] = 0;
    }
    this.#fft.transform(this.#logs, this.#cepstrum);
    for (let k = 0; k <= SIZE / 2; k++) this.#envelope[k] = this.#logs[2 * k];
  }

  #reshape(): void {
    const envelope = this.#envelope;
    for (let k = 0; k <= SIZE / 2; k++) {
      const source = Math.min(SIZE / 2, k / this.#warp);
      const low = Math.floor(source);
      const a = envelope[low] as number;
      const moved = a + ((envelope[Math.min(SIZE / 2, low + 1)] as number) - a) * (source - low);
      const db = (moved - (envelope[k] as number)) * 8.686 + (this.#gains[k] as number);
      const gain = 10 ** (Math.max(-30, Math.min(20, db)) / 20);
      this.#spectrum[2 * k] *= gain;
      this.#spectrum[2 * k + 1] *= gain;
      if (k > 0 && k < SIZE / 2) {
        this.#spectrum[2 * (SIZE - k)] = this.#spectrum[2 * k];
        this.#spectrum[2 * (SIZE - k) + 1] = -this.#spectrum[2 * k + 1];
      }
    }
  }
}
