/**
 * `npm run avatars:publish [-- --force] [--only creator,posters,models,figures,films] [--avatar ID]`: puts into the public bucket
 * `avatars` what the catalogue's rows point at, in the order people miss it: the creator pack, posters, the models the
 * studio shows, those it shows in framing wide, preview films. What was made from the same look is left alone, so a run that was cut short goes on where
 * it ended. Needs SUPABASE_URL and SUPABASE_SECRET_KEY: it is the administrator's command.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createClient } from '@supabase/supabase-js';
import { avatarHash, bakeAvatar, type Lod } from '../avatar/bake/bake.ts';
import { MakeHumanData } from '../avatar/bake/data.ts';
import { type CatalogueEntry, catalogueIds, readCatalogueEntry } from '../avatar/catalogue.ts';
import { creatorManifest } from '../avatar/creator/options.ts';
import { writePack } from '../avatar/creator/write-pack.ts';
import { drawPoster } from '../avatar/poster.ts';
import { filmGreeting, filmVersion, type Greeting } from './preview-film.ts';

const PARTS = ['creator', 'posters', 'models', 'figures', 'films'] as const;
const SHORT = '300';
const FOR_EVER = '31536000';

const { values } = parseArgs({
  options: {
    force: { type: 'boolean', default: false },
    only: { type: 'string', default: PARTS.join(',') },
    avatar: { type: 'string', multiple: true },
  },
});
const wanted = values.only.split(',');
const unknown = wanted.filter((part) => !PARTS.some((known) => known === part));
const { SUPABASE_URL: url, SUPABASE_SECRET_KEY: key } = process.env;
if (!url || !key || unknown.length > 0) {
  console.error(
    unknown.length > 0
      ? `There is no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}.`
      : 'Set SUPABASE_URL and SUPABASE_SECRET_KEY: avatars are published by an administrator.',
  );
  process.exit(2);
}
const bucket = createClient(url, key, {
  auth: { persistSession: false, autoRefreshToken: false },
}).storage.from('avatars');

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
}

let failed = 0;

interface Made {
  readonly path: string;
  readonly type: string;
  /** Of what the object was made from: an object of the same version is left alone. */
  readonly version: string;
  readonly cacheSeconds: string;
  make(): Promise<Uint8Array>;
}

/** One object that fails is told and skipped: the others are still missed. */
async function publish({ path, type, version, cacheSeconds, make }: Made): Promise<void> {
  stopping.signal.throwIfAborted();
  const { data: known } = await bucket.info(path);
  if (known?.metadata?.version === version && !values.force) return;
  try {
    const { error } = await bucket.upload(path, await make(), {
      contentType: type,
      cacheControl: cacheSeconds,
      upsert: true,
      metadata: { version },
    });
    if (error) throw error;
    console.log(path);
  } catch (error) {
    stopping.signal.throwIfAborted();
    failed += 1;
    console.log(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function publishCreator(): Promise<void> {
  const pack = writePack(new MakeHumanData());
  const hash = createHash('sha256').update(pack).digest('hex').slice(0, 16);
  const path = `creator/pack-${hash}.bin`;
  const manifest = new TextEncoder().encode(JSON.stringify(creatorManifest(path, pack.length)));
  const version = createHash('sha256').update(manifest).digest('hex').slice(0, 16);
  // The pack first: a manifest never names what is not there.
  await publish({
    path,
    type: 'application/octet-stream',
    version: hash,
    cacheSeconds: FOR_EVER,
    make: async () => pack,
  });
  await publish({
    path: 'creator/manifest.json',
    type: 'application/json',
    version,
    cacheSeconds: SHORT,
    make: async () => manifest,
  });
}

const baked = async (entry: CatalogueEntry, lod: Lod): Promise<string> =>
  (await bakeAvatar(entry.assets.look, { lod, signal: stopping.signal })).glb;

async function publishPeople(entries: readonly CatalogueEntry[]): Promise<void> {
  const hash = (entry: CatalogueEntry, lod: Lod): string => avatarHash(entry.assets.look, lod);
  const model = (entry: CatalogueEntry, name: string, lod: Lod): Made => ({
    path: `${entry.id}/${name}`,
    type: 'model/gltf-binary',
    version: hash(entry, lod),
    cacheSeconds: SHORT,
    make: async () => readFile(await baked(entry, lod)),
  });
  const kinds = {
    posters: (entry: CatalogueEntry): Made[] => [
      {
        path: `${entry.id}/poster.webp`,
        type: 'image/webp',
        version: hash(entry, 'render'),
        cacheSeconds: SHORT,
        make: async () => drawPoster(await baked(entry, 'render'), entry.assets.set),
      },
    ],
    models: (entry: CatalogueEntry): Made[] => [model(entry, 'preview.glb', 'preview')],
    figures: (entry: CatalogueEntry): Made[] => [model(entry, 'figure.glb', 'figure-preview')],
    films: (entry: CatalogueEntry): Made[] => {
      let greeting: Promise<Greeting> | undefined;
      const filmed = (): Promise<Greeting> => (greeting ??= filmGreeting(entry, stopping.signal));
      const version = filmVersion(entry, hash(entry, 'render'));
      const path = `${entry.id}/preview`;
      return [
        // Captions first: a film never plays without its own.
        {
          path: `${path}.vtt`,
          type: 'text/vtt',
          version,
          cacheSeconds: SHORT,
          make: async () => (await filmed()).captions,
        },
        {
          path: `${path}.mp4`,
          type: 'video/mp4',
          version,
          cacheSeconds: SHORT,
          make: async () => (await filmed()).film,
        },
      ];
    },
  } as const;
  for (const kind of ['posters', 'models', 'figures', 'films'] as const) {
    if (!wanted.includes(kind)) continue;
    for (const entry of entries) for (const made of kinds[kind](entry)) await publish(made);
  }
}

try {
  if (wanted.includes('creator')) await publishCreator();
  const entries = [];
  for (const id of values.avatar ?? (await catalogueIds())) entries.push(await readCatalogueEntry(id));
  await publishPeople(entries);
} catch (error) {
  if (!stopping.signal.aborted) throw error;
  console.log(error instanceof Error ? error.message : String(error));
}
// Dawn keeps the process alive.
process.exit(failed === 0 ? 0 : 1);
