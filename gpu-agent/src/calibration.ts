/**
 * How fast this host's engines are, measured on a sentence and a second of film: what estimates begin with before real
 * work has been timed. Once for each version of agent and engines; the figures are kept beside the work folders.
 *
 * Compositing is left to real work, and so is Unreal, whose editor takes minutes to start.
 */
import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { cpus, hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { EngineContext, RenderRequest } from './engines/engine.ts';
import type { OfferedEngines, ProbedEngines } from './engines/registry.ts';
import { VERSION } from './version.ts';

/** As `register_agent` takes it. */
const RateSample = z.object({
  stage: z.enum(['tts', 'audio2face', 'ue5']),
  /** Unqualified. */
  engine: z.string(),
  size: z.string().optional(),
  quality: z.string().optional(),
  /** Wall seconds a second of 25 fps film. */
  seconds_per_second: z.number().positive(),
});
export type RateSample = z.infer<typeof RateSample>;
const Kept = z.object({ key: z.string(), samples: z.array(RateSample) });

const SENTENCE = 'Bom dia, pessoal. Hoje vamos falar de segurança no trabalho, passo a passo.';
const FPS = 25;
/** Until here an engine starts and bakes: measured is the pace of the pictures that follow. */
const PREPARED = 0.1;
const SIZE = { width: 640, height: 360 };
const fileIn = (folder: string): string => join(folder, 'calibration.json');

/** Changes with whatever makes other figures. */
function keyOf(probed: ProbedEngines): string {
  const engines = probed.all.map(({ name, probe }) => [name, probe.available, probe.version, probe.details]);
  const host = [VERSION, hostname(), cpus().length, cpus()[0]?.model];
  return createHash('sha256')
    .update(JSON.stringify([host, engines]))
    .digest('hex');
}

/** What was measured here before with these engines; undefined where it has to be measured. */
export async function keptCalibration(
  folder: string,
  probed: ProbedEngines,
): Promise<RateSample[] | undefined> {
  try {
    const kept = Kept.parse(JSON.parse(await readFile(fileIn(folder), 'utf8')));
    return kept.key === keyOf(probed) ? kept.samples : undefined;
  } catch {
    return undefined;
  }
}

export async function keepCalibration(
  folder: string,
  probed: ProbedEngines,
  samples: readonly RateSample[],
): Promise<void> {
  const temporary = `${fileIn(folder)}.${process.pid}`;
  await writeFile(temporary, JSON.stringify({ key: keyOf(probed), samples }));
  await rename(temporary, fileIn(folder));
}

/**
 * Speaks, solves and draws. An engine that fails is left out: its first task will say why.
 *
 * @param look Look of any avatar; without one nothing is drawn
 * @throws the signal's reason when aborted
 */
export async function calibrate(
  engines: OfferedEngines,
  look: unknown,
  context: EngineContext,
): Promise<RateSample[]> {
  const samples: RateSample[] = [];
  const speech = engines.speech.find(({ name }) => name === 'espeak');
  if (!speech) return samples;
  const request = {
    script: SENTENCE,
    language: 'pt-BR',
    voice: { language: 'pt-BR' },
    defaults: { gender: 'female' },
    seed: 1,
  } as const;
  const [spokenS, spoken] = await timed(() => speech.speak(request, context));
  const { duration } = spoken.timeline;
  samples.push({ stage: 'tts', engine: speech.name, seconds_per_second: spokenS / duration });

  let curves: RenderRequest['curves'] | undefined;
  for (const face of engines.face) {
    await unlessFailing(context, face.name, async () => {
      const asked = { audio: spoken.audio, timeline: spoken.timeline, mood: 'neutral', seed: 1 } as const;
      const [solvedS, solved] = await timed(() => face.solve(asked, context));
      curves = { header: solved.header, data: solved.data };
      samples.push({ stage: 'audio2face', engine: face.name, seconds_per_second: solvedS / duration });
    });
  }

  const three = engines.render.find(({ name }) => name === 'three');
  if (!three || !curves || look === undefined) return samples;
  const film: RenderRequest = {
    avatar: { id: 'calibration', look },
    curves,
    firstFrame: 0,
    frameCount: FPS,
    fps: FPS,
    ...SIZE,
    quality: 'standard',
    framing: 'medium',
    background: { type: 'set', name: 'office' },
    mood: 'neutral',
    seed: 1,
  };
  await unlessFailing(context, three.name, async () => {
    const seen: { readonly at: number; readonly share: number }[] = [];
    await three.render(film, {
      ...context,
      progress: (share) => {
        if (share > PREPARED) seen.push({ at: performance.now(), share });
      },
    });
    const [first, last] = [seen[0], seen.at(-1)];
    // Less than half of it tells nothing.
    if (!first || !last || last.share - first.share < 0.5) return;
    const filmS = ((last.share - first.share) * film.frameCount) / FPS;
    const size = `${SIZE.width}x${SIZE.height}`;
    const seconds_per_second = (last.at - first.at) / 1000 / filmS;
    if (seconds_per_second > 0)
      samples.push({ stage: 'ue5', engine: three.name, size, quality: film.quality, seconds_per_second });
  });
  return samples;
}

async function timed<T>(work: () => Promise<T>): Promise<[seconds: number, result: T]> {
  const started = performance.now();
  const result = await work();
  return [(performance.now() - started) / 1000, result];
}

async function unlessFailing(
  { signal, log }: EngineContext,
  engine: string,
  measure: () => Promise<void>,
): Promise<void> {
  try {
    await measure();
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ event: 'calibration_skipped', engine, err: error }, 'an engine could not be measured');
  }
}
