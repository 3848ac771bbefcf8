/**
 * `npm run avatars:sheet [-- --out DIR] [--avatar ID] [--shapes | --stills | --grid]`: contact sheets to judge people by
 * looking. Without a choice `expressions.webp`: a row a person, neutral, smile, "p", "a", "u", blink, each from the front
 * and turned by three quarters. `--shapes` draws each of ARKit's 52 at full strength, `shapes-ID.webp`; `--stills` one
 * portrait of each; `--grid` everybody once, four in a row, each in their own place: docs/avatars/people.webp.
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import { ARKIT_NAMES, type Quality } from '../supabase/functions/_shared/contract/job.ts';
import { bakeAvatar } from './bake/bake.ts';
import { type CatalogueEntry, catalogueIds, readCatalogueEntry, setOf } from './catalogue.ts';
import { FRIENDLY } from './poster.ts';
import type { Framing } from './scene/portrait.ts';
import { openStage, type Stage } from './scene/still.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(tmpdir(), 'semblante-sheets') },
    avatar: { type: 'string', multiple: true },
    stills: { type: 'boolean', default: false },
    grid: { type: 'boolean', default: false },
    shapes: { type: 'boolean', default: false },
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
/** Drawn at twice the size it is shown at, so that edges are as smooth as in a film. */
const TILE = { width: 360, height: 360 };
const SHOWN = 180;
const LABEL = 18;
const THREE_QUARTER = 0.6;
const WHOLE = { left: 0, top: 0, ...TILE };
/** Brows to chin: where shapes show. */
const FACE = { left: 80, top: 125, width: 200, height: 200 };

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
      input: await (await still(entry, glb, 'premium', size, FRIENDLY, 'close')).png().toBuffer(),
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

type Cell = readonly [label: string, picture: Buffer];

const openTileStage = (glb: string): Promise<Stage> =>
  openStage({
    glb,
    ...TILE,
    quality: 'standard',
    framing: 'close',
    background: { type: 'set', name: 'studio' },
  });

async function tile(stage: Stage, curves: Curves, crop = WHOLE): Promise<Buffer> {
  const pixels = await stage.draw(Object.keys(curves), Object.values(curves), 0, 1);
  return sharp(Buffer.from(pixels), { raw: { ...TILE, channels: 4 } })
    .removeAlpha()
    .extract(crop)
    .resize(SHOWN, SHOWN)
    .png()
    .toBuffer();
}

async function writeSheet(name: string, cells: readonly Cell[], columns: number): Promise<void> {
  const lines = Math.ceil(cells.length / columns);
  const at = (i: number): { left: number; top: number } => ({
    left: (i % columns) * SHOWN,
    top: Math.floor(i / columns) * (SHOWN + LABEL),
  });
  const text = cells.map(([label], i) => {
    const { left, top } = at(i);
    return `<text x="${left + 5}" y="${top + SHOWN + 13}">${label}</text>`;
  });
  const size = { width: columns * SHOWN, height: lines * (SHOWN + LABEL) };
  const labels = `<svg width="${size.width}" height="${size.height}" font-family="DejaVu Sans, sans-serif" font-size="11" fill="#ddd">${text.join('')}</svg>`;
  const file = join(values.out, name);
  await sharp({ create: { ...size, channels: 3, background: '#202020' } })
    .composite([
      ...cells.map(([, input], i): OverlayOptions => ({ input, ...at(i) })),
      { input: Buffer.from(labels), left: 0, top: 0 },
    ])
    .webp({ quality: 80 })
    .toFile(file);
  console.log(file);
}

await mkdir(values.out, { recursive: true });
const rows: Cell[] = [];
if (values.grid) {
  await grid(values.avatar ?? (await catalogueIds()));
  process.exit(0);
}
for (const id of values.avatar ?? (await catalogueIds())) {
  const entry = await readCatalogueEntry(id);
  const { glb } = await bakeAvatar(entry.assets.look);
  if (values.stills) {
    const file = join(values.out, `${id}.webp`);
    await (await still(entry, glb, 'hyperreal', { width: 1280, height: 720 }, FRIENDLY))
      .webp({ quality: 92 })
      .toFile(file);
    console.log(file);
    continue;
  }
  if (values.shapes) {
    const stage = await openTileStage(glb);
    const cells: Cell[] = [];
    for (const name of ['neutral', ...ARKIT_NAMES])
      cells.push([name, await tile(stage, { [name]: 1 }, FACE)]);
    stage.close();
    await writeSheet(`shapes-${id}.webp`, cells, 9);
    continue;
  }
  const stage = await openTileStage(glb);
  for (const [label, curves] of EXPRESSIONS) {
    for (const [view, headYaw] of [
      ['', 0],
      [' ¾', THREE_QUARTER],
    ] as const) {
      rows.push([
        `${entry.name.split(' - ')[0]}: ${label}${view}`,
        await tile(stage, { ...curves, headYaw }),
      ]);
    }
  }
  stage.close();
}
if (rows.length > 0) await writeSheet('expressions.webp', rows, EXPRESSIONS.length * 2);
// Dawn keeps the process alive.
process.exit(0);
