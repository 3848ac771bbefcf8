import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DeliveryView, WebhookView } from '../../../../supabase/functions/_shared/contract/webhooks.ts';
import { formatDate } from '../../lib/format.ts';
import { IconButton } from '../../lib/ui/button.tsx';
import { ErrorState } from '../../lib/ui/states.tsx';
import { Badge, Skeleton } from '../../lib/ui/surface.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { eventKey } from './webhook-events.ts';
import { useDeliveries, useReplay } from './webhooks-api.ts';

const TONES = { pending: 'neutral', delivered: 'ok', failed: 'bad' } as const;

/** What was sent to a webhook, newest first; it follows what is on its way. */
export function WebhookLog({ webhook }: { readonly webhook: WebhookView }) {
  const { t } = useTranslation();
  const log = useDeliveries(webhook.id);
  if (log.isError && !log.data) {
    return (
      <div className="p-4">
        <ErrorState error={log.error} onRetry={() => void log.refetch()} />
      </div>
    );
  }
  if (!log.data) {
    return (
      <div role="status" aria-label={t('state.loading')} className="p-4">
        <Skeleton className="h-16 w-full" />
      </div>
    );
  }
  if (log.data.length === 0) {
    return <p className="px-4 pt-1 pb-4 text-sm text-ink-3">{t('webhooks.logEmpty')}</p>;
  }
  return (
    <section
      aria-label={t('webhooks.logLabel', { url: webhook.url })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      className="max-h-96 overflow-y-auto"
    >
      <ul className="divide-y divide-line">
        {log.data.map((delivery) => (
          <DeliveryRow key={delivery.id} webhook={webhook} delivery={delivery} />
        ))}
      </ul>
    </section>
  );
}

interface DeliveryRowProps {
  readonly webhook: WebhookView;
  readonly delivery: DeliveryView;
}

function DeliveryRow({ webhook, delivery }: DeliveryRowProps) {
  const { t, i18n } = useTranslation();
  const toasts = useToasts();
  const replay = useReplay(webhook.id);
  const when = formatDate(delivery.created_at, i18n.language);
  const event = t(eventKey(delivery.event));
  const { status, response_status: answer, next_attempt_at: next } = delivery;
  const facts = [
    when,
    delivery.attempt > 0 ? t('webhooks.attempt', { count: delivery.attempt }) : null,
    answer === null ? null : t('webhooks.answered', { status: answer }),
    status === 'pending' && delivery.attempt > 0 && next
      ? t('webhooks.next', {
          when: new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium' }).format(new Date(next)),
        })
      : null,
  ].filter((fact) => fact !== null);
  return (
    <li className="flex items-center gap-3 py-2 pr-2 pl-4 text-sm">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{event}</span>
          <Badge tone={TONES[status]}>{t(`webhooks.status.${status}`)}</Badge>
        </p>
        <p className="mt-0.5 text-ink-3 tabular">{facts.join(' · ')}</p>
        {/* Said by the agent or the system, in English: what the other server did. */}
        {delivery.error && answer === null && (
          <p lang="en" className="mt-0.5 font-mono text-xs break-words text-bad">
            {delivery.error}
          </p>
        )}
      </div>
      <IconButton
        label={t('webhooks.replayLabel', { event, when })}
        disabled={replay.isPending || !webhook.is_active || status === 'pending'}
        onClick={() =>
          replay.mutate(delivery.id, {
            onSuccess: () => toasts.success(t('webhooks.replayed')),
            onError: toasts.failure,
          })
        }
      >
        <RotateCw aria-hidden className="size-4!" />
      </IconButton>
    </li>
  );
}
