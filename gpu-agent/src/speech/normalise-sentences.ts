/** Words gathered into sentences, with the pauses the script asks for. */
import type { SpokenSentence, SpokenWord } from './normalise.ts';

/** A sentence is cut after this many words, so that no request grows without bound. */
const LONGEST_SENTENCE = 60;
/** Looking back for a clause to cut at, no part gets shorter than this. */
const SHORTEST_PART = 20;

type Draft = { -readonly [K in keyof SpokenWord]: SpokenWord[K] };
type Mark = Exclude<SpokenWord['after'], ''>;

const STRENGTH: readonly SpokenWord['after'][] = ['', ',', ';', ':', '.', '!', '?'];

export class SentenceBuilder {
  readonly #sentences: { -readonly [K in keyof SpokenSentence]: SpokenSentence[K] }[] = [];
  #words: Draft[] = [];
  #lead = 0;

  push(words: readonly SpokenWord[]): void {
    for (const word of words) this.#words.push({ ...word });
    if (this.#words.length >= LONGEST_SENTENCE) this.#cut();
  }

  /** Only the last word carries punctuation, and the stronger mark wins. */
  punctuate(mark: Mark): void {
    const last = this.#words.at(-1);
    if (last !== undefined && STRENGTH.indexOf(mark) > STRENGTH.indexOf(last.after)) last.after = mark;
  }

  endSentence(endsParagraph: boolean): void {
    const last = this.#words.at(-1);
    if (last !== undefined) {
      if (last.after === '' || !'.?!'.includes(last.after)) last.after = '.';
      this.#close(this.#words, { endsParagraph });
      this.#words = [];
      return;
    }
    const before = this.#sentences.at(-1);
    if (before === undefined) return;
    if (endsParagraph) before.endsParagraph = true;
    if (before.continues) this.#settle(before);
  }

  /** Silence of exactly this length here. None at all inside a sentence changes nothing. */
  pause(seconds: number): void {
    const last = this.#words.at(-1);
    if (last !== undefined) {
      if (seconds === 0) return;
      if (last.after === '') last.after = ',';
      this.#close(this.#words, { continues: true, pauseAfter: seconds });
      this.#words = [];
      return;
    }
    const before = this.#sentences.at(-1);
    if (before === undefined) this.#lead += seconds;
    else before.pauseAfter = (before.pauseAfter ?? 0) + seconds;
  }

  finish(): SpokenSentence[] {
    this.endSentence(true);
    return this.#sentences;
  }

  #close(words: Draft[], more: Partial<SpokenSentence>): void {
    const lead = this.#sentences.length === 0 && this.#lead > 0 ? { pauseBefore: this.#lead } : {};
    this.#sentences.push({ words, endsParagraph: false, ...lead, ...more });
  }

  /** What was to continue does not. */
  #settle(sentence: { -readonly [K in keyof SpokenSentence]: SpokenSentence[K] }): void {
    delete sentence.continues;
    const last = sentence.words.at(-1);
    if (last === undefined || '.?!'.includes(last.after || ',')) return;
    sentence.words = [...sentence.words.slice(0, -1), { ...last, after: '.' }];
  }

  /** Cuts a sentence that grew too long at its last clause, else where it stands; never inside an expanded token. */
  #cut(): void {
    const clause = this.#words.findLastIndex(
      (word, i) => i >= SHORTEST_PART && word.after !== '' && word.span !== this.#words[i + 1]?.span,
    );
    const at = clause < 0 ? this.#words.length : clause + 1;
    const words = this.#words.slice(0, at);
    const last = words.at(-1);
    if (last?.after === '') last.after = ',';
    this.#close(words, { continues: true });
    this.#words = this.#words.slice(at);
  }
}
