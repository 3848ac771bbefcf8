import { ArrowLeft, Ban, PenLine, Radio, Share2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import { FAILURE_CODES } from '../../../../supabase/functions/_shared/contract/errors.ts';
import { useFailureText } from '../../lib/error-text.ts';
import { FilmDownloads, FilmPlayer } from '../../lib/film/film.tsx';
import { FilmReportFigures } from '../../lib/film/film-report.tsx';
import { formatDate, formatNumber, formatPercent, formatSpan } from '../../lib/format.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { Button } from '../../lib/ui/button.tsx';
import { Confirm } from '../../lib/ui/dialog.tsx';
import { ProgressBar } from '../../lib/ui/progress-bar.tsx';
import { EmptyState, ErrorState, Notice } from '../../lib/ui/states.tsx';
import { Badge, Card, Section, Skeleton } from '../../lib/ui/surface.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { useCancelJob, useHealth } from './api.ts';
import { FirstFrame } from './first-frame.tsx';
import { JobStatusBadge } from './job-status.tsx';
import { type LiveJob, remainingSeconds } from './live-job.ts';
import { RetryJob } from './retry-job.tsx';
import { StageList } from './stage-list.tsx';
import { useLiveJob } from './use-live-job.ts';

export function JobPage() {
  const { t, i18n } = useTranslation();
  const { jobId = '' } = useParams();
  const job = useLiveJob(jobId);
  const view = job.data?.view;
  usePageTitle(view?.title ?? t('nav.render'));

  return (
    <>
      <Link
        to="/avatars/render"
        className="-mt-2 mb-2 inline-flex items-center gap-2 rounded-sm py-2 text-sm font-medium text-ink-2 hover:text-ink"
      >
        <ArrowLeft className="size-4" aria-hidden />
        {t('render.back')}
      </Link>
      {view && job.data ? (
        <>
          <header className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-2">
            <h1 className="min-w-0 text-2xl font-semibold tracking-tight break-words sm:text-3xl">
              {view.title}
            </h1>
            <JobStatusBadge status={view.status} />
            <p className="w-full text-sm text-ink-3">{formatDate(view.created_at, i18n.language)}</p>
          </header>
          <JobBody live={job.data} connected={job.connected} onExpired={() => void job.refetch()} />
          <Announcer view={view} />
        </>
      ) : job.isError ? (
        <ErrorState error={job.error} onRetry={() => void job.refetch()} />
      ) : (
        <div role="status" aria-label={t('state.loading')}>
          <Skeleton className="h-9 w-72" />
          <Skeleton className="mt-3 h-5 w-40" />
          <Skeleton className="mt-6 h-96 w-full rounded-xl" />
        </div>
      )}
    </>
  );
}

interface JobBodyProps {
  readonly live: LiveJob;
  readonly connected: boolean;
  readonly onExpired: () => void;
}

function JobBody({ live, connected, onExpired }: JobBodyProps) {
  const { t } = useTranslation();
  const { view } = live;
  if (view.status === 'completed') {
    return (
      <div className="flex flex-col gap-5">
        <Card className="p-3 sm:p-4">
          <FilmPlayer job={view} onExpired={onExpired} />
          <div className="flex flex-wrap items-center justify-between gap-3 px-1 pt-4">
            <FilmDownloads job={view} />
            <div className="flex flex-wrap gap-2">
              <Button asChild variant="secondary">
                <Link to={`/avatars/history?film=${view.job_id}&share=1`}>
                  <Share2 aria-hidden />
                  {t('library.share')}
                </Link>
              </Button>
              <Button asChild variant="ghost">
                <Link to="/avatars/studio">
                  <PenLine aria-hidden />
                  {t('render.another')}
                </Link>
              </Button>
            </div>
          </div>
        </Card>
        {view.report && (
          <Section title={t('report.title')} lead={t('report.lead')}>
            <FilmReportFigures job={view} />
          </Section>
        )}
      </div>
    );
  }
  if (view.status === 'cancelled') {
    return (
      <EmptyState
        icon={Ban}
        title={t('render.cancelledTitle')}
        text={t('render.cancelledText')}
        action={
          <>
            <RetryJob jobId={view.job_id} />
            <BackToStudio secondary />
          </>
        }
      />
    );
  }
  return (
    <div className="flex flex-col gap-5">
      {view.status === 'failed' ? <Failure view={view} /> : <Running live={live} connected={connected} />}
      <StageList view={view} />
    </div>
  );
}

function BackToStudio({ secondary }: { readonly secondary?: boolean }) {
  const { t } = useTranslation();
  return (
    <Button asChild variant={secondary ? 'secondary' : 'primary'}>
      <Link to="/avatars/studio">
        <PenLine aria-hidden />
        {t('render.backToStudio')}
      </Link>
    </Button>
  );
}

function Failure({ view }: { readonly view: JobView }) {
  const { t } = useTranslation();
  const code = view.error?.code ?? 'internal';
  const text = useFailureText()(code);
  const again = FAILURE_CODES[code].retryable || code === 'attempts_exhausted';
  return (
    <Card className="p-5 sm:p-6">
      <Notice tone="bad" role="alert" title={text.message}>
        {text.remedy}
      </Notice>
      {view.error && (
        <details className="mt-2 text-sm">
          <summary className="w-fit rounded-sm py-2 font-medium text-ink-2">
            {t('render.failureDetails')}
          </summary>
          <dl className="mt-2 grid gap-1.5 rounded-lg bg-sunken p-4 font-mono text-xs break-words text-ink-2">
            <div>
              {t('render.failureCode')}: {view.error.code}
              {view.error.stage && ` · ${t(`stage.${view.error.stage}.name`)}`}
            </div>
            <div>{view.error.message}</div>
            {view.error.log_tail && (
              <div>
                <dt className="mt-2 font-semibold">{t('watch.log')}</dt>
                <dd>
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard. */}
                  <pre tabIndex={0} className="mt-1 max-h-64 overflow-auto whitespace-pre-wrap">
                    {view.error.log_tail}
                  </pre>
                </dd>
              </div>
            )}
          </dl>
        </details>
      )}
      <div className="mt-5 flex flex-wrap gap-2">
        {/* What the same request can only end in again is changed in the studio first. */}
        {again ? (
          <>
            <RetryJob jobId={view.job_id} />
            <BackToStudio secondary />
          </>
        ) : (
          <>
            <BackToStudio />
            <RetryJob jobId={view.job_id} secondary />
          </>
        )}
      </div>
    </Card>
  );
}

function Running({ live, connected }: { readonly live: LiveJob; readonly connected: boolean }) {
  const { t, i18n } = useTranslation();
  const { view } = live;
  const cancel = useCancelJob(view.job_id);
  const toasts = useToasts();
  const health = useHealth(view.status === 'queued');
  const remaining = remainingSeconds(live);
  const nobody = view.status === 'queued' && health.data?.agents_online === 0;
  return (
    <Card className="gap-8 p-5 sm:p-6 lg:flex">
      <div className="min-w-0 grow">
        <div className="flex flex-wrap items-end justify-between gap-4">
          <div>
            <p className="text-4xl font-semibold tracking-tight tabular sm:text-5xl">
              {formatPercent(view.progress, i18n.language)}
            </p>
            <p className="mt-1 min-h-6 text-ink-2 tabular">
              {view.current_stage
                ? t(`stage.${view.current_stage}.doing`)
                : view.queue_position === null
                  ? t('render.waitingLong')
                  : `${t('render.waiting')}\u00a0· ${t('watch.position', {
                      shown: formatNumber(view.queue_position, i18n.language),
                    })}`}
            </p>
          </div>
          <Confirm
            trigger={
              <Button variant="danger" busy={cancel.isPending}>
                {t('render.cancel')}
              </Button>
            }
            title={t('render.cancelTitle')}
            text={t('render.cancelText')}
            confirm={t('render.cancel')}
            keep={t('render.cancelKeep')}
            onConfirm={() =>
              cancel.mutate(undefined, {
                onSuccess: () => toasts.success(t('render.cancelDone')),
                onError: toasts.failure,
              })
            }
          />
        </div>
        <ProgressBar
          className="mt-5 h-3"
          value={view.progress}
          label={t('render.progressOf', { title: view.title })}
        />
        <div className="mt-3 flex min-h-6 flex-wrap items-center justify-between gap-2 text-sm text-ink-2">
          <span className="block tabular first-letter:uppercase">
            {/* Nothing is promised while nobody is there to keep it. */}
            {remaining !== null &&
              !nobody &&
              t('render.remaining', { time: formatSpan(remaining, i18n.language) })}
          </span>
          <Badge tone={connected ? 'ok' : 'neutral'}>
            <Radio className="size-3.5" aria-hidden />
            {connected ? t('render.live') : t('render.polling')}
          </Badge>
        </div>
        {nobody && (
          <div className="mt-4">
            <Notice tone="warn" title={t('render.nobodyTitle')} role="status">
              {t('render.nobodyText')}
            </Notice>
          </div>
        )}
        <p className="mt-4 text-sm text-ink-3">{t('render.leave')}</p>
      </div>
      {view.status === 'processing' && <FirstFrame view={view} />}
    </Card>
  );
}

/** Speaks each stage and each quarter, not every percent. */
function Announcer({ view }: { readonly view: JobView }) {
  const { t, i18n } = useTranslation();
  const quarter = Math.floor(view.progress * 4) / 4;
  return (
    <p aria-live="polite" className="sr-only">
      {view.status === 'processing' && view.current_stage
        ? `${t(`stage.${view.current_stage}.name`)}, ${formatPercent(quarter, i18n.language)}`
        : t(`status.${view.status}`)}
    </p>
  );
}
