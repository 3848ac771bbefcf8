import type { Language } from '../../../../supabase/functions/_shared/contract/job.ts';

/** What a voice says to be judged by: in its own language, whatever the interface speaks. */
export const PREVIEW_SENTENCE: Readonly<Record<Language, string>> = {
  'pt-BR': 'Olá! É assim que a minha voz soa nos vídeos. Antes de subir, confira o cinto e o capacete.',
  'en-US':
    'Hello! This is how my voice sounds in the videos. Before you climb, check the harness and the helmet.',
  'es-ES': '¡Hola! Así suena mi voz en los vídeos. Antes de subir, revisa el cinturón y el casco.',
};
