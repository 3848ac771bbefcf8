import type { ptBR } from './pt-br.ts';

export const enUS: typeof ptBR = {
  title: 'Voice',
  listen: 'Listen in {{language}}',
  stop: 'Stop',
  waiting: 'The voice is being prepared…',
  nobody: 'Waiting for an agent. The voice plays as soon as there is one.',
  signIn: 'Sign in to hear the voice.',
  blocked: 'The browser would not play it. Press again.',
};
