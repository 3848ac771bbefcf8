import type { ptBR } from './pt-br.ts';

export const enUS: typeof ptBR = {
  title: 'Deleted videos',
  lead: 'They stay here for a day after you delete them. Then they are gone with their files.',
  empty: 'Nothing here',
  emptyText: 'What you delete can come back for a day.',
  left: 'Gone in {{time}}',
  gone: 'Gone any moment',
  restore: 'Restore',
  restoreName: 'Restore {{title}}',
};
