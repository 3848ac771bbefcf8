/** Keeps the folder of baked avatars within its bounds: they are made again whenever they are missing. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What was used or written so lately may be in use, milliseconds. */
const FRESH_MS = 60 * 60_000;

/**
 * Removes the files of `folder` that were not used for longest until the rest fits. Times of use are the file
 * system's: on most Linux hosts they are a day coarse (relatime).
 *
 * @returns bytes removed; a folder that is not there has none
 */
export async function trimCache(folder: string, maxBytes: number, now = Date.now()): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const facts = await stat(path).catch(() => undefined);
      if (!facts?.isFile()) return undefined;
      return { path, bytes: facts.size, usedAt: Math.max(facts.atimeMs, facts.mtimeMs) };
    }),
  );
  const files = found.filter((file) => file !== undefined).sort((a, b) => a.usedAt - b.usedAt);
  let left = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let removed = 0;
  for (const { path, bytes, usedAt } of files) {
    if (left <= maxBytes || now - usedAt < FRESH_MS) break;
    await rm(path, { force: true });
    left -= bytes;
    removed += bytes;
  }
  return removed;
}
