/** Writes a still of each tier to docs/engines/tiers: the same person, the same frame. `node bench/render-tiers.ts [tier…]` */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { bakeAvatar } from '../avatar/bake/bake.ts';
import { readCatalogueEntry } from '../avatar/catalogue.ts';
import { openStage } from '../avatar/scene/still.ts';
import { Quality } from '../supabase/functions/_shared/contract/job.ts';

const AVATAR = 'br_corporate_ana';
const [WIDTH, HEIGHT] = [1280, 720];
const FOLDER = fileURLToPath(new URL('../docs/engines/tiers/', import.meta.url));

const { glb } = await bakeAvatar((await readCatalogueEntry(AVATAR)).assets.look);
await mkdir(FOLDER, { recursive: true });
const asked = process.argv.slice(2);
for (const quality of Quality.options) {
  if (asked.length > 0 && !asked.includes(quality)) continue;
  const stage = await openStage({
    glb,
    width: WIDTH,
    height: HEIGHT,
    quality,
    framing: 'close',
    background: { type: 'set', name: 'office' },
  });
  const started = performance.now();
  const pixels = await stage.draw(['mouthSmileLeft', 'mouthSmileRight', 'jawOpen'], [0.3, 0.3, 0.08], 0.4, 1);
  console.log(`${quality}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  await sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } })
    .extract({ left: 240, top: 0, width: 800, height: HEIGHT })
    .webp({ quality: 84 })
    .toFile(`${FOLDER}${quality}.webp`);
  stage.close();
}
// Dawn keeps the process alive.
process.exit(0);
