/** Sound for tests that record and upload. */

/** A WAV of bursts with pauses between them, as speech has: 16 kHz, mono, 16 bit. */
export function burstsWav(seconds: number): Buffer {
  const rate = 16_000;
  const samples = Math.round(seconds * rate);
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let n = 0; n < samples; n += 1) {
    const loud = (n / rate) % 0.5 < 0.35;
    file.writeInt16LE(Math.round((loud ? 9000 : 8) * Math.sin(n / 12)), 44 + n * 2);
  }
  return file;
}
