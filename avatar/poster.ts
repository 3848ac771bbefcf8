/** The picture a person is shown by in the gallery. */
import sharp from 'sharp';
import type { Quality } from '../supabase/functions/_shared/contract/job.ts';
import { openStage } from './scene/still.ts';

/** Portrait format of the gallery's cards, at twice their usual size. */
const SIZE = { width: 720, height: 900 } as const;

/** A friendly listener rather than a passport photograph. */
export const FRIENDLY = {
  mouthSmileLeft: 0.3,
  mouthSmileRight: 0.28,
  cheekSquintLeft: 0.2,
  cheekSquintRight: 0.2,
  eyeWideLeft: 0.28,
  eyeWideRight: 0.28,
  browInnerUp: 0.12,
  browOuterUpLeft: 0.18,
  browOuterUpRight: 0.18,
  headYaw: 0.1,
  headRoll: -0.02,
} as const;

/**
 * Draws the person of a baked or converted GLB.
 *
 * @param set Where they stand; the studio where it is no name of a set
 * @returns WebP of 720 by 900 pixels
 */
export async function drawPoster(glb: string, set: unknown, quality: Quality = 'premium'): Promise<Buffer> {
  const background = { type: 'set', name: typeof set === 'string' ? set : 'studio' } as const;
  const stage = await openStage({ glb, ...SIZE, quality, framing: 'close', background });
  try {
    const pixels = await stage.draw(Object.keys(FRIENDLY), Object.values(FRIENDLY), 0, 1);
    return await sharp(Buffer.from(pixels), { raw: { ...SIZE, channels: 4 } })
      .removeAlpha()
      .webp({ quality: 86 })
      .toBuffer();
  } finally {
    stage.close();
  }
}
