/**
 * What is being written, before it becomes a film. A draft holds a list of scenes so that films of several can
 * come later; today it has one, and `toRenderRequest` sends that one.
 */
import { z } from 'zod';
import type { RenderRequest } from '../../../../supabase/functions/_shared/contract/api.ts';
import { drawsResolution } from '../../../../supabase/functions/_shared/contract/film-choices.ts';
import {
  Background,
  Language,
  Quality,
  RenderSettings,
  VoiceConfig,
} from '../../../../supabase/functions/_shared/contract/job.ts';
import { captionChoiceFields, captionChoiceOf, saidCaptionSettings } from './caption-choice.ts';

export const RESOLUTIONS = [
  '854x480',
  '1280x720',
  '1920x1080',
  '3840x2160',
  '720x1280',
  '1080x1920',
  '1080x1080',
] as const;

type Resolution = (typeof RESOLUTIONS)[number];

/** The picture sizes that a quality draws. */
export const resolutionsOf = (quality: Quality): Resolution[] =>
  RESOLUTIONS.filter((resolution) => drawsResolution(quality, resolution));

/** The same with the largest size of the same shape that its quality draws, where it asks for a larger one. */
export function withDrawnResolution<T extends { quality: Quality; resolution: Resolution }>(output: T): T {
  if (drawsResolution(output.quality, output.resolution)) return output;
  const shape = (resolution: Resolution) => {
    const [width = 1, height = 1] = resolution.split('x').map(Number);
    return Math.sign(width - height);
  };
  const resolution = resolutionsOf(output.quality)
    .filter((size) => shape(size) === shape(output.resolution))
    .at(-1);
  return { ...output, resolution: resolution ?? '1280x720' };
}

const choices = RenderSettings.shape;

export const Scene = z.object({
  script: z.string(),
  framing: choices.framing.unwrap(),
  /** Null: the place that the catalogue gives the avatar. */
  background: Background.nullable(),
  mood: choices.mood.unwrap().default('neutral'),
  moodIntensity: choices.mood_intensity.unwrap().default(1),
  light: choices.light.unwrap().default('set'),
});
export type Scene = z.infer<typeof Scene>;

/** Somebody's own narration, uploaded, in place of a voice. */
export const Narration = z.object({
  /** As POST /uploads answered it. */
  path: z.string(),
  name: z.string(),
  seconds: z.number().nullable(),
  /** Whether the script is what is said in it; else nobody knows the words. */
  saysScript: z.boolean(),
});
export type Narration = z.infer<typeof Narration>;

/** Changes of a person's look that no avatar has yet: films take saved avatars only. */
export const LookEdit = z.object({
  /** Whose look it began as. */
  avatarId: z.string(),
  /** An `AvatarLook`; read by the creator alone, which checks it. */
  look: z.record(z.string(), z.unknown()),
});
export type LookEdit = z.infer<typeof LookEdit>;

export const Draft = z.object({
  version: z.literal(1),
  title: z.string(),
  avatarId: z.string().nullable(),
  look: LookEdit.nullable().default(null),
  voice: z.object({
    language: Language,
    rate: VoiceConfig.shape.rate.unwrap(),
    pitch: VoiceConfig.shape.pitch.unwrap(),
    /** One of the account's own voices, or null for the language's own. */
    cloneId: z.uuid().nullable(),
    /** `own` speaks with the narration, which may not be there yet. Drafts of before know neither. */
    source: z.enum(['voice', 'own']).default('voice'),
    narration: Narration.nullable().default(null),
  }),
  scenes: z.tuple([Scene]),
  output: z
    .object({
      quality: Quality,
      resolution: z.enum(RESOLUTIONS),
      captions: choices.captions.unwrap(),
      captionFont: choices.caption_font.unwrap().default('sans'),
      ...captionChoiceFields,
      loudness: choices.loudness.unwrap().default('standard'),
      fps: choices.fps.unwrap().default(25),
      format: choices.format.unwrap().default('mp4'),
      /** Path of an uploaded picture for the corner. */
      logo: choices.logo.unwrap().nullable().default(null),
    })
    .transform(withDrawnResolution),
});
export type Draft = z.infer<typeof Draft>;

/** What somebody prefers for new films. Each damaged or missing field falls back by itself. */
export const DraftDefaults = z
  .object({
    language: Language.catch('pt-BR'),
    quality: Quality.catch('standard'),
    resolution: z.enum(RESOLUTIONS).catch('1280x720'),
    captions: choices.captions.unwrap().catch('sidecar'),
    ...captionChoiceFields,
    framing: choices.framing.unwrap().catch('medium'),
    fps: choices.fps.unwrap().catch(25),
    mood: choices.mood.unwrap().catch('neutral'),
    moodIntensity: choices.mood_intensity.unwrap().catch(1),
    light: choices.light.unwrap().catch('set'),
    loudness: choices.loudness.unwrap().catch('standard'),
    rate: VoiceConfig.shape.rate.unwrap().catch(1),
    pitch: VoiceConfig.shape.pitch.unwrap().catch(0),
  })
  .transform(withDrawnResolution);
export type DraftDefaults = z.infer<typeof DraftDefaults>;

export function newDraft(defaults: DraftDefaults, avatarId: string | null = null): Draft {
  const { language, quality, resolution, captions, framing, fps, rate, pitch, loudness } = defaults;
  const { mood, moodIntensity, light } = defaults;
  return {
    version: 1,
    title: '',
    avatarId,
    look: null,
    voice: { language, rate, pitch, cloneId: null, source: 'voice', narration: null },
    scenes: [{ script: '', framing, background: null, mood, moodIntensity, light }],
    output: {
      ...{ quality, resolution, captions, captionFont: 'sans', ...captionChoiceOf(defaults) },
      ...{ loudness, fps, format: 'mp4', logo: null },
    },
  };
}

/** Every change of a draft, as data: it can be logged, undone and replayed. */
export type DraftChange =
  | { readonly type: 'title'; readonly title: string }
  /** Another person; `look` brings changes of theirs back. */
  | { readonly type: 'avatar'; readonly avatarId: string | null; readonly look?: LookEdit | null }
  /** Changes of one `gesture`, such as a drag of a slider, are one step of the history. */
  | { readonly type: 'look'; readonly look: LookEdit | null; readonly gesture?: string }
  | { readonly type: 'voice'; readonly voice: Partial<Draft['voice']> }
  | { readonly type: 'scene'; readonly scene: Partial<Scene> }
  | { readonly type: 'output'; readonly output: Partial<Draft['output']> }
  | { readonly type: 'replace'; readonly draft: Draft };

export function changeDraft(draft: Draft, change: DraftChange): Draft {
  switch (change.type) {
    case 'title':
      return { ...draft, title: change.title };
    case 'avatar':
      return { ...draft, avatarId: change.avatarId, look: change.look ?? null };
    case 'look':
      return { ...draft, look: change.look };
    case 'voice':
      return { ...draft, voice: { ...draft.voice, ...change.voice } };
    case 'scene':
      return { ...draft, scenes: [{ ...draft.scenes[0], ...change.scene }] };
    case 'output':
      return { ...draft, output: withDrawnResolution({ ...draft.output, ...change.output }) };
    case 'replace':
      return change.draft;
  }
}

/** A stored draft, or null when it is damaged or from another version. */
export function parseDraft(text: string | null): Draft | null {
  if (!text) return null;
  try {
    return Draft.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Who speaks and how, for a film and for a sentence of it. */
export function toVoiceConfig({ voice }: Draft): Omit<VoiceConfig, 'recording'> {
  const { language, rate, pitch, cloneId } = voice;
  return { language, rate, pitch, ...(cloneId ? { clone_id: cloneId } : {}) };
}

/** What speaks in the film: the narration where there is one, and then nothing that only a voice would be told. */
export function toSpeakingConfig(draft: Draft): VoiceConfig {
  const { language, source, narration } = draft.voice;
  if (source !== 'own' || !narration) return toVoiceConfig(draft);
  const { path, saysScript } = narration;
  return { language, recording: { path, ...(saysScript ? {} : { text: '' }) } };
}

/** The body of POST /avatars/render. The draft must have been found valid (`problemsOf`). */
export function toRenderRequest(draft: Draft): RenderRequest {
  const [scene] = draft.scenes;
  const { quality, resolution, captions, captionFont, loudness, fps, format, logo } = draft.output;
  const title = draft.title.trim();
  return {
    avatar_id: draft.avatarId ?? '',
    script: scene.script.trim(),
    voice_config: toSpeakingConfig(draft),
    render_settings: {
      quality,
      resolution,
      captions,
      ...(fps === 25 ? {} : { fps }),
      ...(format === 'mp4' ? {} : { format }),
      ...(logo ? { logo } : {}),
      ...(captions === 'burned' && captionFont !== 'sans' ? { caption_font: captionFont } : {}),
      ...(captions === 'burned' ? saidCaptionSettings(draft.output) : {}),
      ...(loudness === 'standard' ? {} : { loudness }),
      ...(scene.mood === 'neutral' ? {} : { mood: scene.mood }),
      ...(scene.moodIntensity === 1 ? {} : { mood_intensity: scene.moodIntensity }),
      ...(scene.light === 'set' ? {} : { light: scene.light }),
      framing: scene.framing,
      ...(scene.background ? { background: scene.background } : {}),
    },
    ...(title ? { title } : {}),
  };
}
