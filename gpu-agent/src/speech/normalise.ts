/**
 * Text normalisation: what a script says, as words that any engine reads right, each with the stretch of the
 * original script it stands for. Pure; never throws, whatever the text; linear in its length.
 */
import type { Language, VoiceConfig } from '../../../supabase/functions/_shared/contract/job.ts';
import { english } from './normalise-en.ts';
import { spanish } from './normalise-es.ts';
import type { Locale } from './normalise-locale.ts';
import type { Match, RuleContext } from './normalise-match.ts';
import { portuguese } from './normalise-pt.ts';
import { RULES } from './normalise-rules.ts';

export interface SpokenWord {
  /** One word in lower or upper case letters, apostrophes and inner hyphens; never empty. */
  readonly text: string;
  /** [start, end) in UTF-16 units of the script. Words of one expanded token share its span. */
  readonly span: readonly [number, number];
  /** The user's own pronunciation: espeak mnemonics, to be spoken instead of `text`. */
  readonly mnemonics?: string;
  /** Punctuation heard after the word. */
  readonly after: '' | ',' | ';' | ':' | '.' | '?' | '!';
}

export interface SpokenSentence {
  readonly words: readonly SpokenWord[];
  /** A new paragraph begins after this sentence. */
  readonly endsParagraph: boolean;
}

export interface SpokenText {
  readonly sentences: readonly SpokenSentence[];
  /** Characters that no voice of this language can say (other scripts, emoji), for a warning. */
  readonly dropped: number;
}

const LOCALES: Readonly<Record<Language, Locale>> = {
  'pt-BR': portuguese,
  'en-US': english,
  'es-ES': spanish,
};

/** A sentence without punctuation is cut at a word after this many words, so that no request grows without bound. */
const LONGEST_SENTENCE = 60;

type Lexicon = NonNullable<VoiceConfig['lexicon']>;

interface Draft {
  text: string;
  span: [number, number];
  mnemonics?: string;
  after: SpokenWord['after'];
}

/** Normalises a whole script. An unspeakable one gives no sentences. */
export function normaliseScript(script: string, language: Language, lexicon: Lexicon = []): SpokenText {
  const locale = LOCALES[language];
  const entries = compileLexicon(lexicon, locale);
  const sentences: SpokenSentence[] = [];
  let words: Draft[] = [];
  let dropped = 0;
  let previousWord = '';

  const endSentence = (endsParagraph: boolean) => {
    const last = words.at(-1);
    if (last === undefined) {
      const before = sentences.at(-1);
      if (endsParagraph && before) sentences[sentences.length - 1] = { ...before, endsParagraph };
      return;
    }
    if (!'.?!'.includes(last.after) || last.after === '') last.after = '.';
    sentences.push({ words, endsParagraph });
    words = [];
  };
  const push = (match: Match, start: number) => {
    const span: [number, number] = [start, start + match.length];
    for (const text of match.words) words.push({ text, span, after: '' });
    if (match.after) punctuate(words, match.after);
    if (match.words.length > 0) previousWord = match.words.at(-1) ?? '';
    if (words.length >= LONGEST_SENTENCE) endSentence(false);
  };

  let at = 0;
  while (at < script.length) {
    const character = script[at] as string;
    if (/\s/.test(character)) {
      const gap = matchAt(/\s+/y, script, at) ?? character;
      if (/\n\s*\n/.test(gap)) endSentence(true);
      else if (gap.includes('\n') && startsItem(script, at + gap.length)) endSentence(false);
      at += gap.length;
      continue;
    }
    const entry = matchLexicon(entries, script, at);
    if (entry !== null) {
      const span: [number, number] = [at, at + entry.length];
      for (const [i, text] of entry.words.entries()) {
        words.push({
          text,
          span,
          after: '',
          ...(i === 0 && entry.mnemonics ? { mnemonics: entry.mnemonics } : {}),
        });
      }
      at += entry.length;
      continue;
    }
    const context: RuleContext = { script, at, locale, previousWord, atBoundary: isBoundary(script, at) };
    const match = firstMatch(context);
    if (match !== null) {
      push(match, at);
      at += match.length;
      if (match.endsSentence) endSentence(false);
      continue;
    }
    const length = (script.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(script.slice(at, at + length))) dropped += 1;
    at += length;
  }
  endSentence(true);
  return { sentences, dropped };
}

function firstMatch(context: RuleContext): Match | null {
  for (const rule of RULES) {
    const match = rule(context);
    if (match !== null && match.length > 0) return match;
  }
  return null;
}

/** Only the last word carries punctuation, and the stronger mark wins. */
function punctuate(words: Draft[], mark: Exclude<SpokenWord['after'], ''>): void {
  const last = words.at(-1);
  if (last === undefined) return;
  const strength = (m: SpokenWord['after']) => ['', ',', ';', ':', '.', '!', '?'].indexOf(m);
  if (strength(mark) > strength(last.after)) last.after = mark;
}

const isBoundary = (script: string, at: number) =>
  at === 0 || !/[\p{L}\p{N}]/u.test(script[at - 1] as string);

/** A line that begins a list item, a heading's follow-up or an upper-case word is a sentence of its own. */
const startsItem = (script: string, at: number) => /[\p{Lu}\d•*–—-]/uy.test(script.slice(at, at + 1));

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

interface CompiledEntry {
  readonly grapheme: string;
  readonly words: readonly string[];
  readonly mnemonics: string | null;
}

/**
 * `say` is either espeak mnemonics in double square brackets or plain respelling. Entries are matched without
 * regard to case, the longest first, and only as whole words.
 */
function compileLexicon(lexicon: Lexicon, locale: Locale): CompiledEntry[] {
  return lexicon
    .map((entry): CompiledEntry => {
      const mnemonics = /^\[\[([^[\]<>&]+)\]\]$/.exec(entry.say.trim())?.[1] ?? null;
      const source = mnemonics === null ? entry.say : entry.grapheme;
      const plain = source.match(/\p{L}[\p{L}\p{M}'’-]*/gu) ?? [];
      const spoken = mnemonics === null ? plain : [plain.join('') || locale.point];
      return { grapheme: fold(entry.grapheme), words: spoken, mnemonics };
    })
    .filter((entry) => entry.grapheme !== '' && entry.words.length > 0)
    .sort((a, b) => b.grapheme.length - a.grapheme.length);
}

/** Folds case without changing the length, so that positions stay those of the script. */
const fold = (text: string) =>
  [...text].map((c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c)).join('');

function matchLexicon(entries: readonly CompiledEntry[], script: string, at: number) {
  if (entries.length === 0 || !isBoundary(script, at)) return null;
  for (const entry of entries) {
    const end = at + entry.grapheme.length;
    if (fold(script.slice(at, end)) !== entry.grapheme) continue;
    if (/[\p{L}\p{N}]/u.test(script[end] ?? '') && /[\p{L}\p{N}]/u.test(script[end - 1] ?? '')) continue;
    return { length: entry.grapheme.length, words: entry.words, mnemonics: entry.mnemonics };
  }
  return null;
}
