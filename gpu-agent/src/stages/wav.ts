/** Header of a RIFF WAVE file: enough to know what was recorded and for how long. */
import { open } from 'node:fs/promises';

export interface WavHeader {
  readonly channels: number;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  /** Seconds of sound that are really in the file, whatever the header promises. */
  readonly duration: number;
}

/** Null when `file` is not integer PCM in RIFF WAVE with its `fmt ` chunk in the first 4 KiB. */
export async function readWavHeader(file: string): Promise<WavHeader | null> {
  await using handle = await open(file, 'r');
  const head = Buffer.alloc(4096);
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  const { size } = await handle.stat();
  if (
    bytesRead < 44 ||
    head.toString('latin1', 0, 4) !== 'RIFF' ||
    head.toString('latin1', 8, 12) !== 'WAVE'
  ) {
    return null;
  }
  let format: { tag: number; channels: number; sampleRate: number; bitsPerSample: number } | undefined;
  for (let at = 12; at + 8 <= bytesRead; ) {
    const id = head.toString('latin1', at, at + 4);
    const length = head.readUInt32LE(at + 4);
    const body = at + 8;
    if (id === 'fmt ' && body + 16 <= bytesRead) {
      format = {
        tag: head.readUInt16LE(body),
        channels: head.readUInt16LE(body + 2),
        sampleRate: head.readUInt32LE(body + 4),
        bitsPerSample: head.readUInt16LE(body + 14),
      };
    } else if (id === 'data') {
      if (format?.tag !== 1 || format.channels === 0 || format.sampleRate === 0) return null;
      const bytesPerSecond = (format.sampleRate * format.channels * format.bitsPerSample) / 8;
      const { channels, sampleRate, bitsPerSample } = format;
      return {
        channels,
        sampleRate,
        bitsPerSample,
        duration: Math.min(length, size - body) / bytesPerSecond,
      };
    }
    at = body + length + (length % 2);
  }
  return null;
}
