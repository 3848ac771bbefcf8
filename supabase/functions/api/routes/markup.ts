/** Looks at the markup of a text before it is stored: whoever sent it learns at once where it is wrong. */
import type { Language } from '../../_shared/contract/job.ts';
import { parseSsml, SsmlError } from '../../_shared/contract/ssml.ts';
import { foreignLanguage } from '../../_shared/contract/ssml-language.ts';
import { ApiFailure } from '../../_shared/failure.ts';

/**
 * The script without its tags.
 *
 * @throws ApiFailure `invalid_ssml` with position, line, column and remedy, or with the language of `xml:lang` where
 *   the voice is to speak another
 */
export function readMarkup(script: string, language: Language): string {
  try {
    const { plain } = parseSsml(script);
    const foreign = foreignLanguage(script, language);
    if (foreign === null) return plain;
    const remedy = `Write xml:lang="${language}", leave it out, or choose a voice of ${foreign}.`;
    throw new ApiFailure('invalid_ssml', `The markup is in ${foreign}, the voice is to speak ${language}.`, {
      details: { lang: foreign, language, remedy },
    });
  } catch (error) {
    if (!(error instanceof SsmlError)) throw error;
    const { position, line, column, remedy } = error;
    throw new ApiFailure('invalid_ssml', error.message, { details: { position, line, column, remedy } });
  }
}
