/** Which films are shown and in which order; both live in the address. */
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import { FilmReport } from '../../../../supabase/functions/_shared/contract/film-report.ts';
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { matchesText } from '../../lib/text-search.ts';

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

/** Whether pages that were not fetched yet could change what is shown. */
export const needsEveryPage = ({ query, avatar, language, sort }: FilmView): boolean =>
  query !== '' || avatar !== null || language !== null || sort !== 'newest';

export const secondsOf = (job: JobView): number => FilmReport.safeParse(job.report).data?.duration_s ?? 0;
const finished = (job: JobView): string => job.completed_at ?? job.created_at;

export function arrange(films: readonly JobView[], view: FilmView, locale: string): JobView[] {
  const { query, avatar, language, sort } = view;
  const compare: Record<Sort, (a: JobView, b: JobView) => number> = {
    newest: (a, b) => finished(b).localeCompare(finished(a)),
    oldest: (a, b) => finished(a).localeCompare(finished(b)),
    title: (a, b) => a.title.localeCompare(b.title, locale, { numeric: true, sensitivity: 'base' }),
    longest: (a, b) => secondsOf(b) - secondsOf(a),
  };
  return films
    .filter(
      (film) =>
        matchesText(film.title, query) &&
        (avatar === null || film.avatar_id === avatar) &&
        (language === null || film.language === language),
    )
    .sort(compare[sort]);
}
