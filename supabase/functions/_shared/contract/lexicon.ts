/** A person's own pronunciations: how to say what the rules of a language would say wrong. */
import { z } from 'zod';
import { Language } from './job.ts';

export const LEXICON_LIMITS = { entries: 500, grapheme: 100, say: 200 } as const;

const words = (longest: number) => z.string().trim().min(1).max(longest);

/** Entries of one key are one entry: letters composed, spaces single, any case. SQL computes the same for its rows. */
export const graphemeKey = (grapheme: string): string =>
  grapheme.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

/** `grapheme` as it is written in scripts, whatever the case; `say` as it would be written to be read right. */
export const Pronunciation = z.strictObject({
  language: Language,
  grapheme: words(LEXICON_LIMITS.grapheme),
  say: words(LEXICON_LIMITS.say),
});
export type Pronunciation = z.infer<typeof Pronunciation>;

export const LexiconQuery = z.strictObject({ language: Language.optional() });

export const LexiconPut = z.strictObject({
  entries: z.array(Pronunciation).min(1).max(LEXICON_LIMITS.entries),
});

export const LexiconDelete = z.strictObject({ language: Language, grapheme: words(LEXICON_LIMITS.grapheme) });

export const LexiconDeleteAnswer = z.object({ deleted: z.boolean() });

export const LexiconAnswer = z.object({
  entries: z.array(Pronunciation.extend({ updated_at: z.string() })),
});
export type LexiconAnswer = z.infer<typeof LexiconAnswer>;
