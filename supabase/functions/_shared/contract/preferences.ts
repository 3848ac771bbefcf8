/** Favourites, defaults of new drafts and the brand kit: what the studio keeps for a person on every device. */
import { z } from 'zod';
import { Background, Language, RenderSettings, VoiceConfig } from './job.ts';

export const FavouritesAnswer = z.object({ avatar_ids: z.array(z.string()) });
export const FavouriteAnswer = z.object({ avatar_id: z.string(), favourite: z.boolean() });

export const Theme = z.enum(['system', 'light', 'dark']);

/** A default can never be something a film would be refused for: the configurations are those of a render request. */
export const UserDefaults = z.strictObject({
  voice_config: VoiceConfig.omit({ recording: true, lexicon: true }),
  render_settings: RenderSettings,
  interface: z.strictObject({ language: Language.optional(), theme: Theme.optional() }),
});
export type UserDefaults = z.infer<typeof UserDefaults>;

/** Null: nothing was ever set. */
export const UserDefaultsAnswer = z.object({ defaults: UserDefaults.nullable() });

export const BRAND_LIMITS = { colours: 8 } as const;

export const BrandKit = z.strictObject({
  /** As POST /uploads answered it for a logo. */
  logo_path: z.string().min(1).max(500).nullable(),
  colours: z
    .array(z.string().regex(/^#[0-9a-f]{6}$/, 'must be written like #0c5c58'))
    .max(BRAND_LIMITS.colours),
  font: z.enum(['sans', 'serif', 'mono']),
  /** Null: the avatar's own place. */
  background: Background.nullable(),
});
export type BrandKit = z.infer<typeof BrandKit>;

/** `logo_url` is signed for an hour; null without a logo, or when its file is gone. */
export const BrandKitAnswer = z.object({ brand: BrandKit, logo_url: z.string().nullable() });
export type BrandKitAnswer = z.infer<typeof BrandKitAnswer>;

export const EMPTY_BRAND: BrandKit = { logo_path: null, colours: [], font: 'sans', background: null };
