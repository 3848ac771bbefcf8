/** Mono PCM: WAV files in and out, and band-limited resampling. Samples are floats in [-1, 1]. */

export interface Pcm {
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

const HEADER_BYTES = 44;

/** Canonical 44-byte RIFF header, PCM, mono, 16 bit. Values outside [-1, 1] are clamped. */
export function encodeWav({ samples, sampleRate }: Pcm): Buffer {
  const file = Buffer.alloc(HEADER_BYTES + samples.length * 2);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(sampleRate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples.length * 2, 40);
  const data = new DataView(file.buffer, file.byteOffset + HEADER_BYTES);
  for (let i = 0; i < samples.length; i++) {
    const value = Math.round((samples[i] as number) * 32767);
    data.setInt16(i * 2, Math.max(-32768, Math.min(32767, value)), true);
  }
  return file;
}

/**
 * Reads mono 16-bit PCM WAV, skipping chunks it does not know.
 * @throws {Error} for anything else: engines decode foreign files with ffmpeg first.
 */
export function decodeWav(file: Buffer): Pcm {
  if (
    file.length < 12 ||
    file.toString('latin1', 0, 4) !== 'RIFF' ||
    file.toString('latin1', 8, 12) !== 'WAVE'
  ) {
    throw new Error('not a RIFF/WAVE file');
  }
  let sampleRate = 0;
  for (let offset = 12; offset + 8 <= file.length; ) {
    const id = file.toString('latin1', offset, offset + 4);
    const size = file.readUInt32LE(offset + 4);
    const body = offset + 8;
    if (id === 'fmt ' && body + 16 <= file.length) {
      const mono16 =
        file.readUInt16LE(body) === 1 &&
        file.readUInt16LE(body + 2) === 1 &&
        file.readUInt16LE(body + 14) === 16;
      if (!mono16) throw new Error('expected mono 16-bit PCM');
      sampleRate = file.readUInt32LE(body + 4);
    } else if (id === 'data') {
      if (sampleRate === 0) throw new Error('data before fmt');
      return { samples: decodePcm16(file.subarray(body, Math.min(body + size, file.length))), sampleRate };
    }
    offset = body + size + (size & 1);
  }
  throw new Error('no data chunk');
}

/** Little-endian 16-bit PCM to floats. */
export function decodePcm16(bytes: Buffer): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = new Float32Array(bytes.byteLength >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(i * 2, true) / 32768;
  return samples;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * Polyphase resampling with a Kaiser-windowed sinc (β = 8, about 80 dB of stop band), 32 taps at the lower rate.
 * 22,050 → 48,000 Hz is 320 / 147 exactly, so event times in samples carry over without drift. Zero delay.
 */
export function resample(input: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return input.slice();
  const divisor = gcd(from, to);
  const up = to / divisor;
  const down = from / divisor;
  const cutoff = Math.min(1, to / from) * 0.96;
  const half = Math.ceil(16 / Math.min(1, to / from));
  const taps = 2 * half;
  const bank = new Float32Array(up * taps);
  for (let phase = 0; phase < up; phase++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - half + 1 - phase / up;
      const value = sinc(distance * cutoff) * cutoff * kaiser(distance / half, 8);
      bank[phase * taps + tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < taps; tap++)
      bank[phase * taps + tap] = (bank[phase * taps + tap] as number) / sum;
  }
  const output = new Float32Array(Math.floor((input.length * up) / down));
  for (let i = 0; i < output.length; i++) {
    const position = i * down;
    const base = Math.floor(position / up);
    const row = (position % up) * taps;
    const first = base - half + 1;
    let sum = 0;
    if (first >= 0 && first + taps <= input.length) {
      for (let tap = 0; tap < taps; tap++)
        sum += (input[first + tap] as number) * (bank[row + tap] as number);
    } else {
      for (let tap = 0; tap < taps; tap++) sum += (input[first + tap] ?? 0) * (bank[row + tap] as number);
    }
    output[i] = sum;
  }
  return output;
}

const sinc = (x: number) => (Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

function kaiser(x: number, beta: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 40 && term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
