import type { ptBROwnAvatars } from './pt-br-own-avatars.ts';

export const enUSOwnAvatars: typeof ptBROwnAvatars = {
  ready: 'Mine',
  checking: 'Checking',
  failed: 'Refused',
  mine: 'My avatars',
  edit: 'Change the look',
  bring: 'Bring an avatar (GLB)',
  empty: 'No avatar of yours yet',
  emptyText: 'In the studio, change somebody’s look and save it, or bring a GLB.',
  notLook: 'Avatars from another program have no look to change here.',
};
