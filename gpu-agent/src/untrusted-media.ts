/**
 * How files of users are opened. Their demuxer is chosen by their first bytes and named to ffmpeg, never guessed: its
 * guess would also try playlists and concat scripts, which name other files of this host, and a tag in front of one
 * (ID3) hides it from a look at the first bytes. Only the local file is opened, and no larger picture than a film needs.
 */
import { open } from 'node:fs/promises';

/** Twice an 8K film: a decoded picture takes at most 268 MB of memory, whatever its few bytes claim. */
export const MAX_MEGAPIXELS = 67;
/** What a decoded recording may come to, bytes: five minutes of mono floats at 192 kHz, in whole MiB. */
export const MAX_RAW_SOUND_BYTES = 220 * 2 ** 20;

const FILE_ONLY = ['-protocol_whitelist', 'file'] as const;

async function headOf(file: string): Promise<Buffer> {
  await using handle = await open(file, 'r');
  const head = Buffer.alloc(12);
  await handle.read(head, 0, 12, 0);
  return head;
}

const starts = (head: Buffer, hex: string): boolean => head.toString('hex').startsWith(hex);

/**
 * Signatures: RIFF WAVE and RF64 (EBU Tech 3306), Ogg (RFC 3533), FLAC (RFC 9639), ISO base media (ISO/IEC 14496-12),
 * EBML (RFC 8794), ID3v2, MPEG audio layer III (ISO/IEC 11172-3).
 */
function soundDemuxer(head: Buffer): string | null {
  const word = (at: number) => head.toString('latin1', at, at + 4);
  if (['RIFF', 'RF64'].includes(word(0)) && word(8) === 'WAVE') return 'wav';
  if (word(0) === 'OggS') return 'ogg';
  if (word(0) === 'fLaC') return 'flac';
  if (word(4) === 'ftyp') return 'mov';
  if (starts(head, '1a45dfa3')) return 'matroska';
  const [first = 0, second = 0] = head;
  if (word(0).startsWith('ID3') || (first === 0xff && (second & 0xe6) === 0xe2)) return 'mp3';
  return null;
}

/** Signatures: PNG (ISO/IEC 15948), JPEG (ITU-T T.81), RIFF WebP (RFC 9649). */
function pictureDemuxer(head: Buffer): string | null {
  if (starts(head, '89504e470d0a1a0a')) return 'png_pipe';
  if (starts(head, 'ffd8ff')) return 'jpeg_pipe';
  if (head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP')
    return 'webp_pipe';
  return null;
}

/** ffmpeg's arguments that open a recording; null when its first bytes are of no format that is taken. */
export async function soundInput(file: string): Promise<string[] | null> {
  const demuxer = soundDemuxer(await headOf(file));
  return demuxer === null ? null : [...FILE_ONLY, '-vn', '-sn', '-dn', '-f', demuxer, '-i', file];
}

/** ffmpeg's arguments that open a picture; null when it is neither PNG, JPEG nor WebP. */
export async function pictureInput(file: string): Promise<string[] | null> {
  const demuxer = pictureDemuxer(await headOf(file));
  return demuxer === null
    ? null
    : [...FILE_ONLY, '-max_pixels', String(MAX_MEGAPIXELS * 1_000_000), '-f', demuxer, '-i', file];
}
