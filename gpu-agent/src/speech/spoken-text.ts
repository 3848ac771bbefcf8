/** Which words a recording says. */

const HOLDS_A_WORD = /[\p{L}\p{N}]/u;

/**
 * The recording's own `text` wins; where it has none the script is taken to be what was recorded. An empty `text` says
 * that nobody knows the words and that the script is only a note.
 *
 * @returns null where nothing is known of the words: the timeline is then approximate and there are no captions.
 */
export function spokenText(script: string, text: string | undefined): string | null {
  const words = text ?? script;
  return HOLDS_A_WORD.test(words) ? words : null;
}
