/** How much JavaScript a first visit to a page transfers, from the build's manifest. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';

const Manifest = z.record(
  z.string(),
  z.object({ file: z.string(), imports: z.array(z.string()).default([]), isEntry: z.boolean().optional() }),
);

/**
 * Bytes after gzip (level 9) of the entry, the page's chunk, one language and everything those import statically.
 * @param dist a folder made by build.ts
 * @param page the page's module, e.g. src/features/gallery/gallery-page.tsx
 */
export async function initialJsBytes(dist: string, page: string): Promise<number> {
  const manifest = Manifest.parse(JSON.parse(await readFile(join(dist, '.vite/manifest.json'), 'utf8')));
  const wanted = new Set<string>();
  const visit = (key: string): void => {
    const chunk = manifest[key];
    if (!chunk) throw new Error(`${key} is not in the build's manifest.`);
    if (wanted.has(chunk.file)) return;
    wanted.add(chunk.file);
    for (const imported of chunk.imports) visit(imported);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) visit(key);
  visit(page);
  visit('src/lib/locales/pt-br.ts');
  const sizes = await Promise.all(
    [...wanted].map(async (file) => gzipSync(await readFile(join(dist, file)), { level: 9 }).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
