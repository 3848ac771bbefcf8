import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  LexiconAnswer,
  LexiconDeleteAnswer,
  type Pronunciation,
} from '../../../../supabase/functions/_shared/contract/lexicon.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { keys } from '../../lib/resources.ts';

/** The account's pronunciations of every language. */
export const useLexicon = (signedIn: boolean) =>
  useQuery({
    queryKey: keys.lexicon,
    queryFn: async ({ signal }) => (await apiFetch('/lexicon', LexiconAnswer, { signal })).entries,
    enabled: signedIn,
  });

const put = (entries: readonly Pronunciation[]) =>
  apiFetch('/lexicon', LexiconAnswer, { method: 'PUT', body: { entries } });

const remove = ({ language, grapheme }: Pick<Pronunciation, 'language' | 'grapheme'>) =>
  apiFetch('/lexicon', LexiconDeleteAnswer, { method: 'DELETE', query: { language, grapheme } });

export interface LexiconChange {
  readonly entries: readonly Pronunciation[];
  /** The entry that was edited, when it is now written otherwise: the new one is stored before the old one goes. */
  readonly instead?: Pronunciation | undefined;
}

export function useSavePronunciations() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ entries, instead }: LexiconChange) => {
      const saved = await put(entries);
      if (instead) await remove(instead);
      return saved.entries;
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.lexicon }),
  });
}

export function useDeletePronunciation() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: remove,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.lexicon }),
  });
}
