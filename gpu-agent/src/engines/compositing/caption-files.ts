/** Cues as SubRip, WebVTT and ASS. Text is the user's: each format gets what it takes for markup made harmless. */

import type { CaptionLook } from '../../../../supabase/functions/_shared/contract/caption-look.ts';
import type { Cue } from '../../../../supabase/functions/_shared/contract/captions.ts';

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

/** Families as fontconfig knows them on every host: the package with DejaVu has one for each. */
const FAMILIES = { sans: 'sans-serif', serif: 'serif', mono: 'monospace' } as const;

/** `#rrggbb` as ASS writes colours: from blue to red, behind how much is let through. */
function assColour(hex: string, opacity = 1): string {
  const [red, green, blue] = [hex.slice(1, 3), hex.slice(3, 5), hex.slice(5, 7)];
  const through = Math.round((1 - opacity) * 255).toString(16);
  return `&H${through.padStart(2, '0')}${blue}${green}${red}`.toUpperCase();
}

export interface AssPage {
  readonly width: number;
  readonly height: number;
  readonly font: keyof typeof FAMILIES;
  readonly look: CaptionLook;
}

/**
 * ASS for burning in. Braces open override blocks and a backslash starts a code, so both are replaced by look-alikes.
 */
export function toAss(cues: readonly Cue[], { width, height, font, look }: AssPage): string {
  const plain = (line: string) =>
    oneLine(line).replaceAll('{', '(').replaceAll('}', ')').replaceAll('\\', '⧵');
  const time = (seconds: number) => {
    const centis = Math.round(seconds * 100);
    const part = (value: number) => String(value).padStart(2, '0');
    return `${Math.floor(centis / 360_000)}:${part(Math.floor(centis / 6000) % 60)}:${part(Math.floor(centis / 100) % 60)}.${part(centis % 100)}`;
  };
  const letters = assColour(look.color);
  const backing = assColour(look.backing, look.opacity);
  // Border style 4 is libass's own: one box behind all lines, wider by the shadow. A box a line (3) darkens where two meet.
  const border = look.padding > 0 ? ['4', '0', look.padding] : ['1', look.outline, '0'];
  const style = [
    `Style: Caption,${FAMILIES[font]}`,
    look.line,
    `${letters},${letters},${backing},${backing},0,0,0,0,100,100,0,0`,
    ...border,
    look.from === 'top' ? '8' : '2',
    look.side,
    look.side,
    look.distance,
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
