/** What a film can be told of its burned captions (`RenderSettings`); what it comes to is `captionLook`. */
import { z } from 'zod';

const hexColor = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'must be written like #0c5c58');

/** Of burned captions alone: other captions look as the player has them. */
export const captionFields = {
  caption_font: z.enum(['sans', 'serif', 'mono']).optional(),
  caption_size: z.enum(['small', 'medium', 'large']).optional(),
  /** `middle` is right below the chin, clear of what phone apps lay over the bottom of an upright film. */
  caption_position: z.enum(['bottom', 'middle', 'top']).optional(),
  /** Letters on a box one sees through, on one that covers, or outlined on the bare picture. */
  caption_style: z.enum(['box', 'solid', 'outline']).optional(),
  caption_color: hexColor.optional(),
  /** Colour of the box or outline; left out, black or white, whichever differs more from the letters. */
  caption_backing: hexColor.optional(),
};
type CaptionFields = z.infer<z.ZodObject<typeof captionFields>>;

export const CAPTION_DEFAULTS = {
  caption_font: 'sans',
  caption_size: 'medium',
  caption_position: 'bottom',
  caption_style: 'box',
  caption_color: '#ffffff',
} as const satisfies CaptionFields;

/** The caption settings of a film, each as chosen or as it is by default. */
export function resolveCaptions(
  chosen: CaptionFields,
): Required<Omit<CaptionFields, 'caption_backing'>> & Pick<CaptionFields, 'caption_backing'> {
  const { caption_font, caption_size, caption_position, caption_style, caption_color, caption_backing } =
    chosen;
  return {
    caption_font: caption_font ?? CAPTION_DEFAULTS.caption_font,
    caption_size: caption_size ?? CAPTION_DEFAULTS.caption_size,
    caption_position: caption_position ?? CAPTION_DEFAULTS.caption_position,
    caption_style: caption_style ?? CAPTION_DEFAULTS.caption_style,
    caption_color: caption_color ?? CAPTION_DEFAULTS.caption_color,
    ...(caption_backing ? { caption_backing } : {}),
  };
}
