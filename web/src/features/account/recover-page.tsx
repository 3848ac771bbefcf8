import { MailCheck } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePageTitle } from '../../lib/page-title.ts';
import { Button } from '../../lib/ui/button.tsx';
import { EmptyState } from '../../lib/ui/states.tsx';
import {
  AccountCard,
  AuthNotice,
  accountLink,
  EmailField,
  looksLikeEmail,
  readFields,
} from './account-form.tsx';
import { useRecover } from './api.ts';

export function RecoverPage() {
  const { t } = useTranslation();
  usePageTitle(t('account.recoverTitle'));
  const recover = useRecover();
  const [wrong, setWrong] = useState(false);

  // The same answer whether or not the address has an account: nobody learns who has one.
  if (recover.isSuccess) {
    return (
      <EmptyState
        level="h1"
        icon={MailCheck}
        title={t('account.recoverSent')}
        text={t('account.recoverSentText')}
      />
    );
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { email } = readFields(event.currentTarget);
    setWrong(!looksLikeEmail(email));
    if (looksLikeEmail(email)) recover.mutate(email);
  };
  return (
    <AccountCard
      title={t('account.recoverTitle')}
      lead={t('account.recoverLead')}
      footer={
        <Link to="/sign-in" className={accountLink}>
          {t('account.backToSignIn')}
        </Link>
      }
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <EmailField error={wrong ? t('account.emailInvalid') : null} />
        <AuthNotice error={recover.error} />
        <Button type="submit" size="lg" busy={recover.isPending}>
          {t('account.recoverSend')}
        </Button>
      </form>
    </AccountCard>
  );
}
