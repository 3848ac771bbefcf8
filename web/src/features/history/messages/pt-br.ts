/** Texts of the deleted films; loaded with them, in one language. */
export const ptBR = {
  title: 'Vídeos apagados',
  lead: 'Ficam aqui por um dia depois de apagados. Depois somem com os seus arquivos.',
  empty: 'Nada aqui',
  emptyText: 'O que você apagar pode voltar durante um dia.',
  left: 'Some em {{time}}',
  gone: 'Some a qualquer momento',
  restore: 'Restaurar',
  restoreName: 'Restaurar {{title}}',
};
