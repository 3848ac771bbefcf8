import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Button } from '../../lib/ui/button.tsx';

/** In the place of what only an account has. */
export function SignInHint({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-wrap items-center justify-between gap-4">
      <p className="text-ink-2">{text}</p>
      <Button asChild variant="secondary">
        <Link to="/sign-in?next=/avatars/settings">{t('account.signIn')}</Link>
      </Button>
    </div>
  );
}
