import type { ptBROwnAvatars } from './pt-br-own-avatars.ts';

export const esESOwnAvatars: typeof ptBROwnAvatars = {
  ready: 'Mío',
  checking: 'Comprobando',
  failed: 'Rechazado',
  mine: 'Mis avatares',
  edit: 'Cambiar el aspecto',
  bring: 'Traer un avatar (GLB)',
  empty: 'Aún no tienes avatares',
  emptyText: 'En el estudio, cambia el aspecto de alguien y guárdalo, o trae un GLB.',
  notLook: 'Los avatares de otro programa no tienen un aspecto que cambiar aquí.',
};
