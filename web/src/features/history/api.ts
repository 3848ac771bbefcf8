import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { JobListAnswer } from '../../../../supabase/functions/_shared/contract/api.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { keys } from '../../lib/resources.ts';

const PAGE = 24;

export const filmsOptions = infiniteQueryOptions({
  queryKey: keys.jobs('completed'),
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) =>
    apiFetch('/avatars/render', JobListAnswer, {
      query: { status: 'completed', limit: PAGE, before: pageParam },
      signal,
    }),
  getNextPageParam: ({ next_before }) => next_before ?? undefined,
  // Signed addresses last an hour; fetching again sooner would only reload every poster.
  staleTime: 10 * 60_000,
});

/** Finished films, newest first, a page at a time. */
export const useFilms = () => useInfiniteQuery(filmsOptions);
