import type { ptBR } from './pt-br.ts';

export const esES: typeof ptBR = {
  title: 'Voz',
  listen: 'Escuchar en {{language}}',
  stop: 'Parar',
  waiting: 'Se está preparando la voz…',
  nobody: 'Esperando a un agente. En cuanto haya uno, la voz sonará.',
  signIn: 'Entra para oír la voz.',
  blocked: 'El navegador no dejó que sonara. Pulsa otra vez.',
};
