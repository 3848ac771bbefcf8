/**
 * Memory over a long film: `node bench/render-memory.ts [frames]`, 15,000 by default, which is ten minutes at 25 frames a
 * second. Draws at 160x90, where what leaks a frame is the same and a frame takes a tenth of the time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bakeAvatar } from '../avatar/bake/bake.ts';
import { readCatalogueEntry } from '../avatar/catalogue.ts';
import { openStage } from '../avatar/scene/still.ts';
import { openShoot } from '../gpu-agent/src/engines/render/film-shoot.ts';

const [WIDTH, HEIGHT, FPS] = [160, 90, 25];
const NAMES = ['jawOpen', 'headYaw', 'mouthPucker'];

export interface MemoryFigure {
  readonly frames: number;
  /** Resident set at the end of each tenth, MB. */
  readonly rss_mb: readonly number[];
  /** Slope of a straight line through them without the first two tenths, kB a frame. */
  readonly kb_per_frame: number;
  /** Buffers and textures the renderer holds, after the first tenth and at the end. */
  readonly device_objects: readonly [number, number];
}

export async function measureMemory(frames: number): Promise<MemoryFigure> {
  const { glb } = await bakeAvatar((await readCatalogueEntry('br_corporate_ana')).assets.look);
  const stage = await openStage({
    glb,
    width: WIDTH,
    height: HEIGHT,
    quality: 'standard',
    framing: 'medium',
    background: { type: 'set', name: 'office' },
  });
  const folder = await mkdtemp(join(tmpdir(), 'semblante-memory-'));
  const shoot = openShoot(
    stage,
    { width: WIDTH, height: HEIGHT, fps: FPS, transparent: false, file: join(folder, 'film.mkv') },
    {
      names: NAMES,
      values: (frame) => [0.3 + 0.3 * Math.sin(frame / 3), 0.05 * Math.sin(frame / 8), 0],
      fps: FPS,
      seed: 1,
    },
  );
  const tenth = Math.ceil(frames / 10);
  const rss: number[] = [];
  const objects: number[] = [];
  for (let frame = 0; frame < frames; frame++) {
    await shoot.frame(frame);
    if ((frame + 1) % tenth !== 0) continue;
    await shoot.settled();
    rss.push(process.memoryUsage().rss / 1e6);
    objects.push(stage.deviceObjects());
  }
  await shoot.end();
  stage.close();
  await rm(folder, { recursive: true });
  const settled = rss.slice(2);
  const middle = (settled.length - 1) / 2;
  const mean = settled.reduce((sum, value) => sum + value, 0) / settled.length;
  const over = settled.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0);
  const under = settled.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  return {
    frames,
    rss_mb: rss.map((value) => Math.round(value)),
    kb_per_frame: Number(((over / under / tenth) * 1000).toFixed(3)),
    device_objects: [objects[0] ?? 0, objects.at(-1) ?? 0],
  };
}

if (import.meta.main) {
  console.log(JSON.stringify(await measureMemory(Number(process.argv[2] ?? 15_000))));
  process.exit(0);
}
