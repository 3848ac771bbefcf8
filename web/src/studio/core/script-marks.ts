/** Edits of a script by its markup. Every one answers the new script with what is selected in it, or null when the
 * result would not be valid where the script was. */
import { markupProblem, parseSsml, type Span } from '../../../../supabase/functions/_shared/contract/ssml.ts';

export interface Edited {
  readonly script: string;
  readonly selection: Span;
}

/** One tag of a script, for showing it. */
export interface Mark {
  readonly span: Span;
  readonly name: string;
  readonly closes: boolean;
  /** Neither opens nor closes a stretch: a break. */
  readonly alone: boolean;
}

const TAG =
  /<(\/?)(speak|break|emphasis|prosody|phoneme|sub|say-as)((?:\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*?)?)(\/?)>/g;

/** The tags of the subset in order, whether or not they fit each other. */
export function marksOf(script: string): Mark[] {
  return Array.from(script.matchAll(TAG), (found) => ({
    span: [found.index, found.index + found[0].length],
    name: found[2] ?? '',
    closes: found[1] === '/',
    alone: found[4] === '/',
  }));
}

const escaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Tags a tool puts around words. */
export type Wrap =
  | { readonly name: 'emphasis'; readonly level: 'strong' | 'moderate' | 'reduced' }
  | { readonly name: 'sub'; readonly alias: string }
  | { readonly name: 'phoneme'; readonly ph: string }
  | { readonly name: 'say-as'; readonly as: 'characters' };

function opening(wrap: Wrap): string {
  switch (wrap.name) {
    case 'emphasis':
      return `<emphasis level="${wrap.level}">`;
    case 'sub':
      return `<sub alias="${escaped(wrap.alias)}">`;
    case 'phoneme':
      return `<phoneme alphabet="ipa" ph="${escaped(wrap.ph)}">`;
    case 'say-as':
      return `<say-as interpret-as="${wrap.as}">`;
  }
}

/** An edit that breaks what was whole is none; in a script that is broken already, the writer knows what they do. */
function kept(before: string, edited: Edited): Edited | null {
  return markupProblem(edited.script) === null || markupProblem(before) !== null ? edited : null;
}

/** Where a caret may stand: a position inside a tag moves behind it. */
function outside(marks: readonly Mark[], position: number): number {
  const within = marks.find(({ span: [start, end] }) => position > start && position < end);
  return within ? within.span[1] : position;
}

/** A pause at the caret, or behind the selection. */
export function insertPause(script: string, [, end]: Span, seconds: number): Edited | null {
  const at = outside(marksOf(script), end);
  const tag = `<break time="${seconds}s"/>`;
  const script2 = script.slice(0, at) + tag + script.slice(at);
  return kept(script, { script: script2, selection: [at + tag.length, at + tag.length] });
}

/** The selection without white space at its ends; a caret alone takes the word it stands in or beside. */
export function wordsAt(script: string, [start, end]: Span): Span {
  if (start === end) {
    const before = /[\p{L}\p{N}\p{M}'’-]*$/u.exec(script.slice(0, start))?.[0].length ?? 0;
    const after = /^[\p{L}\p{N}\p{M}'’-]*/u.exec(script.slice(start))?.[0].length ?? 0;
    return [start - before, start + after];
  }
  const text = script.slice(start, end);
  return [start + (text.length - text.trimStart().length), end - (text.length - text.trimEnd().length)];
}

/** Puts a tag around the words at `selection`; the words stay selected. Null where there are none to mark. */
export function wrapWords(script: string, selection: Span, wrap: Wrap): Edited | null {
  const marks = marksOf(script);
  const [start, end] = wordsAt(script, [outside(marks, selection[0]), outside(marks, selection[1])]);
  const words = script.slice(start, end);
  if (words.trim() === '') return null;
  const open = opening(wrap);
  return kept(script, {
    script: `${script.slice(0, start)}${open}${words}</${wrap.name}>${script.slice(end)}`,
    selection: [start + open.length, start + open.length + words.length],
  });
}

/** Takes away the tag pair called `name` around the selection, if there is one. */
export function unwrap(script: string, selection: Span, name: Wrap['name']): Edited | null {
  const open: Mark[] = [];
  for (const mark of marksOf(script)) {
    if (mark.alone || mark.name !== name) continue;
    if (!mark.closes) {
      open.push(mark);
      continue;
    }
    const start = open.pop();
    if (!start || selection[0] < start.span[0] || selection[1] > mark.span[1]) continue;
    const inner = script.slice(start.span[1], mark.span[0]);
    const at = start.span[0];
    return {
      script: script.slice(0, at) + inner + script.slice(mark.span[1]),
      selection: [at, at + inner.length],
    };
  }
  return null;
}

/** A part of a script that is valid by itself: tags around it are repeated. */
export interface Excerpt {
  readonly text: string;
  /** Add to a position in `text` for its position in the script. */
  readonly shift: number;
  readonly span: Span;
}

/** @throws SsmlError when the script's markup is not valid. */
export function excerpt(script: string, selection: Span): Excerpt {
  const marks = marksOf(script);
  const [start, end] = [outside(marks, selection[0]), outside(marks, selection[1])];
  const openAt = (position: number): Mark[] => {
    const open: Mark[] = [];
    for (const mark of marks) {
      if (mark.span[1] > position || mark.alone) continue;
      if (mark.closes) open.pop();
      else open.push(mark);
    }
    return open;
  };
  parseSsml(script);
  const before = openAt(start)
    .map(({ span }) => script.slice(...span))
    .join('');
  const after = openAt(end)
    .map(({ name }) => `</${name}>`)
    .reverse()
    .join('');
  return {
    text: before + script.slice(start, end) + after,
    shift: start - before.length,
    span: [start, end],
  };
}

/** The sentence at a caret, as a span of the script; [caret, caret] in a script without words. */
export function sentenceAt(script: string, caret: number, language: string): Span {
  const { plain, toPlain, toSource } = parseSsml(script);
  const [at] = toPlain([caret, caret]);
  const sentences = [...new Intl.Segmenter(language, { granularity: 'sentence' }).segment(plain)].filter(
    ({ segment }) => /[\p{L}\p{N}]/u.test(segment),
  );
  const found = sentences.find(({ index, segment }) => at < index + segment.length) ?? sentences.at(-1);
  if (!found) return [caret, caret];
  const start = found.index + (found.segment.length - found.segment.trimStart().length);
  return toSource([start, found.index + found.segment.trimEnd().length]);
}
