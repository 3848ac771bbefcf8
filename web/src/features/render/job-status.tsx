import { useTranslation } from 'react-i18next';
import type { JobStatus } from '../../../../supabase/functions/_shared/contract/job.ts';
import { Badge } from '../../lib/ui/surface.tsx';

const TONES = {
  queued: 'warn',
  processing: 'clay',
  completed: 'ok',
  failed: 'bad',
  cancelled: 'neutral',
} as const satisfies Record<JobStatus, string>;

export function JobStatusBadge({ status }: { readonly status: JobStatus }) {
  const { t } = useTranslation();
  return (
    <Badge tone={TONES[status]}>
      {status === 'processing' && (
        <span
          aria-hidden
          className="size-1.5 animate-[live_1.6s_ease-in-out_infinite] rounded-full bg-current"
        />
      )}
      {t(`status.${status}`)}
    </Badge>
  );
}
