import { AudioLines } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '../../lib/page-title.ts';
import { readDefaults } from '../../lib/preferences.ts';
import { EmptyState, ErrorState } from '../../lib/ui/states.tsx';
import { PageHeader, Section, Skeleton } from '../../lib/ui/surface.tsx';
import { useVoices } from './api.ts';
import { VoiceCard } from './voice-card.tsx';
import { VoiceForm } from './voice-form.tsx';

export function VoiceCloningPage() {
  const { t, i18n } = useTranslation();
  usePageTitle(t('nav.voices'));
  const voices = useVoices();
  return (
    <>
      <PageHeader title={t('voices.title')} lead={t('voices.lead')} />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Section title={t('voices.newTitle')} lead={t('voices.newLead')}>
          <VoiceForm defaultLanguage={readDefaults(i18n.language).language} />
        </Section>
        <section aria-labelledby="own-voices" className="min-w-0">
          <h2 id="own-voices" className="mb-3 text-base font-semibold">
            {t('voices.own')}
          </h2>
          {voices.isError && !voices.data ? (
            <ErrorState error={voices.error} onRetry={() => void voices.refetch()} />
          ) : !voices.data ? (
            <div role="status" aria-label={t('state.loading')} className="flex flex-col gap-3">
              <Skeleton className="h-24 w-full rounded-xl" />
              <Skeleton className="h-24 w-full rounded-xl" />
            </div>
          ) : voices.data.length === 0 ? (
            <EmptyState icon={AudioLines} title={t('voices.emptyTitle')} text={t('voices.emptyText')} />
          ) : (
            <ul className="flex flex-col gap-3">
              {voices.data.map((voice) => (
                <li key={voice.voice_id}>
                  <VoiceCard voice={voice} />
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
    </>
  );
}
