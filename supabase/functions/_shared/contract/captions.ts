/**
 * Captions from word times: the script as it was written, cut where a reader would breathe. Pure.
 *
 * Rules: at most two lines of 42 characters, balanced; at most 17 characters a second where speech allows it; at
 * least one second on screen; 83 ms (two frames at 24 fps) between cues. A dynamic programme over the words finds
 * the cut of least cost for the whole text, so that no cue is good at the expense of the next.
 */
import type { Timeline } from './job.ts';
import { parseSsml, type Span, type SsmlDocument, SsmlError } from './ssml.ts';

export const CAPTION_RULES = {
  lineCharacters: 42,
  lines: 2,
  maxCharactersPerSecond: 17,
  minSeconds: 1,
  /** A cue that is read stays no longer than this after its last word. */
  lingerSeconds: 1.5,
  gapSeconds: 0.083,
  /** How much earlier than its first word a cue may appear to reach `minSeconds`. */
  leadSeconds: 0.3,
  maxSeconds: 7,
} as const;

export interface Cue {
  /** Seconds from the film's first frame. */
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** How well a cue may end after this word: 0 mid-phrase, 1 clause, 2 sentence, 3 paragraph. */
  readonly pause: 0 | 1 | 2 | 3;
  /** Where it ends in the text that is shown. */
  readonly to: number;
}

/** Cues in order, none overlapping; empty when nothing was spoken. `lineCharacters`: shorter lines, of large letters. */
export function buildCues(
  script: string,
  timeline: Pick<Timeline, 'words' | 'duration'>,
  lineCharacters: number = CAPTION_RULES.lineCharacters,
): Cue[] {
  const { plain, toPlain } = readMarkup(script);
  const words = timeline.words.map((word) => ({ ...word, span: toPlain(word.span) }));
  const tokens = tokenise(plain, words, lineCharacters);
  return timed(cut(tokens, timeline.duration, lineCharacters), timeline.duration, lineCharacters);
}

/** Lines of a cue that nobody has spoken yet, and where its words end in the text. */
export interface SketchedCue {
  readonly lines: readonly string[];
  readonly to: number;
}

/** A word of a text, as far as captions care. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu;
/** Characters a second at an ordinary pace: all that a cut depends on besides the text. */
const SKETCH_PACE = 14;

/**
 * How `text`, without markup, would be cut if it were spoken evenly: a preview. Of the beginning of a script the cues are
 * those of all of it but for the last, which a short sentence after it may join.
 */
export function sketchCues(text: string, lineCharacters: number): SketchedCue[] {
  const words: ShownWord[] = [];
  let at = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const end = at + (word.length + 1) / SKETCH_PACE;
    words.push({ start: at, end, span: [index, index + word.length] });
    at = end;
  }
  return cut(tokenise(text, words, lineCharacters), at, lineCharacters).map((group) => ({
    lines: linesOf(group, lineCharacters),
    to: group.at(-1)?.to ?? 0,
  }));
}

/** Tags are not shown. What is no markup after all (the text of a recording) is shown as it stands. */
function readMarkup(script: string): Pick<SsmlDocument, 'plain' | 'toPlain'> {
  try {
    return parseSsml(script);
  } catch (error) {
    if (error instanceof SsmlError) return { plain: script, toPlain: (span) => span };
    throw error;
  }
}

type ShownWord = Pick<Timeline['words'][number], 'start' | 'end'> & { readonly span: Span };

/**
 * Words as the script shows them. Several spoken words may stand for one written one ("R$ 10" is three words), so
 * words that no space parts are one token; what stands between two spans goes to the word before it, unless it opens
 * (a quotation, a bracket, ¿).
 */
function tokenise(script: string, words: readonly ShownWord[], lineCharacters: number): Token[] {
  const groups: { from: number; to: number; start: number; end: number }[] = [];
  for (const word of [...words].sort((a, b) => a.span[0] - b.span[0] || a.start - b.start)) {
    const last = groups.at(-1);
    if (last && (word.span[0] < last.to || !/\s/.test(script.slice(last.to, word.span[0])))) {
      last.to = Math.max(last.to, word.span[1]);
      last.start = Math.min(last.start, word.start);
      last.end = Math.max(last.end, word.end);
    } else groups.push({ from: word.span[0], to: word.span[1], start: word.start, end: word.end });
  }
  const tokens: Token[] = [];
  let from = openingBefore(script, groups[0]?.from ?? 0, 0);
  for (const [i, group] of groups.entries()) {
    const next = groups[i + 1]?.from ?? script.length;
    const to = groups[i + 1] ? openingBefore(script, next, group.to) : script.length;
    const raw = script.slice(from, to);
    const text = raw.replace(/\s+/g, ' ').trim();
    from = to;
    if (text === '') continue;
    for (const [part, share] of fitting(text, lineCharacters)) {
      const length = group.end - group.start;
      tokens.push({
        text: part,
        start: group.start + length * share[0],
        end: group.start + length * share[1],
        pause: share[1] === 1 ? pauseAfter(raw) : 0,
        to,
      });
    }
  }
  return tokens;
}

/** Where the token that starts at `at` takes over from the one before: opening signs belong to what follows. */
function openingBefore(script: string, at: number, floor: number): number {
  let from = at;
  while (from > floor && /[¿¡"“‘'«([{]/.test(script[from - 1] ?? '') && /^$|\s/.test(script[from - 2] ?? ''))
    from -= 1;
  return from;
}

function pauseAfter(raw: string): Token['pause'] {
  if (/\n\s*\n/.test(raw)) return 3;
  const text = raw.trimEnd();
  if (/[.!?…][)"”’»\]]*$/.test(text)) return 2;
  if (/[,;:–—][)"”’»\]]*$/.test(text)) return 1;
  return 0;
}

/** A word longer than a line (an address, a formula) in pieces that fit, with their share of its time. */
function fitting(text: string, lineCharacters: number): [string, [number, number]][] {
  const characters = [...text];
  if (characters.length <= lineCharacters) return [[text, [0, 1]]];
  const pieces: [string, [number, number]][] = [];
  for (let at = 0; at < characters.length; at += lineCharacters) {
    const to = Math.min(characters.length, at + lineCharacters);
    pieces.push([characters.slice(at, to).join(''), [at / characters.length, to / characters.length]]);
  }
  return pieces;
}

const lengthOf = (text: string): number => [...text].length;
const textOf = (tokens: readonly Token[]): string => tokens.map((token) => token.text).join(' ');
const linesOf = (tokens: readonly Token[], lineCharacters: number): string[] =>
  splitLines(
    tokens.map((token) => token.text),
    lineCharacters,
  ) ?? [textOf(tokens)];

/** The most even split into at most two lines, after punctuation rather than before it; null when it does not fit. */
export function splitLines(
  words: readonly string[],
  lineCharacters: number = CAPTION_RULES.lineCharacters,
): string[] | null {
  const whole = words.join(' ');
  if (lengthOf(whole) <= lineCharacters) return [whole];
  let best: { lines: string[]; cost: number } | null = null;
  for (let at = 1; at < words.length; at += 1) {
    const lines = [words.slice(0, at).join(' '), words.slice(at).join(' ')];
    const [top = 0, bottom = 0] = lines.map(lengthOf);
    if (top > lineCharacters || bottom > lineCharacters) continue;
    // Function words hang on what follows them; a line does not end on one.
    const hanging = lengthOf(words[at - 1] ?? '') <= 3 && !/[,;:.!?…]$/.test(words[at - 1] ?? '') ? 6 : 0;
    const clause = /[,;:.!?…]$/.test(words[at - 1] ?? '') ? -8 : 0;
    const cost = Math.abs(top - bottom) + hanging + clause;
    if (!best || cost < best.cost) best = { lines, cost };
  }
  return best?.lines ?? null;
}

/** Cuts the tokens into cues by least total cost. */
function cut(tokens: readonly Token[], duration: number, lineCharacters: number): Token[][] {
  const best: { cost: number; from: number }[] = [{ cost: 0, from: 0 }];
  for (let to = 1; to <= tokens.length; to += 1) {
    let choice = { cost: Number.POSITIVE_INFINITY, from: to - 1 };
    for (let from = to - 1; from >= 0; from -= 1) {
      const slice = tokens.slice(from, to);
      const words = slice.map((token) => token.text);
      if (slice.length > 1 && !splitLines(words, lineCharacters)) break;
      const cost = (best[from]?.cost ?? 0) + cueCost(slice, tokens[to], duration);
      if (cost < choice.cost) choice = { cost, from };
    }
    best.push(choice);
  }
  const cues: Token[][] = [];
  for (let to = tokens.length; to > 0; ) {
    const from = best[to]?.from ?? 0;
    cues.unshift(tokens.slice(from, to));
    to = from;
  }
  return cues;
}

function cueCost(slice: readonly Token[], next: Token | undefined, duration: number): number {
  const first = slice[0];
  const last = slice.at(-1);
  if (!first || !last) return 0;
  const { gapSeconds, lingerSeconds, maxCharactersPerSecond, maxSeconds, minSeconds } = CAPTION_RULES;
  const room = (next ? next.start - gapSeconds : duration) - first.start;
  const shown = Math.min(room, Math.max(last.end - first.start + lingerSeconds, minSeconds));
  const length = lengthOf(textOf(slice));
  const speed = length / Math.max(shown, 0.05);
  let cost = 12;
  cost += Math.max(0, speed - maxCharactersPerSecond) ** 2 * 4;
  cost += Math.max(0, minSeconds - shown) * 120;
  cost += Math.max(0, last.end - first.start - maxSeconds) * 40;
  if (next) cost += [26, 6, 0, 0][last.pause] ?? 0;
  // A sentence that ends inside a cue makes the reader jump ahead of the speaker.
  for (const token of slice.slice(0, -1)) cost += [0, 0, 14, 60][token.pause] ?? 0;
  if (slice.length === 1 && next) cost += 8;
  return cost;
}

function timed(groups: readonly Token[][], duration: number, lineCharacters: number): Cue[] {
  const { gapSeconds, leadSeconds, lingerSeconds, maxCharactersPerSecond, minSeconds } = CAPTION_RULES;
  const cues: Cue[] = [];
  for (const [i, group] of groups.entries()) {
    const spokenFrom = group[0]?.start ?? 0;
    const spokenTo = group.at(-1)?.end ?? spokenFrom;
    const limit = (groups[i + 1]?.[0]?.start ?? duration + gapSeconds) - gapSeconds;
    const reading = lengthOf(textOf(group)) / maxCharactersPerSecond;
    const wanted = Math.max(minSeconds, reading);
    const end = Math.min(limit, Math.max(spokenTo, Math.min(spokenFrom + wanted, spokenTo + lingerSeconds)));
    const earliest = Math.max(0, (cues.at(-1)?.end ?? -gapSeconds) + gapSeconds, spokenFrom - leadSeconds);
    const start =
      end - spokenFrom < wanted ? Math.min(spokenFrom, Math.max(earliest, end - wanted)) : spokenFrom;
    if (end > start) cues.push({ start, end, lines: linesOf(group, lineCharacters) });
  }
  return cues;
}
