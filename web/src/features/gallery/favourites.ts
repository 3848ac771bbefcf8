import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  FavouriteAnswer,
  FavouritesAnswer,
} from '../../../../supabase/functions/_shared/contract/preferences.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { keys } from '../../lib/resources.ts';
import { useToasts } from '../../lib/ui/toasts.tsx';

/** Ids of the avatars that the account likes. */
export const useFavourites = (signedIn: boolean) =>
  useQuery({
    queryKey: keys.favourites,
    queryFn: async ({ signal }) => (await apiFetch('/favourites', FavouritesAnswer, { signal })).avatar_ids,
    enabled: signedIn,
    staleTime: 60_000,
  });

interface Change {
  readonly avatarId: string;
  readonly favourite: boolean;
}

/** Shown at once; taken back when the server refuses, which is told even if the card has left the page since. */
export function useSetFavourite() {
  const toasts = useToasts();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ avatarId, favourite }: Change) =>
      apiFetch(`/favourites/${encodeURIComponent(avatarId)}`, FavouriteAnswer, {
        method: favourite ? 'PUT' : 'DELETE',
      }),
    onMutate: async ({ avatarId, favourite }) => {
      await queries.cancelQueries({ queryKey: keys.favourites });
      const before = queries.getQueryData<string[]>(keys.favourites) ?? [];
      const others = before.filter((id) => id !== avatarId);
      queries.setQueryData(keys.favourites, favourite ? [avatarId, ...others] : others);
      return { before };
    },
    onError: (error, _change, context) => {
      toasts.failure(error);
      if (context) queries.setQueryData(keys.favourites, context.before);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.favourites }),
  });
}
