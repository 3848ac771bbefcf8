/**
 * What a job is made of, and what its stages hand each other. Seconds, radians, pixels, frames per second;
 * files as reference names in comments. Imported unchanged by Deno, Node and the browser.
 */
import { z } from 'zod';
import { ClaimedAvatar, ClaimedImport } from './avatar.ts';
import { captionFields, resolveCaptions } from './caption-settings.ts';
import { FailureCode } from './errors.ts';
import { drawsResolution, LARGEST_PICTURE, MAX_MOOD_INTENSITY } from './film-choices.ts';
import { RecordingFacts } from './recording.ts';

export const Language = z.enum(['pt-BR', 'en-US', 'es-ES']);
export type Language = z.infer<typeof Language>;

export const JobStatus = z.enum(['queued', 'processing', 'completed', 'failed', 'cancelled']);
export type JobStatus = z.infer<typeof JobStatus>;

export const StageStatus = z.enum(['pending', 'processing', 'completed', 'failed']);
export type StageStatus = z.infer<typeof StageStatus>;

/** In the order they run. The names are the user's; embedded engines stand behind the same names. */
export const StageName = z.enum(['tts', 'audio2face', 'ue5', 'compositing']);
export type StageName = z.infer<typeof StageName>;

/** What an agent can claim: a film's four stages, a voice's training, a sentence to be heard at once, an avatar's check. */
export const TaskStage = z.enum([...StageName.options, 'voice_training', 'speech_preview', 'avatar_import']);
export type TaskStage = z.infer<typeof TaskStage>;

/** `draft` is for checking; the other four are the catalogue's. */
export const Quality = z.enum(['draft', 'standard', 'premium', 'cinematic', 'hyperreal']);
export type Quality = z.infer<typeof Quality>;

export const MAX_SCRIPT_CHARACTERS = 30_000;
export const LIMITS = {
  scriptCharacters: MAX_SCRIPT_CHARACTERS,
  bodyBytes: 256 * 1024,
  voiceSampleBytes: 50 * 1024 * 1024,
  voiceSampleSeconds: 30,
  consentAudioBytes: 10 * 1024 * 1024,
  consentAudioSeconds: 2,
  /** Of the bucket `uploads`; the API's own upload route takes `apiUploadBytes`. */
  uploadBytes: 100 * 1024 * 1024,
  apiUploadBytes: 50 * 1024 * 1024,
  recordingSeconds: 30 * 60,
  previewCharacters: 500,
  width: { min: 160, max: 7680 },
  height: { min: 90, max: 4320 },
} as const;

const lexiconEntry = z.strictObject({
  grapheme: z.string().min(1).max(100),
  say: z.string().min(1).max(200),
});

/**
 * A file of the owner's in the bucket `uploads`, as POST /uploads answers it. No per cent escapes: what one program takes
 * for a name the next one takes for dots and slashes.
 */
const uploadPath = z
  .string()
  .min(1)
  .max(500)
  .refine(
    (path) => !/%[0-9a-f]{2}|[\\\p{Cc}]/iu.test(path),
    'must not hold per cent escapes such as %2e, backslashes or control characters',
  );

/** Unknown keys are refused, so that a misspelt option is an error and not silence. */
export const VoiceConfig = z.strictObject({
  engine: z.enum(['auto', 'espeak', 'neural', 'elevenlabs', 'azure']).optional(),
  voice_id: z.string().min(1).max(100).optional(),
  clone_id: z.uuid().optional(),
  recording: z
    .strictObject({
      path: uploadPath,
      text: z.string().max(MAX_SCRIPT_CHARACTERS).optional(),
    })
    .optional(),
  language: Language,
  rate: z.number().min(0.5).max(2).optional(),
  pitch: z.number().min(-12).max(12).optional(),
  style: z.string().max(50).optional(),
  lexicon: z.array(lexiconEntry).max(500).optional(),
});
export type VoiceConfig = z.infer<typeof VoiceConfig>;

export const Background = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('set'), name: z.string().min(1).max(50) }),
  z.strictObject({ type: z.literal('color'), color: z.string().regex(/^#[0-9a-fA-F]{6}$/) }),
  z.strictObject({ type: z.literal('image'), path: uploadPath }),
  z.strictObject({ type: z.literal('transparent') }),
]);
export type Background = z.infer<typeof Background>;

const resolution = z.string().regex(/^[1-9]\d{2,3}x[1-9]\d{1,3}$/, 'must look like 1280x720');

const settings = z.strictObject({
  engine: z.enum(['auto', 'three', 'unreal']).optional(),
  quality: Quality.optional(),
  resolution: resolution
    .refine((value) => {
      const [width = 0, height = 0] = value.split('x').map(Number);
      const inside = (n: number, range: { min: number; max: number }) => n >= range.min && n <= range.max;
      return (
        inside(width, LIMITS.width) && inside(height, LIMITS.height) && width % 2 === 0 && height % 2 === 0
      );
    }, 'must be even and between 160x90 and 7680x4320')
    .optional(),
  fps: z.union([z.literal(25), z.literal(30), z.literal(50), z.literal(60)]).optional(),
  format: z.enum(['mp4', 'webm', 'webm-alpha']).optional(),
  framing: z.enum(['close', 'medium', 'wide']).optional(),
  background: Background.optional(),
  logo: z.strictObject({ path: uploadPath }).optional(),
  /** How the person is lit: as the set does, or by a rig of one's own. What stands behind them stays as it is. */
  light: z.enum(['set', 'soft', 'three-point', 'dramatic', 'daylight']).optional(),
  captions: z.enum(['none', 'sidecar', 'burned']).optional(),
  ...captionFields,
  loudness: z.enum(['web', 'standard', 'broadcast']).optional(),
  mood: z.enum(['neutral', 'warm', 'serious', 'alert', 'happy']).optional(),
  /** How much of the mood shows: 0 leaves a calm neutral face, 1 is the mood as it is, above that livelier. */
  mood_intensity: z.number().min(0).max(MAX_MOOD_INTENSITY).optional(),
  seed: z.int().min(0).max(2_147_483_647).optional(),
});

export const RenderSettings = settings.superRefine(({ quality = 'standard', resolution: size }, context) => {
  if (size === undefined || drawsResolution(quality, size)) return;
  const { longer, shorter } = LARGEST_PICTURE[quality];
  context.addIssue({
    code: 'custom',
    path: ['resolution'],
    message: `the quality ${quality} draws up to ${longer}x${shorter}; choose a smaller picture or a higher quality`,
  });
});
export type RenderSettings = z.infer<typeof RenderSettings>;

/** Every choice made: what a stage works with after `resolveSettings`. */
export type ResolvedSettings = Required<Omit<RenderSettings, 'logo' | 'resolution' | 'caption_backing'>> &
  Pick<RenderSettings, 'logo' | 'caption_backing'> & { width: number; height: number };

/** Fills in the defaults: 1280×720, 25 fps, standard, mp4, medium framing, the avatar's own set and its light, sidecar captions (burned ones white on a box, at the bottom), −16 LUFS. */
export function resolveSettings(settings: RenderSettings, defaultSet = 'studio'): ResolvedSettings {
  const [width = 1280, height = 720] = (settings.resolution ?? '1280x720').split('x').map(Number);
  return {
    engine: settings.engine ?? 'auto',
    quality: settings.quality ?? 'standard',
    width,
    height,
    fps: settings.fps ?? 25,
    format: settings.format ?? 'mp4',
    framing: settings.framing ?? 'medium',
    background: settings.background ?? { type: 'set', name: defaultSet },
    light: settings.light ?? 'set',
    captions: settings.captions ?? 'sidecar',
    loudness: settings.loudness ?? 'standard',
    mood: settings.mood ?? 'neutral',
    mood_intensity: settings.mood_intensity ?? 1,
    seed: settings.seed ?? 1,
    ...resolveCaptions(settings),
    ...(settings.logo ? { logo: settings.logo } : {}),
  };
}

// --- tts → -----------------------------------------------------------------------------------------------

/** One phoneme: IPA, seconds from the film's first frame. Silence is the empty string. */
export const Phoneme = z.strictObject({
  ipa: z.string(),
  start: z.number().min(0),
  end: z.number().min(0),
  word: z.int().min(-1),
  stress: z.union([z.literal(0), z.literal(1), z.literal(2)]),
});
export type Phoneme = z.infer<typeof Phoneme>;

/**
 * One spoken word; `span` is [start, end) in UTF-16 units of the original script, tags and all. `emphasis` is what the
 * script asks of it: faces nod and raise brows accordingly.
 */
export const Word = z.strictObject({
  text: z.string(),
  start: z.number().min(0),
  end: z.number().min(0),
  span: z.tuple([z.int().min(0), z.int().min(0)]),
  emphasis: z.enum(['reduced', 'moderate', 'strong']).optional(),
});
export type Word = z.infer<typeof Word>;

/** timeline.json. `f0` (Hz, 0 = unvoiced) and `energy` (dBFS) are sampled every `hop` seconds. */
export const Timeline = z.strictObject({
  version: z.literal(1),
  language: Language,
  duration: z.number().positive(),
  hop: z.number().positive(),
  f0: z.array(z.number()),
  energy: z.array(z.number()),
  phonemes: z.array(Phoneme),
  words: z.array(Word),
  confidence: z.number().min(0).max(1),
  source: z.enum(['exact', 'aligned', 'approximate']),
  /** Only where an uploaded recording is spoken with. */
  recording: RecordingFacts.optional(),
});
export type Timeline = z.infer<typeof Timeline>;

// --- audio2face → ----------------------------------------------------------------------------------------

/** ARKit's 52 blend shapes in their usual order, lower camel case. */
export const ARKIT_NAMES = [
  'eyeBlinkLeft',
  'eyeLookDownLeft',
  'eyeLookInLeft',
  'eyeLookOutLeft',
  'eyeLookUpLeft',
  'eyeSquintLeft',
  'eyeWideLeft',
  'eyeBlinkRight',
  'eyeLookDownRight',
  'eyeLookInRight',
  'eyeLookOutRight',
  'eyeLookUpRight',
  'eyeSquintRight',
  'eyeWideRight',
  'jawForward',
  'jawLeft',
  'jawRight',
  'jawOpen',
  'mouthClose',
  'mouthFunnel',
  'mouthPucker',
  'mouthLeft',
  'mouthRight',
  'mouthSmileLeft',
  'mouthSmileRight',
  'mouthFrownLeft',
  'mouthFrownRight',
  'mouthDimpleLeft',
  'mouthDimpleRight',
  'mouthStretchLeft',
  'mouthStretchRight',
  'mouthRollLower',
  'mouthRollUpper',
  'mouthShrugLower',
  'mouthShrugUpper',
  'mouthPressLeft',
  'mouthPressRight',
  'mouthLowerDownLeft',
  'mouthLowerDownRight',
  'mouthUpperUpLeft',
  'mouthUpperUpRight',
  'browDownLeft',
  'browDownRight',
  'browInnerUp',
  'browOuterUpLeft',
  'browOuterUpRight',
  'cheekPuff',
  'cheekSquintLeft',
  'cheekSquintRight',
  'noseSneerLeft',
  'noseSneerRight',
  'tongueOut',
] as const;
export type ArkitName = (typeof ARKIT_NAMES)[number];

/** Radians, right-handed: +pitch nods down, +yaw to the person's left, +roll to the person's left shoulder. */
export const HEAD_NAMES = ['headPitch', 'headYaw', 'headRoll'] as const;
export const CURVE_NAMES = [...ARKIT_NAMES, ...HEAD_NAMES] as const;
export const CURVES_FPS = 60;

/** curves.json; its data is curves.f32: little-endian float32, frame-major, `names.length` values a frame. */
export const CurvesFile = z.strictObject({
  version: z.literal(1),
  fps: z.literal(CURVES_FPS),
  frame_count: z.int().positive(),
  names: z.array(z.string()).min(1),
});
export type CurvesFile = z.infer<typeof CurvesFile>;

// --- artefacts: what complete_task records -----------------------------------------------------------------

/** Name and version of what did the work. claim_task adds it to the artefacts it hands on; complete_task refuses it. */
export const EngineName = z.strictObject({ name: z.string().min(1), version: z.string().min(1) });

/** Files of a task: object names under `{bucket}/{prefix}`; the prefix holds the lease_id and ends with a slash. */
const stored = {
  bucket: z.enum(['artifacts', 'renders', 'voice-samples']),
  prefix: z.string().min(1).max(400),
  engine: EngineName.optional(),
};

export const TtsArtifact = z.strictObject({
  ...stored,
  files: z.strictObject({ audio: z.literal('audio.wav'), timeline: z.literal('timeline.json') }),
  duration: z.number().positive(),
});
export const FaceArtifact = z.strictObject({
  ...stored,
  files: z.strictObject({ header: z.literal('curves.json'), data: z.literal('curves.f32') }),
});
export const RenderArtifact = z.strictObject({
  ...stored,
  files: z.strictObject({ video: z.string().min(1), poster: z.string().min(1).optional() }),
  first_frame: z.int().min(0),
  frame_count: z.int().positive(),
});
/** What training a voice leaves: a profile (see the speech engine that made it), kept in voice_clones.profile. */
export const VoiceArtifact = z.strictObject({
  engine: z.string().min(1),
  profile: z.record(z.string(), z.unknown()),
});
export type VoiceArtifact = z.infer<typeof VoiceArtifact>;

export const FilmArtifact = z.strictObject({
  ...stored,
  files: z.strictObject({
    film: z.string().min(1),
    poster: z.literal('poster.webp'),
    report: z.literal('report.json'),
    srt: z.literal('film.srt').optional(),
    vtt: z.literal('film.vtt').optional(),
  }),
  duration: z.number().positive(),
  bytes: z.int().positive(),
});
export type TtsArtifact = z.infer<typeof TtsArtifact>;
export type FaceArtifact = z.infer<typeof FaceArtifact>;
export type RenderArtifact = z.infer<typeof RenderArtifact>;
export type FilmArtifact = z.infer<typeof FilmArtifact>;

/** What claim_task hands to an agent, or null when there is nothing to do. */
export const ClaimedTask = z.object({
  task_id: z.uuid(),
  lease_id: z.uuid(),
  lease_expires_at: z.string(),
  attempt: z.int().positive(),
  stage: TaskStage,
  range_index: z.int().min(0),
  first_frame: z.int().min(0),
  /** Zero for stages that have no frames. */
  frame_count: z.int().min(0),
  /** `kind:name` the task must be done with; `kind:auto` where any of its kind may do it. */
  engine: z.string().optional(),
  job_id: z.uuid().nullable(),
  /** Only for a preview: its objects lie under it. */
  preview_id: z.uuid().nullish(),
  user_id: z.uuid(),
  /** The project's title, for the film's metadata. */
  title: z.string().nullish(),
  /** Null for voice training; a preview's text. */
  script: z.string().nullable(),
  voice_config: VoiceConfig.nullable(),
  render_settings: RenderSettings.nullable(),
  avatar: ClaimedAvatar.nullable(),
  /** Only for the check of an imported avatar. */
  avatar_import: ClaimedImport.nullish(),
  /** Artefacts of the stages before this one, ranges in order. */
  inputs: z.object({
    tts: TtsArtifact.nullable(),
    audio2face: FaceArtifact.nullable(),
    ue5: z.array(RenderArtifact),
  }),
  /** For tts with a clone_id: the profile that training wrote to voice_clones.profile. */
  clone: z.object({ id: z.uuid(), profile: z.record(z.string(), z.unknown()) }).nullable(),
  /**
   * Only for voice training: the sample's path in bucket voice-samples, and whether somebody consents to the use of the
   * voice; without that the recording must not leave the agent's host. `statement` is what the speaker said to consent,
   * for engines that must be given it.
   */
  voice: z
    .object({
      id: z.uuid(),
      name: z.string(),
      language: Language,
      sample_path: z.string(),
      consented: z.boolean(),
      clone_engine: z.enum(['auto', 'espeak', 'elevenlabs', 'azure']).default('auto'),
      statement: z.object({ path: z.string(), talent: z.string(), language: Language }).nullish(),
    })
    .nullable(),
});
export type ClaimedTask = z.infer<typeof ClaimedTask>;

export const HeartbeatAnswer = z.object({ lease_expires_at: z.string(), cancelled: z.boolean() });
export type HeartbeatAnswer = z.infer<typeof HeartbeatAnswer>;

export const TaskFailure = z.strictObject({
  code: FailureCode,
  retryable: z.boolean(),
  message: z.string().max(2000),
  log_tail: z.string().max(16_384),
});
export type TaskFailure = z.infer<typeof TaskFailure>;

/** What each finished task reports beside its artefact; wall seconds feed the estimates. */
export const TaskReport = z.object({
  wall_s: z.number().min(0),
  engine: z.object({ name: z.string(), version: z.string() }),
  metrics: z.record(z.string(), z.unknown()).optional(),
});
export type TaskReport = z.infer<typeof TaskReport>;
