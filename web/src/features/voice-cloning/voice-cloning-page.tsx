import { AudioLines, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFailureText } from '../../lib/error-text.ts';
import { formatAgo, formatPercent } from '../../lib/format.ts';
import { LANGUAGE_NAMES } from '../../lib/languages.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { readDefaults } from '../../lib/preferences.ts';
import { IconButton } from '../../lib/ui/button.tsx';
import { Confirm } from '../../lib/ui/dialog.tsx';
import { ProgressBar } from '../../lib/ui/progress-bar.tsx';
import { EmptyState, ErrorState, Notice } from '../../lib/ui/states.tsx';
import { Badge, Card, PageHeader, Section, Skeleton } from '../../lib/ui/surface.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { useDeleteVoice, useVoices, type Voice } from './api.ts';
import { VoiceForm } from './voice-form.tsx';

const TONES = { training: 'clay', ready: 'ok', failed: 'bad' } as const;

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
                <li key={voice.id}>
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

function VoiceCard({ voice }: { readonly voice: Voice }) {
  const { t, i18n } = useTranslation();
  const remove = useDeleteVoice();
  const toasts = useToasts();
  const failure = useFailureText();
  const problem = voice.error_code ? failure(voice.error_code) : null;
  return (
    <Card className="p-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 grow">
          <h3 className="truncate font-semibold">{voice.name}</h3>
          <p className="mt-0.5 text-sm text-ink-3">
            {LANGUAGE_NAMES[voice.language]} · {formatAgo(voice.created_at, i18n.language)}
          </p>
        </div>
        <Badge tone={TONES[voice.status]}>{t(`voices.status.${voice.status}`)}</Badge>
        <Confirm
          trigger={
            <IconButton
              label={t('voices.delete', { name: voice.name })}
              disabled={remove.isPending}
              className="-my-2 -mr-2"
            >
              <Trash2 aria-hidden />
            </IconButton>
          }
          title={t('voices.deleteTitle', { name: voice.name })}
          text={t('voices.deleteText')}
          confirm={t('voices.deleteConfirm')}
          keep={t('action.keep')}
          onConfirm={() =>
            remove.mutate(voice, {
              onSuccess: () => toasts.success(t('voices.deleted')),
              onError: toasts.failure,
            })
          }
        />
      </div>
      {voice.status === 'training' && (
        <div className="mt-3 flex items-center gap-3">
          <ProgressBar value={voice.training_progress} label={t('voices.status.training')} className="grow" />
          <span className="text-sm tabular">{formatPercent(voice.training_progress, i18n.language)}</span>
        </div>
      )}
      {problem && (
        <div className="mt-3">
          <Notice tone="bad" title={problem.message}>
            {problem.remedy}
          </Notice>
        </div>
      )}
    </Card>
  );
}
