/**
 * Light mastering of synthetic speech, in place, without delay: rumble out, the buzz and hiss of formant synthesis
 * tamed, levels evened, a hint of a small room, level set. Filters follow R. Bristow-Johnson's audio EQ cookbook.
 */

interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

type Shape = 'highpass' | 'peak' | 'lowshelf' | 'highshelf';

function biquad(shape: Shape, rate: number, frequency: number, q: number, gainDb = 0): Biquad {
  const w = (2 * Math.PI * frequency) / rate;
  const cos = Math.cos(w);
  const alpha = Math.sin(w) / (2 * q);
  const a = 10 ** (gainDb / 40);
  const beta = 2 * Math.sqrt(a) * alpha;
  const of = (b: [number, number, number], d: [number, number, number]): Biquad => ({
    b0: b[0] / d[0],
    b1: b[1] / d[0],
    b2: b[2] / d[0],
    a1: d[1] / d[0],
    a2: d[2] / d[0],
  });
  switch (shape) {
    case 'highpass':
      return of([(1 + cos) / 2, -(1 + cos), (1 + cos) / 2], [1 + alpha, -2 * cos, 1 - alpha]);
    case 'peak':
      return of([1 + alpha * a, -2 * cos, 1 - alpha * a], [1 + alpha / a, -2 * cos, 1 - alpha / a]);
    case 'lowshelf':
      return of(
        [
          a * (a + 1 - (a - 1) * cos + beta),
          2 * a * (a - 1 - (a + 1) * cos),
          a * (a + 1 - (a - 1) * cos - beta),
        ],
        [a + 1 + (a - 1) * cos + beta, -2 * (a - 1 + (a + 1) * cos), a + 1 + (a - 1) * cos - beta],
      );
    case 'highshelf':
      return of(
        [
          a * (a + 1 + (a - 1) * cos + beta),
          -2 * a * (a - 1 + (a + 1) * cos),
          a * (a + 1 + (a - 1) * cos - beta),
        ],
        [a + 1 - (a - 1) * cos + beta, 2 * (a - 1 - (a + 1) * cos), a + 1 - (a - 1) * cos - beta],
      );
  }
}

function filter(x: Float32Array, f: Biquad): void {
  let x1 = 0;
  let x2 = 0;
  let y1 = 0;
  let y2 = 0;
  for (let i = 0; i < x.length; i++) {
    const v = x[i] as number;
    const y = f.b0 * v + f.b1 * x1 + f.b2 * x2 - f.a1 * y1 - f.a2 * y2;
    x2 = x1;
    x1 = v;
    y2 = y1;
    // Denormals make a silent tail a hundred times slower.
    y1 = Math.abs(y) < 1e-20 ? 0 : y;
    x[i] = y1;
  }
}

const SIBILANT_HZ = 4800;
/** The band of s and ʃ may be this far under the speech's own level before it is held back. */
const SIBILANT_DB = -13;
const SIBILANT_RATIO = 4;
const SIBILANT_MOST_DB = 10;

/**
 * Holds back the hiss of espeak's s and ʃ, which are noise at one level whatever stands around them: the band above
 * 4.8 kHz is turned down while it is loud, and only then.
 */
function tameSibilants(x: Float32Array, rate: number): void {
  const level = spokenPower(x, rate);
  if (level === 0) return;
  const limit = level * 10 ** (SIBILANT_DB / 10);
  const band = x.slice();
  // Both ways through, so that the band lies on the sound it is taken from: with a phase of its own it would not cancel.
  const highpass = biquad('highpass', rate, SIBILANT_HZ, Math.SQRT1_2);
  filter(band, highpass);
  filter(band.reverse(), highpass);
  band.reverse();
  const attack = Math.exp(-1 / (0.002 * rate));
  const release = Math.exp(-1 / (0.03 * rate));
  const block = Math.round(rate / 2000);
  let envelope = 0;
  let cut = 0;
  for (let start = 0; start < x.length; start += block) {
    const end = Math.min(x.length, start + block);
    for (let i = start; i < end; i++) {
      const power = (band[i] as number) ** 2;
      envelope = power + (envelope - power) * (power > envelope ? attack : release);
    }
    const over = Math.max(0, 10 * Math.log10(envelope / limit + 1e-12)) * (1 - 1 / SIBILANT_RATIO);
    const target = 1 - 10 ** (-Math.min(SIBILANT_MOST_DB, over) / 20);
    const step = (target - cut) / (end - start);
    for (let i = start; i < end; i++) {
      cut += step;
      x[i] = (x[i] as number) - cut * (band[i] as number);
    }
  }
}

const THRESHOLD_DB = -26;
const RATIO = 2.2;
const KNEE_DB = 8;

/** Feed-forward compressor on a 5 ms / 120 ms envelope; a soft knee keeps it from being heard. */
function compress(x: Float32Array, rate: number): void {
  const attack = Math.exp(-1 / (0.005 * rate));
  const release = Math.exp(-1 / (0.12 * rate));
  const block = Math.round(rate / 2000);
  let envelope = 0;
  let gain = 1;
  for (let start = 0; start < x.length; start += block) {
    const end = Math.min(x.length, start + block);
    for (let i = start; i < end; i++) {
      const power = (x[i] as number) ** 2;
      const c = power > envelope ? attack : release;
      envelope = power + (envelope - power) * c;
    }
    const over = 10 * Math.log10(envelope + 1e-12) - THRESHOLD_DB;
    const bent =
      over <= -KNEE_DB / 2 ? 0 : over >= KNEE_DB / 2 ? over : (over + KNEE_DB / 2) ** 2 / (2 * KNEE_DB);
    const target = 10 ** ((-bent * (1 - 1 / RATIO)) / 20);
    const step = (target - gain) / (end - start);
    for (let i = start; i < end; i++) {
      gain += step;
      x[i] = (x[i] as number) * gain;
    }
  }
}

/** Early reflections of a small treated room: seconds and gain. Together 21 dB under the voice. */
const REFLECTIONS: readonly (readonly [number, number])[] = [
  [0.0071, 0.052],
  [0.0113, -0.041],
  [0.0167, 0.034],
  [0.0229, -0.027],
  [0.0307, 0.02],
];
export const ROOM_TAIL_SECONDS = 0.035;

function addRoom(x: Float32Array, rate: number): void {
  const dry = x.slice();
  // Walls absorb the top: one pole at about 3.5 kHz.
  const c = Math.exp((-2 * Math.PI * 3500) / rate);
  let low = 0;
  for (let i = 0; i < dry.length; i++) {
    low = (dry[i] as number) * (1 - c) + low * c;
    dry[i] = low;
  }
  for (const [delay, gain] of REFLECTIONS) {
    const shift = Math.round(delay * rate);
    for (let i = shift; i < x.length; i++) x[i] = (x[i] as number) + (dry[i - shift] as number) * gain;
  }
}

const TARGET_RMS_DB = -20;
const CEILING = 10 ** (-1.5 / 20);

/** Mean power of the 10 ms blocks within 25 dB of the loudest, so that pauses do not count; 0 for silence. */
function spokenPower(x: Float32Array, rate: number): number {
  const block = Math.round(rate / 100);
  const powers: number[] = [];
  for (let i = 0; i + block <= x.length; i += block) {
    let sum = 0;
    for (let k = i; k < i + block; k++) sum += (x[k] as number) ** 2;
    powers.push(sum / block);
  }
  const loudest = powers.reduce((a, b) => Math.max(a, b), 0);
  const spoken = powers.filter((p) => p > loudest * 10 ** -2.5);
  return spoken.length === 0 ? 0 : spoken.reduce((a, b) => a + b, 0) / spoken.length;
}

function setLevel(x: Float32Array, rate: number): void {
  const mean = spokenPower(x, rate);
  if (mean === 0) return;
  const gain = 10 ** (TARGET_RMS_DB / 20) / Math.sqrt(mean);
  const knee = CEILING * 0.7;
  for (let i = 0; i < x.length; i++) {
    const v = (x[i] as number) * gain;
    const a = Math.abs(v);
    // Peaks above the knee bend towards the ceiling and never reach it.
    x[i] =
      a <= knee ? v : Math.sign(v) * (knee + (CEILING - knee) * Math.tanh((a - knee) / (CEILING - knee)));
  }
}

/** Masters `x` in place. Deterministic; peaks stay under -1.5 dBFS, speech at about -20 dBFS RMS. */
export function master(x: Float32Array, rate: number): void {
  filter(x, biquad('highpass', rate, 65, Math.SQRT1_2));
  filter(x, biquad('lowshelf', rate, 190, 0.7, 1.5));
  filter(x, biquad('peak', rate, 3200, 0.8, -3));
  filter(x, biquad('highshelf', rate, 6500, 0.7, -2.5));
  tameSibilants(x, rate);
  compress(x, rate);
  addRoom(x, rate);
  setLevel(x, rate);
}

/** For speech that needs no mending, a neural model's or a person's: rumble out and the same level as `master` sets. */
export function level(x: Float32Array, rate: number): void {
  filter(x, biquad('highpass', rate, 65, Math.SQRT1_2));
  setLevel(x, rate);
}

/** The same for a person's recording, in place: rumble out, levels evened, level set; no equaliser and no room. */
export function masterRecording(x: Float32Array, rate: number): void {
  filter(x, biquad('highpass', rate, 65, Math.SQRT1_2));
  compress(x, rate);
  setLevel(x, rate);
}
