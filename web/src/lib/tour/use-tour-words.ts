import { lazyWords } from '../lazy-words.ts';
import type { ptBR } from './messages/pt-br.ts';

export const useTourWords = lazyWords<typeof ptBR>({
  'pt-BR': async () => (await import('./messages/pt-br.ts')).ptBR,
  'en-US': async () => (await import('./messages/en-us.ts')).enUS,
  'es-ES': async () => (await import('./messages/es-es.ts')).esES,
});
