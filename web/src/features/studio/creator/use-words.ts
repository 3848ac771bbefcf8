import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { Language } from '../../../../../supabase/functions/_shared/contract/job.ts';
import type { ptBR } from './messages/pt-br.ts';

export type Words = typeof ptBR;

const loaders: Record<Language, () => Promise<Words>> = {
  'pt-BR': async () => (await import('./messages/pt-br.ts')).ptBR,
  'en-US': async () => (await import('./messages/en-us.ts')).enUS,
  'es-ES': async () => (await import('./messages/es-es.ts')).esES,
};
const loaded = new Map<Language, Promise<Words>>();

/**
 * The creator's texts in the language of the page. There are two hundred of them, most names of sliders: they come with
 * the creator and not with the page. Suspends until they are there.
 */
export function useWords(): Words {
  const { i18n } = useTranslation();
  const language = Language.catch('pt-BR').parse(i18n.language);
  const words = loaded.get(language) ?? loaders[language]();
  loaded.set(language, words);
  return use(words);
}

/** A text with its `{{placeholders}}` filled in. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/{{(\w+)}}/g, (_, name: string) => String(values[name] ?? ''));
