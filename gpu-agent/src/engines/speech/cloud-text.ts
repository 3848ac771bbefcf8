/**
 * A script in requests for a cloud voice: whole sentences up to a length, with the place of every sentence and word in
 * each request's text, so that character times can be read back as word times.
 */
import type { SpokenSentence } from '../../speech/normalise.ts';

export interface CharSpan {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export interface ChunkSentence extends CharSpan {
  /** Index among the script's sentences. */
  readonly index: number;
  /** Letters of each word, without the punctuation after it. */
  readonly words: readonly CharSpan[];
}

export interface TextChunk {
  readonly text: string;
  readonly sentences: readonly ChunkSentence[];
  /** How much faster than the rest the script wants it: 1 unless its markup says otherwise. */
  readonly rate: number;
}

/** Services and models take one speed a request: a sentence has the mean of its words', in steps of a twentieth. */
export function sentenceRate({ words }: SpokenSentence): number {
  const letters = words.reduce((sum, { text }) => sum + text.length, 0);
  const weighed = words.reduce((sum, { text, style }) => sum + text.length * (style?.rate ?? 1), 0);
  return letters === 0 ? 1 : Math.round((20 * weighed) / letters) / 20;
}

/**
 * @param limit Characters a request may have, in UTF-16 units; a sentence longer than it stands alone, so that callers
 *   cut such ones first (`splitScript`). What is to be spoken faster or slower goes in requests of its own.
 */
export function chunkSentences(sentences: readonly SpokenSentence[], limit: number): TextChunk[] {
  const chunks: TextChunk[] = [];
  let text = '';
  let inside: ChunkSentence[] = [];
  let rate = 1;
  const close = () => {
    if (inside.length > 0) chunks.push({ text, sentences: inside, rate });
    text = '';
    inside = [];
  };
  for (const [index, sentence] of sentences.entries()) {
    const own = sentence.words.map((word) => word.text + word.after).join(' ');
    const wanted = sentenceRate(sentence);
    if (inside.length > 0 && (wanted !== rate || text.length + 2 + own.length > limit)) close();
    rate = wanted;
    if (inside.length > 0) text += sentences[index - 1]?.endsParagraph ? '\n\n' : ' ';
    const from = text.length;
    let at = from;
    const words = sentence.words.map((word) => {
      const span = { from: at, to: at + word.text.length };
      at += word.text.length + word.after.length + 1;
      return span;
    });
    text += own;
    inside.push({ index, from, to: text.length, words });
  }
  close();
  return chunks;
}
