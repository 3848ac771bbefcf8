import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { Language } from '../../../supabase/functions/_shared/contract/job.ts';

/**
 * Texts that come with a feature instead of with the first page, in the language of the page. The hook suspends until
 * they are there.
 */
export function lazyWords<Words>(loaders: Readonly<Record<Language, () => Promise<Words>>>): () => Words {
  const loaded = new Map<Language, Promise<Words>>();
  return function useWords() {
    const { i18n } = useTranslation();
    const language = Language.catch('pt-BR').parse(i18n.language);
    const words = loaded.get(language) ?? loaders[language]();
    loaded.set(language, words);
    return use(words);
  };
}

/** A text with its `{{placeholders}}` filled in. */
export const fillIn = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/{{(\w+)}}/g, (_, name: string) => String(values[name] ?? ''));
