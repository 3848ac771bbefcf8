/** Burned captions over the preview, laid out by the film's own rules (`captionLook`, `sketchCues`). */
import { type CSSProperties, useMemo } from 'react';
import { captionLook, EM_OF_LINE } from '../../../../supabase/functions/_shared/contract/caption-look.ts';
import { resolveCaptions } from '../../../../supabase/functions/_shared/contract/caption-settings.ts';
import { sketchCues } from '../../../../supabase/functions/_shared/contract/captions.ts';
import { toCaptionSettings } from '../../studio/core/caption-choice.ts';
import type { Draft, Scene } from '../../studio/core/draft.ts';

/** Films are written in DejaVu; after it what has its widths. */
const FAMILIES = {
  sans: '"DejaVu Sans", "Bitstream Vera Sans", Verdana, sans-serif',
  serif: '"DejaVu Serif", "Bitstream Vera Serif", Georgia, serif',
  mono: '"DejaVu Sans Mono", Menlo, Consolas, monospace',
} as const;

interface CaptionOverlayProps {
  readonly output: Pick<
    Draft['output'],
    | 'resolution'
    | 'captionFont'
    | 'captionSize'
    | 'captionPosition'
    | 'captionStyle'
    | 'captionColor'
    | 'captionBacking'
  >;
  readonly framing: Scene['framing'];
  readonly logo: boolean;
  readonly text: string;
  readonly at: number;
}

/** Fills the frame it lies in, which must have the film's shape. */
export function CaptionOverlay({ output, framing, logo, text, at }: CaptionOverlayProps) {
  const [width = 16, height = 9] = output.resolution.split('x').map(Number);
  const chosen = resolveCaptions({ ...toCaptionSettings(output), caption_font: output.captionFont });
  const look = captionLook({ ...chosen, width, height, framing, logo });
  const cues = useMemo(() => sketchCues(text, look.lineCharacters), [text, look.lineCharacters]);
  const cue = cues.find(({ to }) => to > at) ?? cues.at(-1);
  if (!cue) return null;
  const high = (pixels: number): string => `${(pixels / height) * 100}cqh`;
  const style: CSSProperties = {
    [look.from]: high(look.distance - look.padding),
    padding: high(look.padding),
    fontFamily: FAMILIES[output.captionFont],
    fontSize: high(look.line * EM_OF_LINE),
    lineHeight: high(look.line),
    color: look.color,
    ...(look.padding > 0
      ? { background: `color-mix(in srgb, ${look.backing} ${look.opacity * 100}%, transparent)` }
      : // Half of a stroke lies under the letters.
        { WebkitTextStroke: `${high(2 * look.outline)} ${look.backing}`, paintOrder: 'stroke fill' }),
  };
  return (
    <div className="pointer-events-none absolute inset-0 [container-type:size]">
      <p
        data-captions
        className="absolute left-1/2 w-max -translate-x-1/2 text-center whitespace-pre [stroke-linejoin:round]"
        style={style}
      >
        {cue.lines.join('\n')}
      </p>
    </div>
  );
}
