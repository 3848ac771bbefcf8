import { lazy, memo, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { formatNumber } from '../../lib/format.ts';
import { LANGUAGE_NAMES } from '../../lib/languages.ts';
import { Segments, SelectBox } from '../../lib/ui/choice.tsx';
import { Field } from '../../lib/ui/field.tsx';
import { Slider } from '../../lib/ui/slider.tsx';
import type { Draft } from '../../studio/core/draft.ts';
import type { ReadyVoice } from './api.ts';

// Recording is the rarer way: its code comes when it is chosen.
const NarrationPanel = lazy(async () => ({ default: (await import('./narration.tsx')).NarrationPanel }));

const DEFAULT_VOICE = 'default';

interface VoicePanelProps {
  readonly voice: Draft['voice'];
  readonly clones: readonly ReadyVoice[];
  readonly onChange: (voice: Partial<Draft['voice']>) => void;
  /** That a narration is missing, once somebody has tried to render. */
  readonly narrationError?: string | null;
}

export const VoicePanel = memo(function VoicePanel({
  voice,
  clones,
  onChange,
  narrationError = null,
}: VoicePanelProps) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-5">
      <Field label={t('studio.language')}>
        {(control) => (
          <SelectBox
            {...control}
            value={voice.language}
            options={Language.options.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            onChange={(language) => onChange({ language })}
          />
        )}
      </Field>
      <Segments
        label={t('recording.narration.source')}
        value={voice.source}
        options={[
          { value: 'voice', label: t('recording.narration.tts') },
          { value: 'own', label: t('recording.narration.own') },
        ]}
        onChange={(source) => onChange({ source })}
      />
      {voice.source === 'own' ? (
        <Suspense>
          <NarrationPanel
            narration={voice.narration}
            onChange={(narration) => onChange({ narration })}
            error={narrationError}
          />
        </Suspense>
      ) : (
        <Spoken voice={voice} clones={clones} onChange={onChange} />
      )}
    </div>
  );
});

/** A voice of the language or of one's own, and how it speaks. */
function Spoken({ voice, clones, onChange }: Omit<VoicePanelProps, 'narrationError'>) {
  const { t, i18n } = useTranslation();
  return (
    <>
      {clones.length > 0 && (
        <Field label={t('studio.voice')}>
          {(control) => (
            <SelectBox
              {...control}
              value={voice.cloneId ?? DEFAULT_VOICE}
              options={[
                { value: DEFAULT_VOICE, label: t('studio.voiceDefault') },
                ...clones.map(({ id, name, language }) => ({ value: id, label: name, hint: language })),
              ]}
              onChange={(id) => {
                const clone = clones.find((candidate) => candidate.id === id);
                onChange(clone ? { cloneId: clone.id, language: clone.language } : { cloneId: null });
              }}
            />
          )}
        </Field>
      )}
      <div className="grid gap-5 sm:grid-cols-2">
        <Slider
          label={t('studio.rate')}
          value={voice.rate}
          min={0.5}
          max={2}
          step={0.05}
          text={`${formatNumber(voice.rate, i18n.language, 2)}×`}
          onChange={(rate) => onChange({ rate })}
        />
        <Slider
          label={t('studio.pitch')}
          value={voice.pitch}
          min={-12}
          max={12}
          step={1}
          text={t('studio.semitones', {
            count: voice.pitch,
            signed: voice.pitch > 0 ? `+${voice.pitch}` : `${voice.pitch}`,
          })}
          onChange={(pitch) => onChange({ pitch })}
        />
      </div>
      <p className="text-sm text-ink-3">{t('draft.pauseHint')}</p>
    </>
  );
}
