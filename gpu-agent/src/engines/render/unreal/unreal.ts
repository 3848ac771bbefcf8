/**
 * Render engine `unreal`: the avatar's MetaHuman, animated and rendered by Unreal Engine through Movie Render Queue.
 * One editor makes a film's assets, another renders ranges of them; both stay for the next task.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CURVES_FPS } from '../../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../../failures.ts';
import { Toolbox } from '../../../subprocess.ts';
import type {
  EngineContext,
  EngineProbe,
  RenderEngine,
  RenderRequest,
  RenderResult,
  RenderScene,
} from '../../engine.ts';
import { loadCurves } from '../curves.ts';
import { orderId, type Role, sameRole, UnrealEditor } from './editor.ts';
import { checkFrames, encodeFrames } from './frames.ts';
import { authorOrder, renderOrder } from './order.ts';
import { inspectInstallation, packageFile, readUnrealSettings, type UnrealSettings } from './settings.ts';

/** What a catalogue entry says of its MetaHuman. */
const MetaHuman = z.looseObject({ asset: z.string().regex(/^\/Game(\/[A-Za-z0-9_]+)+$/) });

const JOBS = '/Game/Semblante/Jobs';
/** Map for backgrounds that no set draws: light and nothing else. */
const EMPTY_SET = 'plain';
/** Shares of a range's progress. */
const AUTHORED = 0.1;
const RENDERED = 0.9;

/** @param env Read when the engine is first asked. */
export function createUnrealEngine(env: NodeJS.ProcessEnv): RenderEngine {
  const editors = new Editors();
  /** Package folders of finished ranges, removed with the next order: deleting them is no reason to start an editor. */
  let discard: string[] = [];

  async function probe(): Promise<EngineProbe> {
    const settings = readUnrealSettings(env);
    if (!settings) {
      return {
        available: false,
        remedy: 'Set SEMBLANTE_UNREAL_EDITOR and SEMBLANTE_UNREAL_PROJECT to render with Unreal.',
      };
    }
    const version = inspectInstallation(settings);
    return { available: true, version, details: { project: settings.project, sets: await setsOf(settings) } };
  }

  async function accepts(scene: RenderScene): Promise<boolean> {
    const settings = readUnrealSettings(env);
    if (!settings) return false;
    try {
      metahumanOf(scene, settings);
      await mapOf(scene, settings);
      return true;
    } catch (error) {
      if (error instanceof StageFailure) return false;
      throw error;
    }
  }

  async function render(request: RenderRequest, context: EngineContext): Promise<RenderResult> {
    const settings = readUnrealSettings(env);
    if (!settings) throw new StageFailure('engine_unavailable', 'SEMBLANTE_UNREAL_EDITOR is not set.');
    const version = inspectInstallation(settings);
    const metahuman = metahumanOf(request, settings);
    const map = await mapOf(request, settings);
    const { frames, fps } = await loadCurves(request.curves);
    if (fps !== CURVES_FPS) throw new StageFailure('input_invalid', `The curves run at ${fps} a second.`);
    const id = orderId();
    const folder = `${JOBS}/${id}`;
    const place = { id, sequence: `${folder}/LS`, map };
    const filmFrames = Math.ceil((frames / fps) * request.fps - 1e-6);

    const details = { metahuman, animationBlueprint: settings.animationBlueprint, filmFrames, discard };
    const make = authorOrder(place, request, details);
    await editors.perform({ kind: 'author' }, settings, make, context, (share) =>
      context.progress(AUTHORED * share),
    );
    discard = [folder];
    const pictures = join(context.workdir, 'frames');
    const draw = renderOrder(place, request, pictures);
    await editors.perform({ kind: 'render', map }, settings, draw, context, (share) =>
      context.progress(AUTHORED + (RENDERED - AUTHORED) * share),
    );
    const names = await checkFrames(pictures, request);
    const files = await encodeFrames(pictures, names, request, context);
    context.progress(1);
    return { ...files, frameCount: request.frameCount, engine: { name: 'unreal', version } };
  }

  return { name: 'unreal', wantsAudio: true, accepts, probe, render, close: () => editors.close() };
}

/** The editors of a host: one for each role, each with one order at a time; a new map replaces the old one's editor. */
class Editors {
  readonly #toolbox = new Toolbox();
  readonly #running = new Map<Role['kind'], UnrealEditor>();
  readonly #turn = new Map<Role['kind'], Promise<void>>();

  async perform(
    role: Role,
    settings: UnrealSettings,
    order: Parameters<UnrealEditor['perform']>[0],
    context: EngineContext,
    onProgress: (share: number) => void,
  ): Promise<void> {
    const before = this.#turn.get(role.kind) ?? Promise.resolve();
    const mine = (async () => {
      await unlessAborted(before, context.signal);
      const editor = await this.#editor(role, settings, context);
      await editor.perform(order, context, onProgress);
    })();
    // Whoever gave up waiting does not let the next one in early.
    this.#turn.set(
      role.kind,
      Promise.allSettled([before, mine]).then(() => {}),
    );
    await mine;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.values()].map((editor) => editor.end()));
    this.#toolbox.close();
  }

  async #editor(role: Role, settings: UnrealSettings, context: EngineContext): Promise<UnrealEditor> {
    const warm = this.#running.get(role.kind);
    if (warm?.alive && sameRole(warm.role, role)) return warm;
    await warm?.end();
    context.log.info({ event: 'unreal_starting', ...role }, 'starting Unreal');
    const started = await UnrealEditor.start(role, settings, this.#toolbox);
    this.#running.set(role.kind, started);
    return started;
  }
}

function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve).finally(() => signal.removeEventListener('abort', abort));
  });
}

function metahumanOf({ avatar }: RenderScene, { project }: UnrealSettings): string {
  const parsed = MetaHuman.safeParse(avatar.metahuman);
  if (!parsed.success) {
    throw new StageFailure(
      'avatar_invalid',
      `Avatar ${avatar.id} names no MetaHuman (assets.metahuman.asset).`,
    );
  }
  const { asset } = parsed.data;
  if (!existsSync(packageFile(project, asset, 'uasset'))) {
    throw new StageFailure(
      'engine_unavailable',
      `The Unreal project of this host has no ${asset}: add the MetaHuman of avatar ${avatar.id}.`,
    );
  }
  return asset;
}

/** Another light than the set's own is a map of its own beside it: `studio_three_point`. */
async function mapOf({ background, light = 'set' }: RenderScene, settings: UnrealSettings): Promise<string> {
  const place = background.type === 'set' ? background.name : EMPTY_SET;
  const name = light === 'set' ? place : `${place}_${light.replaceAll('-', '_')}`;
  const sets = await setsOf(settings);
  if (sets.includes(name)) return `${settings.maps}/${name}`;
  throw new StageFailure(
    'engine_refused',
    `The Unreal project has no set "${name}"; choose one of ${sets.join(', ') || 'none: it has no maps'}.`,
  );
}

/** Names of the maps in the folder of sets. */
async function setsOf({ project, maps }: UnrealSettings): Promise<string[]> {
  const folder = dirname(packageFile(project, `${maps}/x`, 'umap'));
  const files = await readdir(folder).catch(() => []);
  return files.flatMap((file) => (file.endsWith('.umap') ? [file.slice(0, -'.umap'.length)] : [])).sort();
}
