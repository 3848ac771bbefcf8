import { Plus, Webhook } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../lib/session.tsx';
import { Button } from '../../lib/ui/button.tsx';
import { EmptyState, ErrorState } from '../../lib/ui/states.tsx';
import { Skeleton } from '../../lib/ui/surface.tsx';
import { SignInHint } from './sign-in-hint.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';
import { WebhookRow } from './webhook-row.tsx';
import { useWebhooks } from './webhooks-api.ts';

/** Where a person's own servers are told, and what they were told. */
export function WebhooksSection() {
  const { t } = useTranslation();
  const { status } = useSession();
  const webhooks = useWebhooks(status === 'signed-in');
  const [adding, setAdding] = useState(false);
  if (status === 'signed-out') return <SignInHint text={t('webhooks.signedOut')} />;
  if (webhooks.isError && !webhooks.data) {
    return <ErrorState error={webhooks.error} onRetry={() => void webhooks.refetch()} />;
  }
  if (!webhooks.data) {
    return (
      <div role="status" aria-label={t('state.loading')}>
        <Skeleton className="h-28 w-full" />
      </div>
    );
  }
  const add = (
    <Button onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      {t('webhooks.add')}
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      {webhooks.data.length === 0 ? (
        <EmptyState
          icon={Webhook}
          level="h3"
          title={t('webhooks.emptyTitle')}
          text={t('webhooks.emptyText')}
          action={add}
        />
      ) : (
        <>
          <ul aria-label={t('webhooks.title')} className="flex flex-col gap-3">
            {webhooks.data.map((webhook) => (
              <WebhookRow key={webhook.id} webhook={webhook} />
            ))}
          </ul>
          <div>{add}</div>
        </>
      )}
      {adding && <WebhookDialog onClose={() => setAdding(false)} />}
    </div>
  );
}
