/** Avatars of one’s own, as page and gallery name them; the creator and the import bring texts of their own. */
export const ptBROwnAvatars = {
  ready: 'Meu',
  checking: 'Verificando',
  failed: 'Recusado',
  mine: 'Meus avatares',
  edit: 'Mudar a aparência',
  bring: 'Trazer um avatar (GLB)',
  empty: 'Nenhum avatar seu ainda',
  emptyText: 'No estúdio, mude a aparência de alguém e salve, ou traga um GLB.',
  notLook: 'Avatares trazidos de outro programa não têm aparência para mudar aqui.',
};
