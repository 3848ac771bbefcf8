import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { WebhookEvent, type WebhookView } from '../../../../supabase/functions/_shared/contract/webhooks.ts';
import { Button } from '../../lib/ui/button.tsx';
import { Modal } from '../../lib/ui/dialog.tsx';
import { Field, TextInput } from '../../lib/ui/field.tsx';
import { ErrorNotice } from '../../lib/ui/states.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { CheckList } from './check-list.tsx';
import { SecretOnce } from './secret-once.tsx';
import { eventKey } from './webhook-events.ts';
import { useChangeWebhook, useCreateWebhook } from './webhooks-api.ts';

interface WebhookDialogProps {
  /** The one that is changed; without it a new one is made, and its secret shown. */
  readonly webhook?: WebhookView;
  readonly onClose: () => void;
}

/** http is refused by the server where its operator does not allow it, with advice. */
const isAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

export function WebhookDialog({ webhook, onClose }: WebhookDialogProps) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [events, setEvents] = useState<readonly WebhookEvent[]>(
    webhook?.events ?? ['job.completed', 'job.failed'],
  );
  const [tried, setTried] = useState(false);
  const create = useCreateWebhook();
  const change = useChangeWebhook(webhook?.id ?? '');
  const busy = create.isPending || change.isPending;
  const error = create.error ?? change.error;
  const secret = create.data?.secret;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isAddress(url.trim()) || events.length === 0) return;
    const request = { url: url.trim(), events: [...events] };
    if (!webhook) return create.mutate(request);
    change.mutate(request, {
      onSuccess: () => {
        toasts.success(t('webhooks.saved'));
        onClose();
      },
    });
  };
  if (secret) return <WebhookSecret secret={secret} onClose={onClose} />;
  return (
    <Modal open onClose={onClose} title={t(webhook ? 'webhooks.editTitle' : 'webhooks.add')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <Field
          label={t('webhooks.url')}
          hint={t('webhooks.urlHint')}
          error={tried && !isAddress(url.trim()) ? t('webhooks.urlBad') : null}
        >
          {(control) => (
            <TextInput
              {...control}
              type="url"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              value={url}
              maxLength={2000}
              placeholder="https://"
              onChange={(event) => setUrl(event.target.value)}
            />
          )}
        </Field>
        <CheckList
          legend={t('webhooks.events')}
          value={events}
          options={WebhookEvent.options.map((event) => ({ value: event, label: t(eventKey(event)) }))}
          onChange={setEvents}
          error={tried && events.length === 0 ? t('webhooks.eventsMissing') : null}
        />
        {error && <ErrorNotice error={error} />}
        <div className="flex justify-end">
          <Button type="submit" busy={busy}>
            {t(webhook ? 'action.save' : 'webhooks.add')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** After adding a webhook, and after changing its secret. */
export function WebhookSecret({
  secret,
  onClose,
}: {
  readonly secret: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal open onClose={onClose} title={t('webhooks.secret')} description={t('webhooks.secretLead')}>
      <SecretOnce
        secret={secret}
        label={t('webhooks.secret')}
        hint={t('webhooks.once')}
        copy={t('webhooks.copy')}
        copied={t('webhooks.copied')}
        done={t('webhooks.done')}
        onDone={onClose}
      />
    </Modal>
  );
}
