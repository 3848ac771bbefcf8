import { MailCheck } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useSearchParams } from 'react-router';
import { usePageTitle } from '../../lib/page-title.ts';
import { useSession } from '../../lib/session.tsx';
import { Button } from '../../lib/ui/button.tsx';
import { Field, TextInput } from '../../lib/ui/field.tsx';
import { EmptyState } from '../../lib/ui/states.tsx';
import {
  AccountCard,
  AuthNotice,
  accountLink,
  EmailField,
  looksLikeEmail,
  PASSWORD_MINIMUM,
  PasswordField,
  readFields,
} from './account-form.tsx';
import { useSignUp } from './api.ts';
import { nextAddress } from './next-address.ts';

export function SignUpPage() {
  const { t } = useTranslation();
  usePageTitle(t('account.signUp'));
  const [search] = useSearchParams();
  const { status } = useSession();
  const signUp = useSignUp();
  const [wrong, setWrong] = useState({ name: false, email: false, password: false });

  if (status === 'signed-in') return <Navigate to={nextAddress(search.get('next'))} replace />;
  if (signUp.data && !signUp.data.signedIn) {
    return (
      <EmptyState
        level="h1"
        icon={MailCheck}
        title={t('account.confirmTitle')}
        text={t('account.confirmText')}
      />
    );
  }

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = readFields(event.currentTarget);
    const found = {
      name: fields.name === '',
      email: !looksLikeEmail(fields.email),
      password: fields.password.length < PASSWORD_MINIMUM,
    };
    setWrong(found);
    if (!Object.values(found).includes(true)) signUp.mutate(fields);
  };

  return (
    <AccountCard
      title={t('account.signUpTitle')}
      lead={t('account.signUpLead')}
      footer={
        <>
          {t('account.haveAccount')}{' '}
          <Link to={`/sign-in?${search}`} className={accountLink}>
            {t('account.signIn')}
          </Link>
        </>
      }
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <Field label={t('account.name')} error={wrong.name ? t('account.nameMissing') : null}>
          {(control) => <TextInput {...control} name="name" autoComplete="name" maxLength={100} required />}
        </Field>
        <EmailField error={wrong.email ? t('account.emailInvalid') : null} />
        <PasswordField
          label={t('account.password')}
          autoComplete="new-password"
          hint={t('account.passwordHint', { count: PASSWORD_MINIMUM })}
          error={wrong.password ? t('account.passwordShort', { count: PASSWORD_MINIMUM }) : null}
        />
        <AuthNotice error={signUp.error} />
        <Button type="submit" size="lg" busy={signUp.isPending}>
          {t('account.signUp')}
        </Button>
      </form>
    </AccountCard>
  );
}
