import type { ptBR } from './pt-br.ts';

export const esES: typeof ptBR = {
  film: '1 min de vídeo en unos {{time}}',
  speech: '1 min de habla en unos {{time}}',
  measured: 'medido por el propio agente a {{size}}, {{quality}}',
};
