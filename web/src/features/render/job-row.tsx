import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import { formatAgo, formatNumber, formatPercent, formatSpan } from '../../lib/format.ts';
import { AvatarPortrait } from '../../lib/ui/avatar-portrait.tsx';
import { ProgressBar } from '../../lib/ui/progress-bar.tsx';
import { JobStatusBadge } from './job-status.tsx';
import { remainingSeconds } from './live-job.ts';
import { useLiveJob } from './use-live-job.ts';

/** A running job in the list: follows its own topic. `job` is what the list knew. */
export function ActiveJobRow({ job }: { readonly job: JobView }) {
  const live = useLiveJob(job.job_id);
  return <Row job={live.data?.view ?? job} remaining={live.data ? remainingSeconds(live.data) : null} />;
}

export function EndedJobRow({ job }: { readonly job: JobView }) {
  return <Row job={job} remaining={null} />;
}

function Row({ job, remaining }: { readonly job: JobView; readonly remaining: number | null }) {
  const { t, i18n } = useTranslation();
  const running = job.status === 'queued' || job.status === 'processing';
  return (
    <Link
      to={`/avatars/render/${job.job_id}`}
      className="flex items-center gap-4 rounded-xl bg-surface p-4 shadow-1 ring-1 ring-line transition-shadow hover:shadow-2"
    >
      <AvatarPortrait
        id={job.avatar_id}
        name={job.title}
        posterUrl={job.poster_url ?? job.frame_url}
        compact
        className="size-14 shrink-0 rounded-lg"
      />
      <div className="min-w-0 grow">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h3 className="line-clamp-2 max-w-full font-semibold break-words">{job.title}</h3>
          <JobStatusBadge status={job.status} />
        </div>
        {running ? (
          <div className="mt-2.5 flex items-center gap-3">
            <ProgressBar
              value={job.progress}
              label={t('render.progressOf', { title: job.title })}
              className="grow"
            />
            <span className="w-10 text-right text-sm tabular">
              {formatPercent(job.progress, i18n.language)}
            </span>
          </div>
        ) : null}
        <p className="mt-1 text-sm text-ink-3 tabular sm:truncate">
          {running
            ? [
                job.current_stage ? t(`stage.${job.current_stage}.name`) : t('render.waiting'),
                job.queue_position === null
                  ? null
                  : t('watch.position', { shown: formatNumber(job.queue_position, i18n.language) }),
                remaining === null
                  ? null
                  : t('render.remaining', { time: formatSpan(remaining, i18n.language) }),
              ]
                .filter(Boolean)
                .join(' · ')
            : formatAgo(job.completed_at ?? job.created_at, i18n.language)}
        </p>
      </div>
      <ChevronRight className="size-5 shrink-0 text-ink-3" aria-hidden />
    </Link>
  );
}
