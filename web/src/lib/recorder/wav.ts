/** Sound as a WAV file: what every part of the product takes, with its length in its header. */

/** Mono, 16 bit. Values outside [-1, 1] are clamped. */
export function wavOf(samples: Float32Array, sampleRate: number): Blob {
  const data = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const ascii = (at: number, text: string) => {
    for (let i = 0; i < text.length; i += 1) data.setUint8(at + i, text.charCodeAt(i));
  };
  ascii(0, 'RIFF');
  data.setUint32(4, 36 + samples.length * 2, true);
  ascii(8, 'WAVEfmt ');
  data.setUint32(16, 16, true);
  data.setUint16(20, 1, true);
  data.setUint16(22, 1, true);
  data.setUint32(24, sampleRate, true);
  data.setUint32(28, sampleRate * 2, true);
  data.setUint16(32, 2, true);
  data.setUint16(34, 16, true);
  ascii(36, 'data');
  data.setUint32(40, samples.length * 2, true);
  for (const [i, value] of samples.entries()) {
    data.setInt16(44 + i * 2, Math.round(Math.max(-1, Math.min(1, value)) * 32_767), true);
  }
  return new Blob([data.buffer], { type: 'audio/wav' });
}
