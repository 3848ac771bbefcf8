import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Button } from '../../lib/ui/button.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { useRetryJob } from './api.ts';

interface RetryJobProps {
  readonly jobId: string;
  readonly secondary?: boolean;
}

/** Queues the same project again and goes to the new job. */
export function RetryJob({ jobId, secondary }: RetryJobProps) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const navigate = useNavigate();
  const retry = useRetryJob(jobId);
  return (
    <Button
      variant={secondary ? 'secondary' : 'primary'}
      busy={retry.isPending}
      onClick={() =>
        retry.mutate(undefined, {
          onSuccess: ({ job_id }) => {
            toasts.success(t('watch.retried'));
            void navigate(`/avatars/render/${job_id}`);
          },
          onError: toasts.failure,
        })
      }
    >
      <RotateCcw aria-hidden />
      {t('watch.retry')}
    </Button>
  );
}
