/** The corpus of the normaliser by language, for its tests and for `npm run bench -- normalisation`. */
import type { Language } from '../../../supabase/functions/_shared/contract/job.ts';
import { CASES as ENGLISH } from './normalise-corpus-en.ts';
import { CASES as SPANISH } from './normalise-corpus-es.ts';
import { CASES as PORTUGUESE } from './normalise-corpus-pt.ts';

export type CorpusCase = readonly [script: string, spoken: string];

export const NORMALISE_CORPUS: Readonly<Record<Language, readonly CorpusCase[]>> = {
  'pt-BR': PORTUGUESE,
  'en-US': ENGLISH,
  'es-ES': SPANISH,
};

/** A normalised text as the corpus writes it. */
export const transcript = (
  sentences: readonly { readonly words: readonly { readonly text: string; readonly after: string }[] }[],
): string => sentences.map(({ words }) => words.map((word) => word.text + word.after).join(' ')).join(' | ');
