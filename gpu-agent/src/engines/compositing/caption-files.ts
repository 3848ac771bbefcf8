/** Cues as SubRip, WebVTT and ASS. Text is the user's: each format gets what it takes for markup made harmless. */

import type { Cue } from './captions.ts';
import type { CompositingRequest } from './compositing-engine.ts';

function clock(seconds: number, comma: ',' | '.'): string {
  const ms = Math.round(seconds * 1000);
  const part = (value: number, digits = 2) => String(value).padStart(digits, '0');
  const whole = Math.floor(ms / 1000);
  return `${part(Math.floor(whole / 3600))}:${part(Math.floor(whole / 60) % 60)}:${part(whole % 60)}${comma}${part(ms % 1000, 3)}`;
}

/** One line stays one line, in every reader: control characters and Unicode's own line breaks have no place in a cue. */
const oneLine = (line: string): string => line.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

/** SubRip has no escapes: an arrow between times must not occur, and `<` starts a tag where a letter follows. */
export function toSrt(cues: readonly Cue[]): string {
  const plain = (line: string) =>
    oneLine(line)
      .replaceAll('-->', '→')
      .replace(/<(?=[A-Za-z/])/g, '‹');
  const blocks = cues.map((cue, i) => {
    const times = `${clock(cue.start, ',')} --> ${clock(cue.end, ',')}`;
    return `${i + 1}\n${times}\n${cue.lines.map(plain).join('\n')}\n`;
  });
  return blocks.join('\n');
}

export function toVtt(cues: readonly Cue[]): string {
  const escaped = (line: string) =>
    oneLine(line).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const blocks = cues.map((cue) => {
    const times = `${clock(cue.start, '.')} --> ${clock(cue.end, '.')}`;
    return `${times}\n${cue.lines.map(escaped).join('\n')}\n`;
  });
  return `WEBVTT\n\n${blocks.join('\n')}`;
}

type CaptionFont = NonNullable<CompositingRequest['captionFont']>;

/**
 * Families as fontconfig knows them on every host: the package with DejaVu has one for each. `width` is a character's
 * mean advance as a share of the ASS font size; those of `mono` are all as wide.
 */
const FONTS: Readonly<Record<CaptionFont, { readonly family: string; readonly width: number }>> = {
  sans: { family: 'sans-serif', width: 0.5 },
  serif: { family: 'serif', width: 0.5 },
  mono: { family: 'monospace', width: 0.53 },
};

/**
 * ASS for burning in: white on a translucent box, 5% of the height, inside the title-safe area. Braces open override
 * blocks and a backslash starts a code, so both are replaced by look-alikes.
 */
export function toAss(
  cues: readonly Cue[],
  { width, height, captionFont = 'sans' }: Pick<CompositingRequest, 'width' | 'height' | 'captionFont'>,
): string {
  const font = FONTS[captionFont];
  const plain = (line: string) =>
    oneLine(line).replaceAll('{', '(').replaceAll('}', ')').replaceAll('\\', '⧵');
  const time = (seconds: number) => {
    const centis = Math.round(seconds * 100);
    const part = (value: number) => String(value).padStart(2, '0');
    return `${Math.floor(centis / 360_000)}:${part(Math.floor(centis / 6000) % 60)}:${part(Math.floor(centis / 100) % 60)}.${part(centis % 100)}`;
  };
  // Two lines of 42 characters must fit the width too, which counts for upright films.
  const size = Math.max(6, Math.round(Math.min(height * 0.055, (width * 0.9) / (42 * font.width))));
  // Border style 4 is libass's own: one box behind all lines, wider by the shadow. A box a line (3) darkens where two meet.
  const style = [
    `Style: Caption,${font.family}`,
    size,
    '&H00FFFFFF,&H00FFFFFF,&H60000000,&H60000000,0,0,0,0,100,100,0,0,4,0',
    Math.max(1, Math.round(size * 0.3)),
    '2',
    Math.round(width * 0.05),
    Math.round(width * 0.05),
    Math.round(height * 0.06),
    '1',
  ].join(',');
  const events = cues.map(
    (cue) =>
      `Dialogue: 0,${time(cue.start)},${time(cue.end)},Caption,,0,0,0,,${cue.lines.map(plain).join('\\N')}`,
  );
  return [
    '[Script Info]',
    'ScriptType: v4.00+',
    'WrapStyle: 2',
    'ScaledBorderAndShadow: yes',
    `PlayResX: ${width}`,
    `PlayResY: ${height}`,
    '',
    '[V4+ Styles]',
    'Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding',
    style,
    '',
    '[Events]',
    'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text',
    ...events,
    '',
  ].join('\n');
}
