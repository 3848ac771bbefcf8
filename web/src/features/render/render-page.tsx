import { Clapperboard, PenLine } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePageTitle } from '../../lib/page-title.ts';
import { Button } from '../../lib/ui/button.tsx';
import { EmptyState, ErrorState } from '../../lib/ui/states.tsx';
import { PageHeader, Skeleton } from '../../lib/ui/surface.tsx';
import { AgentList } from './agent-list.tsx';
import { useActiveJobs, useRecentJobs } from './api.ts';
import { ActiveJobRow, EndedJobRow } from './job-row.tsx';

export function RenderPage() {
  const { t } = useTranslation();
  usePageTitle(t('nav.render'));
  const active = useActiveJobs();
  const recent = useRecentJobs();
  return (
    <>
      <PageHeader
        title={t('render.title')}
        lead={t('render.lead')}
        actions={
          <Button asChild>
            <Link to="/avatars/studio">
              <PenLine aria-hidden />
              {t('gallery.create')}
            </Link>
          </Button>
        }
      />
      <section aria-labelledby="active-jobs">
        <h2 id="active-jobs" className="mb-3 text-base font-semibold">
          {t('render.active')}
        </h2>
        {active.isError && !active.data ? (
          <ErrorState error={active.error} onRetry={() => void active.refetch()} />
        ) : !active.data ? (
          <Rows count={2} label={t('state.loading')} />
        ) : active.data.length === 0 ? (
          <EmptyState icon={Clapperboard} title={t('render.emptyTitle')} text={t('render.emptyText')} />
        ) : (
          <ul className="flex flex-col gap-3">
            {active.data.map((job) => (
              <li key={job.job_id}>
                <ActiveJobRow job={job} />
              </li>
            ))}
          </ul>
        )}
      </section>
      {recent.data && recent.data.length > 0 && (
        <section aria-labelledby="recent-jobs" className="mt-10">
          <h2 id="recent-jobs" className="mb-3 text-base font-semibold">
            {t('render.recent')}
          </h2>
          <ul className="flex flex-col gap-3">
            {recent.data.map((job) => (
              <li key={job.job_id}>
                <EndedJobRow job={job} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <AgentList />
    </>
  );
}

function Rows({ count, label }: { readonly count: number; readonly label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-3">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
        <Skeleton key={index} className="h-[5.75rem] w-full rounded-xl" />
      ))}
    </div>
  );
}
