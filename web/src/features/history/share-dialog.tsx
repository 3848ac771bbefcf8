import { Copy, Link2Off } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import { SHARE_DAYS, type ShareLink } from '../../../../supabase/functions/_shared/contract/share.ts';
import { formatDate } from '../../lib/format.ts';
import { Button } from '../../lib/ui/button.tsx';
import { SelectBox } from '../../lib/ui/choice.tsx';
import { Modal } from '../../lib/ui/dialog.tsx';
import { Field, TextInput } from '../../lib/ui/field.tsx';
import { ErrorNotice } from '../../lib/ui/states.tsx';
import { Badge, Skeleton } from '../../lib/ui/surface.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { useCreateShare, useRevokeShare, useShareLinks } from './api.ts';

const DAYS = [1, SHARE_DAYS.usual, 30, 90, SHARE_DAYS.longest] as const;

/** Makes a link to a film, shows it once, and lists the ones there are. */
export function ShareDialog({ job, onClose }: { readonly job: JobView; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const [days, setDays] = useState(String(SHARE_DAYS.usual));
  const create = useCreateShare(job.job_id);
  const links = useShareLinks(job.job_id);
  const address = create.data ? `${location.origin}/s/${create.data.token}` : null;

  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      toasts.success(t('share.copied'));
    } catch {
      // Refused by the browser: the field holds the address, selected, for the keyboard.
    }
  };
  return (
    <Modal
      open
      onClose={onClose}
      title={t('share.title', { title: job.title })}
      description={t('share.lead')}
    >
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(Number(days));
        }}
      >
        <Field label={t('share.expires')} className="grow">
          {(control) => (
            <SelectBox
              {...control}
              value={days}
              options={DAYS.map((count) => ({ value: String(count), label: t('share.days', { count }) }))}
              onChange={setDays}
            />
          )}
        </Field>
        <Button type="submit" busy={create.isPending}>
          {t('share.create')}
        </Button>
      </form>
      {create.isError && (
        <div className="mt-4">
          <ErrorNotice error={create.error} />
        </div>
      )}
      {address && (
        <div className="mt-4" role="status">
          <Field label={t('share.address')} hint={t('share.once')}>
            {(control) => (
              <div className="flex gap-2">
                <TextInput
                  {...control}
                  readOnly
                  value={address}
                  className="font-mono text-xs"
                  onFocus={(event) => event.target.select()}
                />
                <Button variant="secondary" onClick={() => void copy(address)}>
                  <Copy aria-hidden />
                  {t('share.copy')}
                </Button>
              </div>
            )}
          </Field>
        </div>
      )}
      <h3 className="mt-6 text-sm font-semibold">{t('share.links')}</h3>
      {links.isError ? (
        <div className="mt-2">
          <ErrorNotice error={links.error} />
        </div>
      ) : !links.data ? (
        <Skeleton className="mt-2 h-14 w-full" />
      ) : links.data.length === 0 ? (
        <p className="mt-2 text-sm text-ink-2">{t('share.none')}</p>
      ) : (
        <ul className="mt-2 divide-y divide-line">
          {links.data.map((link) => (
            <LinkRow key={link.share_id} link={link} />
          ))}
        </ul>
      )}
    </Modal>
  );
}

function LinkRow({ link }: { readonly link: ShareLink }) {
  const { t, i18n } = useTranslation();
  const toasts = useToasts();
  const revoke = useRevokeShare(link.job_id);
  const made = formatDate(link.created_at, i18n.language);
  const ended = new Date(link.expires_at).getTime() <= Date.now();
  return (
    <li className="flex min-h-14 items-center gap-3 py-2 text-sm">
      <div className="min-w-0 grow">
        <p className="font-medium">{made}</p>
        <p className="text-ink-3 tabular">
          {t('share.until', { date: formatDate(link.expires_at, i18n.language) })} ·{' '}
          {t('share.views', { count: link.views })}
        </p>
      </div>
      {link.revoked_at || ended ? (
        <Badge>{t(link.revoked_at ? 'share.revoked' : 'share.ended')}</Badge>
      ) : (
        <Button
          variant="ghost"
          size="sm"
          busy={revoke.isPending}
          aria-label={t('share.revokeLabel', { date: made })}
          onClick={() =>
            revoke.mutate(link.share_id, {
              onSuccess: () => toasts.success(t('share.revokeDone')),
              onError: toasts.failure,
            })
          }
        >
          <Link2Off aria-hidden />
          {t('share.revoke')}
        </Button>
      )}
    </li>
  );
}
