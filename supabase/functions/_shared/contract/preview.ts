/** What stage speech_preview leaves. */
import { z } from 'zod';
import { CurvesFile, EngineName, Timeline } from './job.ts';

/** Objects in bucket `previews`, with what the API answers at once instead of in a file. */
export const PreviewArtifact = z.strictObject({
  bucket: z.literal('previews'),
  /** `{user}/{preview}/{lease}/` */
  prefix: z.string().min(1).max(400),
  /** Added by SQL when the task completes; complete_task refuses it. */
  engine: EngineName.optional(),
  files: z.strictObject({ audio: z.literal('audio.wav'), curves: z.literal('curves.f32') }),
  duration: z.number().positive(),
  timeline: Timeline.pick({
    language: true,
    duration: true,
    source: true,
    confidence: true,
    phonemes: true,
    words: true,
  }),
  curves: CurvesFile,
});
export type PreviewArtifact = z.infer<typeof PreviewArtifact>;
