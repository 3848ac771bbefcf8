/**
 * Bytes of objects. A file is named by the random version its row carries, never by the object's name, so that no name
 * a client chooses can become a path. An upload is written to `incoming/`, flushed, and renamed to `objects/` before
 * its row is committed: a committed row always has its file, and a file without a row is the trace of a crash, which
 * the sweep at the next start removes.
 */
import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { entityTooLarge } from './failure.ts';

export interface StoredFile {
  /** Name of the file, and the row's `version`. */
  readonly version: string;
  readonly size: number;
  /** MD5 in hexadecimal, which is what S3 uses as the entity tag of a file uploaded at once. */
  readonly md5: string;
}

const VERSION = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export class FileStore {
  readonly #incoming: string;
  readonly #objects: string;

  constructor(folder: string) {
    this.#incoming = join(folder, 'incoming');
    this.#objects = join(folder, 'objects');
  }

  async prepare(): Promise<void> {
    await mkdir(this.#incoming, { recursive: true });
    await mkdir(this.#objects, { recursive: true });
  }

  /**
   * Writes a stream to disk without keeping it; nothing stays behind when it fails.
   * @throws StorageFailure EntityTooLarge as soon as more than `maxBytes` have come
   */
  async receive(bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<StoredFile> {
    const version = randomUUID();
    const path = join(this.#incoming, version);
    const file = await open(path, 'wx', 0o600);
    const hash = createHash('md5');
    let size = 0;
    try {
      for await (const chunk of bytes) {
        size += chunk.length;
        if (size > maxBytes) throw entityTooLarge();
        hash.update(chunk);
        await writeAll(file, chunk);
      }
      await file.datasync();
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return { version, size, md5: hash.digest('hex') };
  }

  /** Makes a received file permanent. Call before the row is committed, and discard() if that fails. */
  async keep(version: string): Promise<void> {
    const path = this.#pathOf(version);
    await mkdir(join(path, '..'), { recursive: true });
    await rename(join(this.#incoming, version), path);
  }

  /** Removes a file, received or kept; one that is already gone is not an error. */
  async discard(version: string): Promise<void> {
    if (!VERSION.test(version)) return;
    await rm(join(this.#incoming, checkedVersion(version)), { force: true });
    await rm(this.#pathOf(version), { force: true });
  }

  /** Opens a kept file for reading, or answers null when there is none. */
  async open(version: string): Promise<FileHandle | null> {
    if (!VERSION.test(version)) return null;
    try {
      return await open(this.#pathOf(version), 'r');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }

  /** Removes what a crash left: everything in `incoming/`, and kept files that `isKnown` does not claim. */
  async sweep(isKnown: (version: string) => boolean): Promise<number> {
    let removed = 0;
    for (const name of await readdir(this.#incoming)) {
      await rm(join(this.#incoming, name), { force: true });
      removed++;
    }
    for (const shard of await readdir(this.#objects)) {
      for (const name of await readdir(join(this.#objects, shard))) {
        if (isKnown(name)) continue;
        await rm(join(this.#objects, shard, name), { force: true });
        removed++;
      }
    }
    return removed;
  }

  #pathOf(version: string): string {
    return join(this.#objects, checkedVersion(version).slice(0, 2), version);
  }
}

/** A version comes from a row, and a row can be written by whoever the policies let: it is checked like any name. */
function checkedVersion(version: string): string {
  if (!VERSION.test(version)) throw new TypeError('The version of an object is not a UUID');
  return version;
}

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    written += (await file.write(chunk, written)).bytesWritten;
  }
}
