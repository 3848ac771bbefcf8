/**
 * Stage audio2face: speech becomes the face's curves.
 *
 * in   audio.wav and timeline.json of tts; mood, its intensity, seed
 * out  curves.json  version, fps 60, frame_count, names: 52 ARKit shapes, then head pitch, yaw, roll
 *      curves.f32   little-endian float32, frame-major, `names.length` values a frame, all finite
 */
import { readFile } from 'node:fs/promises';
import {
  CURVE_NAMES,
  CURVES_FPS,
  CurvesFile,
  type FaceArtifact,
  Timeline,
} from '../../../supabase/functions/_shared/contract/job.ts';
import { pickEngine } from '../engines/registry.ts';
import { StageFailure } from '../failures.ts';
import {
  artifactPrefix,
  fetchInput,
  progressPart,
  required,
  type StageContext,
  type StageOutcome,
  settingsOf,
  uploadAll,
} from './stage.ts';

export async function audio2face(context: StageContext): Promise<StageOutcome> {
  const { task } = context;
  const settings = settingsOf(task);
  const speech = required(task.inputs.tts, 'the speech');
  // No setting names the face engine: the first one this host offers does it.
  const engine = pickEngine(context.engines, 'face', 'auto');
  const audio = await fetchInput(context, speech, speech.files.audio);
  const timeline = await readTimeline(await fetchInput(context, speech, speech.files.timeline));

  const { mood, mood_intensity: moodIntensity, seed } = settings;
  const request = { audio, timeline, mood, moodIntensity, seed };
  const result = await engine.solve(request, progressPart(context, 0.05, 0.9));
  const curves = await checkCurves(result.header, result.data, timeline.duration);

  const prefix = artifactPrefix(task);
  await uploadAll(context, 'artifacts', prefix, { 'curves.json': result.header, 'curves.f32': result.data });
  context.progress(1);
  return {
    artifact: {
      bucket: 'artifacts',
      prefix,
      files: { header: 'curves.json', data: 'curves.f32' },
    } satisfies FaceArtifact,
    engine: result.engine,
    metrics: { frames: curves.frame_count, duration_s: timeline.duration },
  };
}

/** @throws StageFailure `input_invalid` */
export async function readTimeline(file: string): Promise<Timeline> {
  const parsed = Timeline.safeParse(parseJson(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new StageFailure('input_invalid', `timeline.json does not fit the contract: ${parsed.error.message}`);
}

/** @throws StageFailure `tool_output_invalid` */
export async function checkCurves(header: string, data: string, duration: number): Promise<CurvesFile> {
  const invalid = (why: string) => new StageFailure('tool_output_invalid', `The face curves ${why}.`);
  const parsed = CurvesFile.safeParse(parseJson(await readFile(header, 'utf8')));
  if (!parsed.success)
    throw invalid(`have a header outside the contract: ${parsed.error.issues[0]?.message}`);
  const { names, frame_count } = parsed.data;
  if (CURVE_NAMES.some((name, i) => names[i] !== name) || names.length !== CURVE_NAMES.length) {
    throw invalid('are not the 52 ARKit shapes and the head in their order');
  }
  const bytes = await readFile(data);
  if (bytes.length !== frame_count * names.length * 4) {
    throw invalid(`hold ${bytes.length} bytes instead of ${frame_count} frames of ${names.length} values`);
  }
  if (frame_count < Math.floor(duration * CURVES_FPS)) {
    throw invalid(`end after ${(frame_count / CURVES_FPS).toFixed(2)} s of ${duration.toFixed(2)} s`);
  }
  for (let at = 0; at < bytes.length; at += 4) {
    if (!Number.isFinite(bytes.readFloatLE(at))) throw invalid('hold a value that is not a number');
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
