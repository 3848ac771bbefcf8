import { ChevronDown, KeyRound, Pencil, Power, Send, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WebhookView } from '../../../../supabase/functions/_shared/contract/webhooks.ts';
import { formatDate } from '../../lib/format.ts';
import { Button } from '../../lib/ui/button.tsx';
import { cx } from '../../lib/ui/class-names.ts';
import { Confirm } from '../../lib/ui/dialog.tsx';
import { Notice } from '../../lib/ui/states.tsx';
import { Badge } from '../../lib/ui/surface.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { WebhookDialog, WebhookSecret } from './webhook-dialog.tsx';
import { eventKey } from './webhook-events.ts';
import { WebhookLog } from './webhook-log.tsx';
import { useChangeWebhook, useDeleteWebhook, useRotateSecret, useTestWebhook } from './webhooks-api.ts';

export function WebhookRow({ webhook }: { readonly webhook: WebhookView }) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const [open, setOpen] = useState(false);
  const failing = webhook.is_active && webhook.failing_since;
  return (
    <li className="rounded-lg ring-1 ring-line ring-inset" aria-labelledby={`${id}-url`}>
      <div className="flex flex-col gap-3 p-4">
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <p id={`${id}-url`} className="min-w-0 font-mono text-sm break-all">
            {webhook.url}
          </p>
          <Badge tone={!webhook.is_active ? 'neutral' : failing ? 'warn' : 'ok'}>
            {failing
              ? t('webhooks.failing', { date: formatDate(failing, i18n.language) })
              : t(webhook.is_active ? 'webhooks.on' : 'webhooks.off')}
          </Badge>
        </div>
        <ul aria-label={t('webhooks.events')} className="flex flex-wrap gap-1.5">
          {webhook.events.map((event) => (
            <li key={event}>
              <Badge>{t(eventKey(event))}</Badge>
            </li>
          ))}
        </ul>
        {webhook.disabled_reason && <Notice tone="warn" title={t('webhooks.disabled')} />}
        <Actions webhook={webhook} onTested={() => setOpen(true)} />
      </div>
      <div className="border-t border-line">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={`${id}-log`}
          aria-label={t('webhooks.logLabel', { url: webhook.url })}
          onClick={() => setOpen((is) => !is)}
          className="flex h-11 w-full items-center justify-between rounded-b-lg px-4 text-sm font-medium text-ink-2 hover:bg-sunken hover:text-ink"
        >
          {t('webhooks.log')}
          <ChevronDown aria-hidden className={cx('size-4 transition-transform', open && 'rotate-180')} />
        </button>
        <div id={`${id}-log`} hidden={!open}>
          {open && <WebhookLog webhook={webhook} />}
        </div>
      </div>
    </li>
  );
}

function Actions({ webhook, onTested }: { readonly webhook: WebhookView; readonly onTested: () => void }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const [editing, setEditing] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const probe = useTestWebhook(webhook.id);
  const change = useChangeWebhook(webhook.id);
  const rotate = useRotateSecret(webhook.id);
  const remove = useDeleteWebhook(webhook.id);
  const { url, is_active: active } = webhook;
  const onError = toasts.failure;
  return (
    <div className="-mx-2 flex flex-wrap gap-1">
      {active && (
        <Button
          variant="ghost"
          size="sm"
          busy={probe.isPending}
          aria-label={`${t('webhooks.test')}: ${url}`}
          onClick={() =>
            probe.mutate(undefined, {
              onSuccess: () => {
                toasts.success(t('webhooks.tested'));
                onTested();
              },
              onError,
            })
          }
        >
          <Send aria-hidden />
          {t('webhooks.test')}
        </Button>
      )}
      <Button
        variant="ghost"
        size="sm"
        aria-label={`${t('webhooks.edit')}: ${url}`}
        onClick={() => setEditing(true)}
      >
        <Pencil aria-hidden />
        {t('webhooks.edit')}
      </Button>
      <Button
        variant="ghost"
        size="sm"
        busy={change.isPending}
        aria-label={`${t(active ? 'webhooks.turnOff' : 'webhooks.turnOn')}: ${url}`}
        onClick={() => change.mutate({ is_active: !active }, { onError })}
      >
        <Power aria-hidden />
        {t(active ? 'webhooks.turnOff' : 'webhooks.turnOn')}
      </Button>
      <Confirm
        trigger={
          <Button
            variant="ghost"
            size="sm"
            busy={rotate.isPending}
            aria-label={`${t('webhooks.rotate')}: ${url}`}
          >
            <KeyRound aria-hidden />
            {t('webhooks.rotate')}
          </Button>
        }
        title={t('webhooks.rotateTitle')}
        text={t('webhooks.rotateText')}
        confirm={t('webhooks.rotate')}
        keep={t('action.keep')}
        onConfirm={() => rotate.mutate(undefined, { onSuccess: (made) => setSecret(made.secret), onError })}
      />
      <Confirm
        trigger={
          <Button
            variant="ghost"
            size="sm"
            busy={remove.isPending}
            aria-label={`${t('webhooks.delete')}: ${url}`}
          >
            <Trash2 aria-hidden />
            {t('webhooks.delete')}
          </Button>
        }
        title={t('webhooks.deleteTitle')}
        text={t('webhooks.deleteText', { url })}
        confirm={t('webhooks.delete')}
        keep={t('action.keep')}
        onConfirm={() =>
          remove.mutate(undefined, {
            onSuccess: () => toasts.success(t('webhooks.deleted')),
            onError,
          })
        }
      />
      {editing && <WebhookDialog webhook={webhook} onClose={() => setEditing(false)} />}
      {secret && (
        <WebhookSecret
          secret={secret}
          onClose={() => {
            setSecret(null);
            toasts.success(t('webhooks.rotated'));
          }}
        />
      )}
    </div>
  );
}
