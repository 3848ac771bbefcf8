/**
 * The user's pronunciations: whole words or phrases of the script, and words the normaliser itself made ("Sr." read as
 * "senhor"). The longest grapheme wins; among equals the one whose case is that of the script; then the first listed,
 * so entries of the job go before those of the account.
 */
import type { VoiceConfig } from '../../../supabase/functions/_shared/contract/job.ts';
import { readIpa } from '../../../supabase/functions/_shared/contract/ssml-values.ts';

export type Lexicon = NonNullable<VoiceConfig['lexicon']>;

/** A word of an entry, as it is to be spoken. */
export interface LexiconWord {
  readonly text: string;
  readonly ipa?: string;
  readonly mnemonics?: string;
}

interface CompiledEntry {
  readonly grapheme: string;
  readonly folded: string;
  readonly words: readonly LexiconWord[];
}

export interface LexiconMatch {
  readonly length: number;
  readonly words: readonly LexiconWord[];
}

/** Folds case without changing the length, so that positions stay those of the text. */
export const fold = (text: string): string =>
  Array.from(text, (c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c)).join('');

const WORD_CHARACTER = /[\p{L}\p{M}\p{N}]/u;

export class CompiledLexicon {
  /** By first folded character, the longest first. */
  readonly #entries = new Map<string, CompiledEntry[]>();

  /** @param read Reads a respelling with the language's own rules: digits in it become words. */
  constructor(lexicon: Lexicon, read: (say: string) => readonly string[]) {
    // A script may hold its accents composed or apart, whatever the entry does.
    const forms = lexicon.flatMap(({ grapheme, say }) =>
      [...new Set([grapheme.normalize('NFC'), grapheme.normalize('NFD')])].map((form) => ({
        grapheme: form,
        say,
      })),
    );
    for (const { grapheme, say } of forms) {
      const folded = fold(grapheme.trim());
      const words = compileSay(grapheme, say.trim(), read);
      if (folded === '' || words.length === 0) continue;
      const key = folded[0] as string;
      const bucket = this.#entries.get(key) ?? [];
      bucket.push({ grapheme: grapheme.trim(), folded, words });
      this.#entries.set(key, bucket);
    }
    for (const bucket of this.#entries.values()) bucket.sort((a, b) => b.folded.length - a.folded.length);
  }

  get empty(): boolean {
    return this.#entries.size === 0;
  }

  /**
   * The entry that begins at `at`, which must be the beginning of a word.
   * @param folded `fold(text)`.
   */
  match(text: string, folded: string, at: number): LexiconMatch | null {
    let best: CompiledEntry | null = null;
    for (const entry of this.#entries.get(folded[at] ?? '') ?? []) {
      if (best !== null && entry.folded.length < best.folded.length) break;
      if (!folded.startsWith(entry.folded, at) || !endsWord(text, at + entry.folded.length, entry)) continue;
      if (text.startsWith(entry.grapheme, at)) return { length: entry.folded.length, words: entry.words };
      best ??= entry;
    }
    if (best === null) return this.#plural(text, at);
    return { length: best.folded.length, words: best.words };
  }

  /** A single word the normaliser made; one letter is no word to look up: "e" joins, "E" is a letter's name. */
  word(text: string): readonly LexiconWord[] | null {
    if (text.length < 2 || this.empty) return null;
    const found = this.match(text, fold(text), 0);
    return found?.length === text.length ? found.words : null;
  }

  /** "EPIs" is the plural of "EPI". */
  #plural(text: string, at: number): LexiconMatch | null {
    const found = /^(\p{Lu}{2,10})s(?![\p{L}\p{M}\p{N}])/u.exec(text.slice(at, at + 13));
    const name = found?.[1];
    if (name === undefined) return null;
    const entry = this.#entries.get(fold(name)[0] ?? '')?.find((e) => e.grapheme === name);
    const last = entry?.words.at(-1);
    if (entry === undefined || last === undefined || last.mnemonics !== undefined) return null;
    const plural = {
      ...last,
      text: /s$/i.test(last.text) ? last.text : `${last.text}s`,
      ...(last.ipa ? { ipa: `${last.ipa}s` } : {}),
    };
    return { length: name.length + 1, words: [...entry.words.slice(0, -1), plural] };
  }
}

function endsWord(text: string, end: number, entry: CompiledEntry): boolean {
  return !(WORD_CHARACTER.test(text[end] ?? '') && WORD_CHARACTER.test(entry.folded.at(-1) ?? ''));
}

/** `say` is espeak mnemonics in double square brackets, IPA between slashes, or a respelling. */
function compileSay(
  grapheme: string,
  say: string,
  read: (say: string) => readonly string[],
): readonly LexiconWord[] {
  const mnemonics = /^\[\[([^[\]<>&]+)\]\]$/.exec(say)?.[1];
  if (mnemonics !== undefined) return [{ text: joined(grapheme, read), mnemonics }];
  const ipa = /^\/([^/]+)\/$/.exec(say)?.[1];
  if (ipa === undefined) return read(say).map((text) => ({ text }));
  try {
    return pronounced(grapheme, readIpa(ipa), read);
  } catch {
    // Not IPA after all: what stands between the slashes is read as words.
    return read(ipa).map((text) => ({ text }));
  }
}

/** Words of `text` with their pronunciation: one each where both have as many, else one word for the whole. */
export function pronounced(
  text: string,
  ipa: string,
  read: (text: string) => readonly string[],
): readonly LexiconWord[] {
  const sounds = ipa.split(/\s+/).filter((part) => part !== '');
  const written = text.match(/\p{L}[\p{L}\p{M}'’-]*/gu) ?? [];
  if (sounds.length > 1 && sounds.length === written.length) {
    return written.map((word, i) => ({ text: word, ipa: sounds[i] as string }));
  }
  return [{ text: joined(text, read), ipa: sounds.join('') }];
}

/** One word that stands for a phrase. */
function joined(text: string, read: (text: string) => readonly string[]): string {
  const written = text.match(/\p{L}[\p{L}\p{M}'’-]*/gu) ?? [];
  return (written.length > 0 ? written : read(text)).join('-') || 'x';
}
