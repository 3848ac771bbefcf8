/** Drafts of projects: saved while they are written, each save on top of the revision it was made from. */
import { z } from 'zod';

export const DRAFT_LIMITS = { bytes: 262_144, title: 200 } as const;

export const DraftSave = z.strictObject({
  /** The revision this save was made from; 0 makes the draft. */
  revision: z.int().min(0),
  title: z.string().max(DRAFT_LIMITS.title),
  /** The studio's own; kept as it is. */
  body: z.record(z.string(), z.unknown()),
});
export type DraftSave = z.infer<typeof DraftSave>;

export const DraftSaveAnswer = z.object({
  draft_id: z.uuid(),
  revision: z.int().min(1),
  updated_at: z.string(),
});
export type DraftSaveAnswer = z.infer<typeof DraftSaveAnswer>;

export const DraftSummary = DraftSaveAnswer.extend({ title: z.string(), created_at: z.string() });
export const DraftAnswer = DraftSummary.extend({ body: z.record(z.string(), z.unknown()) });
export type DraftAnswer = z.infer<typeof DraftAnswer>;
export const DraftListAnswer = z.object({ drafts: z.array(DraftSummary) });
export const DraftDeleteAnswer = z.object({ draft_id: z.uuid(), deleted: z.literal(true) });

/** `details` of a `draft_conflict`: what is stored now. */
export const DraftConflict = z.object({ current: DraftAnswer });
