import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useSearchParams } from 'react-router';
import { usePageTitle } from '../../lib/page-title.ts';
import { useSession } from '../../lib/session.tsx';
import { Button } from '../../lib/ui/button.tsx';
import {
  AccountCard,
  AuthNotice,
  accountLink,
  EmailField,
  looksLikeEmail,
  PasswordField,
  readFields,
} from './account-form.tsx';
import { useSignIn } from './api.ts';
import { nextAddress } from './next-address.ts';

export function SignInPage() {
  const { t } = useTranslation();
  usePageTitle(t('account.signIn'));
  const [search] = useSearchParams();
  const { status } = useSession();
  const signIn = useSignIn();
  const [missing, setMissing] = useState({ email: false, password: false });

  // Also the way on after a sign-in: the session arriving is what moves the page.
  if (status === 'signed-in') return <Navigate to={nextAddress(search.get('next'))} replace />;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { email, password } = readFields(event.currentTarget);
    const found = { email: !looksLikeEmail(email), password: password === '' };
    setMissing(found);
    if (!found.email && !found.password) signIn.mutate({ email, password });
  };

  return (
    <AccountCard
      title={t('account.signInTitle')}
      lead={t('account.signInLead')}
      footer={
        <>
          {t('account.noAccount')}{' '}
          <Link to={`/sign-up?${search}`} className={accountLink}>
            {t('account.signUp')}
          </Link>
        </>
      }
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <EmailField error={missing.email ? t('account.emailInvalid') : null} />
        <PasswordField
          label={t('account.password')}
          autoComplete="current-password"
          error={missing.password ? t('account.passwordMissing') : null}
        />
        <AuthNotice error={signIn.error} />
        <Button type="submit" size="lg" busy={signIn.isPending}>
          {t('account.signIn')}
        </Button>
        <Link to="/recover" className={`${accountLink} self-center text-sm`}>
          {t('account.forgot')}
        </Link>
      </form>
    </AccountCard>
  );
}
