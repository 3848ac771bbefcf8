/** Avatars of one's own: looks made in the studio's creator, and GLBs made with other tools. */
import { z } from 'zod';
import { FailureCode } from './errors.ts';
import { AvatarLook } from './look.ts';

export const AVATAR_LIMITS = {
  /** Of the bucket `own-avatars` and of what `avatar/import` opens. */
  glbBytes: 100 * 1024 * 1024,
  /** What the API's own route takes; larger files go straight to Storage first. */
  apiGlbBytes: 50 * 1024 * 1024,
  posterBytes: 1024 * 1024,
} as const;

/** `look`: a look of the creator, baked when a film needs it; `glb`: an imported file. */
export const OwnAvatarKind = z.enum(['look', 'glb']);
/** `checking`: an agent has yet to judge the file; looks are `ready` at once. */
export const OwnAvatarStatus = z.enum(['ready', 'checking', 'failed']);

/** What an agent found in an imported file; `GlbReport` of `avatar/import/inspect.ts`. */
export const AvatarReport = z.object({
  version: z.literal(1),
  generator: z.string(),
  /** `full` has all 52 shapes, `good` all that speech needs, `limited` less. */
  grade: z.enum(['full', 'good', 'limited']),
  naming: z.enum(['arkit', 'vrm']),
  present: z.array(z.string()),
  missing: z.array(z.string()),
  /** What the file calls each present shape. */
  mapped: z.record(z.string(), z.string()),
  unit: z.enum(['m', 'cm', 'mm', 'dm', 'in']),
  /** Metres a unit of the file. */
  scale: z.number(),
  facing: z.enum(['+z', '-z', '+x', '-x']),
  /** Degrees about +Y that turn the face to +Z. */
  turn: z.number(),
  eyes: z.enum(['morphs', 'bones', 'none']),
  eyeSpacingMm: z.number(),
  heightM: z.number(),
  triangles: z.int(),
  vertices: z.int(),
  textures: z.unknown(),
  warnings: z.array(z.string()),
});
export type AvatarReport = z.infer<typeof AvatarReport>;

/** What checking an imported GLB leaves: the person for films, for pages, and a picture. */
export const AvatarArtifact = z.strictObject({
  bucket: z.literal('own-avatars'),
  prefix: z.string().min(1).max(400),
  files: z.strictObject({
    model: z.literal('model.glb'),
    preview: z.literal('preview.glb'),
    poster: z.literal('poster.webp'),
  }),
  report: AvatarReport,
});
export type AvatarArtifact = z.infer<typeof AvatarArtifact>;

/** The avatar of a task. One of the catalogue is as it stands there, an own one as it was when its job was queued. */
export const ClaimedAvatar = z.object({
  id: z.string(),
  name: z.string(),
  gender: z.enum(['male', 'female', 'unisex']),
  assets: z.record(z.string(), z.unknown()),
  voice_sync: z.record(z.string(), z.unknown()),
  /** Only of own avatars. */
  kind: OwnAvatarKind.optional(),
  /** Of a look: the catalogue's person who moves as this one does. */
  base_avatar_id: z.string().nullish(),
});
export type ClaimedAvatar = z.infer<typeof ClaimedAvatar>;

/** The file's path in bucket own-avatars: untrusted bytes. */
export const ClaimedImport = z.object({ id: z.uuid(), name: z.string(), source_path: z.string() });

/** What only an avatar of one's own has. */
export const OwnAvatar = z.object({
  kind: OwnAvatarKind,
  status: OwnAvatarStatus,
  /** The person of the catalogue a look began as; null for `glb`. */
  base_avatar_id: z.string().nullable(),
  /** 0 to 1 while `checking`. */
  progress: z.number().min(0).max(1),
  report: AvatarReport.nullable(),
  error: z.object({ code: FailureCode, message: z.string(), remedy: z.string() }).nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type OwnAvatar = z.infer<typeof OwnAvatar>;

export const AvatarName = z.string().trim().min(1).max(100);

export const CustomAvatarRequest = z.strictObject({
  name: AvatarName,
  /** An id of the catalogue: voice, motion, category and place come from there. */
  base_avatar_id: z.string().min(1).max(50),
  look: AvatarLook,
});
export type CustomAvatarRequest = z.infer<typeof CustomAvatarRequest>;

/** `look` only for avatars of kind `look`. What is queued keeps the look it was queued with. */
export const CustomAvatarChange = z
  .strictObject({ name: AvatarName.optional(), look: AvatarLook.optional() })
  .refine((change) => change.name !== undefined || change.look !== undefined, 'name or look is required');
export type CustomAvatarChange = z.infer<typeof CustomAvatarChange>;

export const OwnAvatarParams = z.strictObject({ avatar_id: z.uuid('must be an id of an avatar of yours') });
export const OwnAvatarDeleteAnswer = z.object({ avatar_id: z.uuid(), deleted: z.literal(true) });
