import i18next, { type i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { Language } from '../../../supabase/functions/_shared/contract/job.ts';
import { chooseLanguage } from './languages.ts';
import type { FirstMessages } from './locales/messages.ts';
import { readStored, writeStored } from './stored.ts';

/** One chunk a language: only the one in use is loaded. */
const loaders: Record<Language, () => Promise<FirstMessages>> = {
  'pt-BR': async () => (await import('./locales/pt-br.ts')).ptBR,
  'en-US': async () => (await import('./locales/en-us.ts')).enUS,
  'es-ES': async () => (await import('./locales/es-es.ts')).esES,
};

/** What one or two pages alone show comes with them. */
const later = {
  integrations: {
    'pt-BR': async () => (await import('./locales/pt-br-integrations.ts')).ptBRIntegrations,
    'en-US': async () => (await import('./locales/en-us-integrations.ts')).enUSIntegrations,
    'es-ES': async () => (await import('./locales/es-es-integrations.ts')).esESIntegrations,
  },
  voices: {
    'pt-BR': async () => (await import('./locales/pt-br-voices.ts')).ptBRVoices,
    'en-US': async () => (await import('./locales/en-us-voices.ts')).enUSVoices,
    'es-ES': async () => (await import('./locales/es-es-voices.ts')).esESVoices,
  },
} satisfies Record<string, Record<Language, () => Promise<object>>>;
type Later = keyof typeof later;
const added = new Set<Later>();

const KEY = 'semblante.language';

/** Loads the language chosen before, else the browser's where it is offered, else pt-BR. */
export async function startI18n(): Promise<I18n> {
  const language = chooseLanguage(readStored(KEY), navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: await loaders[language]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
  return i18next;
}

export async function changeLanguage(language: Language): Promise<void> {
  i18next.addResourceBundle(language, 'translation', await loaders[language](), true, true);
  await Promise.all([...added].map((part) => add(part, language)));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  writeStored(KEY, language);
}

async function add(part: Later, language: Language): Promise<void> {
  i18next.addResourceBundle(language, 'translation', await later[part][language](), true, true);
}

/** Texts of a page, before it is drawn; from then on they follow the language like all others. */
export async function loadMessages(...parts: readonly Later[]): Promise<void> {
  const language = Language.catch('pt-BR').parse(i18next.language);
  for (const part of parts) added.add(part);
  await Promise.all(parts.map((part) => add(part, language)));
}
