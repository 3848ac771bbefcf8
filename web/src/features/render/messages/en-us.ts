import type { ptBR } from './pt-br.ts';

export const enUS: typeof ptBR = {
  film: '1 min of video in about {{time}}',
  speech: '1 min of speech in about {{time}}',
  measured: 'measured by the agent itself at {{size}}, {{quality}}',
};
