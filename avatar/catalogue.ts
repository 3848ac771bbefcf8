/** The avatars of seed/avatars: catalogue rows as data. */
import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AvatarLook } from '../supabase/functions/_shared/contract/look.ts';
import { DEFAULT_MOTION, type MotionPreset, motionOf } from './scene/motion-presets.ts';

const FOLDER = new URL('../seed/avatars/', import.meta.url);

/** One file of seed/avatars: the columns of avatars_3d, with the look the bake works from. */
export const CatalogueEntry = z.object({
  id: z.string().regex(/^[a-z0-9_]{1,50}$/),
  name: z.string().min(1).max(100),
  category: z.enum(['business', 'healthcare', 'education', 'casual', 'safety']),
  gender: z.enum(['male', 'female', 'unisex']),
  ethnicity: z.enum(['caucasian', 'afro', 'asian', 'latino', 'mixed']),
  age: z.enum(['young', 'adult', 'senior']),
  quality: z.enum(['standard', 'premium', 'cinematic', 'hyperreal']),
  features: z.record(z.string(), z.unknown()),
  assets: z.looseObject({ look: AvatarLook }),
  rendering_config: z.record(z.string(), z.unknown()),
  animations: z.record(z.string(), z.unknown()),
  voice_sync: z.record(z.string(), z.unknown()),
});
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;

/** Ids in the catalogue, sorted. */
export async function catalogueIds(): Promise<string[]> {
  const files = await readdir(FOLDER);
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -5))
    .sort();
}

/** Throws a ZodError when the file breaks the catalogue's shape, ENOENT when there is none. */
export async function readCatalogueEntry(id: string): Promise<CatalogueEntry> {
  return CatalogueEntry.parse(JSON.parse(await readFile(new URL(`${id}.json`, FOLDER), 'utf8')));
}

/** The place the catalogue gives them. */
export function setOf({ assets }: CatalogueEntry): string {
  return typeof assets.set === 'string' ? assets.set : 'studio';
}

/** Names of the gestures that are the catalogue's person's own; none of people it does not know. */
export async function catalogueGestures(id: string): Promise<string[]> {
  if (!(await catalogueIds()).includes(id)) return [];
  const { gestures } = (await readCatalogueEntry(id)).animations;
  return Array.isArray(gestures) ? gestures.filter((name) => typeof name === 'string') : [];
}

/** How the catalogue's person of that id moves; people it does not know move as anybody does. */
export async function catalogueMotion(id: string): Promise<MotionPreset> {
  if (!(await catalogueIds()).includes(id)) return DEFAULT_MOTION;
  return motionOf((await readCatalogueEntry(id)).animations);
}
