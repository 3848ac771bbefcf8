/**
 * `hairOfFilm` from the cache: it is two thirds of what a renderer does before its first frame (5 of 7.6 s of CPU for long
 * hair), and every range of every film of a person asks it anew.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HairLayers } from './hair-layers.ts';
import { hairOfFilm, type ThinningJob } from './hair-thinning.ts';

/** What decides: other code, another answer. */
const CODE = ['hair-thinning.ts', 'hair-layers.ts', 'visible.ts'];
const HEADER = 3;

async function keyOf({ hair, alpha, skins, cell }: ThinningJob): Promise<string> {
  const hash = createHash('sha256');
  for (const file of CODE) hash.update(await readFile(new URL(file, import.meta.url)));
  const arrays = [hair.positions, hair.uvs, hair.indices, ...skins.flatMap((s) => [s.positions, s.indices])];
  hash.update(JSON.stringify([cell, alpha.width, alpha.height, ...arrays.map(({ length }) => length)]));
  for (const array of [...arrays, alpha.rgba]) hash.update(array);
  return hash.digest('hex').slice(0, 32);
}

function unpack(bytes: Uint8Array): HairLayers | null {
  const words = new Uint32Array(bytes.slice().buffer, 0, Math.floor(bytes.length / 4));
  const [solid = 0, soft = 0, caster = 0] = words;
  if (bytes.length !== (HEADER + solid + soft + caster) * 4) return null;
  const at = [HEADER, HEADER + solid, HEADER + solid + soft, words.length] as const;
  return {
    solid: words.slice(at[0], at[1]),
    soft: words.slice(at[1], at[2]),
    caster: words.slice(at[2], at[3]),
  };
}

/** The same as `hairOfFilm(job)`, kept in `folder`, which is made. A folder that cannot be written costs only the time. */
export async function hairKept(job: ThinningJob, folder: string): Promise<HairLayers> {
  const file = join(folder, `${await keyOf(job)}.hair`);
  const known = await readFile(file).then(unpack, () => null);
  if (known) return known;
  const made = hairOfFilm(job);
  const { solid, soft, caster } = made;
  const words = [Uint32Array.of(solid.length, soft.length, caster.length), solid, soft, caster];
  const part = `${file}.${process.pid}.part`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(part, words);
    await rename(part, file);
  } catch (error) {
    console.error('what is seen of the hair could not be kept:', error);
  }
  return made;
}
