import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Language, Quality, RenderSettings } from '../../../../supabase/functions/_shared/contract/job.ts';
import {
  fromUserDefaults,
  toUserDefaults,
  useAccountDefaults,
  useSaveDefaults,
} from '../../lib/account-defaults.ts';
import { useBrandKit } from '../../lib/brand-kit.ts';
import { CaptionLookFields } from '../../lib/film-choices/caption-look-fields.tsx';
import { IntensitySlider, LightField, LoudnessField } from '../../lib/film-choices/film-choices.tsx';
import { formatNumber } from '../../lib/format.ts';
import { LANGUAGE_NAMES } from '../../lib/languages.ts';
import { readDefaults, writeDefaults } from '../../lib/preferences.ts';
import { useSession } from '../../lib/session.tsx';
import { SelectBox } from '../../lib/ui/choice.tsx';
import { Field } from '../../lib/ui/field.tsx';
import { Slider } from '../../lib/ui/slider.tsx';
import { ErrorNotice } from '../../lib/ui/states.tsx';
import { type DraftDefaults, resolutionsOf, withDrawnResolution } from '../../studio/core/draft.ts';

const FRAMINGS = ['close', 'medium', 'wide'] as const;
const CAPTIONS = ['sidecar', 'burned', 'none'] as const;
const FPS = RenderSettings.shape.fps.unwrap().options.map(({ value }) => value);
const MOODS = RenderSettings.shape.mood.unwrap().options;

/** What a new film starts with. Saved with each change, in the account where there is one. */
export function DefaultsSection() {
  const { t, i18n } = useTranslation();
  const signedIn = useSession().status === 'signed-in';
  const account = useAccountDefaults(signedIn);
  const save = useSaveDefaults();
  const kit = useBrandKit(signedIn).data?.brand;
  const [changed, setChanged] = useState<DraftDefaults | null>(null);
  const [savedHere, setSavedHere] = useState(false);
  const device = readDefaults(i18n.language);
  const defaults = changed ?? (account.data ? fromUserDefaults(account.data, device) : device);
  const set = (change: Partial<DraftDefaults>) => {
    const next = withDrawnResolution({ ...defaults, ...change });
    setChanged(next);
    setSavedHere(writeDefaults(next));
    if (signedIn) save.mutate(toUserDefaults(next, account.data ?? null));
  };
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
        <Field label={t('studio.language')}>
          {(control) => (
            <SelectBox
              {...control}
              value={defaults.language}
              options={Language.options.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
              onChange={(language) => set({ language })}
            />
          )}
        </Field>
        <Field label={t('studio.quality')}>
          {(control) => (
            <SelectBox
              {...control}
              value={defaults.quality}
              options={Quality.options.map((value) => ({ value, label: t(`avatar.${value}`) }))}
              onChange={(quality) => set({ quality })}
            />
          )}
        </Field>
        <Field label={t('studio.resolution')}>
          {(control) => (
            <SelectBox
              {...control}
              value={defaults.resolution}
              options={resolutionsOf(defaults.quality).map((value) => ({
                value,
                label: t(`resolution.${value}`),
                hint: value.replace('x', '×'),
              }))}
              onChange={(resolution) => set({ resolution })}
            />
          )}
        </Field>
        <Field label={t('studio.framing')}>
          {(control) => (
            <SelectBox
              {...control}
              value={defaults.framing}
              options={FRAMINGS.map((value) => ({ value, label: t(`framing.${value}`) }))}
              onChange={(framing) => set({ framing })}
            />
          )}
        </Field>
        <Field label={t('studio.captions')}>
          {(control) => (
            <SelectBox
              {...control}
              value={defaults.captions}
              options={CAPTIONS.map((value) => ({ value, label: t(`captions.${value}`) }))}
              onChange={(captions) => set({ captions })}
            />
          )}
        </Field>
        <Field label={t('draft.fps')}>
          {(control) => (
            <SelectBox
              {...control}
              value={`${defaults.fps}`}
              options={FPS.map((fps) => ({ value: `${fps}`, label: t('draft.fpsOf', { fps }) }))}
              onChange={(value) => {
                const fps = FPS.find((known) => `${known}` === value);
                if (fps) set({ fps });
              }}
            />
          )}
        </Field>
        <Field label={t('editor.mood')}>
          {(control) => (
            <SelectBox
              {...control}
              value={defaults.mood}
              options={MOODS.map((value) => ({ value, label: t(`editor.moods.${value}`) }))}
              onChange={(mood) => set({ mood })}
            />
          )}
        </Field>
        <LightField value={defaults.light} onChange={(light) => set({ light })} />
        <LoudnessField value={defaults.loudness} onChange={(loudness) => set({ loudness })} />
        <IntensitySlider
          value={defaults.moodIntensity}
          onChange={(moodIntensity) => set({ moodIntensity })}
        />
        <Slider
          label={t('studio.rate')}
          value={defaults.rate}
          min={0.5}
          max={2}
          step={0.05}
          text={`${formatNumber(defaults.rate, i18n.language, 2)}×`}
          onChange={(rate) => set({ rate })}
        />
        <Slider
          label={t('studio.pitch')}
          value={defaults.pitch}
          min={-12}
          max={12}
          step={1}
          text={t('studio.semitones', {
            count: defaults.pitch,
            signed: defaults.pitch > 0 ? `+${defaults.pitch}` : `${defaults.pitch}`,
          })}
          onChange={(pitch) => set({ pitch })}
        />
      </div>
      {defaults.captions === 'burned' && (
        <div className="mt-6 max-w-md">
          <CaptionLookFields value={defaults} brand={kit?.colours ?? []} onChange={set} />
        </div>
      )}
      <p role="status" className="mt-4 h-5 text-sm text-ink-3">
        {save.isSuccess ? t('library.savedInAccount') : savedHere && !signedIn ? t('settings.savedHere') : ''}
      </p>
      {save.isError && <ErrorNotice error={save.error} />}
    </>
  );
}
