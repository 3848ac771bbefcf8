/**
 * How long the render engine takes for a second of film, and what its shortcuts cost the face. Its routes and headless
 * Chromium draw the same sentence with the same scene, alternating every few frames so that whatever else the host does
 * falls on all; the pictures compared are the decoded films.
 */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Vector3 } from 'three';
import { z } from 'zod';
import { bakeAvatar } from '../avatar/bake/bake.ts';
import { catalogueGestures, readCatalogueEntry } from '../avatar/catalogue.ts';
import type { ArmsPose } from '../avatar/scene/arms.ts';
import { actOf } from '../avatar/scene/gesture-plan.ts';
import { readModel } from '../avatar/scene/model.ts';
import type { Framing } from '../avatar/scene/portrait.ts';
import { openStage, type Stage } from '../avatar/scene/still.ts';
import { TIERS } from '../avatar/scene/tiers.ts';
import { type Curves, sample } from '../gpu-agent/src/engines/render/curves.ts';
import { openShoot } from '../gpu-agent/src/engines/render/film-shoot.ts';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { solveFace } from '../gpu-agent/src/speech/face-curves.ts';
import { percentile } from '../gpu-agent/src/speech/pitch.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { voiceDefaults } from '../gpu-agent/src/stages/tts.ts';
import { Quality } from '../supabase/functions/_shared/contract/job.ts';
import { openChromium } from './render-chromium.ts';

export const SET = 'office';
const AVATAR = 'br_corporate_ana';
const SCRIPT = 'Bom dia, pessoal. Antes de subir, ponha o capacete e prenda bem o cinto.';
const SIZES = ['640x360', '1280x720', '1920x1080'];
export const FPS = 25;
/** From the first words on; a tier's drawn frames hold closures, open vowels and a blink. */
const FIRST_FRAME = 5;
const FRAMES = 60;
const FRAMES_SHORT = 12;
/** Tiers above standard, which take seconds a frame. */
const FRAMES_DEAR = 6;
/** Chromium takes half a second a frame and more. */
const FRAMES_CHROMIUM = 12;
/** Frames of one route before the other takes its turn. */
const TURN = 12;
/** Compiles shaders and fills the encoder's pipe before the clock counts. */
const WARM_UP = 3;
export const SEED = 1;

/** As of `Framing`. */
const FramingName = z.enum(['close', 'medium', 'wide']);
const ROUTES = ['full', 'ours', 'chromium'] as const;
type Route = (typeof ROUTES)[number];

interface Figure {
  readonly avatar: string;
  readonly framing: Framing;
  readonly route: Route;
  readonly size: string;
  readonly tier: Quality;
  /** Wall seconds a second of film, encoding to the range's file included. */
  readonly s_per_s: number;
  /** What a frame costs this process, milliseconds of CPU without the encoder's: tells more than a clock on a busy host. */
  readonly cpu_ms: number | null;
  /** Face crop against the full route, over all frames; null for the full route itself. */
  readonly ssim_min: number | null;
  readonly ssim_p5: number | null;
}

export async function speech(avatar: string): Promise<Curves> {
  await using context = await toolContext();
  const defaults = voiceDefaults(await readCatalogueEntry(avatar), espeakEngine.name);
  const request = { script: SCRIPT, language: 'pt-BR', voice: { language: 'pt-BR' }, defaults, seed: SEED };
  const { timeline } = await espeakEngine.speak(request as Parameters<typeof espeakEngine.speak>[0], context);
  const { header, data } = solveFace(timeline, { seed: SEED });
  return { names: header.names, fps: header.fps, frames: header.frame_count, data };
}

/** What films in a framing are drawn from. */
export async function bakedFor(avatar: string, framing: Framing): Promise<string> {
  const { look } = (await readCatalogueEntry(avatar)).assets;
  return (await bakeAvatar(look, { lod: framing === 'wide' ? 'figure' : 'render' })).glb;
}

/** How hands are held in films of a framing, for `openStage`, and the curves of a face that looks after them. */
export async function actFor(
  avatar: string,
  framing: Framing,
  curves: Curves,
): Promise<{ readonly curves: Curves; readonly hands?: (t: number) => ArmsPose }> {
  return framing === 'wide' ? actOf(curves, SEED, await catalogueGestures(avatar)) : { curves };
}

/** Chin to brows and cheek to cheek with room for the head's turns, as ffmpeg's crop wants it. */
export async function faceCrop(glb: string, stage: Stage, width: number, height: number): Promise<string> {
  const { eyes, chin } = await readModel(await readFile(glb));
  const [left, right] = eyes.map(([x = 0, y = 0, z = 0]) => new Vector3(x, y, z)) as [Vector3, Vector3];
  const apart = left.distanceTo(right);
  const corner = (dx: number, y: number): Vector3 =>
    new Vector3(dx, y, chin[2] ?? 0).project(stage.portrait.camera);
  const low = corner(-1.3 * apart, (chin[1] ?? 0) - 0.25 * apart);
  const high = corner(1.3 * apart, left.y + 0.7 * apart);
  const even = (value: number): number => 2 * Math.round(value / 2);
  const x = even((low.x * 0.5 + 0.5) * width);
  const y = even((0.5 - high.y * 0.5) * height);
  const w = even(((high.x - low.x) / 2) * width);
  const h = even(((high.y - low.y) / 2) * height);
  return `crop=${w}:${h}:${x}:${y}`;
}

/** SSIM of every frame, luma and chroma weighted as ffmpeg does. */
export function similarity(film: string, reference: string, crop: string): number[] {
  const graph = `[0:v]${crop}[a];[1:v]${crop}[b];[a][b]ssim=stats_file=-`;
  const args = ['-v', 'error', '-i', film, '-i', reference, '-lavfi', graph, '-f', 'null', '-'];
  const lines = execFileSync('ffmpeg', args, { encoding: 'utf8' });
  return [...lines.matchAll(/All:([\d.]+)/g)].map(([, value]) => Number(value));
}

interface Runner {
  frame(frame: number): Promise<void>;
  settled(): Promise<void>;
  /** Closes the film. */
  end(): Promise<void>;
  readonly file: string;
  readonly frames: number;
  ms: number;
  /** Null where another process draws. */
  cpuMs: number | null;
}

interface Session {
  readonly avatar: string;
  readonly framing: Framing;
  readonly glb: string;
  readonly curves: Curves;
  readonly size: string;
  readonly tier: Quality;
  readonly frames: number;
  readonly folder: string;
}

/** A route of the engine: the stage, and the film it shoots. */
async function engineRunner(session: Session, plain: boolean): Promise<Runner & { readonly stage: Stage }> {
  const { avatar, glb, size, tier, framing, frames, folder } = session;
  const [width = 0, height = 0] = size.split('x').map(Number);
  const file = join(folder, plain ? 'full.mkv' : 'ours.mkv');
  const background = { type: 'set', name: SET } as const;
  const { curves, hands } = await actFor(avatar, framing, session.curves);
  const stage = await openStage({ glb, width, height, quality: tier, framing, background, plain, hands });
  const values = new Float32Array(curves.names.length);
  const shoot = openShoot(
    stage,
    { width, height, fps: FPS, transparent: false, file },
    { names: curves.names, values: (frame) => sample(curves, frame / FPS, values), fps: FPS, seed: SEED },
  );
  return { ...shoot, stage, file, frames, ms: 0, cpuMs: 0 };
}

async function chromiumRunner(session: Session): Promise<Runner> {
  const { glb, curves, size, tier, frames, folder } = session;
  const [width = 0, height = 0] = size.split('x').map(Number);
  const file = join(folder, 'chromium.mkv');
  const page = await openChromium(
    glb,
    { width, height, fps: FPS, transparent: false, file },
    { set: SET, width, height, quality: tier, names: curves.names, seed: SEED },
  );
  console.error(`chromium draws with ${page.device}`);
  const values = new Float32Array(curves.names.length);
  return {
    frame: (frame) => page.frame(sample(curves, frame / FPS, values), frame / FPS),
    settled: () => Promise.resolve(),
    end: () => page.end(),
    file,
    frames: Math.min(frames, FRAMES_CHROMIUM),
    ms: 0,
    cpuMs: null,
  };
}

async function compare(session: Session, routes: readonly Route[]): Promise<Figure[]> {
  const { avatar, framing, size, tier, frames } = session;
  const [width = 0, height = 0] = size.split('x').map(Number);
  const runners = new Map<Route, Runner>();
  const full = await engineRunner(session, true);
  runners.set('full', full);
  const ours = routes.includes('ours') ? await engineRunner(session, false) : null;
  if (ours) runners.set('ours', ours);
  if (routes.includes('chromium')) runners.set('chromium', await chromiumRunner(session));
  for (const runner of runners.values()) {
    for (let i = 0; i < WARM_UP; i++) await runner.frame(FIRST_FRAME);
    await runner.settled();
  }
  for (let from = 0; from < frames; from += TURN) {
    for (const runner of runners.values()) {
      const [started, before] = [performance.now(), process.cpuUsage()];
      for (let i = from; i < Math.min(runner.frames, from + TURN); i++) await runner.frame(FIRST_FRAME + i);
      await runner.settled();
      runner.ms += performance.now() - started;
      const { user, system } = process.cpuUsage(before);
      if (runner.cpuMs !== null) runner.cpuMs += (user + system) / 1000;
    }
  }
  for (const runner of runners.values()) await runner.end();
  const crop = await faceCrop(session.glb, full.stage, width, height);
  const round = (value: number, digits: number): number => Number(value.toFixed(digits));
  const figures = [...runners].map(([route, runner]): Figure => {
    const alike =
      route === 'full'
        ? null
        : similarity(runner.file, full.file, crop).slice(WARM_UP, WARM_UP + runner.frames);
    if (alike && alike.length !== runner.frames) {
      throw new Error(`${alike.length} of ${runner.frames} frames of ${route} could be compared`);
    }
    return {
      avatar,
      framing,
      route,
      size,
      tier,
      s_per_s: round((runner.ms / 1000 / runner.frames) * FPS, 2),
      cpu_ms: runner.cpuMs === null ? null : round(runner.cpuMs / runner.frames, 0),
      ssim_min: alike && round(Math.min(...alike), 4),
      ssim_p5: alike && round(percentile(alike, 0.05), 4),
    };
  });
  for (const stage of [full.stage, ours?.stage]) stage?.close();
  return figures.filter(({ route }) => routes.includes(route));
}

/** Frames a tier is measured over: enough of one to mean something, few enough of a dear one to end today. */
function frameCount(tier: Quality, short: boolean): number {
  const dear = tier !== 'draft' && tier !== 'standard';
  return dear ? FRAMES_DEAR : short ? FRAMES_SHORT : FRAMES;
}

/** What is measured when nothing else is asked for: 10 minutes on two cores. */
const TIERS_ASKED = 'standard,premium,cinematic,hyperreal';

export async function run(options: {
  json: boolean;
  short?: boolean;
  tiers?: string;
  sizes?: string;
  routes?: string;
  people?: string;
  framings?: string;
}): Promise<{ results: Figure[] }> {
  const tiers = (options.tiers ?? (options.short ? 'standard' : TIERS_ASKED)).split(',');
  const sizes = options.sizes?.split(',') ?? (options.short ? SIZES.slice(0, 2) : SIZES);
  const routes = options.routes?.split(',') ?? ROUTES;
  const wrong = sizes.find((size) => !/^\d+x\d+$/.test(size));
  if (wrong) throw new Error(`${wrong} is no size; write 1280x720`);
  const unknown = routes.find((route) => !(ROUTES as readonly string[]).includes(route));
  if (unknown) throw new Error(`${unknown} is no route; write ${ROUTES.join(', ')}`);
  const framings = FramingName.array().parse(options.framings?.split(',') ?? ['medium']);
  const results: Figure[] = [];
  for (const avatar of options.people?.split(',') ?? [AVATAR]) {
    const curves = await speech(avatar);
    for (const tier of tiers.map((name) => Quality.parse(name))) {
      // A page draws neither multisampled targets nor at more than its size: above standard it is no comparison.
      const chromiumToo = TIERS[tier].samples === 1 && framings.length === 1 && framings[0] === 'medium';
      const fit = ROUTES.filter((route) => routes.includes(route) && (route !== 'chromium' || chromiumToo));
      for (const size of sizes) {
        for (const framing of framings) {
          await using context = await toolContext();
          const glb = await bakedFor(avatar, framing);
          const frames = frameCount(tier, options.short === true);
          const session = { avatar, framing, glb, curves, size, tier, frames, folder: context.workdir };
          const found = await compare(session, fit);
          results.push(...found);
          console.error(found);
        }
      }
    }
  }
  return { results };
}
