/**
 * NVIDIA Audio2Face-3D as a face engine: the speech goes to the service in clips, its weights come back, are joined on
 * the film's clock and completed with what the service does not animate.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CURVES_FPS, type Timeline } from '../../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../../failures.ts';
import type { EngineContext, EngineProbe, FaceEngine, FaceRequest, FaceResult } from '../../engine.ts';
import { writeCurves } from '../curves-file.ts';
import { animateClip, type ClipFrames, PACE, type Pace, SAMPLE_RATE } from './clip.ts';
import { type ClipSpan, clipPcm, joinClips, LONGEST_CLIP, PADDING, planClips } from './clips.ts';
import { composeCurves, emotionsOf } from './compose.ts';
import { Audio2FaceConnection } from './connection.ts';
import { asStageFailure, isRefusal, worthAnotherTry } from './failures.ts';
import { isLoaded, loadedModel } from './model-check.ts';
import { type Audio2FaceSettings, readAudio2FaceSettings } from './settings.ts';

const PROBE_MS = 10_000;
/** The first inference after a container's start compiles and allocates; later ones take milliseconds. */
const WARM_UP_SECONDS = 1;
/** Below this a refused clip is not cut further: its length is not what the service minds. */
const SHORTEST_CLIP = 30;

export interface Audio2FaceOptions {
  readonly pace?: Pace;
  /** Waits before the second and third try of a clip. */
  readonly backoffMs?: readonly number[];
  readonly longestClip?: number;
}

/** @param env Read when the engine is first asked, so that a command line without it costs nothing. */
export function createAudio2FaceEngine(
  env: NodeJS.ProcessEnv,
  { pace = PACE, backoffMs = [500, 2000], longestClip = LONGEST_CLIP }: Audio2FaceOptions = {},
): FaceEngine {
  let shared:
    | { readonly settings: Audio2FaceSettings; readonly connection: Audio2FaceConnection }
    | undefined;
  let version = 'unknown';
  /** Clips may have to be shorter than documented: what a refusal taught holds for the agent's life. */
  let longest = longestClip;

  const connect = () => {
    if (shared) return shared;
    const settings = readAudio2FaceSettings(env);
    if (settings) shared = { settings, connection: new Audio2FaceConnection(settings) };
    return shared;
  };

  async function probe(): Promise<EngineProbe> {
    const link = connect();
    if (!link) {
      return {
        available: false,
        remedy: 'Set SEMBLANTE_A2F_URL=grpc://HOST:52000 to use an Audio2Face-3D service.',
      };
    }
    const { settings, connection } = link;
    try {
      const health = await connection.health(PROBE_MS);
      if (health !== 'SERVING') return unavailable(settings, `it answers ${health}; it may still be loading`);
      const loaded = settings.httpUrl ? await loadedModel(settings.httpUrl, PROBE_MS) : undefined;
      if (settings.model && loaded && !isLoaded(settings.model, loaded)) {
        return unavailable(
          settings,
          `it has loaded ${loaded.models.join(', ') || 'no model it names'} instead of ${settings.model}`,
        );
      }
      const frames = await warmUp(connection, pace);
      const rate = frames.times.length > 1 ? 1 / ((frames.times[1] ?? 1) - (frames.times[0] ?? 0)) : 0;
      version = [loaded?.version, settings.model].filter(Boolean).join(' ') || 'unknown';
      return {
        available: true,
        version,
        details: {
          address: settings.address,
          frames_per_second: Math.round(rate),
          blend_shapes: frames.names.length,
          ...(settings.model ? { model: settings.model, model_checked: loaded !== undefined } : {}),
        },
      };
    } catch (error) {
      const failure = asStageFailure(error, settings.address);
      return { available: false, remedy: failure instanceof Error ? failure.message : String(failure) };
    }
  }

  async function solve(request: FaceRequest, context: EngineContext): Promise<FaceResult> {
    const link = connect();
    if (!link) throw new StageFailure('engine_unavailable', 'SEMBLANTE_A2F_URL is not set on this host.');
    const { connection } = link;
    try {
      const pcm = await speechAt16k(request.audio, context);
      context.progress(0.05);
      const { spans, clips } = await animateAll(pcm, request, connection, context);
      const frames = Math.ceil(request.timeline.duration * CURVES_FPS);
      const weights = joinClips(spans, clips, frames);
      const { header, data } = composeCurves(weights, request.timeline, request);
      const files = await writeCurves(context.workdir, header, data);
      context.progress(1);
      return { ...files, curves: header, engine: { name: 'audio2face', version } };
    } catch (error) {
      context.signal.throwIfAborted();
      throw asStageFailure(error, connection.address);
    }
  }

  /** A refusal is answered with shorter clips, as long as length can be the reason. */
  async function animateAll(
    pcm: Buffer,
    request: FaceRequest,
    connection: Audio2FaceConnection,
    context: EngineContext,
  ): Promise<{ spans: readonly ClipSpan[]; clips: readonly ClipFrames[] }> {
    for (;;) {
      const spans = planClips(request.timeline, longest);
      try {
        return { spans, clips: await animateSpans(spans, pcm, request, connection, context) };
      } catch (error) {
        const longestTried = Math.max(...spans.map(({ start, end }) => end - start));
        if (!isRefusal(error) || longestTried / 2 < SHORTEST_CLIP) throw error;
        longest = longestTried / 2;
        context.log.warn(
          { event: 'audio2face_shorter_clips', seconds: longest },
          `the service refused a clip of ${longestTried.toFixed(0)} s`,
        );
      }
    }
  }

  async function animateSpans(
    spans: readonly ClipSpan[],
    pcm: Buffer,
    request: FaceRequest,
    connection: Audio2FaceConnection,
    context: EngineContext,
  ): Promise<ClipFrames[]> {
    const clips: ClipFrames[] = [];
    for (const span of spans) {
      const clip = {
        pcm: clipPcm(pcm, span),
        emotions: emotionsOf(request.mood, request.moodIntensity ?? 1, span.end - span.start),
      };
      const onSeconds = (seconds: number) =>
        context.progress(0.05 + 0.9 * share(span.start + seconds, request.timeline));
      clips.push(
        await persist(() => animateClip(connection, clip, { ...context, pace, onSeconds }), context),
      );
    }
    return clips;
  }

  /** Tries a clip again where the failure's status says that this may help. */
  async function persist<T>(work: () => Promise<T>, context: EngineContext): Promise<T> {
    for (const delay of backoffMs) {
      try {
        return await work();
      } catch (error) {
        if (!worthAnotherTry(error)) throw error;
        context.log.warn({ event: 'audio2face_retry', delay_ms: delay }, String(error));
        await wait(delay, undefined, { signal: context.signal });
      }
    }
    return work();
  }

  return { name: 'audio2face', probe, solve };
}

const share = (seconds: number, { duration }: Timeline) => Math.min(1, seconds / duration);

const unavailable = ({ address }: Audio2FaceSettings, why: string): EngineProbe => ({
  available: false,
  remedy: `Audio2Face at ${address}: ${why}.`,
});

async function warmUp(connection: Audio2FaceConnection, pace: Pace): Promise<ClipFrames> {
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const pcm = Buffer.alloc((WARM_UP_SECONDS + PADDING) * SAMPLE_RATE * 2);
  return animateClip(
    connection,
    { pcm, emotions: emotionsOf('neutral', 1, WARM_UP_SECONDS) },
    { signal: AbortSignal.timeout(60_000), log: quiet, pace },
  );
}

/** The service's own models work at 16 kHz; sending that saves it a resampling and us two thirds of the bytes. */
async function speechAt16k(audio: string, context: EngineContext): Promise<Buffer> {
  const raw = join(context.workdir, 'speech-16k.raw');
  const to = ['-ar', String(SAMPLE_RATE), '-ac', '1', '-f', 's16le', '-acodec', 'pcm_s16le', raw];
  await context.run('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-i', audio, ...to]);
  return readFile(raw);
}
