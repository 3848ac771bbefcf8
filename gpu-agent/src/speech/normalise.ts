/**
 * Text normalisation: what a script says, as words that any engine reads right, each with the stretch of the
 * original script it stands for. Pure; linear in the script's length; throws nothing but `SsmlError`.
 *
 * The markup is read first. Breaks and stretches with a reading of their own (say-as, sub, phoneme) cut the plain text
 * into runs; a run is read by the rules without regard to emphasis and prosody, so that "R$ <emphasis>10</emphasis>"
 * is still money, and each word takes the style of the place it begins at.
 */
import type { Language } from '../../../supabase/functions/_shared/contract/job.ts';
import {
  parseSsml,
  type SsmlDocument,
  type SsmlReading,
  type SsmlStyle,
} from '../../../supabase/functions/_shared/contract/ssml.ts';
import { english } from './normalise-en.ts';
import { spanish } from './normalise-es.ts';
import { CompiledLexicon, fold, type Lexicon, type LexiconWord, pronounced } from './normalise-lexicon.ts';
import type { Locale } from './normalise-locale.ts';
import type { Match, RuleContext } from './normalise-match.ts';
import { portuguese } from './normalise-pt.ts';
import { RULES } from './normalise-rules.ts';
import { sayAs } from './normalise-say-as.ts';
import { SentenceBuilder } from './normalise-sentences.ts';

export interface SpokenWord {
  /** One word in lower or upper case letters, apostrophes and inner hyphens; never empty. */
  readonly text: string;
  /** [start, end) in UTF-16 units of the script. Words of one expanded token share its span. */
  readonly span: readonly [number, number];
  /** The user's own pronunciation: espeak mnemonics, to be spoken instead of `text`. */
  readonly mnemonics?: string;
  /** The user's own pronunciation in IPA, to be spoken instead of `text` by engines that can. */
  readonly ipa?: string;
  /** A word of another language as speakers of this one say it, in IPA, for voices that know only their own. */
  readonly loan?: string;
  /** Stress, and how rate, pitch and volume differ from the rest; absent where they do not. */
  readonly style?: SsmlStyle;
  /** Punctuation heard after the word. */
  readonly after: '' | ',' | ';' | ':' | '.' | '?' | '!';
}

export interface SpokenSentence {
  readonly words: readonly SpokenWord[];
  /** A new paragraph begins after this sentence. */
  readonly endsParagraph: boolean;
  /** Seconds of silence that the script asks for before it, beside the film's own lead-in; the first sentence only. */
  readonly pauseBefore?: number;
  /** Seconds of silence after it, exact, instead of the usual pause. */
  readonly pauseAfter?: number;
  /** What follows belongs to the same sentence of the script: a break or its length cut it here. */
  readonly continues?: boolean;
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

/**
 * Normalises a whole script. An unspeakable one gives no sentences.
 * @throws {SsmlError} when its markup cannot be read.
 */
export function normaliseScript(script: string, language: Language, lexicon: Lexicon = []): SpokenText {
  const document = parseSsml(script);
  const locale = LOCALES[language];
  const plainWords = (text: string) => flatWords(text, locale);
  const reader = new Reader(document, locale, new CompiledLexicon(lexicon, plainWords), plainWords);
  for (const run of runsOf(document)) {
    if (run.kind === 'break') reader.out.pause(run.seconds);
    else if (run.reading === undefined) reader.readRun(document.plain.slice(...run.span), run.span[0]);
    else reader.readAs(run.span, run.reading);
  }
  return { sentences: reader.out.finish(), dropped: reader.dropped };
}

/** Words of a short text, for aliases and respellings. */
function flatWords(text: string, locale: Locale): string[] {
  const document: SsmlDocument = {
    plain: text,
    segments: [],
    marked: false,
    toSource: (span) => span,
    toPlain: (span) => span,
  };
  const reader = new Reader(document, locale, null, () => []);
  reader.readRun(text, 0);
  return reader.out.finish().flatMap((sentence) => sentence.words.map((word) => word.text));
}

type Run =
  | { readonly kind: 'break'; readonly seconds: number }
  | { readonly kind: 'text'; readonly span: readonly [number, number]; readonly reading?: SsmlReading };

function runsOf({ segments }: SsmlDocument): Run[] {
  const runs: Run[] = [];
  for (const segment of segments) {
    const last = runs.at(-1);
    if (segment.kind === 'break') runs.push({ kind: 'break', seconds: segment.seconds });
    else if (segment.reading !== undefined || last?.kind !== 'text' || last.reading !== undefined) {
      const { span, reading } = segment;
      runs.push({ kind: 'text', span, ...(reading ? { reading } : {}) });
    } else runs[runs.length - 1] = { kind: 'text', span: [last.span[0], segment.span[1]] };
  }
  return runs;
}

class Reader {
  readonly out = new SentenceBuilder();
  dropped = 0;
  readonly #document: SsmlDocument;
  readonly #locale: Locale;
  readonly #lexicon: CompiledLexicon | null;
  readonly #plainWords: (text: string) => readonly string[];
  #previousWord = '';
  #segment = 0;

  constructor(
    document: SsmlDocument,
    locale: Locale,
    lexicon: CompiledLexicon | null,
    plainWords: (text: string) => readonly string[],
  ) {
    this.#document = document;
    this.#locale = locale;
    this.#lexicon = lexicon?.empty ? null : lexicon;
    this.#plainWords = plainWords;
  }

  /** @param base Where the run begins in the plain text. */
  readRun(script: string, base: number): void {
    const folded = this.#lexicon === null ? '' : fold(script);
    let at = 0;
    while (at < script.length) {
      const character = script[at] as string;
      if (/\s/.test(character)) {
        const gap = matchAt(/\s+/y, script, at) ?? character;
        if (/\n\s*\n/.test(gap)) this.out.endSentence(true);
        else if (gap.includes('\n') && startsItem(script, at + gap.length)) this.out.endSentence(false);
        at += gap.length;
        continue;
      }
      const atBoundary = isBoundary(script, at);
      const entry = atBoundary ? this.#lexicon?.match(script, folded, at) : null;
      if (entry) {
        this.#push(entry.words, base + at, entry.length);
        at += entry.length;
        continue;
      }
      const context: RuleContext = {
        script,
        at,
        locale: this.#locale,
        previousWord: this.#previousWord,
        atBoundary,
      };
      const match = firstMatch(context);
      if (match !== null) {
        this.#push(this.#respelled(match.words), base + at, match.length);
        if (match.after) this.out.punctuate(match.after);
        if (match.endsSentence) this.out.endSentence(false);
        at += match.length;
        continue;
      }
      const length = (script.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
      if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(script.slice(at, at + length))) this.dropped += 1;
      at += length;
    }
  }

  /** A stretch whose reading the script gives. */
  readAs(span: readonly [number, number], reading: SsmlReading): void {
    const raw = this.#document.plain.slice(...span);
    const text = raw.trim();
    const start = span[0] + raw.indexOf(text);
    if (reading.kind === 'phoneme') {
      this.#push(pronounced(text, reading.ipa, this.#plainWords), start, text.length);
      return;
    }
    const said =
      reading.kind === 'sub'
        ? this.#plainWords(reading.alias)
        : (sayAs(text, reading.as, reading.format, this.#locale) ?? this.#plainWords(text));
    this.#push(this.#respelled(said), start, text.length);
    const mark = reading.kind === 'sub' ? null : /[.?!,;:]$/.exec(text)?.[0];
    if (mark) this.out.punctuate(mark as '.');
  }

  #respelled(words: readonly string[]): LexiconWord[] {
    return words.flatMap((text) => this.#lexicon?.word(text) ?? [{ text }]);
  }

  #push(words: readonly LexiconWord[], start: number, length: number): void {
    if (words.length === 0) return;
    const span = this.#document.toSource([start, start + length]) as [number, number];
    const style = this.#styleAt(start);
    const styled = Object.keys(style).length > 0 ? { style } : {};
    this.out.push(
      words.map((word) => {
        // Rules write a breath inside what they read as a comma: "um dois três, quatro".
        const breath = word.text.endsWith(',');
        const text = breath ? word.text.slice(0, -1) : word.text;
        const loan = word.ipa || word.mnemonics ? undefined : this.#loan(text);
        return { ...word, text, span, ...styled, ...(loan ? { loan } : {}), after: breath ? ',' : '' };
      }),
    );
    this.#previousWord = words.at(-1)?.text ?? '';
  }

  #loan(text: string): string | undefined {
    const key = text.toLowerCase();
    return Object.hasOwn(this.#locale.loans, key) ? this.#locale.loans[key] : undefined;
  }

  /** Positions only grow, so the segments are walked once. */
  #styleAt(position: number): SsmlStyle {
    const { segments } = this.#document;
    for (; this.#segment < segments.length; this.#segment++) {
      const segment = segments[this.#segment];
      if (segment?.kind === 'text' && segment.span[1] > position) return segment.style;
    }
    return {};
  }
}

function firstMatch(context: RuleContext): Match | null {
  for (const rule of RULES) {
    const match = rule(context);
    if (match !== null && match.length > 0) return match;
  }
  return null;
}

/** The sign in "2x3 m" parts two numbers though it is a letter. */
const isBoundary = (script: string, at: number) =>
  at === 0 ||
  !/[\p{L}\p{N}]/u.test(script[at - 1] as string) ||
  (script[at - 1] === 'x' && /\d/.test(script[at - 2] ?? '') && /\d/.test(script[at] ?? ''));

/** A line that begins a list item, a heading's follow-up or an upper-case word is a sentence of its own. */
const startsItem = (script: string, at: number) => /[\p{Lu}\d•*–—-]/uy.test(script.slice(at, at + 1));

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
