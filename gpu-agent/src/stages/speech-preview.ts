/**
 * Stage speech_preview: a sentence becomes sound, times and the curves of a face, for somebody who waits.
 *
 * in   text, voice_config, mood and its intensity; the avatar's voice defaults; a clone's profile where asked
 * out  audio.wav as stage tts makes it, curves.f32 as stage audio2face does; times and header in the artefact itself
 */
import { resolveSettings } from '../../../supabase/functions/_shared/contract/job.ts';
import type { PreviewArtifact } from '../../../supabase/functions/_shared/contract/preview.ts';
import { pickEngine } from '../engines/registry.ts';
import { checkCurves } from './audio2face.ts';
import { progressPart, required, type StageContext, type StageOutcome } from './stage.ts';
import { speakTask } from './tts.ts';

export async function speechPreview(context: StageContext): Promise<StageOutcome> {
  const { task } = context;
  const {
    mood,
    mood_intensity: moodIntensity,
    seed,
  } = resolveSettings(required(task.render_settings, 'settings'));
  const speech = await speakTask(context, progressPart(context, 0, 0.6));
  const engine = pickEngine(context.engines, 'face', 'auto');
  const { audio, timeline } = speech;
  const face = await engine.solve(
    { audio, timeline, mood, moodIntensity, seed },
    progressPart(context, 0.6, 0.9),
  );
  const curves = await checkCurves(face.header, face.data, timeline.duration);

  const prefix = previewPrefix(task.user_id, required(task.preview_id, 'a preview'), task.lease_id);
  await Promise.all([
    context.storage.upload('previews', `${prefix}audio.wav`, audio),
    context.storage.upload('previews', `${prefix}curves.f32`, face.data),
  ]);
  context.progress(1);
  const { language, duration, source, confidence, phonemes, words } = timeline;
  return {
    artifact: {
      bucket: 'previews',
      prefix,
      files: { audio: 'audio.wav', curves: 'curves.f32' },
      duration,
      timeline: { language, duration, source, confidence, phonemes, words },
      curves,
    } satisfies PreviewArtifact,
    engine: speech.engine,
  };
}

const previewPrefix = (userId: string, previewId: string, leaseId: string): string =>
  `${userId}/${previewId}/${leaseId}/`;
