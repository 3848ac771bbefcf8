/** The engines of the product, in the order `auto` tries them, and which of them this host can run. */
import type { TaskStage } from '../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure, TaskDeclined } from '../failures.ts';
import type { CompositingEngine } from './compositing/compositing-engine.ts';
import { ffmpegEngine } from './compositing/ffmpeg.ts';
import type {
  EngineProbe,
  FaceEngine,
  RenderEngine,
  RenderScene,
  SpeechEngine,
  SpeechRequest,
} from './engine.ts';
import { createAudio2FaceEngine } from './face/audio2face/audio2face.ts';
import { visemeEngine } from './face/visemes.ts';
import { hostedFace, hostedSpeech } from './hosted.ts';
import { createThreeEngine } from './render/three.ts';
import { createUnrealEngine } from './render/unreal/unreal.ts';
import { azureEngine } from './speech/azure.ts';
import { elevenLabsEngine } from './speech/elevenlabs.ts';
import { espeakEngine } from './speech/espeak.ts';
import { neuralEngine } from './speech/neural.ts';

export interface Engines {
  readonly speech: readonly SpeechEngine[];
  readonly face: readonly FaceEngine[];
  readonly render: readonly RenderEngine[];
  readonly compositing: readonly CompositingEngine[];
}
export type EngineKind = keyof Engines;

/** Engines that answered their probe: what this agent offers. */
export type OfferedEngines = Engines;

export const PRODUCT_ENGINES: Engines = {
  speech: [neuralEngine, espeakEngine, elevenLabsEngine, azureEngine].map(hostedSpeech),
  face: [createAudio2FaceEngine(process.env), hostedFace(visemeEngine)],
  render: [createUnrealEngine(process.env), createThreeEngine()],
  compositing: [ffmpegEngine],
};

/** How an engine is called outside its own kind: in claim_task, on the command line, in reports. */
const PREFIX: Readonly<Record<EngineKind, string>> = {
  speech: 'tts',
  face: 'face',
  render: 'render',
  compositing: 'compositing',
};

/** Which kind of engine a stage needs. */
export const STAGE_ENGINES: Readonly<Record<TaskStage, EngineKind>> = {
  tts: 'speech',
  audio2face: 'face',
  ue5: 'render',
  compositing: 'compositing',
  voice_training: 'speech',
  speech_preview: 'speech',
  avatar_import: 'render',
};

const KINDS = Object.keys(PREFIX) as EngineKind[];

export interface ProbedEngine {
  /** e.g. `tts:espeak` */
  readonly name: string;
  readonly kind: EngineKind;
  readonly probe: EngineProbe;
}

export interface ProbedEngines {
  readonly all: readonly ProbedEngine[];
  readonly offered: OfferedEngines;
}

/**
 * Asks every engine whether it can run here.
 *
 * @param allowed Qualified names; the others are not offered, whatever they answer.
 */
export async function probeEngines(engines: Engines, allowed?: readonly string[]): Promise<ProbedEngines> {
  const all = await Promise.all(
    KINDS.flatMap((kind) =>
      engines[kind].map(async (engine) => {
        const probe = await engine.probe().catch((error: unknown): EngineProbe => {
          return { available: false, remedy: error instanceof Error ? error.message : String(error) };
        });
        return { name: `${PREFIX[kind]}:${engine.name}`, kind, probe };
      }),
    ),
  );
  const usable = all
    .filter(({ name, probe }) => probe.available && (allowed?.includes(name) ?? true))
    .map(({ name }) => name);
  return { all, offered: onlyNamed(engines, usable) };
}

/** Those of `engines` that are named, in the same order. */
export function onlyNamed(engines: OfferedEngines, names: readonly string[]): OfferedEngines {
  const keep = <T extends { readonly name: string }>(kind: EngineKind, list: readonly T[]): readonly T[] =>
    list.filter((engine) => names.includes(`${PREFIX[kind]}:${engine.name}`));
  return {
    speech: keep('speech', engines.speech),
    face: keep('face', engines.face),
    render: keep('render', engines.render),
    compositing: keep('compositing', engines.compositing),
  };
}

export function qualifiedNames(engines: Engines): string[] {
  return KINDS.flatMap((kind) => engines[kind].map((engine) => `${PREFIX[kind]}:${engine.name}`));
}

/** @throws StageFailure `no_engine`: another agent may have it, so the task is tried again elsewhere */
export function pickEngine<K extends EngineKind>(
  engines: OfferedEngines,
  kind: K,
  wanted: string,
): Engines[K][number] {
  const list: readonly Engines[K][number][] = engines[kind];
  const found = wanted === 'auto' ? list[0] : list.find((engine) => engine.name === wanted);
  if (found) return found;
  throw new StageFailure('no_engine', `This agent offers no engine ${PREFIX[kind]}:${wanted}.`);
}

/**
 * The speech engine for a request. `auto` takes the first in the registry's order that accepts it: a neural voice
 * where this host has one of the language and sex, else espeak-ng; cloud engines, which cost money, only for what no
 * local one can speak. Where none accepts, the most general one says why.
 *
 * @param request The request as that engine would get it: voice defaults differ by engine.
 * @throws StageFailure `no_engine` as `pickEngine`
 */
export async function pickSpeech(
  engines: OfferedEngines,
  wanted: string,
  request: (engine: SpeechEngine['name']) => SpeechRequest,
): Promise<SpeechEngine> {
  if (wanted !== 'auto') return pickEngine(engines, 'speech', wanted);
  for (const engine of engines.speech) {
    if (engine.accepts === undefined || (await engine.accepts(request(engine.name)))) return engine;
  }
  return engines.speech.find((engine) => engine.name === 'espeak') ?? pickEngine(engines, 'speech', 'auto');
}

/**
 * The render engine of a film whose settings leave the choice open: the first that has what the film needs.
 *
 * @param settled Name of the engine that other ranges of the film are drawn with; undefined while there is none
 * @throws TaskDeclined when this host has none that can
 */
export async function pickRender(
  { render }: OfferedEngines,
  settled: string | undefined,
  scene: RenderScene,
): Promise<RenderEngine> {
  for (const engine of render) {
    if (settled !== undefined && engine.name !== settled) continue;
    if (engine.accepts === undefined || (await engine.accepts(scene))) return engine;
  }
  throw new TaskDeclined(
    settled === undefined
      ? `No render engine of this host can draw ${scene.avatar.id} in front of this background.`
      : `The film is drawn with ${settled}, which this host does not have or cannot draw ${scene.avatar.id} with.`,
  );
}

/** Each engine of the host, and what it lacks. */
export function whyNothing({ all }: ProbedEngines): string {
  const reasons = all.map(
    ({ name, probe }) => `  ${name}: ${probe.available ? 'not asked for' : (probe.remedy ?? 'unavailable')}`,
  );
  return `No engine of this host can be used:\n${reasons.join('\n') || '  none is built in'}`;
}
