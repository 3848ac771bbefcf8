/** Bakes a look to a cached GLB. */
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { paintArms } from './arm-texture.ts';
import { layArms } from './arms.ts';
import { paintBeard } from './beard-texture.ts';
import { greyingOf, paintBrows, paintLashes } from './brows.ts';
import { paintCloth } from './cloth-texture.ts';
import { MakeHumanData } from './data.ts';
import { paintEye } from './eyes.ts';
import { garmentOf, hang } from './garments.ts';
import { paintGear, paintWorn } from './gear-texture.ts';
import { encodeGlb, type GlbPart, type PartMaterial } from './glb.ts';
import { hairCurl, hairRows, hairSpring } from './hair-styles.ts';
import { paintHair } from './hair-texture.ts';
import { encodeJpeg, encodePng, hexToLinear, type Image } from './image.ts';
import { buildPerson, type Part, type Person } from './person.ts';
import { occlude } from './shade.ts';
import { paintSkin } from './skin-texture.ts';
import { type Surface, subdivide, type Triangles, triangulate } from './surface.ts';
import { paintTeeth } from './teeth-texture.ts';
import { magnifyFace } from './texels.ts';
import { paintTongue } from './tongue.ts';
import { paintVest } from './workwear-texture.ts';

/** Raise it whenever a bake of the same look would give other bytes: it is part of the cache key. */
export const BAKE_VERSION = 81;

/**
 * `render` is what films are drawn from, `figure` what wide ones are: the same down to the hips, with arms that bend.
 * `preview` has a quarter of the triangles and half-size maps for the web, `figure-preview` is that of the figure.
 */
export type Lod = 'render' | 'figure' | 'preview' | 'figure-preview';

const isFigure = (lod: Lod): boolean => lod === 'figure' || lod === 'figure-preview';
const isForPages = (lod: Lod): boolean => lod === 'preview' || lod === 'figure-preview';

export interface BakeOptions {
  readonly cacheDir?: string;
  readonly lod?: Lod;
  readonly signal?: AbortSignal;
  /** `fraction` in [0, 1]. */
  readonly progress?: (fraction: number) => void;
}

export interface BakedAvatar {
  /** Path of the GLB inside the cache. */
  readonly glb: string;
  /** Content hash of look, level of detail and bake version: the cache key. */
  readonly hash: string;
}

/** `SEMBLANTE_CACHE`, else the user's cache folder. */
export function defaultCacheDir(): string {
  const own = process.env.SEMBLANTE_CACHE;
  if (own) return join(own, 'avatars');
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'semblante', 'avatars');
}

/** JSON with sorted keys: two spellings of one look share a cache entry. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** What is stored differently per level of detail since the last `BAKE_VERSION`: part of the cache key too. */
const STORED = {
  render: 'render',
  figure: 'figure 1',
  preview: 'preview webp',
  'figure-preview': 'figure preview 1',
} as const;

export function avatarHash(look: AvatarLook, lod: Lod): string {
  return createHash('sha256')
    .update(`${BAKE_VERSION}\n${STORED[lod]}\n${canonical(look)}`)
    .digest('hex')
    .slice(0, 32);
}

/**
 * Returns the GLB of a look, baking it when the cache has none. Throws a ZodError on a look that breaks the schema and
 * the signal's reason when aborted. Concurrent bakes of one look are harmless: the file appears by one atomic rename.
 */
export async function bakeAvatar(look: unknown, options: BakeOptions = {}): Promise<BakedAvatar> {
  const parsed = AvatarLook.parse(look);
  const lod = options.lod ?? 'render';
  const hash = avatarHash(parsed, lod);
  const folder = options.cacheDir ?? defaultCacheDir();
  const glb = join(folder, `${hash}.glb`);
  if (
    await access(glb).then(
      () => true,
      () => false,
    )
  ) {
    options.progress?.(1);
    return { glb, hash };
  }
  const { bytes } = await bakeBytes(parsed, lod, options.signal, options.progress);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${hash}.${randomUUID()}`);
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, glb);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return { glb, hash };
}

/** Bakes without a cache; `used` lists the assets of the base that went in, as `kind/name`. */
export async function bakeBytes(
  look: AvatarLook,
  lod: Lod,
  signal?: AbortSignal,
  progress?: (fraction: number) => void,
): Promise<{ bytes: Uint8Array; used: string[] }> {
  const step = async (fraction: number): Promise<void> => {
    progress?.(fraction);
    // Lets an abort and other work in: each step below holds the thread for seconds.
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  };
  await step(0);
  const data = new MakeHumanData();
  const person = buildPerson(data, look, isFigure(lod) ? 'figure' : 'bust');
  await step(0.1);
  await occlude(person, step);
  const parts: GlbPart[] = [];
  let done = 0;
  for (const part of person.parts) {
    let surface: Surface = part.surface;
    for (let level = isForPages(lod) ? 1 : 0; level < part.levels; level++) surface = subdivide(surface);
    if (part.name === 'outfit' || part.name === 'blazer') hang(part, surface, person, look);
    const triangles = triangulate(surface);
    parts.push({
      name: part.name,
      triangles,
      material: await paint(part, triangles, person, look, data, lod),
    });
    done++;
    await step(0.4 + (0.5 * done) / person.parts.length);
  }
  const generator = `semblante avatar bake ${BAKE_VERSION}`;
  const bytes = await encodeGlb(person, parts, generator, isForPages(lod));
  progress?.(1);
  return { bytes, used: [...data.used].sort() };
}

/** Of a weave: what stands out from it catches light at grazing angles. */
const ROUGHNESS = { jersey: 0.92, poplin: 0.72, twill: 0.85, drill: 0.82, scrubs: 0.78, wool: 0.95 } as const;

const paintedMaterial = (maps: Awaited<ReturnType<typeof paintSkin | typeof paintArms>>): PartMaterial => ({
  albedo: { bytes: maps.albedo, type: 'image/jpeg' },
  normal: maps.normal,
  roughnessMap: maps.roughness,
  roughness: 1,
  alpha: 'opaque',
  doubleSided: false,
});

export async function paint(
  part: Part,
  triangles: Triangles,
  person: Person,
  look: AvatarLook,
  data: MakeHumanData,
  lod: Lod,
): Promise<PartMaterial> {
  const half = isForPages(lod) ? 2 : 1;
  const png = async (image: Image): Promise<NonNullable<PartMaterial['albedo']>> => ({
    bytes: await encodePng(image),
    type: 'image/png',
  });
  const jpeg = async (image: Image): Promise<NonNullable<PartMaterial['albedo']>> => ({
    bytes: await encodeJpeg(image, 90),
    type: 'image/jpeg',
  });
  const diffuse = part.proxy?.textures.diffuse;
  switch (part.name) {
    case 'skin': {
      const baseUvs = magnifyFace(triangles);
      const maps = await paintSkin(
        look,
        data.skin(look.skin.base),
        triangles,
        baseUvs,
        person,
        4096 / half ** 2,
      );
      return paintedMaterial(maps);
    }
    case 'arms': {
      const baseUvs = layArms(triangles);
      const maps = await paintArms(look, data.skin(look.skin.base), triangles, baseUvs, 1024 / half);
      return paintedMaterial(maps);
    }
    case 'eyes':
      return {
        albedo: await jpeg(paintEye(look, 1024 / half)),
        roughness: 0.35,
        alpha: 'opaque',
        doubleSided: false,
      };
    case 'cornea':
      return { colour: [0, 0, 0], roughness: 0.03, alpha: 'blend', doubleSided: false };
    case 'teeth':
      return {
        albedo: await jpeg(paintTeeth(look.macro.age, 1024 / half)),
        roughness: 0.2,
        alpha: 'opaque',
        doubleSided: false,
      };
    case 'tongue':
      return {
        albedo: await jpeg(paintTongue(512 / half)),
        roughness: 0.3,
        alpha: 'opaque',
        doubleSided: false,
      };
    case 'brows':
    case 'lashes': {
      if (!diffuse) throw new Error(`${part.name} have no texture`);
      const image =
        part.name === 'brows'
          ? await paintBrows(diffuse, look.brows, greyingOf(look), 1536 / half)
          : await paintLashes(diffuse, look.lashes.density, 1024 / half);
      return { albedo: await png(image), roughness: 0.8, alpha: 'blend', doubleSided: true };
    }
    case 'hair': {
      const { style } = look.hair;
      if (!style) throw new Error('hair without a style');
      return {
        albedo: await png(
          paintHair(look.hair, hairCurl(style), 1024 / half, hairRows(style), hairSpring(style)),
        ),
        // Tells the renderer whether strands run along the cards.
        roughness: hairCurl(style) === 'coily' ? 0.9 : 0.5,
        alpha: 'mask',
        doubleSided: true,
      };
    }
    case 'beard': {
      return {
        albedo: await png(paintBeard(look.hair, 1024 / half)),
        roughness: 0.8,
        alpha: 'blend',
        doubleSided: true,
      };
    }
    case 'outfit':
    case 'blazer': {
      const colour =
        part.name === 'outfit' ? look.wardrobe.outfitColour : (look.wardrobe.blazer?.colour ?? '#202838');
      const maps = await paintCloth(part, triangles, person, look, colour, 2048 / half ** 2);
      return {
        albedo: maps.opaque ? await jpeg(maps.albedo) : await png(maps.albedo),
        normal: await encodeJpeg(maps.normal, 90),
        roughness: ROUGHNESS[garmentOf(part, look).weave],
        alpha: 'mask',
        doubleSided: true,
      };
    }
    case 'vest': {
      const { vest } = look.wardrobe;
      if (!vest) throw new Error('a vest without colours');
      return {
        albedo: await png(paintVest(vest, person, 2048 / half)),
        roughness: 0.7,
        alpha: 'mask',
        doubleSided: true,
      };
    }
    case 'helmet':
      return {
        colour: hexToLinear(look.wardrobe.helmet?.colour ?? '#ffffff'),
        roughness: 0.3,
        alpha: 'opaque',
        doubleSided: true,
      };
    case 'gear':
      return {
        albedo: await png(paintGear(look, 1024 / half)),
        roughness: 0.5,
        alpha: 'opaque',
        doubleSided: true,
      };
    case 'glasses':
    case 'headset':
      return {
        albedo: await png(paintWorn(look, 512 / half)),
        roughness: 0.3,
        alpha: 'opaque',
        doubleSided: true,
      };
    case 'lens':
      return { colour: [1, 1, 1], opacity: 0.06, roughness: 0.03, alpha: 'blend', doubleSided: true };
  }
}
