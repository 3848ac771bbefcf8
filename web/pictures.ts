/**
 * The small pictures that the studio shows in place of words: hairstyles, clothes, brows, lashes, beards and what is worn
 * on head and chest, each kind on one and the same person, and the sets. `node web/pictures.ts [kind …]` writes them anew
 * (about ten minutes on two cores); they are committed, because a page cannot bake. Run it when the bake or a set has changed
 * what they show.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { bakeAvatar } from '../avatar/bake/bake.ts';
import { readCatalogueEntry } from '../avatar/catalogue.ts';
import { LINEAR } from '../avatar/creator/recolour.ts';
import { readModel } from '../avatar/scene/model.ts';
import { FILMIC_GAIN, SETS } from '../avatar/scene/sets.ts';
import { openStage } from '../avatar/scene/still.ts';
import type { AvatarLook } from '../supabase/functions/_shared/contract/look.ts';
import {
  BEARD_STYLES,
  BROW_STYLES,
  GLASSES_FRAMES,
  HAIR_STYLES,
  LASH_STYLES,
} from '../supabase/functions/_shared/contract/look.ts';

import { type Clothes, OUTFIT_CHOICES } from './src/studio/core/look.ts';

const STUDIO = join(import.meta.dirname, 'src/features/studio');
/** Drawn at twice this and scaled down. */
const SIDE = 132;
const GREY = { type: 'color', color: '#c9d0cc' } as const;

async function write(path: string, picture: Sharp): Promise<void> {
  const file = join(STUDIO, path);
  await mkdir(dirname(file), { recursive: true });
  const { size } = await picture.webp({ quality: 80, effort: 6 }).toFile(file);
  console.log(`${path} ${size} bytes`);
}

/** Left, top and side of what is cut out of a picture of 480×480, and how it is framed. */
const CUTS = {
  head: { framing: 'close', left: 50, top: 0, side: 380 },
  chest: { framing: 'wide', left: 90, top: 170, side: 300 },
  brows: { framing: 'close', left: 180, top: 180, side: 90 },
  lashes: { framing: 'close', left: 180, top: 200, side: 90 },
  glasses: { framing: 'close', left: 110, top: 105, side: 270 },
  jaw: { framing: 'close', left: 120, top: 220, side: 240 },
  badge: { framing: 'wide', left: 150, top: 230, side: 230 },
} as const;

/** @param yaw radians the head is turned to the person's own left */
async function draw(look: AvatarLook, cut: keyof typeof CUTS, yaw = 0.2): Promise<Sharp> {
  const { glb } = await bakeAvatar(look, { lod: 'preview' });
  const { framing, left, top, side } = CUTS[cut];
  // What is cut small is drawn larger: nothing is enlarged.
  const scale = side < SIDE ? 2 : 1;
  const size = { width: 480 * scale, height: 480 * scale };
  const stage = await openStage({ glb, ...size, quality: 'standard', framing, background: GREY });
  try {
    const pixels = await stage.draw(['headYaw'], [yaw], 0, 1);
    return sharp(Buffer.from(pixels), { raw: { ...size, channels: 4 } })
      .removeAlpha()
      .extract({ left: left * scale, top: top * scale, width: side * scale, height: side * scale })
      .resize(SIDE, SIDE);
  } finally {
    stage.close();
  }
}

async function hairstyles(): Promise<void> {
  const { look } = (await readCatalogueEntry('br_education_ari')).assets;
  const plain: AvatarLook = { ...look, wardrobe: { ...look.wardrobe, badge: undefined } };
  for (const style of [...HAIR_STYLES, null]) {
    const hair = { ...look.hair, style, colour: '#3a2a20', highlight: '#5a4030', mix: 0.25 };
    await write(`creator/pictures/hair-${style ?? 'none'}.webp`, await draw({ ...plain, hair }, 'head'));
  }
}

async function brows(): Promise<void> {
  const { look } = (await readCatalogueEntry('br_casual_luana')).assets;
  for (const style of BROW_STYLES) {
    const brows = { style, colour: '#20140e', density: 1 };
    const picture = await draw({ ...look, hair: { ...look.hair, style: null }, brows }, 'brows');
    await write(`creator/pictures/brow-${style}.webp`, picture);
  }
}

async function outfits(): Promise<void> {
  const woman = (await readCatalogueEntry('br_casual_luana')).assets.look;
  const man = (await readCatalogueEntry('br_casual_rafael')).assets.look;
  for (const [name, clothes] of Object.entries<Clothes>(OUTFIT_CHOICES)) {
    const look = clothes.outfit.startsWith('female') ? woman : man;
    const wardrobe = { ...clothes, vest: null, helmet: null };
    const body = { ...look, hair: { ...look.hair, style: null }, wardrobe };
    await write(`creator/pictures/outfit-${name}.webp`, await draw(body, 'chest'));
  }
}

async function beards(): Promise<void> {
  const { look } = (await readCatalogueEntry('br_casual_rafael')).assets;
  const { beard: _, ...shaven } = look.hair;
  for (const style of [...BEARD_STYLES, null]) {
    const hair = style ? { ...shaven, beard: { style, colour: '#2a1c14' } } : shaven;
    const skin = { ...look.skin, stubble: 0 };
    await write(`creator/pictures/beard-${style ?? 'none'}.webp`, await draw({ ...look, hair, skin }, 'jaw'));
  }
}

async function lashes(): Promise<void> {
  const { look } = (await readCatalogueEntry('br_casual_luana')).assets;
  for (const style of LASH_STYLES) {
    const picture = await draw({ ...look, lashes: { style, density: 1 } }, 'lashes');
    await write(`creator/pictures/lashes-${style}.webp`, picture);
  }
}

/** What is worn on the head or chest, and on which side. */
async function gear(): Promise<void> {
  const { look } = (await readCatalogueEntry('br_casual_luana')).assets;
  const bare = {
    ...{ outfit: look.wardrobe.outfit, outfitColour: look.wardrobe.outfitColour },
    ...{ blazer: null, vest: null, helmet: null },
  };
  const wearing = (wardrobe: Partial<AvatarLook['wardrobe']>): AvatarLook => ({
    ...look,
    hair: { ...look.hair, style: 'bun' },
    wardrobe: { ...bare, ...wardrobe },
  });
  const colours = { metal: '#3a3a3e', acetate: '#3a2a22', safety: '#1c1c1f' } as const;
  for (const frame of GLASSES_FRAMES) {
    const worn = wearing({ glasses: { frame, colour: colours[frame] } });
    await write(`creator/pictures/glasses-${frame}.webp`, await draw(worn, 'glasses'));
  }
  for (const boom of ['left', 'right'] as const) {
    const worn = wearing({ headset: { colour: '#23262b', boom } });
    await write(
      `creator/pictures/headset-${boom}.webp`,
      await draw(worn, 'head', boom === 'left' ? -0.45 : 0.45),
    );
  }
  for (const badge of ['lanyard', 'clip'] as const) {
    const worn = wearing({ badge: { colour: '#2557a7', worn: badge } });
    await write(`creator/pictures/badge-${badge}.webp`, await draw(worn, 'badge'));
  }
}

/** The fitting worker's mask: how much of the skin is roots of a beard, solved from a bake with and one without. */
async function stubbleMask(): Promise<void> {
  const SIDE = 256;
  const dark = [0.008, 0.005, 0.003];
  const sums = new Float32Array(SIDE * SIDE);
  const people = ['br_safety_carlos', 'br_casual_rafael'];
  for (const id of people) {
    const { look } = (await readCatalogueEntry(id)).assets;
    const { beard: _, ...hair } = look.hair;
    const skinWith = async (stubble: number): Promise<Uint8Array> => {
      const skin = { ...look.skin, stubble, stubbleColour: '#1a120d' };
      const { glb } = await bakeAvatar({ ...look, hair, skin }, { lod: 'preview' });
      const { parts } = await readModel(await readFile(glb));
      const { albedo } = parts.find(({ name }) => name === 'skin') ?? {};
      return sharp(albedo?.bytes).removeAlpha().resize(SIDE, SIDE).raw().toBuffer();
    };
    const [bare, bearded] = [await skinWith(0), await skinWith(1)];
    sums.forEach((_, i) => {
      let [dot, square] = [0, 0];
      for (let c = 0; c < 3; c += 1) {
        const [from = 0, to = 0] = [bare, bearded].map((pixels) => LINEAR[pixels[i * 3 + c] ?? 0] ?? 0);
        const reach = from - 0.5 * (dark[c] ?? 0) - (0.16 + 0.09 * c) * from;
        dot += (from - to) * reach;
        square += reach * reach;
      }
      sums[i] = (sums[i] ?? 0) + Math.min(1, Math.max(0, dot / Math.max(1e-6, square))) / people.length;
    });
  }
  // Where one beard alone grows is noise of painting, not roots.
  const bytes = Uint8Array.from(sums, (share) => (share < 0.02 ? 0 : Math.round(255 * share)));
  const picture = sharp(Buffer.from(bytes), { raw: { width: SIDE, height: SIDE, channels: 1 } }).blur(0.7);
  await write('../../studio/viewer/stubble.webp', picture);
}

async function sets(): Promise<void> {
  for (const [name, set] of Object.entries(SETS)) {
    const { width, height, rgb } = set.paint(16 / 9);
    const rgba = Uint8Array.from(rgb, (value) => 255 * (1 - Math.exp(-value * FILMIC_GAIN)) ** (1 / 2.2));
    const picture = sharp(Buffer.from(rgba), { raw: { width, height, channels: 3 } }).resize(160, 90);
    await write(`pictures/set-${name}.webp`, picture);
  }
}

const wanted = process.argv.slice(2);
for (const [name, make] of Object.entries({
  sets,
  hairstyles,
  outfits,
  brows,
  beards,
  lashes,
  gear,
  stubbleMask,
})) {
  if (wanted.length === 0 || wanted.includes(name)) await make();
}
