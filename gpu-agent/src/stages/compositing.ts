/**
 * Stage compositing: everything made so far becomes the film.
 *
 * in   ranges of ue5 in order, audio.wav and timeline.json of tts, curves of audio2face; the script as written;
 *      background image and logo where the settings name them
 * out  film.mp4 | film.webm  constant frame rate, as loud as asked (−16 LUFS), decoded and measured before it is handed over
 *      film.srt, film.vtt    unless captions are off
 *      poster.webp           report.json (FilmReport)
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FilmReport } from '../../../supabase/functions/_shared/contract/film-report.ts';
import type {
  ClaimedTask,
  FilmArtifact,
  ResolvedSettings,
  Timeline,
} from '../../../supabase/functions/_shared/contract/job.ts';
import type { CompositingRequest, CompositingResult } from '../engines/compositing/compositing-engine.ts';
import { extensionOf } from '../engines/compositing/encoding.ts';
import { DIGITAL_SOURCE_TYPE } from '../engines/compositing/provenance.ts';
import type { EngineIdentity } from '../engines/engine.ts';
import { pickEngine } from '../engines/registry.ts';
import { StageFailure } from '../failures.ts';
import { spokenText } from '../speech/spoken-text.ts';
import { readTimeline } from './audio2face.ts';
import { measureLips } from './film-lips.ts';
import {
  fetchInput,
  progressPart,
  required,
  type StageContext,
  type StageOutcome,
  settingsOf,
  uploadAll,
} from './stage.ts';

/** Largest picture a user may lay into a film. */
const IMAGE_BYTES = 50 * 1024 * 1024;

export async function compositing(context: StageContext): Promise<StageOutcome> {
  const { task } = context;
  const settings = settingsOf(task);
  const engine = pickEngine(context.engines, 'compositing', 'auto');
  const speech = required(task.inputs.tts, 'the speech');
  const timelineFile = await fetchInput(context, speech, speech.files.timeline);
  const timeline = await readTimeline(timelineFile);
  const request = await gather(context, settings, timeline);
  context.progress(0.1);

  const result = await engine.compose(request, progressPart(context, 0.1, 0.9));
  const lips = await measureLips(context, result.film, timelineFile, settings.fps);
  const report = filmReport(context, settings, timeline, result, lips);
  const reportFile = join(context.workdir, 'report.json');
  await writeFile(reportFile, JSON.stringify(report, null, 2));

  const name = `film.${extensionOf(settings.format)}`;
  const prefix = `${task.user_id}/${task.job_id}/${task.lease_id}/`;
  await uploadAll(context, 'renders', prefix, {
    [name]: result.film,
    'poster.webp': result.poster,
    'report.json': reportFile,
    ...(result.srt ? { 'film.srt': result.srt } : {}),
    ...(result.vtt ? { 'film.vtt': result.vtt } : {}),
  });
  context.progress(1);
  return {
    artifact: {
      bucket: 'renders',
      prefix,
      files: {
        film: name,
        poster: 'poster.webp',
        report: 'report.json',
        ...(result.srt ? { srt: 'film.srt' as const } : {}),
        ...(result.vtt ? { vtt: 'film.vtt' as const } : {}),
      },
      duration: result.measured.duration,
      bytes: result.measured.bytes,
    } satisfies FilmArtifact,
    engine: result.engine,
    metrics: report,
  };
}

async function gather(
  context: StageContext,
  settings: ResolvedSettings,
  timeline: Timeline,
): Promise<CompositingRequest> {
  const { task } = context;
  const speech = required(task.inputs.tts, 'the speech');
  const script = spoken(task);
  const ranges: string[] = [];
  let next = 0;
  for (const range of task.inputs.ue5) {
    if (range.first_frame !== next) {
      throw new StageFailure(
        'input_missing',
        `Frames ${next} to ${range.first_frame - 1} of the film were not drawn.`,
      );
    }
    next = range.first_frame + range.frame_count;
    ranges.push(await fetchInput(context, range, range.files.video, `${range.first_frame}.mkv`));
  }
  const first = task.inputs.ue5[0];
  const image = settings.background.type === 'image' ? settings.background.path : undefined;
  return {
    ranges,
    frameCount: next,
    fps: settings.fps,
    width: settings.width,
    height: settings.height,
    quality: settings.quality,
    format: settings.format,
    audio: await fetchInput(context, speech, speech.files.audio),
    timeline,
    script,
    // Nobody can caption words that nobody knows.
    captions: script === '' ? 'none' : settings.captions,
    captionLook: settings,
    loudness: settings.loudness,
    title: task.title?.trim() || titleOf(script),
    ...(image ? { backgroundImage: await fetchUpload(context, image, 'background') } : {}),
    ...(settings.logo ? { logo: await fetchUpload(context, settings.logo.path, 'logo') } : {}),
    ...(first?.files.poster ? { poster: await fetchInput(context, first, first.files.poster) } : {}),
  };
}

/** The words the timeline's spans point into; empty where a recording's are not known. */
function spoken(task: ClaimedTask): string {
  const script = required(task.script, 'a script');
  const recording = task.voice_config?.recording;
  return recording ? (spokenText(script, recording.text) ?? '') : script;
}

async function fetchUpload(context: StageContext, path: string, name: string): Promise<string> {
  const file = join(context.workdir, `in-${name}`);
  await context.storage.download('uploads', path, file, { maxBytes: IMAGE_BYTES });
  return file;
}

/** The script's first words, for a project without a title. */
function titleOf(script: string): string {
  const words = script.replace(/\s+/g, ' ').trim();
  return words.length <= 80 ? words : `${words.slice(0, 80).replace(/\s\S*$/, '')}…`;
}

const UNKNOWN: EngineIdentity = { name: 'unknown', version: 'unknown' };

function filmReport(
  context: StageContext,
  settings: ResolvedSettings,
  timeline: Timeline,
  result: CompositingResult,
  lips: FilmReport['lip_sync'],
): FilmReport {
  const { inputs } = context.task;
  const spoken = timeline.words;
  const minutes = ((spoken.at(-1)?.end ?? 0) - (spoken[0]?.start ?? 0)) / 60;
  return FilmReport.parse({
    version: 1,
    duration_s: result.measured.duration,
    frames: result.measured.frames,
    fps: settings.fps,
    width: settings.width,
    height: settings.height,
    loudness_lufs: result.measured.loudness,
    true_peak_dbtp: result.measured.truePeak,
    words_per_minute: minutes > 0 ? Math.round(spoken.length / minutes) : null,
    alignment: { source: timeline.source, confidence: timeline.confidence },
    ...(timeline.recording ? { recording: timeline.recording } : {}),
    lip_sync: lips,
    provenance: { ai_generated: true, digital_source_type: DIGITAL_SOURCE_TYPE },
    engines: {
      tts: inputs.tts?.engine ?? UNKNOWN,
      audio2face: inputs.audio2face?.engine ?? UNKNOWN,
      ue5: inputs.ue5[0]?.engine ?? UNKNOWN,
      compositing: result.engine,
    },
  } satisfies FilmReport);
}
