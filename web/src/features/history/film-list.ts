/** Which films are shown and in which order; both live in the address. The API finds and orders them. */
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import { FilmReport } from '../../../../supabase/functions/_shared/contract/film-report.ts';
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';

export const SORTS = ['newest', 'oldest', 'title', 'longest'] as const;
export type Sort = (typeof SORTS)[number];

export interface FilmView {
  readonly query: string;
  readonly avatar: string | null;
  readonly language: Language | null;
  readonly sort: Sort;
}

/** Values nobody knows are left out, so that an old link still shows something. */
export function viewOf(search: URLSearchParams): FilmView {
  return {
    query: search.get('q') ?? '',
    avatar: search.get('avatar'),
    language: Language.safeParse(search.get('language')).data ?? null,
    sort: SORTS.find((sort) => sort === search.get('sort')) ?? 'newest',
  };
}

/** Whether something narrows the list: an empty one then says nothing of how many films there are. */
export const isNarrowed = ({ query, avatar, language }: FilmView): boolean =>
  query.trim() !== '' || avatar !== null || language !== null;

export const secondsOf = (job: JobView): number => FilmReport.safeParse(job.report).data?.duration_s ?? 0;
