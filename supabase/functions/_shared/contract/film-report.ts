/** What a film was measured to be: stored beside it and shown to whoever asked for it. */
import { z } from 'zod';
import { StageName } from './job.ts';
import { RecordingFacts } from './recording.ts';

/** Lip-sync as measured on the film: shares 0 to 1, milliseconds (positive: sound late). */
export const LipSync = z.object({
  /** Share of p, b and m heard during which the lips met. */
  closure: z.number().min(0).max(1).nullable(),
  /** Share of f and v with the lower lip under the teeth; absent from reports older than the figure. */
  labiodental: z.number().min(0).max(1).nullable().optional(),
  /** Share of vowels longer than 60 ms with shut lips in their middle. */
  false_closure: z.number().min(0).max(1).nullable(),
  offset_ms: z.number().nullable(),
});
export type LipSync = z.infer<typeof LipSync>;

/** report.json beside the film, and render_jobs.metadata.report. */
export const FilmReport = z.object({
  version: z.literal(1),
  duration_s: z.number(),
  frames: z.int(),
  fps: z.number(),
  width: z.int(),
  height: z.int(),
  loudness_lufs: z.number().nullable(),
  true_peak_dbtp: z.number().nullable(),
  words_per_minute: z.number().nullable(),
  alignment: z.object({ source: z.enum(['exact', 'aligned', 'approximate']), confidence: z.number() }),
  /** Only of films that speak with an uploaded recording. */
  recording: RecordingFacts.optional(),
  lip_sync: LipSync,
  /** As the film itself says in XMP (mp4) or tags (webm); absent from reports older than the field. */
  provenance: z.object({ ai_generated: z.literal(true), digital_source_type: z.url() }).optional(),
  engines: z.record(StageName, z.object({ name: z.string(), version: z.string() })),
});
export type FilmReport = z.infer<typeof FilmReport>;
