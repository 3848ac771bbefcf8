/**
 * Stage ue5: curves become pictures; one task draws one range of the film's frames.
 *
 * in   curves of audio2face; the avatar's look, or the model of an imported one; first_frame and frame_count of the range; settings
 * out  range.mkv   FFV1 or lossless H.264, exactly frame_count frames of the film's size, alpha where the background is not drawn
 *      poster.png  first range only, when the engine makes one; up as soon as it is drawn, so that its owner sees it meanwhile
 *
 * Images behind the person are laid in by compositing: for the renderer they are a transparent background, so that
 * every render engine and every range treats them alike.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClaimedAvatar } from '../../../supabase/functions/_shared/contract/avatar.ts';
import type { RenderArtifact, ResolvedSettings } from '../../../supabase/functions/_shared/contract/job.ts';
import type { RenderEngine, RenderRequest, RenderScene } from '../engines/engine.ts';
import { pickEngine, pickRender } from '../engines/registry.ts';
import { StageFailure } from '../failures.ts';
import { hasAlpha, probeVideo } from '../media.ts';
import {
  artifactPrefix,
  engineContext,
  fetchInput,
  progressPart,
  required,
  type StageContext,
  type StageOutcome,
  settingsOf,
  uploadAll,
} from './stage.ts';

export async function ue5(context: StageContext): Promise<StageOutcome> {
  const { task } = context;
  const settings = settingsOf(task);
  const avatar = required(task.avatar, 'an avatar');
  const face = required(task.inputs.audio2face, 'the face curves');
  const scene: RenderScene = {
    avatar: {
      id: avatar.id,
      look: avatar.kind === 'glb' ? null : required(avatar.assets.look, `the look of avatar ${avatar.id}`),
      ...(avatar.base_avatar_id ? { base: avatar.base_avatar_id } : {}),
      metahuman: avatar.assets.metahuman,
    },
    background: drawnBackground(settings),
    light: settings.light,
  };
  const engine = await engineOf(context, settings, scene);
  const model = avatar.kind === 'glb' ? await fetchModel(context, avatar) : undefined;
  const request: RenderRequest = {
    ...scene,
    avatar: { ...scene.avatar, ...(model ? { model } : {}) },
    ...(engine.wantsAudio && task.inputs.tts
      ? { audio: await fetchInput(context, task.inputs.tts, task.inputs.tts.files.audio) }
      : {}),
    curves: {
      header: await fetchInput(context, face, face.files.header),
      data: await fetchInput(context, face, face.files.data),
    },
    firstFrame: task.first_frame,
    frameCount: task.frame_count,
    fps: settings.fps,
    width: settings.width,
    height: settings.height,
    quality: settings.quality,
    framing: settings.framing,
    mood: settings.mood,
    seed: settings.seed,
  };
  const prefix = artifactPrefix(task);
  const early = showEarly(context, prefix);
  const result = await engine
    .render(request, { ...progressPart(context, 0.02, 0.95), posterReady: early.show })
    .finally(early.settled);
  await checkRange(context, result.video, request);

  const poster = task.range_index === 0 ? result.poster : undefined;
  const shown = await early.settled();
  const files = { 'range.mkv': result.video, ...(poster && !shown ? { 'poster.png': poster } : {}) };
  await uploadAll(context, 'artifacts', prefix, files);
  context.progress(1);
  return {
    artifact: {
      bucket: 'artifacts',
      prefix,
      files: { video: 'range.mkv', ...(poster ? { poster: 'poster.png' } : {}) },
      first_frame: task.first_frame,
      frame_count: task.frame_count,
    } satisfies RenderArtifact,
    engine: result.engine,
    metrics: { frames: task.frame_count, bytes: (await stat(result.video)).size },
  };
}

/** Uploads a poster beside the drawing. `settled` says whether it arrived; where not, it goes up with the range. */
function showEarly(context: StageContext, prefix: string) {
  let upload = Promise.resolve(false);
  return {
    show(file: string): void {
      upload = uploadAll(context, 'artifacts', prefix, { 'poster.png': file }).then(
        () => true,
        (error: unknown) => {
          context.log.warn({ event: 'poster_late', err: error }, 'the poster comes with its range');
          return false;
        },
      );
    },
    settled: () => upload,
  };
}

const MODEL_URL = /^\/api\/v2\/files\/own-avatars\/(.+)$/;

/** The person an agent made of an imported file; a stable address in `assets.model`. */
async function fetchModel(context: StageContext, avatar: ClaimedAvatar): Promise<string> {
  const [, path] = MODEL_URL.exec(String(avatar.assets.model)) ?? [];
  const file = join(context.workdir, 'in-model.glb');
  await context.storage.download('own-avatars', required(path, `the model of avatar ${avatar.id}`), file);
  return file;
}

/** One film, one engine: the first range to get here settles it for all. */
async function engineOf(
  { task, engines, settleEngine }: StageContext,
  settings: ResolvedSettings,
  scene: RenderScene,
): Promise<RenderEngine> {
  if (settings.engine !== 'auto') return pickEngine(engines, 'render', settings.engine);
  const asked = nameOf(task.engine ?? 'render:auto');
  const engine = await pickRender(engines, asked, scene);
  if (asked !== undefined) return engine;
  const settled = nameOf(await settleEngine(`render:${engine.name}`));
  return settled === engine.name ? engine : await pickRender(engines, settled, scene);
}

/** Undefined for `render:auto`. */
function nameOf(qualified: string): string | undefined {
  const name = qualified.slice(qualified.indexOf(':') + 1);
  return name === 'auto' ? undefined : name;
}

/** What the renderer draws behind the person. */
export function drawnBackground(settings: ResolvedSettings): RenderRequest['background'] {
  return settings.background.type === 'image' ? { type: 'transparent' } : settings.background;
}

/** What engines write ranges in: FFV1, or H.264 at quantiser 0 where there is no alpha. */
const LOSSLESS: ReadonlySet<string> = new Set(['ffv1', 'h264']);

async function checkRange(context: StageContext, file: string, request: RenderRequest): Promise<void> {
  const video = await probeVideo(engineContext(context), file);
  const invalid = (why: string) => new StageFailure('tool_output_invalid', `The rendered range ${why}.`);
  if (!LOSSLESS.has(video.codec)) throw invalid(`is ${video.codec}, neither FFV1 nor H.264`);
  if (video.width !== request.width || video.height !== request.height) {
    throw invalid(`is ${video.width}x${video.height}, not ${request.width}x${request.height}`);
  }
  if (video.frames !== request.frameCount)
    throw invalid(`has ${video.frames} frames, not ${request.frameCount}`);
  if (Math.abs(video.fps - request.fps) > 0.01) throw invalid(`runs at ${video.fps} fps, not ${request.fps}`);
  if (request.background.type === 'transparent' && !hasAlpha(video)) throw invalid('has no alpha channel');
}
