import { Language } from '../../../supabase/functions/_shared/contract/job.ts';

/** Each language in its own name, in the order the product offers them. */
export const LANGUAGE_NAMES: Record<Language, string> = {
  'pt-BR': 'Português (Brasil)',
  'en-US': 'English (US)',
  'es-ES': 'Español',
};

/** The stored choice if valid, else the first of the browser's languages that is offered, else pt-BR. */
export function chooseLanguage(stored: string | null, browser: readonly string[]): Language {
  const chosen = Language.safeParse(stored);
  if (chosen.success) return chosen.data;
  for (const tag of browser) {
    const base = tag.toLowerCase().split('-')[0];
    const match = Language.options.find((option) => option.toLowerCase().startsWith(`${base}-`));
    if (match) return match;
  }
  return 'pt-BR';
}
