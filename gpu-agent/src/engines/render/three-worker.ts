/**
 * Worker process of the render engine `three`: `node three-worker.ts request.json`, or `--probe`. Writes to stdout only
 * `backend NAME`, `bake FRACTION`, `poster` once its file is whole, `frame N/M` and `refused WHY` of a GLB that cannot be used; a
 * failure goes to stderr with exit status 1.
 */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { bakeAvatar } from '../../../../avatar/bake/bake.ts';
import { importAvatar } from '../../../../avatar/import/convert.ts';
import { ImportRefused } from '../../../../avatar/import/envelope.ts';
import { actOf } from '../../../../avatar/scene/gesture-plan.ts';
import { chooseBackend, installWebGpu } from '../../../../avatar/scene/gpu-node.ts';
import { openStage, type Stage } from '../../../../avatar/scene/still.ts';
import { type Curves, loadCurves, sample } from './curves.ts';
import { openShoot } from './film-shoot.ts';
import { WorkerRequest } from './three-request.ts';

/** The frame to show a film by: eyes open, mouth in mid-word but not gaping, not the very first second. */
function tellingFrame(curves: Curves, request: WorkerRequest): number {
  const index = (name: string): number => curves.names.indexOf(name);
  const [blink, jaw, smile, pucker] = [
    index('eyeBlinkLeft'),
    index('jawOpen'),
    index('mouthSmileLeft'),
    index('mouthPucker'),
  ];
  const values = new Float32Array(curves.names.length);
  let best = 0;
  let score = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < request.frameCount; i++) {
    sample(curves, (request.firstFrame + i) / request.fps, values);
    const get = (k: number): number => (k < 0 ? 0 : (values[k] ?? 0));
    const own =
      -4 * get(blink) -
      2 * Math.abs(get(jaw) - 0.12) +
      get(smile) -
      get(pucker) -
      (i / request.fps < 0.4 ? 0.5 : 0);
    if (own > score) {
      score = own;
      best = i;
    }
  }
  return best;
}

async function film(request: WorkerRequest, curves: Curves, stage: Stage): Promise<void> {
  const { width, height, fps, video, seed, firstFrame, frameCount } = request;
  const transparent = request.background.type === 'transparent';
  const values = new Float32Array(curves.names.length);
  const shoot = openShoot(
    stage,
    { width, height, fps, transparent, file: video },
    { names: curves.names, values: (frame) => sample(curves, frame / fps, values), fps, seed },
  );
  for (let i = 0; i < frameCount; i++) {
    await shoot.frame(firstFrame + i);
    console.log(`frame ${i + 1}/${frameCount}`);
  }
  await shoot.end();
}

/** Resolves when the poster is drawn; it is compressed while the film is. */
async function drawPoster(
  request: WorkerRequest,
  curves: Curves,
  stage: Stage,
  file: string,
): Promise<{ readonly written: Promise<unknown> }> {
  const { width, height, seed } = request;
  const t = (request.firstFrame + tellingFrame(curves, request)) / request.fps;
  const values = sample(curves, t, new Float32Array(curves.names.length));
  const pixels = (await stage.draw(curves.names, values, t, seed)).slice();
  return {
    written: sharp(pixels, { raw: { width, height, channels: 4 } })
      .png()
      .toFile(file)
      .then(() => console.log('poster')),
  };
}

async function baked({ look, framing }: WorkerRequest): Promise<string> {
  const progress = (fraction: number): void => console.log(`bake ${fraction.toFixed(3)}`);
  const lod = framing === 'wide' ? 'figure' : 'render';
  return (await bakeAvatar(look, { progress, lod })).glb;
}

async function main(path: string): Promise<void> {
  const request = WorkerRequest.parse(JSON.parse(await readFile(path, 'utf8')));
  const told = await loadCurves(request.curves);
  const { curves, hands } =
    request.framing === 'wide'
      ? actOf(told, request.seed, request.gestures, request.width / request.height)
      : { curves: told, hands: undefined };
  console.log(`backend ${chooseBackend()}`);
  const glb =
    request.model ?? (request.glb === null ? await baked(request) : await importAvatar(request.glb));
  const stage = await openStage({
    glb,
    width: request.width,
    height: request.height,
    quality: request.quality,
    framing: request.framing,
    background: request.background,
    light: request.light,
    motion: request.motion,
    hands,
  });
  const poster = request.poster === null ? null : await drawPoster(request, curves, stage, request.poster);
  // Heard below; until then it must not end the process.
  poster?.written.catch(() => {});
  await film(request, curves, stage);
  await poster?.written;
  stage.close();
}

/** Writes `backend NAME DEVICE`; throws where no device answers. */
async function probe(): Promise<void> {
  const backend = installWebGpu();
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error(`no ${backend} device answers`);
  console.log(`backend ${backend} ${adapter.info.description || adapter.info.vendor}`);
}

const [argument = ''] = process.argv.slice(2);
(argument === '--probe' ? probe() : main(argument)).then(
  // Dawn keeps the process alive.
  () => process.exit(0),
  (error: unknown) => {
    if (error instanceof ImportRefused) console.log(`refused ${error.code}: ${error.message}`);
    console.error(error instanceof Error ? error.stack : error);
    process.exit(1);
  },
);
