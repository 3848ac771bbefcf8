/** Films shown to people without an account, and deleted with a day to think again. */
import { z } from 'zod';
import { JobStatus, Language } from './job.ts';

export const SHARE_DAYS = { shortest: 1, usual: 7, longest: 365 } as const;

/** Hexadecimal; 244 of its bits are random. */
export const ShareToken = z.string().regex(/^[0-9a-f]{64}$/);

export const ShareCreate = z.strictObject({
  days: z.int().min(SHARE_DAYS.shortest).max(SHARE_DAYS.longest).default(SHARE_DAYS.usual),
});

export const ShareLink = z.object({
  share_id: z.uuid(),
  job_id: z.uuid(),
  created_at: z.string(),
  expires_at: z.string(),
  revoked_at: z.string().nullable(),
  views: z.int().min(0),
});
export type ShareLink = z.infer<typeof ShareLink>;

/** `token` is answered this once: only its hash is stored. The page is at /s/{token} of the studio. */
export const ShareCreateAnswer = ShareLink.extend({ token: ShareToken });
export const ShareListAnswer = z.object({ links: z.array(ShareLink) });
export const ShareRevokeAnswer = z.object({ share_id: z.uuid(), revoked_at: z.string() });

/** All that a holder of the link learns. Addresses are signed for an hour. */
export const SharedFilm = z.object({
  title: z.string(),
  language: Language,
  duration_s: z.number().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  video_url: z.string(),
  poster_url: z.string().nullable(),
  captions_url: z.string().nullable(),
  expires_at: z.string(),
});
export type SharedFilm = z.infer<typeof SharedFilm>;

export const FilmDeleteAnswer = z.object({ job_id: z.uuid(), restorable_until: z.string() });
export const FilmRestoreAnswer = z.object({ job_id: z.uuid(), restored: z.literal(true) });

/** What a job was made from, as it was when it was queued: enough to open it in the studio again. */
export const JobRequestAnswer = z.object({
  job_id: z.uuid(),
  project_id: z.uuid(),
  title: z.string(),
  status: JobStatus,
  avatar_id: z.string(),
  script: z.string(),
  voice_config: z.record(z.string(), z.unknown()),
  render_settings: z.record(z.string(), z.unknown()),
});
export type JobRequestAnswer = z.infer<typeof JobRequestAnswer>;
