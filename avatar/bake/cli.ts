/** `npm run bake -- --avatar ID|--all [--out DIR] [--preview]`: bakes catalogue avatars into the cache or a folder. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { catalogueIds, readCatalogueEntry } from '../catalogue.ts';
import { bakeAvatar } from './bake.ts';

const { values } = parseArgs({
  options: {
    avatar: { type: 'string', multiple: true },
    all: { type: 'boolean', default: false },
    out: { type: 'string' },
    preview: { type: 'boolean', default: false },
  },
});

const known = await catalogueIds();
const wanted = values.all ? known : (values.avatar ?? []);
const unknown = wanted.filter((id) => !known.includes(id));
if (wanted.length === 0 || unknown.length > 0) {
  console.error(
    unknown.length > 0
      ? `No avatar named ${unknown.join(', ')} in seed/avatars. Known: ${known.join(', ')}.`
      : 'Name an avatar with --avatar ID, or take them all with --all.',
  );
  process.exit(2);
}
for (const id of wanted) {
  const started = performance.now();
  const { glb } = await bakeAvatar((await readCatalogueEntry(id)).assets.look, {
    lod: values.preview ? 'preview' : 'render',
  });
  let path = glb;
  if (values.out) {
    await mkdir(values.out, { recursive: true });
    path = join(values.out, `${id}.glb`);
    await copyFile(glb, path);
  }
  console.log(`${id}\t${((performance.now() - started) / 1000).toFixed(1)} s\t${path}`);
}
