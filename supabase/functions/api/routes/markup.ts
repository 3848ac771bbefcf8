/** Looks at the markup of a text before it is stored: whoever sent it learns at once where it is wrong. */
import { parseSsml, SsmlError } from '../../_shared/contract/ssml.ts';
import { ApiFailure } from '../../_shared/failure.ts';

/**
 * The script without its tags.
 *
 * @throws ApiFailure `invalid_ssml` with position, line, column and remedy
 */
export function readMarkup(script: string): string {
  try {
    return parseSsml(script).plain;
  } catch (error) {
    if (!(error instanceof SsmlError)) throw error;
    const { position, line, column, remedy } = error;
    throw new ApiFailure('invalid_ssml', error.message, { details: { position, line, column, remedy } });
  }
}
