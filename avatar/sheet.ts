/**
 * `npm run avatars:sheet [-- --out DIR] [--avatar ID] [--tiers] [--stills]`: contact sheets to judge people by looking.
 * One picture per person: neutral, smile, "p", "a", "u", blink, each from the front and turned by three quarters.
 * `--tiers` adds one still per quality tier, `--stills` one portrait as docs/images shows it. `--grid` draws everybody
 * once, four in a row, each in their own place, as one picture: docs/avatars/people.webp.
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import type { Quality } from '../supabase/functions/_shared/contract/job.ts';
import { bakeAvatar } from './bake/bake.ts';
import { type CatalogueEntry, catalogueIds, readCatalogueEntry } from './catalogue.ts';
import type { Framing } from './scene/portrait.ts';
import { openStage } from './scene/still.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(tmpdir(), 'semblante-sheets') },
    avatar: { type: 'string', multiple: true },
    tiers: { type: 'boolean', default: false },
    stills: { type: 'boolean', default: false },
    grid: { type: 'boolean', default: false },
  },
});

type Curves = Readonly<Record<string, number>>;

const EXPRESSIONS: readonly (readonly [string, Curves])[] = [
  ['neutral', {}],
  ['smile', { mouthSmileLeft: 0.7, mouthSmileRight: 0.7, cheekSquintLeft: 0.4, cheekSquintRight: 0.4 }],
  ['p', { jawOpen: 0.12, mouthClose: 0.12, mouthPressLeft: 0.5, mouthPressRight: 0.5 }],
  ['a', { jawOpen: 0.55, mouthLowerDownLeft: 0.2, mouthLowerDownRight: 0.2 }],
  ['u', { jawOpen: 0.12, mouthPucker: 0.55, mouthFunnel: 0.35 }],
  ['blink', { eyeBlinkLeft: 1, eyeBlinkRight: 1 }],
];
const TILE = { width: 480, height: 480 };
const THREE_QUARTER = 0.6;

/** The place the catalogue gives them. */
function setOf(entry: CatalogueEntry): string {
  return typeof entry.assets.set === 'string' ? entry.assets.set : 'studio';
}

const friendly: Curves = {
  mouthSmileLeft: 0.3,
  mouthSmileRight: 0.28,
  cheekSquintLeft: 0.2,
  cheekSquintRight: 0.2,
  headYaw: 0.1,
  headRoll: -0.02,
};

async function still(
  entry: CatalogueEntry,
  glb: string,
  quality: Quality,
  size: { width: number; height: number },
  curves: Curves,
  framing: Framing = 'medium',
): Promise<Sharp> {
  const background = { type: 'set', name: setOf(entry) } as const;
  const stage = await openStage({ glb, ...size, quality, framing, background });
  const pixels = await stage.draw(Object.keys(curves), Object.values(curves), 0, 1);
  stage.close();
  return sharp(Buffer.from(pixels), { raw: { ...size, channels: 4 } }).removeAlpha();
}

/** One portrait of everybody. */
async function grid(ids: readonly string[]): Promise<void> {
  const size = { width: 320, height: 400 };
  const columns = 4;
  const tiles: OverlayOptions[] = [];
  for (const [i, id] of ids.entries()) {
    const entry = await readCatalogueEntry(id);
    const { glb } = await bakeAvatar(entry.assets.look);
    tiles.push({
      input: await (await still(entry, glb, 'premium', size, friendly, 'close')).png().toBuffer(),
      left: (i % columns) * size.width,
      top: Math.floor(i / columns) * size.height,
    });
  }
  const height = Math.ceil(ids.length / columns) * size.height;
  const file = join(values.out, 'people.webp');
  await sharp({ create: { width: columns * size.width, height, channels: 3, background: '#202020' } })
    .composite(tiles)
    .webp({ quality: 82 })
    .toFile(file);
  console.log(file);
}

await mkdir(values.out, { recursive: true });
if (values.grid) {
  await grid(values.avatar ?? (await catalogueIds()));
  process.exit(0);
}
for (const id of values.avatar ?? (await catalogueIds())) {
  const entry = await readCatalogueEntry(id);
  const { glb } = await bakeAvatar(entry.assets.look);
  if (values.stills) {
    const file = join(values.out, `${id}.webp`);
    await (await still(entry, glb, 'hyperreal', { width: 1280, height: 720 }, friendly))
      .webp({ quality: 92 })
      .toFile(file);
    console.log(file);
    continue;
  }
  if (values.tiers) {
    for (const quality of ['draft', 'standard', 'premium', 'cinematic', 'hyperreal'] as const) {
      const file = join(values.out, `${id}-${quality}.webp`);
      await (await still(entry, glb, quality, { width: 960, height: 540 }, friendly))
        .webp({ quality: 86 })
        .toFile(file);
      console.log(file);
    }
    continue;
  }
  const stage = await openStage({
    glb,
    ...TILE,
    quality: 'standard',
    framing: 'close',
    background: { type: 'set', name: 'studio' },
  });
  const tiles: OverlayOptions[] = [];
  for (const [column, [, curves]] of EXPRESSIONS.entries()) {
    for (const [row, headYaw] of [0, THREE_QUARTER].entries()) {
      const all = { ...curves, headYaw };
      const pixels = Buffer.from(await stage.draw(Object.keys(all), Object.values(all), 0, 1));
      tiles.push({
        input: pixels,
        raw: { ...TILE, channels: 4 },
        left: column * TILE.width,
        top: row * TILE.height,
      });
    }
  }
  stage.close();
  const file = join(values.out, `${id}.png`);
  const size = { width: TILE.width * EXPRESSIONS.length, height: TILE.height * 2 };
  await sharp({ create: { ...size, channels: 3, background: '#202020' } })
    .composite(tiles)
    .png()
    .toFile(file);
  console.log(file);
}
// Dawn keeps the process alive.
process.exit(0);
