import { Film, PenLine, Play, SearchX, Trash2 } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { formatClock, formatDate, formatNumber } from '../../lib/format.ts';
import { LANGUAGE_NAMES } from '../../lib/languages.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { AvatarPortrait } from '../../lib/ui/avatar-portrait.tsx';
import { Button, IconButton } from '../../lib/ui/button.tsx';
import { SelectBox } from '../../lib/ui/choice.tsx';
import { cx } from '../../lib/ui/class-names.ts';
import { SearchInput } from '../../lib/ui/field.tsx';
import { EmptyState, ErrorState } from '../../lib/ui/states.tsx';
import { PageHeader, Skeleton } from '../../lib/ui/surface.tsx';
import { useFilm, useFilms } from './api.ts';
import { FilmDialog } from './film-dialog.tsx';
import { isNarrowed, SORTS, secondsOf, viewOf } from './film-list.ts';

const DeletedDialog = lazy(async () => ({ default: (await import('./deleted-dialog.tsx')).DeletedDialog }));

const GRID = 'grid gap-4 sm:grid-cols-2 sm:gap-5 xl:grid-cols-3';

export function HistoryPage() {
  const { t, i18n } = useTranslation();
  usePageTitle(t('nav.history'));
  const [search, setSearch] = useSearchParams();
  const view = viewOf(search);
  const { query } = view;
  const settled = useSettled(query);
  const films = useFilms({ ...view, query: settled });
  const found = films.data?.pages.flatMap(({ jobs }) => jobs);
  const facts = films.data?.pages[0]?.search;
  const cast = facts?.cast ?? [];
  const asked = search.get('film');
  const listed = found?.find(({ job_id }) => job_id === asked);
  const elsewhere = useFilm(found && !listed ? asked : null).data;
  const open =
    listed ?? (elsewhere?.job_id === asked && elsewhere?.status === 'completed' ? elsewhere : null);
  const { hasNextPage, fetchNextPage } = films;
  // Words that are still being typed, or whose answer is on its way.
  const waiting = films.isPlaceholderData || settled !== query;

  const set = (name: string, value: string) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );

  const show = (jobId: string | null) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        if (jobId) next.set('film', jobId);
        else next.delete('film');
        next.delete('share');
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
          <>
            <SearchInput
              label={t('history.search')}
              value={query}
              onChange={(words) => set('q', words)}
              boxClass="w-[calc(100vw-5.25rem)] sm:w-72"
            />
            <IconButton label={t('library.trash')} onClick={() => set('trash', '1')}>
              <Trash2 aria-hidden />
            </IconButton>
          </>
        }
      />
      {(cast.length > 0 || isNarrowed(view)) && (
        <search aria-label={t('library.filters')} className="mb-5 grid grid-cols-2 gap-2 py-1 sm:flex">
          <SelectBox
            label={t('library.avatar')}
            className="min-w-0 sm:shrink-0"
            value={view.avatar ?? ''}
            options={[
              { value: '', label: t('library.anyAvatar') },
              ...cast.map(({ avatar_id: value, avatar_name }) => ({
                value,
                label: avatar_name?.split(' - ')[0] ?? value,
              })),
            ]}
            onChange={(value) => set('avatar', value)}
          />
          <SelectBox
            label={t('library.language')}
            className="min-w-0 sm:shrink-0"
            value={view.language ?? ''}
            options={[
              { value: '', label: t('library.anyLanguage') },
              ...Language.options.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
            ]}
            onChange={(value) => set('language', value)}
          />
          <SelectBox
            label={t('library.sort')}
            className="min-w-0 sm:shrink-0"
            value={view.sort}
            options={SORTS.map((value) => ({ value, label: t(`library.${value}`) }))}
            onChange={(value) => set('sort', value === 'newest' ? '' : value)}
          />
          <p
            role="status"
            className="shrink-0 self-center text-right text-sm sm:ml-auto sm:pl-2 text-ink-3 tabular"
          >
            {facts &&
              facts.total > 0 &&
              !waiting &&
              t('library.count', {
                count: facts.total,
                shown: formatNumber(facts.total, i18n.language),
              })}
          </p>
        </search>
      )}
      {films.isError && !found ? (
        <ErrorState error={films.error} onRetry={() => void films.refetch()} />
      ) : !found ? (
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
      ) : found.length === 0 && !isNarrowed(view) && !waiting ? (
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
      ) : found.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title={t('history.noneTitle')}
          text={query ? t('history.noneText', { query }) : t('library.noneText')}
          action={
            <Button variant="secondary" onClick={() => setSearch({}, { replace: true })}>
              {t('library.clear')}
            </Button>
          }
        />
      ) : (
        <ul
          className={cx(GRID, 'transition-opacity', waiting && 'opacity-60')}
          aria-busy={waiting || undefined}
        >
          {found.map((job) => (
            <li key={job.job_id}>
              <FilmCard job={job} onOpen={() => show(job.job_id)} />
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && (
        <div className="mt-8 flex justify-center">
          <Button variant="secondary" busy={films.isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('history.more')}
          </Button>
        </div>
      )}
      {search.get('trash') === '1' && (
        <Suspense>
          <DeletedDialog onClose={() => set('trash', '')} />
        </Suspense>
      )}
      {open && (
        <FilmDialog
          job={open}
          share={search.get('share') === '1'}
          onClose={() => show(null)}
          onExpired={() => void films.refetch()}
        />
      )}
    </>
  );
}

/** Milliseconds without a key after which a word is looked for. */
const TYPING_MS = 200;

/** The text once nobody types any more. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), text === '' ? 0 : TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function FilmCard({ job, onOpen }: { readonly job: JobView; readonly onOpen: () => void }) {
  const { t, i18n } = useTranslation();
  const seconds = secondsOf(job);
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
        {seconds > 0 && (
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
