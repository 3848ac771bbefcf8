import {
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { JobListAnswer, JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
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
import type { FilmView } from './film-list.ts';

const PAGE = 24;
const of = (jobId: string): string => `/avatars/render/${encodeURIComponent(jobId)}`;

export const filmsOptions = ({ query, avatar, language, sort }: FilmView) =>
  infiniteQueryOptions({
    queryKey: [...keys.jobs('completed'), query.trim(), avatar, language, sort] as const,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      apiFetch('/avatars/render', JobListAnswer, {
        query: {
          status: 'completed',
          limit: PAGE,
          sort,
          q: query.trim().slice(0, 200) || undefined,
          avatar_id: avatar ?? undefined,
          language: language ?? undefined,
          after: pageParam,
        },
        signal,
      }),
    getNextPageParam: ({ search }) => search?.next_after ?? undefined,
    // Signed addresses last an hour; fetching again sooner would only reload every poster.
    staleTime: 10 * 60_000,
    // What was found before stays until the answer is there.
    placeholderData: keepPreviousData,
  });

/** Finished films as asked for, a page at a time. */
export const useFilms = (view: FilmView) => useInfiniteQuery(filmsOptions(view));

/** A film that no page at hand shows: an address says which. */
export const useFilm = (jobId: string | null) =>
  useQuery({
    queryKey: keys.job(`film ${jobId}`),
    queryFn: ({ signal }) =>
      apiFetch(`/avatars/render/status/${encodeURIComponent(jobId ?? '')}`, JobView, { signal }),
    enabled: jobId !== null,
  });

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
