import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { Button } from '../lib/ui/button.tsx';
import { EmptyState } from '../lib/ui/states.tsx';

/** A page that could not be loaded or broke while drawing. After a deploy the old chunk names are gone: reload. */
export function RouteError() {
  const { t } = useTranslation();
  const error = useRouteError();
  const detail = error instanceof Error ? error.message : String(error);
  return (
    <div role="alert">
      <EmptyState
        level="h1"
        icon={RefreshCw}
        tone="bad"
        title={t('routeError.title')}
        text={
          <>
            {t('routeError.text')}
            <code className="mt-3 block text-xs break-words text-ink-3">{detail}</code>
          </>
        }
        action={<Button onClick={() => location.reload()}>{t('routeError.reload')}</Button>}
      />
    </div>
  );
}
