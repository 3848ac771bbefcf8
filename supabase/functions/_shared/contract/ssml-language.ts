/** Whether markup that names a language and the voice that is to speak it agree. */
import type { Language } from './job.ts';
import { parseSsml } from './ssml.ts';

/**
 * The `xml:lang` of a script that another language was chosen for; null where they agree or none is named. A bare
 * language agrees with each of its regions ("pt" with pt-BR); another region does not ("pt-PT"), since its voices
 * read another accent.
 *
 * @throws SsmlError when the markup cannot be read
 */
export function foreignLanguage(script: string, language: Language): string | null {
  const { lang } = parseSsml(script);
  if (lang === undefined) return null;
  const [named = '', chosen] = [lang.trim().replaceAll('_', '-').toLowerCase(), language.toLowerCase()];
  return named === chosen || named === chosen.slice(0, 2) ? null : lang;
}
