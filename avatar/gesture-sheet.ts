/**
 * `node avatar/gesture-sheet.ts [--out DIR]`: `gestures.webp`, four people in framing wide, hands at rest above and with a
 * gesture of their own below.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions } from 'sharp';
import { bakeAvatar } from './bake/bake.ts';
import { catalogueGestures, readCatalogueEntry, setOf } from './catalogue.ts';
import { FRIENDLY } from './poster.ts';
import { KEYS, type KeyName, NAMED } from './scene/gestures.ts';
import { openStage } from './scene/still.ts';

const { values } = parseArgs({
  options: { out: { type: 'string', default: join(tmpdir(), 'semblante-sheets') } },
});

const PEOPLE = [
  'br_corporate_ana',
  'br_safety_carlos',
  'br_healthcare_helena',
  'br_education_antonio',
] as const;
const FRAME = { width: 1280, height: 720 };
/** What of a frame a tile shows: from the hand that points to the elbow of the other. */
const CROP = { left: 236, top: 40, width: 680, height: 680 };
const SHOWN = { width: 360, height: 360 };

const tiles: OverlayOptions[] = [];
for (const [column, id] of PEOPLE.entries()) {
  const entry = await readCatalogueEntry(id);
  const [own = ''] = await catalogueGestures(id);
  const { glb } = await bakeAvatar(entry.assets.look, { lod: 'figure' });
  let key: KeyName = 'rest';
  const stage = await openStage({
    glb,
    ...FRAME,
    quality: 'standard',
    framing: 'wide',
    background: { type: 'set', name: setOf(entry) },
    hands: () => KEYS[key],
  });
  for (const [row, shown] of (['rest', NAMED[own]?.strokes[0] ?? 'open_palms'] as const).entries()) {
    key = shown;
    const pixels = await stage.draw(Object.keys(FRIENDLY), Object.values(FRIENDLY), 1, 1);
    const input = await sharp(pixels, { raw: { ...FRAME, channels: 4 } })
      .extract(CROP)
      .resize(SHOWN.width, SHOWN.height)
      .png()
      .toBuffer();
    tiles.push({ input, left: column * SHOWN.width, top: row * SHOWN.height });
  }
  stage.close();
}
const size = { width: PEOPLE.length * SHOWN.width, height: 2 * SHOWN.height };
await sharp({ create: { ...size, channels: 3, background: '#000' } })
  .composite(tiles)
  .webp({ quality: 84 })
  .toFile(join(values.out, 'gestures.webp'));
// Dawn keeps the process alive.
process.exit(0);
