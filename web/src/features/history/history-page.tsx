import { Film, PenLine, Play, Search, SearchX } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import { FilmReport } from '../../../../supabase/functions/_shared/contract/job.ts';
import { FilmDownloads, FilmPlayer } from '../../lib/film/film.tsx';
import { FilmReportFigures } from '../../lib/film/film-report.tsx';
import { formatClock, formatDate } from '../../lib/format.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { matchesText } from '../../lib/text-search.ts';
import { AvatarPortrait } from '../../lib/ui/avatar-portrait.tsx';
import { Button } from '../../lib/ui/button.tsx';
import { Modal } from '../../lib/ui/dialog.tsx';
import { TextInput } from '../../lib/ui/field.tsx';
import { EmptyState, ErrorState } from '../../lib/ui/states.tsx';
import { PageHeader, Skeleton } from '../../lib/ui/surface.tsx';
import { useFilms } from './api.ts';

const GRID = 'grid gap-4 sm:grid-cols-2 sm:gap-5 xl:grid-cols-3';

export function HistoryPage() {
  const { t } = useTranslation();
  usePageTitle(t('nav.history'));
  const [search, setSearch] = useSearchParams();
  const films = useFilms();
  const query = search.get('q') ?? '';
  const all = films.data?.pages.flatMap(({ jobs }) => jobs);
  const found = all?.filter(({ title }) => matchesText(title, query));
  const open = all?.find(({ job_id }) => job_id === search.get('film'));
  const { hasNextPage, isFetching, fetchNextPage } = films;

  // Searching looks at every film, so the pages not fetched yet are fetched one after another.
  useEffect(() => {
    if (query !== '' && hasNextPage && !isFetching) void fetchNextPage();
  }, [query, hasNextPage, isFetching, fetchNextPage]);

  const show = (jobId: string | null) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        if (jobId) next.set('film', jobId);
        else next.delete('film');
        return next;
      },
      { replace: jobId === null, preventScrollReset: true },
    );

  return (
    <>
      <PageHeader
        title={t('history.title')}
        lead={t('history.lead')}
        actions={
          <div className="relative w-full sm:w-72">
            <Search
              className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-3"
              aria-hidden
            />
            <TextInput
              type="search"
              value={query}
              onChange={(event) =>
                setSearch(event.target.value ? { q: event.target.value } : {}, {
                  replace: true,
                  preventScrollReset: true,
                })
              }
              aria-label={t('history.search')}
              placeholder={t('history.search')}
              className="pl-9"
            />
          </div>
        }
      />
      {films.isError && !all ? (
        <ErrorState error={films.error} onRetry={() => void films.refetch()} />
      ) : !all || !found ? (
        <div className={GRID} role="status" aria-label={t('state.loading')}>
          {Array.from({ length: 6 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
            <div key={index}>
              <Skeleton className="aspect-video w-full rounded-xl" />
              <Skeleton className="mt-3 h-5 w-2/3" />
              <Skeleton className="mt-2 h-4 w-1/3" />
            </div>
          ))}
        </div>
      ) : all.length === 0 ? (
        <EmptyState
          icon={Film}
          title={t('history.emptyTitle')}
          text={t('history.emptyText')}
          action={
            <Button asChild>
              <Link to="/avatars/studio">
                <PenLine aria-hidden />
                {t('gallery.create')}
              </Link>
            </Button>
          }
        />
      ) : found.length === 0 && !isFetching ? (
        <EmptyState icon={SearchX} title={t('history.noneTitle')} text={t('history.noneText', { query })} />
      ) : (
        <ul className={GRID}>
          {found.map((job) => (
            <li key={job.job_id}>
              <FilmCard job={job} onOpen={() => show(job.job_id)} />
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && query === '' && (
        <div className="mt-8 flex justify-center">
          <Button variant="secondary" busy={films.isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('history.more')}
          </Button>
        </div>
      )}
      {open && (
        <Modal open wide onClose={() => show(null)} title={open.title}>
          <FilmPlayer job={open} onExpired={() => void films.refetch()} />
          <div className="mt-4">
            <FilmDownloads job={open} />
          </div>
          <div className="mt-6">
            <FilmReportFigures job={open} />
          </div>
        </Modal>
      )}
    </>
  );
}

function FilmCard({ job, onOpen }: { readonly job: JobView; readonly onOpen: () => void }) {
  const { t, i18n } = useTranslation();
  const seconds = FilmReport.safeParse(job.report).data?.duration_s;
  return (
    <button
      type="button"
      onClick={onOpen}
      className="group block w-full overflow-hidden rounded-xl bg-surface text-left shadow-1 ring-1 ring-line transition-shadow hover:shadow-2"
    >
      <div className="relative">
        <AvatarPortrait
          id={job.avatar_id}
          name={job.title}
          posterUrl={job.poster_url}
          className="aspect-video w-full"
        />
        <span className="absolute inset-0 grid place-items-center" aria-hidden>
          <span className="grid size-12 place-items-center rounded-full bg-black/55 text-white transition-transform duration-200 group-hover:scale-110">
            <Play className="ml-0.5 size-5 fill-current" />
          </span>
        </span>
        {seconds !== undefined && (
          <span className="absolute right-2.5 bottom-2.5 rounded-sm bg-black/75 px-1.5 py-0.5 text-xs font-medium text-white tabular">
            <span className="sr-only">{t('report.duration')} </span>
            {formatClock(seconds)}
          </span>
        )}
      </div>
      <div className="p-4">
        <h2 className="truncate font-semibold">{job.title}</h2>
        <p className="mt-0.5 text-sm text-ink-3">
          {formatDate(job.completed_at ?? job.created_at, i18n.language)}
        </p>
      </div>
    </button>
  );
}
