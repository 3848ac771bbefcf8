/** Taking one's data along, and taking it away. */
import { z } from 'zod';

/** `tables` holds every row that is the caller's own, by table; addresses of files are signed for an hour. */
export const AccountExport = z.object({
  exported_at: z.string(),
  email: z.string().nullable(),
  tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
  files: z.array(
    z.object({
      bucket: z.string(),
      path: z.string(),
      bytes: z.number().nullable(),
      content_type: z.string().nullable(),
      url: z.string().nullable(),
    }),
  ),
});
export type AccountExport = z.infer<typeof AccountExport>;

export const AccountDeletionAnswer = z.object({ confirmation: z.string(), expires_at: z.string() });
export const AccountDelete = z.strictObject({ confirmation: z.string().min(1).max(100) });
export const AccountDeleteAnswer = z.object({ deleted: z.literal(true) });
