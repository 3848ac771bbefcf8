/** A finished film as a draft again. */
import type { z } from 'zod';
import { RenderSettings, VoiceConfig } from '../../../../supabase/functions/_shared/contract/job.ts';
import type { JobRequestAnswer } from '../../../../supabase/functions/_shared/contract/share.ts';
import {
  changeDraft,
  type Draft,
  type DraftDefaults,
  newDraft,
  RESOLUTIONS,
} from '../../studio/core/draft.ts';

type Kept = z.infer<typeof JobRequestAnswer>;

/** What the studio has no place for (a job's own lexicon, a narration's file) is left to the studio's defaults. */
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
        ...(voice.rate === undefined ? {} : { rate: voice.rate }),
        ...(voice.pitch === undefined ? {} : { pitch: voice.pitch }),
        cloneId: voice.clone_id ?? null,
      },
    } as const,
    {
      type: 'scene',
      scene: {
        script: film.script,
        background: settings.background ?? null,
        ...(settings.framing ? { framing: settings.framing } : {}),
        ...(settings.mood ? { mood: settings.mood } : {}),
      },
    } as const,
    {
      type: 'output',
      output: {
        ...(settings.quality ? { quality: settings.quality } : {}),
        ...(settings.captions ? { captions: settings.captions } : {}),
        ...(settings.format ? { format: settings.format } : {}),
        ...(settings.logo ? { logo: settings.logo } : {}),
        ...(resolution ? { resolution } : {}),
      },
    } as const,
  ].reduce(changeDraft, base);
}
