/**
 * Long scripts in pieces an engine takes: whole sentences while they fit, else clauses, else words. A piece never ends
 * inside what the normaliser expanded as one (a number, an abbreviation, an address), since such words share their span.
 */
import type { SpokenSentence, SpokenText, SpokenWord } from './normalise.ts';

export interface SplitLimits {
  /** Characters of text with its punctuation and spaces. */
  readonly maxCharacters?: number;
  /** Seconds of speech, estimated from `charactersPerSecond`, pauses included. */
  readonly maxSeconds?: number;
  /** Of the voice at its rate; 14.5 is what espeak's voices reach at theirs. */
  readonly charactersPerSecond?: number;
  /** Seconds between sentences and between paragraphs, for the estimate. */
  readonly sentencePause?: number;
  readonly paragraphPause?: number;
}

export interface ScriptChunk {
  readonly sentences: readonly SpokenSentence[];
  /** Index of its first word in the script's words, and of its first sentence in the sentences of all chunks. */
  readonly firstWord: number;
  readonly firstSentence: number;
  /** [start, end) in UTF-16 units of the script. */
  readonly span: readonly [number, number];
  readonly characters: number;
  /** Estimated. */
  readonly seconds: number;
}

/** A chunk ends with a paragraph rather than a sentence once it is this full. */
const FULL_ENOUGH = 0.6;

interface Size {
  readonly characters: number;
  readonly seconds: number;
}

/**
 * Splits a normalised script. Sentences longer than the limits come out in parts that `continues`; concatenating the
 * words of all chunks gives the words of the script.
 * @throws {RangeError} when a limit is not positive.
 */
export function splitScript(text: SpokenText, limits: SplitLimits): ScriptChunk[] {
  const maxCharacters = limits.maxCharacters ?? Number.POSITIVE_INFINITY;
  const maxSeconds = limits.maxSeconds ?? Number.POSITIVE_INFINITY;
  const pace = limits.charactersPerSecond ?? 14.5;
  if (!(maxCharacters > 0 && maxSeconds > 0 && pace > 0)) throw new RangeError('limits must be positive');

  const sizeOf = (sentence: SpokenSentence): Size => {
    const characters = lengthOf(sentence.words);
    const rates = sentence.words.reduce(
      (sum, { text: t, style }) => sum + (t.length + 1) / (style?.rate ?? 1),
      0,
    );
    const pause = sentence.continues
      ? 0
      : sentence.endsParagraph
        ? (limits.paragraphPause ?? 0.7)
        : (limits.sentencePause ?? 0.32);
    return {
      characters,
      seconds: rates / pace + (sentence.pauseBefore ?? 0) + (sentence.pauseAfter ?? pause),
    };
  };
  const fits = (size: Size) => size.characters <= maxCharacters && size.seconds <= maxSeconds;
  const parts = text.sentences.flatMap((sentence) => {
    const size = sizeOf(sentence);
    const speech = size.seconds - (sentence.pauseBefore ?? 0) - (sentence.pauseAfter ?? 0);
    if (fits({ characters: size.characters, seconds: speech })) return [sentence];
    const room = Math.min(
      maxCharacters,
      Math.max(1, Math.floor((maxSeconds * pace * size.characters) / Math.max(1, speech * pace))),
    );
    return cutSentence(sentence, room);
  });

  const chunks: ScriptChunk[] = [];
  let open: SpokenSentence[] = [];
  let size: Size = { characters: 0, seconds: 0 };
  let firstWord = 0;
  let firstSentence = 0;
  const close = () => {
    if (open.length === 0) return;
    const words = open.flatMap((sentence) => sentence.words);
    const spans = words.map((word) => word.span);
    const span = [Math.min(...spans.map((s) => s[0])), Math.max(...spans.map((s) => s[1]))] as const;
    chunks.push({ sentences: open, firstWord, firstSentence, span, ...size });
    firstWord += words.length;
    firstSentence += open.length;
    open = [];
    size = { characters: 0, seconds: 0 };
  };
  for (const part of parts) {
    const own = sizeOf(part);
    const joined = { characters: size.characters + own.characters, seconds: size.seconds + own.seconds };
    if (!fits(joined)) close();
    open.push(part);
    size = { characters: size.characters + own.characters, seconds: size.seconds + own.seconds };
    const full = Math.max(size.characters / maxCharacters, size.seconds / maxSeconds);
    if (part.endsParagraph && full >= FULL_ENOUGH) close();
  }
  close();
  return chunks;
}

const lengthOf = (words: readonly SpokenWord[]) =>
  words.reduce((sum, word) => sum + word.text.length + word.after.length + 1, 0);

/** Cuts at the last clause that fits, else at the last token that does; a single longer token stays whole. */
function cutSentence(sentence: SpokenSentence, room: number): SpokenSentence[] {
  const parts: SpokenSentence[] = [];
  let words = sentence.words;
  while (lengthOf(words) > room) {
    let length = 0;
    let clause = 0;
    let token = 0;
    let firstEnd = words.length;
    for (const [i, word] of words.entries()) {
      length += word.text.length + word.after.length + 1;
      const end = i + 1;
      const next = words[end];
      if (next === undefined || (next.span[0] === word.span[0] && next.span[1] === word.span[1])) continue;
      firstEnd = Math.min(firstEnd, end);
      if (length > room) break;
      token = end;
      // A clause too near the beginning would leave a crumb.
      if (word.after !== '' && length > room / 3) clause = end;
    }
    const at = clause || token || firstEnd;
    if (at >= words.length) break;
    const head = words.slice(0, at);
    const last = head.at(-1) as SpokenWord;
    const closed = last.after === '' ? [...head.slice(0, -1), { ...last, after: ',' as const }] : head;
    const lead = parts.length === 0 && sentence.pauseBefore ? { pauseBefore: sentence.pauseBefore } : {};
    parts.push({ words: closed, endsParagraph: false, continues: true, ...lead });
    words = words.slice(at);
  }
  const { pauseBefore, ...rest } = sentence;
  return [...parts, { ...rest, ...(parts.length === 0 && pauseBefore ? { pauseBefore } : {}), words }];
}
