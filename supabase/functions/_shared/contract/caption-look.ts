/**
 * How burned captions stand in a film (`caption_*` of `RenderSettings`), as numbers: whoever burns them in and whoever
 * shows them over a preview work from these, so that one looks like the other. Pixels of the film; pure.
 */
import type { ResolvedSettings } from './job.ts';

/** Characters of a line where the picture is wide enough: what a reader takes in at one look. */
const LINE_CHARACTERS = 42;

/**
 * Height of a line as a share of the picture's, and how many characters must fit between the margins: upright pictures are
 * narrow, and there `large` takes shorter lines instead of smaller letters.
 */
const SIZES: Readonly<Record<ResolvedSettings['caption_size'], { height: number; characters: number }>> = {
  small: { height: 0.042, characters: 52 },
  medium: { height: 0.055, characters: LINE_CHARACTERS },
  large: { height: 0.073, characters: 26 },
};

/** A character's mean advance as a share of the line's height, of the fonts that stand behind the names (DejaVu's). */
const ADVANCE: Readonly<Record<ResolvedSettings['caption_font'], number>> = {
  sans: 0.5,
  serif: 0.5,
  mono: 0.53,
};

/**
 * A font's em as a share of its line: ASS sizes are ascent and descent together, CSS sizes are ems. 2048 units of em in
 * 2384 of DejaVu's line, in all three families.
 */
export const EM_OF_LINE = 2048 / 2384;

/** Where the chin is, as a share of the picture's height from its top: cameras frame the head alike in every shape of picture. */
const CHIN: Readonly<Record<ResolvedSettings['framing'], number>> = { close: 0.84, medium: 0.69, wide: 0.51 };

const MARGIN = { side: 0.05, end: 0.06 } as const;
/** Between chin and caption: a nod must not dip into it. */
const BELOW_CHIN = 0.025;
/** Two lines in `middle` end above the margin whatever the framing. */
const LINES = 2;

/** Darker text than this stands on white: both contrasts with it are then the same, 4.58 to 1. */
const MIDDLE_LUMINANCE = 0.179;

export interface CaptionLook {
  /** Height of a line; also the font size as ASS counts it. At most `lineCharacters` stand in it. */
  readonly line: number;
  readonly lineCharacters: number;
  /** Whether further lines grow down from the top or up from the bottom, and how far the text is from there. */
  readonly from: 'top' | 'bottom';
  readonly distance: number;
  /** Least distance of text from the left and right. */
  readonly side: number;
  /** How much wider than the text the box is on each side; 0 without one. */
  readonly padding: number;
  /** Width of the outline around letters; 0 without one. */
  readonly outline: number;
  /** `#rrggbb` of letters, and of the box or outline with how much it covers, 0 to 1. */
  readonly color: string;
  readonly backing: string;
  readonly opacity: number;
}

export type CaptionChoices = Pick<
  ResolvedSettings,
  | 'width'
  | 'height'
  | 'framing'
  | 'caption_font'
  | 'caption_size'
  | 'caption_position'
  | 'caption_style'
  | 'caption_color'
> &
  Pick<Partial<ResolvedSettings>, 'caption_backing'> & {
    /** Captions at the top begin below it. */
    readonly logo: boolean;
  };

export function captionLook(choices: CaptionChoices): CaptionLook {
  const { width, height, caption_style: style, caption_color: color } = choices;
  const size = SIZES[choices.caption_size];
  const advance = ADVANCE[choices.caption_font];
  const room = width * 0.9;
  const line = Math.max(6, Math.round(Math.min(height * size.height, room / (size.characters * advance))));
  const boxed = style !== 'outline';
  return {
    line,
    lineCharacters: Math.min(LINE_CHARACTERS, Math.max(size.characters, Math.floor(room / (line * advance)))),
    ...place(choices, line),
    side: Math.round(width * MARGIN.side),
    padding: boxed ? Math.max(1, Math.round(line * 0.3)) : 0,
    outline: boxed ? 0 : Math.max(1, Math.round(line * 0.07)),
    color: color.toLowerCase(),
    backing: (choices.caption_backing ?? backingOf(color)).toLowerCase(),
    opacity: style === 'box' ? 1 - 0x60 / 0xff : 1,
  };
}

function place(
  { width, height, framing, logo, caption_position: position }: CaptionChoices,
  line: number,
): Pick<CaptionLook, 'from' | 'distance'> {
  const end = Math.round(height * MARGIN.end);
  if (position === 'bottom') return { from: 'bottom', distance: end };
  if (position === 'top') {
    // A logo is at most a tenth of the height and a fifth of the width, 4% of the height from the top.
    const below = Math.round(height * 0.04 + Math.min(height * 0.1, width * 0.2) + line * 0.5);
    return { from: 'top', distance: logo ? Math.max(end, below) : end };
  }
  const under = Math.round((CHIN[framing] + BELOW_CHIN) * height + line * 0.3);
  return { from: 'top', distance: Math.min(under, height - end - LINES * line) };
}

/** Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2). */
function luminance(hex: string): number {
  const n = Number.parseInt(hex.slice(1), 16);
  const [r = 0, g = 0, b = 0] = [n >> 16, (n >> 8) & 255, n & 255].map((byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** What text of a colour stands on where nobody said: black or white, whichever differs more. */
export const backingOf = (color: string): string =>
  luminance(color) > MIDDLE_LUMINANCE ? '#000000' : '#ffffff';

/** Contrast of two colours, 1 to 21 (WCAG 2.2); captions are large text, which is read well from 3 on. */
export function contrastOf(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}
export const READABLE_CONTRAST = 3;
