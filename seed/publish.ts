/**
 * `npm run avatars:publish [-- --force]`: draws the poster of every avatar of the catalogue and puts it into the public
 * bucket `avatars`, where `poster_url` of its row points. An avatar whose poster was drawn from the same bake is left
 * alone. Needs SUPABASE_URL and SUPABASE_SECRET_KEY: it is the administrator's command.
 */
import { parseArgs } from 'node:util';
import { createClient } from '@supabase/supabase-js';
import sharp from 'sharp';
import { bakeAvatar } from '../avatar/bake/bake.ts';
import { catalogueIds, readCatalogueEntry } from '../avatar/catalogue.ts';
import { openStage } from '../avatar/scene/still.ts';

/** Portrait format of the gallery's cards, at twice their usual size. */
const SIZE = { width: 720, height: 900 } as const;

/** A friendly listener rather than a passport photograph. */
const EXPRESSION = {
  mouthSmileLeft: 0.3,
  mouthSmileRight: 0.28,
  cheekSquintLeft: 0.2,
  cheekSquintRight: 0.2,
  headYaw: 0.1,
  headRoll: -0.02,
} as const;

const { values } = parseArgs({ options: { force: { type: 'boolean', default: false } } });
const { SUPABASE_URL: url, SUPABASE_SECRET_KEY: key } = process.env;
if (!url || !key) {
  console.error('Set SUPABASE_URL and SUPABASE_SECRET_KEY: posters are published by an administrator.');
  process.exit(2);
}
const bucket = createClient(url, key, {
  auth: { persistSession: false, autoRefreshToken: false },
}).storage.from('avatars');

async function drawPoster(glb: string, set: unknown): Promise<Buffer> {
  const background = { type: 'set', name: typeof set === 'string' ? set : 'studio' } as const;
  const stage = await openStage({ glb, ...SIZE, quality: 'premium', framing: 'close', background });
  try {
    const pixels = await stage.draw(Object.keys(EXPRESSION), Object.values(EXPRESSION), 0, 1);
    return await sharp(Buffer.from(pixels), { raw: { ...SIZE, channels: 4 } })
      .removeAlpha()
      .webp({ quality: 86 })
      .toBuffer();
  } finally {
    stage.close();
  }
}

let failed = 0;
for (const id of await catalogueIds()) {
  const { assets } = await readCatalogueEntry(id);
  const path = `${id}/poster.webp`;
  const { glb, hash } = await bakeAvatar(assets.look);
  const { data: known } = await bucket.info(path);
  if (known?.metadata?.bake === hash && !values.force) continue;
  const { error } = await bucket.upload(path, await drawPoster(glb, assets.set), {
    contentType: 'image/webp',
    cacheControl: '300',
    upsert: true,
    metadata: { bake: hash },
  });
  if (error) failed += 1;
  console.log(error ? `${path}: ${error.message}` : path);
}
// Dawn keeps the process alive.
process.exit(failed === 0 ? 0 : 1);
