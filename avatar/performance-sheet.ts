/**
 * `node avatar/performance-sheet.ts [--out DIR]`: stills to judge how people act. `moods.webp`: a sentence in every mood at
 * rest, on three of its sounds and after it, a woman and a man; `rounded.webp`: "o", "u" and "ʃ" close up;
 * `tongue.webp`: "l", "n" and "θ". Curves come from the face solver, so what is seen is what films show.
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions } from 'sharp';
import { CURVE_NAMES, type Timeline } from '../supabase/functions/_shared/contract/job.ts';
import { bakeAvatar } from './bake/bake.ts';
import { catalogueMotion, readCatalogueEntry } from './catalogue.ts';
import { openStage, type Stage } from './scene/still.ts';
import { faceAt, type Mood, middle, SOUND, say } from './spoken.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(tmpdir(), 'semblante-sheets') },
    avatar: { type: 'string', multiple: true, default: ['br_corporate_ana', 'br_safety_carlos'] },
  },
});

const MOODS: readonly Mood[] = ['neutral', 'warm', 'serious', 'alert', 'happy'];
const SIZE = { width: 720, height: 720 };
/** Shares of the picture: a head, a mouth. */
const HEAD = { left: 0.16, top: 0.12, width: 0.68, height: 0.8 };
const MOUTH = { left: 0.28, top: 0.5, width: 0.44, height: 0.34 };
type Crop = typeof HEAD;
interface Cell {
  readonly label: string;
  readonly timeline: Timeline;
  readonly mood: Mood;
  readonly t: number;
}

function moodCells(): Cell[] {
  const timeline = say('a', 'p', 'i', 'a', 'u', 'a');
  const moments = [
    ['rest', 0.2],
    ['a', middle(0)],
    ['p', middle(1)],
    ['i', middle(2)],
    ['u', middle(4)],
  ] as const;
  return MOODS.flatMap((mood) =>
    moments.map(([label, t]) => ({ label: `${mood}: ${label}`, timeline, mood, t })),
  );
}

const soundCells = (sounds: readonly string[]): Cell[] =>
  sounds.map((ipa) =>
    /[ou]/.test(ipa)
      ? { label: ipa, timeline: say(ipa, ipa), mood: 'neutral', t: middle(0) + SOUND / 2 }
      : { label: `a${ipa}a`, timeline: say('a', ipa, 'a'), mood: 'neutral', t: middle(1) },
  );

async function tile(stage: Stage, cell: Cell, crop: Crop, width: number): Promise<Buffer> {
  const row = faceAt(cell.timeline, cell.t, cell.mood);
  const pixels = Buffer.from(await stage.draw(CURVE_NAMES, row, cell.t, 4));
  const height = Math.round((width * crop.height) / crop.width);
  const caption = `<svg width="${width}" height="${height}"><text x="6" y="${height - 8}" font-family="DejaVu Sans, sans-serif" font-size="13" fill="#fff">${cell.label}</text></svg>`;
  const part = await sharp(pixels, { raw: { ...SIZE, channels: 4 } })
    .removeAlpha()
    .extract({
      left: Math.round(crop.left * SIZE.width),
      top: Math.round(crop.top * SIZE.height),
      width: Math.round(crop.width * SIZE.width),
      height: Math.round(crop.height * SIZE.height),
    })
    .png()
    .toBuffer();
  return sharp(await sharp(part).resize(width, height, { fit: 'fill' }).toBuffer())
    .composite([{ input: Buffer.from(caption) }])
    .png()
    .toBuffer();
}

const SHEETS = [
  { file: 'moods', cells: moodCells(), crop: HEAD, width: 160, columns: 5 },
  { file: 'rounded', cells: soundCells(['o', 'u', 'ʃ']), crop: MOUTH, width: 260, columns: 3 },
  { file: 'tongue', cells: soundCells(['l', 'n', 'θ']), crop: MOUTH, width: 260, columns: 3 },
] as const;

await mkdir(values.out, { recursive: true });
const tiles = new Map<string, OverlayOptions[]>(SHEETS.map(({ file }) => [file, []]));
for (const [person, id] of values.avatar.entries()) {
  const { glb } = await bakeAvatar((await readCatalogueEntry(id)).assets.look);
  const stage = await openStage({
    glb,
    ...SIZE,
    quality: 'standard',
    framing: 'close',
    background: { type: 'set', name: 'studio' },
    motion: await catalogueMotion(id),
  });
  for (const { file, cells, crop, width, columns } of SHEETS) {
    const height = Math.round((width * crop.height) / crop.width);
    for (const [i, cell] of cells.entries()) {
      // People of a wide sheet stand side by side, of a narrow one one above the other.
      const [x, y] = file === 'moods' ? [person * columns, 0] : [0, person];
      tiles.get(file)?.push({
        input: await tile(stage, cell, crop, width),
        left: (x + (i % columns)) * width,
        top: (y + Math.floor(i / columns)) * height,
      });
    }
  }
  stage.close();
}
for (const { file, width, crop } of SHEETS) {
  const all = tiles.get(file) ?? [];
  const height = Math.round((width * crop.height) / crop.width);
  const size = {
    width: Math.max(...all.map(({ left = 0 }) => left)) + width,
    height: Math.max(...all.map(({ top = 0 }) => top)) + height,
  };
  const path = join(values.out, `${file}.webp`);
  await sharp({ create: { ...size, channels: 3, background: '#202020' } })
    .composite(all)
    .webp({ quality: 76 })
    .toFile(path);
  console.log(path);
}
// Dawn keeps the process alive.
process.exit(0);
