/**
 * Looks at the first bytes of an uploaded recording. Only what a header can prove is refused here; an agent decodes the
 * sample and judges speech, noise and clipping.
 */
import { z } from '@hono/zod-openapi';
import { ApiFailure } from '../../_shared/failure.ts';

export type SampleKind = 'wav' | 'mp3';

const HEAD_BYTES = 64 * 1024;

/** How a recording stands in the API's description: a schema cannot judge it. */
export const SAMPLE = z
  .custom<File>((value) => value instanceof File)
  .openapi({
    type: 'string',
    format: 'binary',
    description: 'WAV or MP3, at least 30 seconds, at most 50 MB',
  });

/** @throws ApiFailure `audio_invalid`, naming the form's `field` */
export async function sniffSample(
  file: Blob,
  minimumSeconds: number,
  field = 'audio_file',
): Promise<SampleKind> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const seconds = wavSeconds(head, file.size);
  if (seconds !== null) {
    if (seconds < minimumSeconds) {
      throw new ApiFailure(
        'audio_invalid',
        `${field} lasts ${seconds.toFixed(1)} s; at least ${minimumSeconds} s are needed.`,
      );
    }
    return 'wav';
  }
  if (isMp3(head)) return 'mp3';
  throw new ApiFailure('audio_invalid', `${field} is neither a WAV nor an MP3 recording.`);
}

const ascii = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

/** Seconds of a RIFF/WAVE file by its fmt and data chunks (Microsoft RIFF specification); null when it is none. */
export function wavSeconds(head: Uint8Array, fileBytes: number): number | null {
  if (head.length < 12 || ascii(head, 0, 4) !== 'RIFF' || ascii(head, 8, 4) !== 'WAVE') return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let bytesPerSecond = 0;
  for (let at = 12; at + 8 <= head.length; ) {
    const id = ascii(head, at, 4);
    const size = view.getUint32(at + 4, true);
    if (id === 'fmt ' && at + 20 <= head.length) bytesPerSecond = view.getUint32(at + 16, true);
    if (id === 'data') {
      // Streamed files carry 0 or 0xffffffff here: what is in the file counts.
      const present = Math.max(0, fileBytes - at - 8);
      const bytes = size === 0 || size === 0xffffffff ? present : Math.min(size, present);
      return bytesPerSecond > 0 ? bytes / bytesPerSecond : 0;
    }
    at += 8 + size + (size % 2);
  }
  return 0;
}

/** An ID3v2 tag, or the sync word of an MPEG-1/2 layer III frame (ISO/IEC 11172-3, 2.4.1.3). */
export function isMp3(head: Uint8Array): boolean {
  if (head.length >= 10 && ascii(head, 0, 3) === 'ID3') return true;
  const [first = 0, second = 0, third = 0] = head;
  const layer3 = (second & 0x06) === 0x02;
  const bitrate = third >> 4;
  return (
    first === 0xff &&
    (second & 0xe0) === 0xe0 &&
    (second & 0x18) !== 0x08 &&
    layer3 &&
    bitrate !== 0 &&
    bitrate !== 15
  );
}
