import { Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../lib/ui/states.tsx';

/** Shown when the host serves the site without its Supabase address: nothing else could work. */
export function NotConfigured() {
  const { t } = useTranslation();
  return (
    <main className="mx-auto max-w-xl px-4 py-24">
      <EmptyState
        level="h1"
        icon={Unplug}
        tone="bad"
        title={t('notConfigured.title')}
        text={t('notConfigured.text')}
      />
    </main>
  );
}
