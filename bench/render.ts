/**
 * How long the render engine takes for a second of film, and what its shortcuts cost the face. Both routes draw the same
 * sentence through the same scene and encoder, alternating every few frames so that whatever else the host does falls on
 * both; the pictures compared are the decoded films.
 */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Vector3 } from 'three';
import { bakeAvatar } from '../avatar/bake/bake.ts';
import { readCatalogueEntry } from '../avatar/catalogue.ts';
import { readModel } from '../avatar/scene/model.ts';
import { openStage, type Stage } from '../avatar/scene/still.ts';
import { type Curves, sample } from '../gpu-agent/src/engines/render/curves.ts';
import { openShoot, type Shoot } from '../gpu-agent/src/engines/render/film-shoot.ts';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { solveFace } from '../gpu-agent/src/speech/face-curves.ts';
import { percentile } from '../gpu-agent/src/speech/pitch.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { voiceDefaults } from '../gpu-agent/src/stages/tts.ts';
import { Quality } from '../supabase/functions/_shared/contract/job.ts';

const AVATAR = 'br_corporate_ana';
const SCRIPT = 'Bom dia, pessoal. Antes de subir, ponha o capacete e prenda bem o cinto.';
const SIZES = ['640x360', '1280x720', '1920x1080'];
const FPS = 25;
/** From the first words on; a tier's drawn frames hold closures, open vowels and a blink. */
const FIRST_FRAME = 5;
const FRAMES = 60;
const FRAMES_SHORT = 12;
/** Frames of one route before the other takes its turn. */
const TURN = 12;
/** Compiles shaders and fills the encoder's pipe before the clock counts. */
const WARM_UP = 3;
const SEED = 1;

const ROUTES = ['full', 'ours'] as const;
type Route = (typeof ROUTES)[number];

interface Figure {
  readonly route: Route;
  readonly size: string;
  readonly tier: Quality;
  /** Wall seconds a second of film, encoding to the range's file included. */
  readonly s_per_s: number;
  /** Face crop against the full route, over all frames; null for the full route itself. */
  readonly ssim_min: number | null;
  readonly ssim_p5: number | null;
}

async function speech(): Promise<Curves> {
  await using context = await toolContext();
  const defaults = voiceDefaults(await readCatalogueEntry(AVATAR), espeakEngine.name);
  const request = { script: SCRIPT, language: 'pt-BR', voice: { language: 'pt-BR' }, defaults, seed: SEED };
  const { timeline } = await espeakEngine.speak(request as Parameters<typeof espeakEngine.speak>[0], context);
  const { header, data } = solveFace(timeline, { seed: SEED });
  return { names: header.names, fps: header.fps, frames: header.frame_count, data };
}

/** Chin to brows and cheek to cheek with room for the head's turns, as ffmpeg's crop wants it. */
async function faceCrop(glb: string, stage: Stage, width: number, height: number): Promise<string> {
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
function similarity(film: string, reference: string, crop: string): number[] {
  const graph = `[0:v]${crop}[a];[1:v]${crop}[b];[a][b]ssim=stats_file=-`;
  const args = ['-v', 'error', '-i', film, '-i', reference, '-lavfi', graph, '-f', 'null', '-'];
  const lines = execFileSync('ffmpeg', args, { encoding: 'utf8' });
  return [...lines.matchAll(/All:([\d.]+)/g)].map(([, value]) => Number(value));
}

interface Runner {
  readonly stage: Stage;
  readonly shoot: Shoot;
  readonly file: string;
  ms: number;
}

async function compare(
  glb: string,
  curves: Curves,
  size: string,
  tier: Quality,
  frames: number,
): Promise<Figure[]> {
  const [width = 0, height = 0] = size.split('x').map(Number);
  await using context = await toolContext();
  const values = new Float32Array(curves.names.length);
  const open = async (route: Route): Promise<Runner> => {
    const file = join(context.workdir, `${route}.mkv`);
    const stage = await openStage({
      glb,
      width,
      height,
      quality: tier,
      framing: 'medium',
      background: { type: 'set', name: 'office' },
      plain: route === 'full',
    });
    const film = { width, height, fps: FPS, transparent: false, file };
    const performance = {
      names: curves.names,
      values: (frame: number) => sample(curves, frame / FPS, values),
      fps: FPS,
      seed: SEED,
    };
    return { stage, shoot: openShoot(stage, film, performance), file, ms: 0 };
  };
  const runners = { full: await open('full'), ours: await open('ours') };
  for (const route of ROUTES) {
    for (let i = 0; i < WARM_UP; i++) await runners[route].shoot.frame(FIRST_FRAME);
    await runners[route].shoot.settled();
  }
  for (let from = 0; from < frames; from += TURN) {
    for (const route of ROUTES) {
      const started = performance.now();
      for (let i = from; i < Math.min(frames, from + TURN); i++) {
        await runners[route].shoot.frame(FIRST_FRAME + i);
      }
      await runners[route].shoot.settled();
      runners[route].ms += performance.now() - started;
    }
  }
  for (const route of ROUTES) await runners[route].shoot.end();
  const crop = await faceCrop(glb, runners.full.stage, width, height);
  const alike = similarity(runners.ours.file, runners.full.file, crop).slice(WARM_UP);
  if (alike.length !== frames) throw new Error(`${alike.length} of ${frames} frames could be compared`);
  for (const route of ROUTES) runners[route].stage.close();
  const round = (value: number, digits: number): number => Number(value.toFixed(digits));
  return ROUTES.map((route) => ({
    route,
    size,
    tier,
    s_per_s: round((runners[route].ms / 1000 / frames) * FPS, 2),
    ssim_min: route === 'ours' ? round(Math.min(...alike), 4) : null,
    ssim_p5: route === 'ours' ? round(percentile(alike, 0.05), 4) : null,
  }));
}

export async function run(options: {
  json: boolean;
  short?: boolean;
  tiers?: string;
  sizes?: string;
}): Promise<{ results: Figure[] }> {
  const tiers = (options.tiers ?? 'standard').split(',').map((name) => Quality.parse(name));
  const sizes = options.sizes?.split(',') ?? (options.short ? SIZES.slice(0, 2) : SIZES);
  const wrong = sizes.find((size) => !/^\d+x\d+$/.test(size));
  if (wrong) throw new Error(`${wrong} is no size; write 1280x720`);
  const { glb } = await bakeAvatar((await readCatalogueEntry(AVATAR)).assets.look);
  const curves = await speech();
  const results: Figure[] = [];
  for (const tier of tiers) {
    for (const size of sizes) {
      const pair = await compare(glb, curves, size, tier, options.short ? FRAMES_SHORT : FRAMES);
      results.push(...pair);
      if (!options.json) console.error(pair);
    }
  }
  return { results };
}
