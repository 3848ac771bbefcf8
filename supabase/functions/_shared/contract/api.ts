/** Requests and answers of /api/v2. Field names are the contract's; OpenAPI is generated from these. */
import { z } from 'zod';
import { AvatarName, OwnAvatar } from './avatar.ts';
import { FailureCode } from './errors.ts';
import {
  CurvesFile,
  EngineName,
  JobStatus,
  Language,
  LIMITS,
  Quality,
  RenderSettings,
  StageName,
  StageStatus,
  VoiceConfig,
} from './job.ts';
import { PreviewArtifact } from './preview.ts';

export const AvatarCategory = z.enum(['business', 'healthcare', 'education', 'casual', 'safety']);
export const AvatarGender = z.enum(['male', 'female', 'unisex']);
export const AvatarEthnicity = z.enum(['caucasian', 'afro', 'asian', 'latino', 'mixed']);
export const AvatarAge = z.enum(['young', 'adult', 'senior']);
export const AvatarQuality = Quality.exclude(['draft']);

export const GalleryQuery = z.strictObject({
  category: AvatarCategory.optional(),
  gender: AvatarGender.optional(),
  quality: AvatarQuality.optional(),
  ethnicity: AvatarEthnicity.optional(),
  age: AvatarAge.optional(),
  /** Your own avatars instead of the catalogue's; needs a user. */
  mine: z.literal('true').optional(),
});

export const Avatar3D = z.object({
  id: z.string(),
  name: z.string(),
  category: AvatarCategory,
  gender: AvatarGender,
  ethnicity: AvatarEthnicity.nullable(),
  age: AvatarAge.nullable(),
  quality: AvatarQuality,
  /** An mp4 once one was rendered. */
  preview_url: z.string().nullable(),
  poster_url: z.string().nullable(),
  features: z.record(z.string(), z.unknown()),
  assets: z.record(z.string(), z.unknown()),
  rendering_config: z.record(z.string(), z.unknown()),
  animations: z.record(z.string(), z.unknown()),
  voice_sync: z.record(z.string(), z.unknown()),
  /** Left out for the catalogue. Addresses in `assets` of an own avatar are signed for an hour. */
  own: OwnAvatar.optional(),
});
export type Avatar3D = z.infer<typeof Avatar3D>;

export const GalleryAnswer = z.object({ avatars: z.array(Avatar3D), total: z.int().min(0) });
export type GalleryAnswer = z.infer<typeof GalleryAnswer>;

/** Fields of the form beside the file `glb`. */
export const AvatarImportFields = z.strictObject({
  name: AvatarName,
  gender: AvatarGender,
  category: AvatarCategory.default('business'),
  ethnicity: AvatarEthnicity.optional(),
  age: AvatarAge.optional(),
  /** In place of `glb`: a file stored before as `{user}/{avatar}/source.glb` in the bucket `own-avatars`. */
  path: z.string().max(200).optional(),
});
export type AvatarImportFields = z.infer<typeof AvatarImportFields>;

export const RenderRequest = z.strictObject({
  avatar_id: z.string().min(1).max(50),
  script: z.string(),
  voice_config: VoiceConfig,
  render_settings: RenderSettings,
  project_id: z.uuid().optional(),
  title: z.string().min(1).max(200).optional(),
});
export type RenderRequest = z.infer<typeof RenderRequest>;

export const RenderAnswer = z.object({
  job_id: z.uuid(),
  status: z.literal('queued'),
  estimated_time: z.number().min(0),
  project_id: z.uuid(),
});
export type RenderAnswer = z.infer<typeof RenderAnswer>;

export const StageView = z.object({
  stage_name: StageName,
  status: StageStatus,
  progress: z.number().min(0).max(1),
  started_at: z.string().nullable(),
  completed_at: z.string().nullable(),
  error_message: z.string().nullable(),
});

export const JobView = z.object({
  job_id: z.uuid(),
  project_id: z.uuid(),
  title: z.string(),
  avatar_id: z.string(),
  /** As it was called when the film was queued; null for one that has left the catalogue. */
  avatar_name: z.string().nullable(),
  status: JobStatus,
  progress: z.number().min(0).max(1),
  current_stage: StageName.nullable(),
  stages: z.array(StageView),
  /** Of the speech; null for what was queued before languages were kept. */
  language: Language.nullable(),
  /** 1 is next, by plan and age; null when not queued. Fair turns between users may bring it forward. */
  queue_position: z.int().min(1).nullable(),
  /** The first frame while the film is being drawn, as soon as there is one; signed for an hour. */
  frame_url: z.string().nullable(),
  /** Signed, valid one hour; null until completed. */
  video_url: z.string().nullable(),
  poster_url: z.string().nullable(),
  captions_url: z.string().nullable(),
  estimated_time: z.number().nullable(),
  error: z
    .object({
      code: FailureCode,
      message: z.string(),
      remedy: z.string(),
      stage: StageName.nullable(),
      /** The end of what the tool that failed wrote, where it wrote something. */
      log_tail: z.string().nullable(),
    })
    .nullable(),
  report: z.record(z.string(), z.unknown()).nullable(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  completed_at: z.string().nullable(),
});
export type JobView = z.infer<typeof JobView>;

export const JobListQuery = z.strictObject({
  status: JobStatus.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  /** created_at of the last job of the page before; for lists that search nothing. */
  before: z.iso.datetime({ offset: true }).optional(),
  /** Words of the title, whatever their order, accents and case. */
  q: z.string().max(200).optional(),
  avatar_id: z.string().min(1).max(50).optional(),
  language: Language.optional(),
  /** `newest` and `oldest` go by when jobs ended, or were queued where they have not. */
  sort: z.enum(['newest', 'oldest', 'title', 'longest']).optional(),
  /** job_id of the last job of the page before; for lists that search or sort. */
  after: z.uuid().optional(),
});

/** Of a list that searches or sorts, with q, avatar_id, language, sort or after. */
export const JobSearchFacts = z.object({
  /** Jobs that match, on all pages. */
  total: z.int().min(0),
  next_after: z.uuid().nullable(),
  /** Whom the jobs of the asked status show, whatever else was asked. */
  cast: z.array(
    z.object({ avatar_id: z.string(), avatar_name: z.string().nullable(), jobs: z.int().min(1) }),
  ),
});

/** `next_before` is for lists that search nothing, `search` for the others. */
export const JobListAnswer = z.object({
  jobs: z.array(JobView),
  next_before: z.string().nullable(),
  search: JobSearchFacts.nullable(),
});
export type JobListAnswer = z.infer<typeof JobListAnswer>;

export const CancelAnswer = z.object({ job_id: z.uuid(), status: z.literal('cancelled') });

export const VoiceCreateFields = z.strictObject({ name: z.string().min(1).max(100), language: Language });
export const VoiceAnswer = z.object({
  voice_id: z.uuid(),
  status: z.enum(['training', 'ready', 'failed']),
  training_progress: z.number().min(0).max(1),
});
export type VoiceAnswer = z.infer<typeof VoiceAnswer>;

/** `text` may hold the SSML subset that films take. A recording needs no preview: it can be heard as it is. */
export const SpeechPreviewRequest = z.strictObject({
  text: z.string().min(1).max(LIMITS.previewCharacters),
  voice_config: VoiceConfig.omit({ recording: true }),
  avatar_id: z.string().min(1).max(50).optional(),
  mood: RenderSettings.shape.mood,
  mood_intensity: RenderSettings.shape.mood_intensity,
});
export type SpeechPreviewRequest = z.infer<typeof SpeechPreviewRequest>;

const previewKey = { preview_id: z.uuid(), expires_at: z.string() };

/** Addresses are signed and work for an hour at most. `curves.url` holds little-endian float32, frame-major. */
export const SpeechPreviewAnswer = z.object({
  ...previewKey,
  status: z.literal('ready'),
  audio_url: z.string(),
  duration_s: z.number().positive(),
  timeline: PreviewArtifact.shape.timeline,
  curves: CurvesFile.extend({ url: z.string() }),
  engine: EngineName,
});
export type SpeechPreviewAnswer = z.infer<typeof SpeechPreviewAnswer>;

/** Ask again at `GET /api/v2/speech/preview/{preview_id}`; `hint` says why it may take long. */
export const SpeechPreviewPending = z.object({
  ...previewKey,
  status: z.enum(['queued', 'processing']),
  hint: z.string().nullable(),
});
export type SpeechPreviewPending = z.infer<typeof SpeechPreviewPending>;

export const UploadKind = z.enum(['recording', 'background', 'logo']);
export const UploadFields = z.strictObject({ kind: UploadKind });
/** `path` is what voice_config.recording, render_settings.background and render_settings.logo take. */
export const UploadAnswer = z.object({
  path: z.string(),
  kind: UploadKind,
  content_type: z.string(),
  bytes: z.int().positive(),
});
export type UploadAnswer = z.infer<typeof UploadAnswer>;

export const HealthAnswer = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  database: z.boolean(),
  agents_online: z.int().min(0),
});

export const IdempotencyKey = z.string().min(1).max(200);
export const SCRIPT_LIMIT = LIMITS.scriptCharacters;
