/** How burned captions look, as a draft and an account's defaults have it: the contract's fields, each chosen. */
import { CAPTION_DEFAULTS } from '../../../../supabase/functions/_shared/contract/caption-settings.ts';
import { RenderSettings } from '../../../../supabase/functions/_shared/contract/job.ts';

const { caption_size, caption_position, caption_style, caption_color, caption_backing } =
  RenderSettings.shape;

/** What is damaged or missing is as it is by default. */
export const captionChoiceFields = {
  captionSize: caption_size.unwrap().catch(CAPTION_DEFAULTS.caption_size),
  captionPosition: caption_position.unwrap().catch(CAPTION_DEFAULTS.caption_position),
  captionStyle: caption_style.unwrap().catch(CAPTION_DEFAULTS.caption_style),
  captionColor: caption_color.unwrap().catch(CAPTION_DEFAULTS.caption_color),
  /** Null: black or white, as suits the letters. */
  captionBacking: caption_backing.unwrap().nullable().catch(null),
};

export interface CaptionChoice {
  readonly captionSize: NonNullable<RenderSettings['caption_size']>;
  readonly captionPosition: NonNullable<RenderSettings['caption_position']>;
  readonly captionStyle: NonNullable<RenderSettings['caption_style']>;
  readonly captionColor: string;
  readonly captionBacking: string | null;
}

export const captionChoiceOf = (choice: CaptionChoice): CaptionChoice => ({
  captionSize: choice.captionSize,
  captionPosition: choice.captionPosition,
  captionStyle: choice.captionStyle,
  captionColor: choice.captionColor,
  captionBacking: choice.captionBacking,
});

type CaptionSettings = Pick<
  RenderSettings,
  'caption_size' | 'caption_position' | 'caption_style' | 'caption_color' | 'caption_backing'
>;

export const toCaptionSettings = (choice: CaptionChoice): CaptionSettings => ({
  caption_size: choice.captionSize,
  caption_position: choice.captionPosition,
  caption_style: choice.captionStyle,
  caption_color: choice.captionColor,
  ...(choice.captionBacking ? { caption_backing: choice.captionBacking } : {}),
});

/** What a film must be told: what is as by default goes without saying. */
export const saidCaptionSettings = (choice: CaptionChoice): CaptionSettings => {
  const defaults: Readonly<Record<string, string>> = CAPTION_DEFAULTS;
  return Object.fromEntries(
    Object.entries(toCaptionSettings(choice)).filter(([key, value]) => defaults[key] !== value),
  );
};

/** Settings as a film or an account holds them; what they do not say is as by default. */
export const fromCaptionSettings = (settings: CaptionSettings): CaptionChoice => ({
  captionSize: settings.caption_size ?? CAPTION_DEFAULTS.caption_size,
  captionPosition: settings.caption_position ?? CAPTION_DEFAULTS.caption_position,
  captionStyle: settings.caption_style ?? CAPTION_DEFAULTS.caption_style,
  captionColor: settings.caption_color ?? CAPTION_DEFAULTS.caption_color,
  captionBacking: settings.caption_backing ?? null,
});
