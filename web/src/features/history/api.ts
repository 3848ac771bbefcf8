import {
  infiniteQueryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { JobListAnswer } from '../../../../supabase/functions/_shared/contract/api.ts';
import {
  FilmDeleteAnswer,
  FilmRestoreAnswer,
  JobRequestAnswer,
  ShareCreateAnswer,
  ShareListAnswer,
  ShareRevokeAnswer,
} from '../../../../supabase/functions/_shared/contract/share.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { keys } from '../../lib/resources.ts';
import { useToasts } from '../../lib/ui/toasts.tsx';

const PAGE = 24;
const of = (jobId: string): string => `/avatars/render/${encodeURIComponent(jobId)}`;

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

export function useDeleteFilm() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (jobId: string) => apiFetch(of(jobId), FilmDeleteAnswer, { method: 'DELETE' }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.allJobs }),
  });
}

/** Told by itself: the film's dialog is closed by then. */
export function useRestoreFilm() {
  const queries = useQueryClient();
  const toasts = useToasts();
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (jobId: string) => apiFetch(`${of(jobId)}/restore`, FilmRestoreAnswer, { method: 'POST' }),
    onSuccess: () => toasts.success(t('library.restored')),
    onError: toasts.failure,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.allJobs }),
  });
}

/** What the film was made from, as it was when it was queued. */
export const useFilmRequest = () =>
  useMutation({ mutationFn: (jobId: string) => apiFetch(`${of(jobId)}/request`, JobRequestAnswer) });

export const useShareLinks = (jobId: string) =>
  useQuery({
    queryKey: keys.shares(jobId),
    queryFn: async ({ signal }) => (await apiFetch(`${of(jobId)}/share`, ShareListAnswer, { signal })).links,
  });

export function useCreateShare(jobId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (days: number) =>
      apiFetch(`${of(jobId)}/share`, ShareCreateAnswer, { method: 'POST', body: { days } }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.shares(jobId) }),
  });
}

export function useRevokeShare(jobId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (shareId: string) =>
      apiFetch(`/share-links/${encodeURIComponent(shareId)}`, ShareRevokeAnswer, { method: 'DELETE' }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.shares(jobId) }),
  });
}
