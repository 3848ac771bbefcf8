import type { ptBR } from './pt-br.ts';

export const esES: typeof ptBR = {
  title: 'Vídeos borrados',
  lead: 'Se quedan aquí un día después de borrarlos. Luego desaparecen con sus archivos.',
  empty: 'No hay nada aquí',
  emptyText: 'Lo que borres puede volver durante un día.',
  left: 'Desaparece en {{time}}',
  gone: 'Desaparece en cualquier momento',
  restore: 'Restaurar',
  restoreName: 'Restaurar {{title}}',
};
