import { LinkIcon } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { usePageTitle } from '../../lib/page-title.ts';
import { useSession } from '../../lib/session.tsx';
import { Button } from '../../lib/ui/button.tsx';
import { EmptyState } from '../../lib/ui/states.tsx';
import { Skeleton } from '../../lib/ui/surface.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { AccountCard, AuthNotice, PASSWORD_MINIMUM, PasswordField, readFields } from './account-form.tsx';
import { useResetPassword } from './api.ts';

/** Opened from the recovery e-mail, whose link signs in; without that session there is nothing to change. */
export function ResetPasswordPage() {
  const { t } = useTranslation();
  usePageTitle(t('account.resetTitle'));
  const { status } = useSession();
  const reset = useResetPassword();
  const navigate = useNavigate();
  const toasts = useToasts();
  const [short, setShort] = useState(false);

  if (status === 'loading') return <Skeleton className="mx-auto mt-8 h-80 w-full max-w-md rounded-xl" />;
  if (status === 'signed-out') {
    return (
      <EmptyState
        level="h1"
        icon={LinkIcon}
        tone="bad"
        title={t('account.resetExpired')}
        text={t('account.resetExpiredText')}
        action={
          <Button asChild>
            <Link to="/recover">{t('account.recoverTitle')}</Link>
          </Button>
        }
      />
    );
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { password } = readFields(event.currentTarget);
    setShort(password.length < PASSWORD_MINIMUM);
    if (password.length < PASSWORD_MINIMUM) return;
    reset.mutate(password, {
      onSuccess: () => {
        toasts.success(t('account.resetDone'));
        void navigate('/avatars/gallery');
      },
    });
  };
  return (
    <AccountCard title={t('account.resetTitle')} lead={t('account.resetLead')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <PasswordField
          label={t('account.newPassword')}
          autoComplete="new-password"
          hint={t('account.passwordHint', { count: PASSWORD_MINIMUM })}
          error={short ? t('account.passwordShort', { count: PASSWORD_MINIMUM }) : null}
        />
        <AuthNotice error={reset.error} />
        <Button type="submit" size="lg" busy={reset.isPending}>
          {t('account.resetSave')}
        </Button>
      </form>
    </AccountCard>
  );
}
