/** What burned captions of the draft show at the moment, for the preview. */
import { parseSsml, SsmlError } from '../../../../supabase/functions/_shared/contract/ssml.ts';
import type { Listening } from './use-listening.ts';

/** A text without markup, and how far in it somebody speaks. */
export interface SaidText {
  readonly text: string;
  readonly at: number;
}

/** Three cues at least, so that the first is cut as in the film; what is typed further on changes nothing. */
const BEGINNING = 260;
/** Longer than a sentence that is heard at once. */
const SENTENCE = 1500;

/** The script's beginning, or while somebody speaks the sentence; null where nothing would be shown. */
export function saidText(script: string, listening: Listening): SaidText | null {
  const playing = listening.status === 'playing';
  const { plain, toPlain } = readMarkup(playing ? listening.script : script);
  const [from] = playing ? toPlain(listening.span) : [0];
  const [at] = playing && listening.word ? toPlain(listening.word) : [from];
  const text = plain.slice(from, from + (playing ? SENTENCE : BEGINNING));
  return text.trim() === '' ? null : { text, at: Math.max(0, at - from) };
}

/** Markup that is only half typed is shown as it stands. */
function readMarkup(script: string): Pick<ReturnType<typeof parseSsml>, 'plain' | 'toPlain'> {
  try {
    return parseSsml(script);
  } catch (error) {
    if (error instanceof SsmlError) return { plain: script, toPlain: (span) => span };
    throw error;
  }
}
