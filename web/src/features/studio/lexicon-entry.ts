import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  LexiconAnswer,
  type Pronunciation,
} from '../../../../supabase/functions/_shared/contract/lexicon.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { keys } from '../../lib/resources.ts';

/** Adds one pronunciation to the account's dictionary. */
export function useRemember() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (entry: Pronunciation) =>
      apiFetch('/lexicon', LexiconAnswer, { method: 'PUT', body: { entries: [entry] } }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.lexicon }),
  });
}
