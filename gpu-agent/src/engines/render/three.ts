/**
 * Render engine `three`: draws a range of a film with three.js on Dawn in a process of its own, on software OpenGL ES
 * or on Vulkan. The worker bakes the avatar when the cache has none, poses it per frame and pipes the pictures into
 * ffmpeg; it dies with its task like any other tool.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { catalogueGestures, catalogueMotion } from '../../../../avatar/catalogue.ts';
import { SETS } from '../../../../avatar/scene/sets.ts';
import { AvatarLook } from '../../../../supabase/functions/_shared/contract/look.ts';
import { StageFailure } from '../../failures.ts';
import type { EngineProbe, RenderContext, RenderEngine, RenderRequest, RenderResult } from '../engine.ts';
import type { WorkerRequest } from './three-request.ts';

const WORKER = fileURLToPath(new URL('./three-worker.ts', import.meta.url));
const require = createRequire(import.meta.url);
// Not `three/package.json`: the package's exports hide it.
const manifest = join(dirname(require.resolve('three')), '../package.json');
const version = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
/** Share of the progress that start and bake take; a bake is cached, so usually it is a jump. */
const PREPARED = 0.08;

export function createThreeEngine(): RenderEngine {
  return { name: 'three', probe, render };
}

/** Opens the graphics device in a process of its own: a driver that crashes must not take the agent along. */
async function probe(): Promise<EngineProbe> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [WORKER, '--probe'], { timeout: 30_000 });
    const [, backend = 'unknown', ...device] = stdout.trim().split(' ');
    return { available: true, version, details: { backend, device: device.join(' ') } };
  } catch (error) {
    return {
      available: false,
      version,
      remedy: 'Install the graphics libraries: apt-get install -y libegl1 libgles2 libgl1-mesa-dri',
      details: { cause: error instanceof Error ? error.message : String(error) },
    };
  }
}

/** @throws StageFailure `avatar_invalid` */
function checkedLook(avatar: RenderRequest['avatar']): AvatarLook {
  const look = AvatarLook.safeParse(avatar.look);
  if (look.success) return look.data;
  const [issue] = look.error.issues;
  throw new StageFailure(
    'avatar_invalid',
    `The look of avatar ${avatar.id} is not valid at ${issue?.path.join('.') || 'its root'}: ${issue?.message}`,
  );
}

async function render(request: RenderRequest, context: RenderContext): Promise<RenderResult> {
  const { glb = null, model = null } = request.avatar;
  const look = glb === null && model === null ? checkedLook(request.avatar) : null;
  const { background } = request;
  if (background.type === 'set' && !SETS[background.name]) {
    throw new StageFailure(
      'engine_refused',
      `There is no set named "${background.name}"; choose one of ${Object.keys(SETS).join(', ')}.`,
    );
  }
  const video = join(context.workdir, 'range.mkv');
  const poster = request.firstFrame === 0 ? join(context.workdir, 'poster.png') : null;
  const work: WorkerRequest = {
    look,
    model,
    glb,
    curves: request.curves,
    firstFrame: request.firstFrame,
    frameCount: request.frameCount,
    fps: request.fps,
    width: request.width,
    height: request.height,
    quality: request.quality,
    framing: request.framing,
    background,
    ...(request.light ? { light: request.light } : {}),
    motion: await catalogueMotion(request.avatar.base ?? request.avatar.id),
    gestures: await catalogueGestures(request.avatar.base ?? request.avatar.id),
    seed: request.seed,
    video,
    poster,
  };
  const file = join(context.workdir, 'three-request.json');
  await writeFile(file, JSON.stringify(work));
  // The bake's code is of no use to an agent.
  const { defaultCacheDir } = await import('../../../../avatar/bake/bake.ts');
  let drawn = 0;
  let backend = 'unknown';
  let refused: string | null = null;
  const running = context.run(process.execPath, [WORKER, file], {
    cwd: context.workdir,
    // A quarter of a second less before the first frame: neither three nor the types of our own code are parsed again.
    env: { NODE_COMPILE_CACHE: join(dirname(defaultCacheDir()), 'code') },
    onLine(line) {
      const [word, value] = line.split(' ');
      if (word === 'refused') refused = line.slice('refused '.length);
      if (word === 'bake') context.progress(PREPARED * Number(value));
      else if (word === 'poster' && poster) context.posterReady?.(poster);
      else if (word === 'backend') backend = value ?? backend;
      else if (word === 'frame') {
        drawn = Number(value?.split('/')[0]);
        context.progress(PREPARED + (1 - PREPARED) * (drawn / request.frameCount));
      }
    },
  });
  await running.catch((error: unknown) => {
    if (refused === null) throw error;
    throw new StageFailure('avatar_invalid', `The GLB of avatar ${request.avatar.id} is refused: ${refused}`);
  });
  if (drawn !== request.frameCount) {
    throw new StageFailure(
      'tool_output_invalid',
      `The renderer drew ${drawn} of ${request.frameCount} frames.`,
    );
  }
  return {
    video,
    frameCount: drawn,
    engine: { name: 'three', version: `${version} (${backend})` },
    ...(poster ? { poster } : {}),
  };
}
