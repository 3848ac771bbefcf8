/**
 * What takes long to find out and every range of every film asks anew, in files beside the bakes: named by a hash of all
 * that decides the answer, so that nothing is ever stale.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Keeping<T> {
  /** Made when it is not there. */
  readonly folder: string;
  /** What the answer is, as a file's ending. */
  readonly kind: string;
  /** All the answer is made from. */
  readonly from: readonly (string | Uint8Array | Uint32Array | Float32Array)[];
  /** The code that makes it: other code, another answer. */
  readonly code: readonly URL[];
  readonly make: () => T | Promise<T>;
  readonly pack: (made: T) => readonly NodeJS.ArrayBufferView[];
  /** Null for bytes that nobody packed whole. */
  readonly unpack: (bytes: Uint8Array) => T | null;
}

/** What `make` answers, from its file where there is one. A folder that cannot be written costs only the time. */
export async function kept<T>({ folder, kind, from, code, make, pack, unpack }: Keeping<T>): Promise<T> {
  const hash = createHash('sha256');
  for (const file of code) hash.update(await readFile(file));
  // Lengths first: what ends one array must not pass for the beginning of the next.
  hash.update(JSON.stringify(from.map((item) => (typeof item === 'string' ? item : item.length))));
  for (const item of from) if (typeof item !== 'string') hash.update(item);
  const file = join(folder, `${hash.digest('hex').slice(0, 32)}.${kind}`);
  const known = await readFile(file).then(unpack, () => null);
  if (known) return known;
  const made = await make();
  const part = `${file}.${process.pid}.part`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(part, pack(made));
    await rename(part, file);
  } catch (error) {
    console.error(`what was made for a film (${kind}) could not be kept:`, error);
  }
  return made;
}
