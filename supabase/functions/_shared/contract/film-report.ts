/** What a film was measured to be: stored beside it and shown to whoever asked for it. */
import { z } from 'zod';
import { Language, StageName } from './job.ts';
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

/**
 * `voice_sync.measured` of a person of the catalogue: the ruler of the films' reports, over sentences nothing was tuned
 * on, in the person's own voice. Null there while nobody has measured. `offset_ms` is the median over the films.
 */
export const CatalogueLipSync = LipSync.extend({
  version: z.literal(1),
  /** Of the films' offsets without their sign. */
  offset_ms_p95: z.number().min(0),
  offset_ms_worst: z.number().min(0),
  counts: z.object({
    sentences: z.int().min(1),
    bilabials: z.int().min(0),
    labiodentals: z.int().min(0),
    vowels: z.int().min(0),
  }),
  languages: z.partialRecord(Language, LipSync),
  /** Films drawn, composed and decoded, one a language: how late they are is in every offset. */
  drawn: z.object({ films: z.int().min(1), seconds: z.number().positive() }),
  measured_on: z.iso.date(),
  command: z.string(),
  /** Hashes of what the figure depends on: one that differs makes it stale. */
  basis: z.object({
    lips: z.string(),
    solver: z.string(),
    voice: z.string(),
    sentences: z.string(),
    ruler: z.string(),
  }),
});
export type CatalogueLipSync = z.infer<typeof CatalogueLipSync>;
