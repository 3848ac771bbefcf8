/** A finished film as a draft again. */
import type { z } from 'zod';
import { RenderSettings, VoiceConfig } from '../../../../supabase/functions/_shared/contract/job.ts';
import type { JobRequestAnswer } from '../../../../supabase/functions/_shared/contract/share.ts';
import { fromCaptionSettings } from '../../studio/core/caption-choice.ts';
import {
  changeDraft,
  type Draft,
  type DraftDefaults,
  newDraft,
  RESOLUTIONS,
} from '../../studio/core/draft.ts';

type Kept = z.infer<typeof JobRequestAnswer>;

/**
 * What a film was not told it took from the contract, and so does the draft: whatever somebody prefers by now. What the
 * studio has no place for (a job's own lexicon, a narration's file) is left out.
 */
export function draftOf(film: Kept, defaults: DraftDefaults): Draft {
  const voice = VoiceConfig.partial().safeParse(film.voice_config).data ?? {};
  const settings = RenderSettings.safeParse(film.render_settings).data ?? {};
  const resolution = RESOLUTIONS.find((known) => known === settings.resolution);
  const base = newDraft(defaults, film.avatar_id);
  return [
    { type: 'title', title: film.title } as const,
    {
      type: 'voice',
      voice: {
        ...(voice.language ? { language: voice.language } : {}),
        rate: voice.rate ?? 1,
        pitch: voice.pitch ?? 0,
        cloneId: voice.clone_id ?? null,
      },
    } as const,
    {
      type: 'scene',
      scene: {
        script: film.script,
        background: settings.background ?? null,
        framing: settings.framing ?? 'medium',
        mood: settings.mood ?? 'neutral',
        moodIntensity: settings.mood_intensity ?? 1,
        light: settings.light ?? 'set',
      },
    } as const,
    {
      type: 'output',
      output: {
        quality: settings.quality ?? 'standard',
        captions: settings.captions ?? 'sidecar',
        captionFont: settings.caption_font ?? 'sans',
        ...fromCaptionSettings(settings),
        loudness: settings.loudness ?? 'standard',
        fps: settings.fps ?? 25,
        format: settings.format ?? 'mp4',
        logo: settings.logo ?? null,
        ...(resolution ? { resolution } : {}),
      },
    } as const,
  ].reduce(changeDraft, base);
}
