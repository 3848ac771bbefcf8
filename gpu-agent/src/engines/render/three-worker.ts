/**
 * Worker process of the render engine `three`: `node three-worker.ts request.json`, or `--probe`. Writes to stdout only
 * `backend NAME`, `bake FRACTION` and `frame N/M`; a failure goes to stderr with exit status 1.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { bakeAvatar } from '../../../../avatar/bake/bake.ts';
import { chooseBackend, installWebGpu } from '../../../../avatar/scene/gpu-node.ts';
import { openStage, type Stage } from '../../../../avatar/scene/still.ts';
import { CurvesFile } from '../../../../supabase/functions/_shared/contract/job.ts';
import { WorkerRequest } from './three-request.ts';

interface Curves {
  readonly names: readonly string[];
  readonly fps: number;
  readonly frames: number;
  readonly data: Float32Array;
}

async function loadCurves(request: WorkerRequest): Promise<Curves> {
  const header = CurvesFile.parse(JSON.parse(await readFile(request.curves.header, 'utf8')));
  const bytes = await readFile(request.curves.data);
  const wanted = header.frame_count * header.names.length * 4;
  if (bytes.length !== wanted) {
    throw new Error(`curves.f32 holds ${bytes.length} bytes, its header promises ${wanted}`);
  }
  const data = new Float32Array(wanted / 4);
  for (let i = 0; i < data.length; i++) data[i] = bytes.readFloatLE(i * 4);
  return { names: header.names, fps: header.fps, frames: header.frame_count, data };
}

/** Curves at `t` seconds, linear between their frames and held after the last. */
function sample(curves: Curves, t: number, out: Float32Array): Float32Array {
  const at = Math.min(curves.frames - 1, Math.max(0, t * curves.fps));
  const from = Math.floor(at);
  const to = Math.min(curves.frames - 1, from + 1);
  const mix = at - from;
  const n = curves.names.length;
  for (let k = 0; k < n; k++) {
    out[k] = (curves.data[from * n + k] ?? 0) * (1 - mix) + (curves.data[to * n + k] ?? 0) * mix;
  }
  return out;
}

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

/** Colours stay what they were drawn as: BT.709 limited range, said in the file. */
function encoder(request: WorkerRequest): string[] {
  const transparent = request.background.type === 'transparent';
  const format = transparent ? 'yuva420p' : 'yuv420p';
  return [
    '-v',
    'error',
    '-y',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgba',
    '-s',
    `${request.width}x${request.height}`,
    '-r',
    String(request.fps),
    '-i',
    '-',
    '-vf',
    `scale=in_range=pc:out_range=tv:out_color_matrix=bt709,format=${format}`,
    '-c:v',
    'ffv1',
    '-level',
    '3',
    '-g',
    '1',
    '-coder',
    '0',
    '-context',
    '0',
    '-slices',
    '4',
    '-slicecrc',
    '1',
    '-colorspace',
    'bt709',
    '-color_primaries',
    'bt709',
    '-color_trc',
    'bt709',
    '-color_range',
    'tv',
    request.video,
  ];
}

async function film(request: WorkerRequest, curves: Curves, stage: Stage): Promise<void> {
  const ffmpeg = spawn('ffmpeg', encoder(request), { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = new Promise<void>((resolve, reject) => {
    ffmpeg.once('error', reject);
    ffmpeg.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`ffmpeg ended with status ${code}`));
    });
  });
  // Reported through `ended`; without a listener a broken pipe would end this process first.
  ffmpeg.stdin.on('error', () => {});
  const values = new Float32Array(curves.names.length);
  for (let i = 0; i < request.frameCount; i++) {
    const t = (request.firstFrame + i) / request.fps;
    const pixels = await stage.draw(curves.names, sample(curves, t, values), t, request.seed);
    // The next frame reuses the buffer, so the pipe has to have taken this one.
    await Promise.race([
      new Promise<void>((resolve, reject) => {
        ffmpeg.stdin.write(pixels, (error) => (error ? reject(error) : resolve()));
      }),
      ended.then(() => {
        throw new Error('ffmpeg ended early');
      }),
    ]);
    console.log(`frame ${i + 1}/${request.frameCount}`);
  }
  ffmpeg.stdin.end();
  await ended;
}

async function main(path: string): Promise<void> {
  const request = WorkerRequest.parse(JSON.parse(await readFile(path, 'utf8')));
  const curves = await loadCurves(request);
  console.log(`backend ${chooseBackend()}`);
  const { glb } = await bakeAvatar(request.look, {
    progress: (fraction) => console.log(`bake ${fraction.toFixed(3)}`),
  });
  const stage = await openStage({
    glb,
    width: request.width,
    height: request.height,
    quality: request.quality,
    framing: request.framing,
    background: request.background,
  });
  if (request.poster) {
    const t = (request.firstFrame + tellingFrame(curves, request)) / request.fps;
    const pixels = await stage.draw(
      curves.names,
      sample(curves, t, new Float32Array(curves.names.length)),
      t,
      request.seed,
    );
    await sharp(pixels, { raw: { width: request.width, height: request.height, channels: 4 } })
      .png()
      .toFile(request.poster);
  }
  await film(request, curves, stage);
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
    console.error(error instanceof Error ? error.stack : error);
    process.exit(1);
  },
);
