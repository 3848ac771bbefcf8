/**
 * What an uploaded file is, by its first bytes. Only what a header can prove is refused here; the agent that uses the
 * file decodes it under restricted protocols and judges it.
 */
import type { z } from 'zod';
import type { UploadKind } from '../../_shared/contract/api.ts';
import { LIMITS } from '../../_shared/contract/job.ts';
import { ApiFailure } from '../../_shared/failure.ts';
import { isMp3, wavSeconds } from './sample.ts';

export interface UploadType {
  readonly extension: string;
  readonly contentType: string;
}

type Kind = z.infer<typeof UploadKind>;

const SOUND = 'WAV, MP3, Ogg, FLAC, M4A or WebM';
const PICTURE = 'PNG, JPEG or WebP';

const ascii = (head: Uint8Array, at: number, word: string): boolean =>
  [...word].every((letter, i) => head[at + i] === letter.charCodeAt(0));
const bytes = (head: Uint8Array, ...expected: number[]): boolean =>
  expected.every((value, i) => head[i] === value);

/** Signatures: PNG (ISO/IEC 15948), JPEG (ITU-T T.81), RIFF WebP (RFC 9649). */
function pictureOf(head: Uint8Array): UploadType | null {
  if (bytes(head, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a))
    return { extension: 'png', contentType: 'image/png' };
  if (bytes(head, 0xff, 0xd8, 0xff)) return { extension: 'jpg', contentType: 'image/jpeg' };
  if (ascii(head, 0, 'RIFF') && ascii(head, 8, 'WEBP'))
    return { extension: 'webp', contentType: 'image/webp' };
  return null;
}

/** Signatures: RIFF WAVE, MPEG layer III, Ogg (RFC 3533), FLAC (RFC 9639), ISO base media, EBML (RFC 8794). */
function soundOf(head: Uint8Array, size: number): UploadType | null {
  if (wavSeconds(head, size) !== null) return { extension: 'wav', contentType: 'audio/wav' };
  if (isMp3(head)) return { extension: 'mp3', contentType: 'audio/mpeg' };
  if (ascii(head, 0, 'OggS')) return { extension: 'ogg', contentType: 'audio/ogg' };
  if (ascii(head, 0, 'fLaC')) return { extension: 'flac', contentType: 'audio/flac' };
  if (ascii(head, 4, 'ftyp')) return { extension: 'm4a', contentType: 'audio/mp4' };
  if (bytes(head, 0x1a, 0x45, 0xdf, 0xa3)) return { extension: 'webm', contentType: 'audio/webm' };
  return null;
}

/** @throws ApiFailure `upload_invalid` naming the types that the kind takes, or the length */
export function sniffUpload(kind: Kind, head: Uint8Array, size: number): UploadType {
  const found = kind === 'recording' ? soundOf(head, size) : pictureOf(head);
  if (!found) {
    const wanted = kind === 'recording' ? SOUND : PICTURE;
    throw new ApiFailure('upload_invalid', `file is no ${wanted} file.`);
  }
  const seconds = found.extension === 'wav' ? (wavSeconds(head, size) ?? 0) : 0;
  if (seconds > LIMITS.recordingSeconds) {
    throw new ApiFailure(
      'upload_invalid',
      `The recording lasts ${Math.round(seconds / 60)} minutes; at most ${LIMITS.recordingSeconds / 60} are taken.`,
    );
  }
  return found;
}
