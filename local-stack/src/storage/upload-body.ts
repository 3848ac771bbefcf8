/**
 * The two ways supabase-js sends a file: the bytes as the body with headers that describe them, or a multipart form
 * whose fields come before the file. Both are read as a stream.
 */
import { Readable } from 'node:stream';
import busboy from 'busboy';
import { invalidMimeType, invalidRequest, StorageFailure } from './failure.ts';

export interface UploadBody {
  readonly bytes: AsyncIterable<Buffer>;
  /** Stops reading a body whose bytes are not wanted. */
  discard(): void;
  /** As the client gave it, parameters included. */
  readonly mimeType: string;
  readonly cacheControl: string;
  readonly userMetadata: Record<string, unknown> | null;
  /** Resolves when the body turned out whole; rejects for a form that breaks off. Await it after the bytes. */
  readonly whole: Promise<void>;
}

/** Far more than the three fields a client sends; user metadata is the only long one. */
const FORM_LIMITS = { fields: 20, files: 1, parts: 21, fieldSize: 1024 * 1024, headerPairs: 100 } as const;

/** @throws StorageFailure InvalidRequest for a malformed form or metadata */
export async function openUpload(request: Request): Promise<UploadBody> {
  const source = bodyOf(request);
  // Reading starts a little later; an error before that is kept by the stream and met by the reader.
  source.on('error', () => undefined);
  const contentType = request.headers.get('content-type') ?? 'application/octet-stream';
  try {
    if (/^multipart\/form-data\b/i.test(contentType)) return await openForm(source, contentType);
    return {
      bytes: source,
      discard: () => source.destroy(),
      mimeType: contentType,
      cacheControl: request.headers.get('cache-control') ?? 'no-cache',
      userMetadata: metadataOf(decodedHeader(request.headers.get('x-metadata'))),
      whole: Promise.resolve(),
    };
  } catch (error) {
    source.destroy();
    throw error;
  }
}

function bodyOf(request: Request): Readable {
  if (request.body === null) return Readable.from([]);
  // Node's and the DOM's ReadableStream are the same object with two declarations.
  return Readable.fromWeb(request.body as unknown as Parameters<typeof Readable.fromWeb>[0]);
}

function openForm(source: Readable, contentType: string): Promise<UploadBody> {
  const form = busboy({
    headers: { 'content-type': contentType },
    limits: FORM_LIMITS,
    defParamCharset: 'utf8',
  });
  const fields = new Map<string, string>();
  const whole = Promise.withResolvers<void>();
  // Awaited by the reader of the bytes; until then a failure here must not count as unhandled.
  whole.promise.catch(() => undefined);

  return new Promise((resolve, reject) => {
    let file: Readable | null = null;
    const fail = (error: unknown): void => {
      const failure = invalidRequest(error instanceof Error ? error.message : 'Malformed form');
      file?.destroy(failure);
      whole.reject(failure);
      reject(failure);
      source.unpipe(form);
      source.destroy();
    };

    form.on('field', (name, value) => fields.set(name, value));
    form.on('file', (_name, stream, info) => {
      file = stream;
      stream.on('error', () => undefined);
      // The reader that stops early must stop the sender too, or the form would be read to nobody for ever.
      stream.once('close', () => {
        if (!stream.readableEnded) source.destroy();
      });
      try {
        const cacheSeconds = fields.get('cacheControl');
        resolve({
          bytes: readForm(stream),
          discard: () => stream.destroy(),
          mimeType: info.mimeType,
          cacheControl: cacheSeconds ? `max-age=${cacheSeconds}` : 'no-cache',
          userMetadata: metadataOf(fields.get('metadata')),
          whole: whole.promise,
        });
      } catch (error) {
        fail(error);
      }
    });
    form.on('error', fail);
    form.once('close', () => {
      whole.resolve();
      if (file === null) reject(invalidRequest('No content provided'));
    });
    source.once('error', fail);
    source.pipe(form);
  });
}

/** A form that breaks off breaks its file's stream first, with an error of the parser's own. */
async function* readForm(stream: Readable): AsyncGenerator<Buffer> {
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    throw error instanceof StorageFailure
      ? error
      : invalidRequest(error instanceof Error ? error.message : 'Malformed form');
  }
}

function decodedHeader(value: string | null): string | undefined {
  return value === null ? undefined : Buffer.from(value, 'base64').toString('utf8');
}

function metadataOf(text: string | undefined): Record<string, unknown> | null {
  if (text === undefined || text === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Answered below: hosted drops metadata it cannot read, which loses what the client meant to keep.
  }
  throw invalidRequest('The metadata of an object is a JSON object');
}

/** `type/subtype` of a content type, lower case. @throws StorageFailure InvalidMimeType */
export function essenceOf(contentType: string): string {
  const essence = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(essence)) throw invalidMimeType(contentType.slice(0, 200));
  return essence;
}

/** Whether a bucket takes a type; its list may hold `image/*`. An empty list takes everything. */
export function isAllowedMimeType(contentType: string, allowed: readonly string[] | null): boolean {
  const essence = essenceOf(contentType);
  if (allowed === null || allowed.length === 0) return true;
  return allowed.some((pattern) => {
    const wanted = pattern.trim().toLowerCase();
    if (wanted === '*/*' || wanted === '*') return true;
    return wanted.endsWith('/*')
      ? essence.startsWith(wanted.slice(0, -1))
      : essence === wanted.split(';', 1)[0];
  });
}
