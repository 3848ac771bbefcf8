/** Where the draft of a device belongs in the account. */
import { z } from 'zod';

export const DraftPlace = z.object({
  id: z.uuid(),
  /** As the account has it, when it was last seen there; 0: never saved. */
  revision: z.int().min(0),
  /** Changed here since. */
  dirty: z.boolean(),
  /** Milliseconds when it was last changed here. */
  changedAt: z.number(),
  /** Whose it is; null while nobody has signed in. */
  owner: z.string().nullable(),
});
export type DraftPlace = z.infer<typeof DraftPlace>;

export const newPlace = (owner: string | null, now: number): DraftPlace => ({
  id: crypto.randomUUID(),
  revision: 0,
  dirty: false,
  changedAt: now,
  owner,
});
