import { useQuery } from '@tanstack/react-query';
import { Link2Off } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { SharedFilm } from '../../../../supabase/functions/_shared/contract/share.ts';
import { Brand } from '../../app/brand.tsx';
import { apiFetch } from '../../lib/api-client.ts';
import { toApiError } from '../../lib/api-error.ts';
import { useErrorText } from '../../lib/error-text.ts';
import { FilmPlayer } from '../../lib/film/film.tsx';
import { formatClock, formatDate } from '../../lib/format.ts';
import { LANGUAGE_NAMES } from '../../lib/languages.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { EmptyState, ErrorState } from '../../lib/ui/states.tsx';
import { Badge, Skeleton } from '../../lib/ui/surface.tsx';

/** The film of a link, for whoever holds it. Nothing here needs or reads an account. */
export function SharePage() {
  const { t, i18n } = useTranslation();
  const { token = '' } = useParams();
  const film = useQuery({
    queryKey: ['shared', token],
    queryFn: ({ signal }) =>
      apiFetch(`/share/${encodeURIComponent(token)}`, SharedFilm, { signal, anonymous: true }),
    // Each answer counts as a view: a page that stays open is one.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  });
  usePageTitle(film.data?.title ?? t('share.pageTitle'));
  useEffect(() => {
    const robots = document.createElement('meta');
    robots.name = 'robots';
    robots.content = 'noindex, nofollow';
    document.head.append(robots);
    return () => robots.remove();
  }, []);

  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-14 items-center border-b border-line bg-surface px-4 sm:px-6">
        <Link to="/" className="rounded-md" aria-label={t('shell.home')}>
          <Brand />
        </Link>
      </header>
      <main id="main" className="mx-auto w-full max-w-5xl grow px-4 py-6 sm:px-6 sm:py-10">
        {film.data ? (
          <>
            <FilmPlayer
              job={{
                job_id: token,
                title: film.data.title,
                video_url: film.data.video_url,
                poster_url: film.data.poster_url,
                captions_url: film.data.captions_url,
                report: { width: film.data.width, height: film.data.height },
              }}
              onExpired={() => void film.refetch()}
            />
            <h1 className="mt-5 text-2xl font-semibold tracking-tight break-words sm:text-3xl">
              {film.data.title}
            </h1>
            <p className="mt-2 flex flex-wrap items-center gap-2 text-sm text-ink-2">
              <Badge>{LANGUAGE_NAMES[film.data.language]}</Badge>
              {film.data.duration_s !== null && (
                <span className="tabular">{formatClock(film.data.duration_s)}</span>
              )}
              <span>{t('share.until2', { date: formatDate(film.data.expires_at, i18n.language) })}</span>
            </p>
          </>
        ) : film.isError ? (
          <Gone error={film.error} onRetry={() => void film.refetch()} />
        ) : (
          <div role="status" aria-label={t('state.loading')}>
            <Skeleton className="aspect-video w-full rounded-lg" />
            <Skeleton className="mt-5 h-9 w-2/3" />
            <Skeleton className="mt-2 h-5 w-1/3" />
          </div>
        )}
      </main>
      <footer className="border-t border-line px-4 py-4 text-center text-sm text-ink-3">
        {t('share.made')}
      </footer>
    </div>
  );
}

function Gone({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { t } = useTranslation();
  const text = useErrorText();
  const api = toApiError(error);
  if (api.code !== 'share_ended' && api.code !== 'share_not_found' && api.code !== 'file_not_found') {
    return (
      <>
        <h1 className="sr-only">{t('share.pageTitle')}</h1>
        <ErrorState error={error} onRetry={onRetry} />
      </>
    );
  }
  return (
    <EmptyState
      level="h1"
      icon={Link2Off}
      title={api.code === 'file_not_found' ? t('share.goneTitle') : text(api).message}
      text={text(api).remedy}
    />
  );
}
