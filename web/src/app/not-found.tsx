import { Compass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePageTitle } from '../lib/page-title.ts';
import { Button } from '../lib/ui/button.tsx';
import { EmptyState } from '../lib/ui/states.tsx';

export function NotFoundPage() {
  const { t } = useTranslation();
  usePageTitle(t('notFound.title'));
  return (
    <EmptyState
      level="h1"
      icon={Compass}
      title={t('notFound.title')}
      text={t('notFound.text')}
      action={
        <>
          <Button asChild>
            <Link to="/avatars/gallery">{t('nav.gallery')}</Link>
          </Button>
          <Button asChild variant="secondary">
            <Link to="/avatars/history">{t('nav.history')}</Link>
          </Button>
        </>
      }
    />
  );
}
