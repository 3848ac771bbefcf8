/**
 * What the shortcuts of the renderer cost each face: `node bench/render-faces.ts [person,…] [framing,…]`. Draws moments
 * spread over a spoken sentence in full and our way and compares the face crop, a line a person and framing. `bench/render.ts`
 * measures time as well, which takes five times as long.
 */
import { join } from 'node:path';
import { catalogueIds } from '../avatar/catalogue.ts';
import type { Framing } from '../avatar/scene/portrait.ts';
import { openStage } from '../avatar/scene/still.ts';
import { sample } from '../gpu-agent/src/engines/render/curves.ts';
import { openShoot } from '../gpu-agent/src/engines/render/film-shoot.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { actFor, bakedFor, FPS, faceCrop, SEED, SET, similarity, speech } from './render.ts';

const [WIDTH, HEIGHT] = [1280, 720];
/** First words, a quick turn of the head, still moments, closures and open vowels; two of them later in their group. */
const FRAMES = [7, 16, 22, 35, 46, 62, 79, 90];

const [people, framings] = process.argv.slice(2).map((list) => list.split(','));
for (const avatar of people ?? (await catalogueIds())) {
  const spoken = await speech(avatar);
  const values = new Float32Array(spoken.names.length);
  for (const framing of (framings ?? ['medium', 'close', 'wide']) as Framing[]) {
    await using context = await toolContext();
    const glb = await bakedFor(avatar, framing);
    const { curves, hands } = await actFor(avatar, framing, spoken);
    const film = async (plain: boolean): Promise<{ readonly file: string; readonly crop: string }> => {
      const file = join(context.workdir, plain ? 'full.mkv' : 'ours.mkv');
      const background = { type: 'set', name: SET } as const;
      const stage = await openStage({
        ...{ glb, width: WIDTH, height: HEIGHT, quality: 'standard', framing, background, plain, hands },
      });
      const crop = await faceCrop(glb, stage, WIDTH, HEIGHT);
      const shoot = openShoot(
        stage,
        { width: WIDTH, height: HEIGHT, fps: FPS, transparent: false, file },
        { names: curves.names, values: (f) => sample(curves, f / FPS, values), fps: FPS, seed: SEED },
      );
      for (const frame of FRAMES) await shoot.frame(frame);
      await shoot.end();
      stage.close();
      return { file, crop };
    };
    const ours = await film(false);
    const full = await film(true);
    const alike = similarity(ours.file, full.file, full.crop);
    if (alike.length !== FRAMES.length) throw new Error(`${alike.length} frames could be compared`);
    const mean = alike.reduce((sum, value) => sum + value, 0) / alike.length;
    console.log(avatar, framing, 'lowest', Math.min(...alike).toFixed(4), 'mean', mean.toFixed(4));
  }
}
// Dawn keeps the process alive.
process.exit(0);
