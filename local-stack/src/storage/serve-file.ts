/** Answers with a stored file: conditional requests, one byte range, disposition; streamed from disk. */
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { invalidRange } from './failure.ts';

export interface FileDescription {
  readonly key: string;
  readonly size: number;
  readonly mimeType: string;
  readonly cacheControl: string;
  /** Quoted, as it goes into the header. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The response for a GET or HEAD of a file. Takes over `file` and closes it.
 * @throws StorageFailure InvalidRange for a range that starts past the end
 */
export async function serveFile(
  request: Request,
  file: FileHandle,
  described: FileDescription,
): Promise<Response> {
  let streamed = false;
  try {
    const headers = headersOf(new URL(request.url), described);
    if (isNotModified(request.headers, described)) return new Response(null, { status: 304, headers });

    const range = requestedRange(request.headers, described);
    const length = range === null ? described.size : range.end - range.start + 1;
    headers.set('content-length', String(length));
    if (range !== null) headers.set('content-range', `bytes ${range.start}-${range.end}/${described.size}`);
    const status = range === null ? 200 : 206;
    if (request.method === 'HEAD' || length === 0) return new Response(null, { status, headers });

    const stream = file.createReadStream({
      start: range?.start ?? 0,
      end: range?.end ?? described.size - 1,
      highWaterMark: 256 * 1024,
    });
    streamed = true;
    return new Response(Readable.toWeb(stream) as unknown as ReadableStream<Uint8Array>, { status, headers });
  } finally {
    if (!streamed) await file.close();
  }
}

function headersOf(url: URL, described: FileDescription): Headers {
  const headers = new Headers({
    'content-type': servedType(described.mimeType),
    'cache-control': described.cacheControl,
    etag: described.etag,
    'last-modified': described.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
  });
  const name = url.searchParams.get('download');
  if (name !== null) {
    const file = name === '' ? (described.key.split('/').at(-1) ?? described.key) : name;
    headers.set('content-disposition', attachment(file));
  }
  return headers;
}

/** A page served from the project's own origin could act as its user; hosted sends HTML as plain text too. */
function servedType(mimeType: string): string {
  return /^(text\/html|application\/xhtml\+xml)\b/i.test(mimeType) ? 'text/plain;charset=UTF-8' : mimeType;
}

/** RFC 6266: an ASCII name for old clients, the real one in UTF-8. */
function attachment(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

function isNotModified(headers: Headers, { etag, lastModified }: FileDescription): boolean {
  const wanted = headers.get('if-none-match');
  if (wanted !== null) {
    return wanted.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
  }
  const since = Date.parse(headers.get('if-modified-since') ?? '');
  // HTTP dates have whole seconds.
  return !Number.isNaN(since) && Math.floor(lastModified.getTime() / 1000) * 1000 <= since;
}

/** A range that is malformed or lists several parts is ignored, as RFC 9110 allows; the whole file answers it. */
function requestedRange(headers: Headers, described: FileDescription): ByteRange | null {
  const text = headers.get('range');
  if (text === null) return null;
  const condition = headers.get('if-range');
  if (condition !== null && condition !== described.etag) return null;
  return parseRange(text, described.size);
}

/**
 * Parses `bytes=a-b`, `bytes=a-` and `bytes=-n` for a file of `size` bytes; null when there is nothing to obey.
 * @throws StorageFailure InvalidRange when no byte of the file is in it
 */
export function parseRange(text: string, size: number): ByteRange | null {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(text.trim());
  const first = match?.[1] ?? '';
  const last = match?.[2] ?? '';
  if (match === null || (first === '' && last === '')) return null;
  if (first === '') {
    const suffix = Math.min(Number(last), size);
    if (suffix === 0) throw invalidRange(size);
    return { start: size - suffix, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return null;
  if (start >= size) throw invalidRange(size);
  return { start, end };
}
