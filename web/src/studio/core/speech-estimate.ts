/**
 * How long a script takes to say, before any voice has spoken it. A planning figure only: the film's real length
 * is known once speech is synthesised.
 */
import type { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { visibleText } from '../../../../supabase/functions/_shared/contract/ssml.ts';

/**
 * Letters a second at rate 1, pauses apart: 165 words a minute, the pace the catalogue's voices are set to, times
 * the mean length of a word in running text (about 4.9 letters in Portuguese and Spanish, 4.6 in English).
 */
const CHARACTERS_PER_SECOND: Readonly<Record<Language, number>> = {
  'pt-BR': 13.5,
  'en-US': 12.7,
  'es-ES': 13.5,
};

const SENTENCE_PAUSE_S = 0.45;
const CLAUSE_PAUSE_S = 0.2;
/** Silence before the first word and after the last one. */
const PADDING_S = 0.6;

/** Seconds of film for a script; 0 for one that says nothing. */
export function estimateSpeech(written: string, language: Language, rate: number): number {
  const script = visibleText(written);
  const spoken = script.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (spoken === 0) return 0;
  const sentences = script.match(/[.!?…]+(?=\s|$)|\n+/g)?.length ?? 0;
  const clauses = script.match(/[,;:–—](?=\s)/g)?.length ?? 0;
  // Digits are written shorter than they are said: "25" is two characters and three or four syllables.
  const digits = script.match(/\p{N}/gu)?.length ?? 0;
  const voiced = (spoken + digits * 4) / CHARACTERS_PER_SECOND[language];
  const pauses = Math.max(0, sentences - 1) * SENTENCE_PAUSE_S + clauses * CLAUSE_PAUSE_S;
  return PADDING_S + (voiced + pauses) / rate;
}
