/** What a plan allows and how much of it is used. Seconds are seconds of film. */
import { z } from 'zod';
import { Quality } from './job.ts';

/** `details` of `quota_exceeded`: which limit it was. Seconds for `month_seconds`, else what the limit counts. */
export const QuotaDetails = z.object({
  limit: z.enum(['script_characters', 'resolution', 'quality', 'active_jobs', 'month_seconds']),
  plan: z.string(),
  allowed: z.union([z.number(), z.string(), z.array(z.string())]),
  used: z.number().optional(),
  asked: z.union([z.number(), z.string()]).optional(),
  /** When the month ends and counting starts anew. */
  resets_at: z.string().optional(),
});
export type QuotaDetails = z.infer<typeof QuotaDetails>;

export const UsageAnswer = z.object({
  plan: z.string(),
  /** First day of the month (UTC) this is about. */
  period: z.string(),
  resets_at: z.string(),
  /** Of films that are finished. */
  used_seconds: z.number(),
  /** Estimates of films under way: settled to their true length at the end, released when they fail. */
  reserved_seconds: z.number(),
  films: z.int().min(0),
  active_jobs: z.int().min(0),
  limits: z.object({
    /** null: as many as wanted. */
    month_seconds: z.int().positive().nullable(),
    active_jobs: z.int().positive(),
    script_characters: z.int().positive(),
    max_resolution: z.string(),
    qualities: z.array(Quality),
  }),
});
export type UsageAnswer = z.infer<typeof UsageAnswer>;
