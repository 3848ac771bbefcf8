/**
 * Files of a task in Supabase Storage. Downloads are streamed to disk; uploads go under the task's own lease_id, so
 * that a late one of a dead agent is never seen. Failures are told apart by status, never by text.
 */
import { createWriteStream, openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { SupabaseClient } from '@supabase/supabase-js';
import { StageFailure } from './failures.ts';
import { transferSignal } from './session.ts';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 200;

export const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.wav': 'audio/wav',
  '.json': 'application/json',
  '.f32': 'application/octet-stream',
  '.mkv': 'video/x-matroska',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.webp': 'image/webp',
  '.png': 'image/png',
  '.glb': 'model/gltf-binary',
  '.srt': 'application/x-subrip',
  '.vtt': 'text/vtt',
};

export interface StorageSession {
  readonly client: SupabaseClient;
  renew(): Promise<void>;
}

export interface DownloadLimits {
  readonly maxBytes?: number;
}

/** What a stage may do with Storage. */
export interface TaskStorage {
  download(bucket: string, path: string, file: string, limits?: DownloadLimits): Promise<void>;
  upload(bucket: string, path: string, file: string): Promise<void>;
}

interface StorageProblem {
  readonly message: string;
  readonly status?: number | undefined;
  readonly statusCode?: string | undefined;
}

/** Storage answers 400 and puts the true status into the body. */
function statusOf(error: StorageProblem): number {
  const inner = Number(error.statusCode);
  return Number.isInteger(inner) && inner >= 400 ? inner : (error.status ?? 0);
}

const isTemporary = (status: number): boolean =>
  status === 0 || status === 408 || status === 423 || status === 429 || status >= 500;

export class StorageFiles implements TaskStorage {
  readonly #session: StorageSession;
  readonly #signal: AbortSignal;

  constructor(session: StorageSession, signal: AbortSignal) {
    this.#session = session;
    this.#signal = signal;
  }

  /**
   * Streams one object to `file`.
   *
   * @throws StageFailure `input_missing`, `input_invalid` (empty or larger than allowed), `storage_unavailable`
   */
  async download(
    bucket: string,
    path: string,
    file: string,
    { maxBytes }: DownloadLimits = {},
  ): Promise<void> {
    await this.#persist(`${bucket}/${path}`, 'input_missing', async () => {
      const request = this.#session.client.storage
        .from(bucket)
        .download(path, undefined, { signal: this.#signal })
        .asStream();
      const { data, error } = await request;
      if (error) return error;
      await pipeline(
        Readable.fromWeb(data as NodeReadableStream),
        limitBytes(maxBytes ?? Number.POSITIVE_INFINITY, path),
        createWriteStream(file),
        { signal: this.#signal },
      );
      return null;
    });
    const { size } = await stat(file);
    if (size === 0) throw new StageFailure('input_invalid', `${bucket}/${path} is empty.`);
  }

  /** @throws StageFailure `storage_unavailable` */
  async upload(bucket: string, path: string, file: string): Promise<void> {
    const contentType = CONTENT_TYPES[extname(path)] ?? 'application/octet-stream';
    await this.#persist(`${bucket}/${path}`, 'storage_unavailable', async (attempt) => {
      const body = await openAsBlob(file, { type: contentType });
      const send = () => this.#session.client.storage.from(bucket).upload(path, body, { contentType });
      const { error } = await transferSignal.run(this.#signal, send);
      // storage-js answers an aborted request as an error like any other.
      this.#signal.throwIfAborted();
      // An object is there whole or not at all, and nobody else writes under this lease: on a later attempt
      // "exists" means that an earlier one arrived and only its answer was lost.
      return error && attempt > 1 && statusOf(error) === 409 ? null : error;
    });
  }

  async #persist(
    what: string,
    missing: 'input_missing' | 'storage_unavailable',
    work: (attempt: number) => Promise<StorageProblem | null>,
  ): Promise<void> {
    let last = 'no answer';
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      this.#signal.throwIfAborted();
      let problem: StorageProblem | null;
      try {
        problem = await work(attempt);
      } catch (error) {
        this.#signal.throwIfAborted();
        if (error instanceof StageFailure || isLocal(error)) throw error;
        problem = { message: error instanceof Error ? error.message : String(error) };
      }
      if (!problem) return;
      const status = statusOf(problem);
      last = `${status || 'no answer'}: ${problem.message}`;
      if (status === 401) await this.#session.renew().catch(() => {});
      else if (status === 404) throw new StageFailure(missing, `${what} is not in Storage (${last}).`);
      else if (!isTemporary(status)) break;
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1), this.#signal);
    }
    throw new StageFailure('storage_unavailable', `Storage did not take or give ${what} (${last}).`);
  }
}

/** Errors of this host's file system; everything else on the way is the network's. */
function isLocal(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return (
    code !== undefined && ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'ENOENT', 'EISDIR', 'EMFILE'].includes(code)
  );
}

function limitBytes(maxBytes: number, path: string) {
  return async function* (chunks: AsyncIterable<Buffer>) {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        throw new StageFailure(
          'input_invalid',
          `${path} is larger than ${Math.floor(maxBytes / 1048576)} MiB.`,
        );
      }
      yield chunk;
    }
  };
}

/** Waits `ms`, half of it at random; rejects at once with the signal's reason when aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const stop = () => {
      clearTimeout(timer);
      fail(signal.reason);
    };
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', stop);
        done();
      },
      ms * (0.5 + Math.random() / 2),
    );
    signal.addEventListener('abort', stop, { once: true });
  });
}
