/** What agents find out about an uploaded recording; part of a film's timeline and report. */
import { z } from 'zod';

/** What was found in a recording that a film speaks with: seconds of speech, decibels, share of clipped samples. */
export const RecordingFacts = z.strictObject({
  speech_s: z.number().min(0),
  snr_db: z.number(),
  clipped_share: z.number().min(0).max(1),
  /** Alignment cost over that of the reversed text, 0 to about 1; null without a text. */
  mismatch: z.number().min(0).nullable(),
  warnings: z.array(z.string()),
});
export type RecordingFacts = z.infer<typeof RecordingFacts>;
