import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePlanName } from '../../lib/plan-name.ts';
import { useSession } from '../../lib/session.tsx';
import { Button } from '../../lib/ui/button.tsx';
import { Field, TextInput } from '../../lib/ui/field.tsx';
import { ErrorNotice, ErrorState } from '../../lib/ui/states.tsx';
import { Badge, Skeleton } from '../../lib/ui/surface.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { type Account, useAccount, useRename } from './api.ts';

export function AccountSection() {
  const { t } = useTranslation();
  const { status } = useSession();
  const account = useAccount(status === 'signed-in');
  if (status === 'signed-out') {
    return (
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="text-ink-2">{t('settings.accountSignedOut')}</p>
        <Button asChild variant="secondary">
          <Link to="/sign-in?next=/avatars/settings">{t('account.signIn')}</Link>
        </Button>
      </div>
    );
  }
  if (account.isError && !account.data) {
    return <ErrorState error={account.error} onRetry={() => void account.refetch()} />;
  }
  if (!account.data) return <Skeleton className="h-[9.5rem] w-full" />;
  return <AccountForm account={account.data} />;
}

function AccountForm({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const [name, setName] = useState(account.name ?? '');
  const [tried, setTried] = useState(false);
  const rename = useRename();
  const plan = usePlanName(account.plan);
  const toasts = useToasts();
  const trimmed = name.trim();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (trimmed === '') return;
    rename.mutate(
      { id: account.id, name: trimmed },
      { onSuccess: () => toasts.success(t('settings.saved')) },
    );
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={t('account.name')} error={tried && trimmed === '' ? t('account.nameMissing') : null}>
          {(control) => (
            <TextInput
              {...control}
              value={name}
              maxLength={200}
              autoComplete="name"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('account.email')}>
          {(control) => (
            <TextInput {...control} value={account.email ?? ''} readOnly className="text-ink-3" />
          )}
        </Field>
      </div>
      {rename.isError && <ErrorNotice error={rename.error} />}
      <div className="flex items-center justify-between gap-4">
        <Button type="submit" busy={rename.isPending} disabled={trimmed === (account.name ?? '')}>
          {t('action.save')}
        </Button>
        <p className="flex items-center gap-2 text-sm text-ink-2">
          {t('settings.plan')} <Badge tone="brand">{plan}</Badge>
        </p>
      </div>
    </form>
  );
}
