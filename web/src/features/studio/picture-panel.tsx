import { Palette } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Quality, RenderSettings } from '../../../../supabase/functions/_shared/contract/job.ts';
import type { BrandKit } from '../../../../supabase/functions/_shared/contract/preferences.ts';
import { CaptionLookFields } from '../../lib/film-choices/caption-look-fields.tsx';
import {
  CaptionFontField,
  IntensitySlider,
  LightField,
  LoudnessField,
} from '../../lib/film-choices/film-choices.tsx';
import { Button } from '../../lib/ui/button.tsx';
import { Segments, SelectBox } from '../../lib/ui/choice.tsx';
import { cx } from '../../lib/ui/class-names.ts';
import { Field } from '../../lib/ui/field.tsx';
import { losesTransparency } from '../../studio/core/backgrounds.ts';
import { type Draft, resolutionsOf, type Scene } from '../../studio/core/draft.ts';
import { PlacePicker } from './place-picker.tsx';
import { UploadField } from './upload-field.tsx';
import { usePictureUrl } from './use-viewer-scene.ts';

const FRAMINGS = ['close', 'medium', 'wide'] as const;
const CAPTIONS = ['sidecar', 'burned', 'none'] as const;
const MOODS = RenderSettings.shape.mood.unwrap().options;
const FORMATS = RenderSettings.shape.format.unwrap().options;
const FPS = RenderSettings.shape.fps.unwrap().options.map(({ value }) => value);

interface PicturePanelProps {
  readonly output: Draft['output'];
  readonly scene: Omit<Scene, 'script'>;
  /** The set that the catalogue gives the chosen person. */
  readonly ownSet: string;
  readonly brand: BrandKit | null;
  readonly signedIn: boolean;
  readonly onBackground: (background: Scene['background']) => void;
  readonly onScene: (scene: Partial<Scene>) => void;
  readonly onOutput: (output: Partial<Draft['output']>) => void;
  readonly onBrand: () => void;
}

export const PicturePanel = memo(function PicturePanel({
  output,
  scene,
  ownSet,
  brand,
  signedIn,
  onBackground,
  onScene,
  onOutput,
  onBrand,
}: PicturePanelProps) {
  const { t } = useTranslation();
  const { background } = scene;
  return (
    <div className="flex flex-col gap-5">
      {brand && (
        <Button variant="secondary" size="sm" onClick={onBrand} className="self-start">
          <Palette aria-hidden />
          {t('draft.brand')}
        </Button>
      )}
      <div className="flex flex-col gap-1.5">
        <span className="text-sm font-medium">{t('studio.framing')}</span>
        <Segments
          label={t('studio.framing')}
          value={scene.framing}
          options={FRAMINGS.map((value) => ({ value, label: t(`framing.${value}`) }))}
          onChange={(framing) => onScene({ framing })}
        />
      </div>
      <div className="flex flex-col gap-1.5">
        <span className="text-sm font-medium">{t('studio.background')}</span>
        <PlacePicker
          value={background}
          ownSet={ownSet}
          brand={brand?.colours ?? []}
          picture={usePictureUrl(background?.type === 'image' ? background.path : null)}
          onChange={onBackground}
        />
        <UploadField
          kind="background"
          path={background?.type === 'image' ? background.path : null}
          signedIn={signedIn}
          onChange={(path) => path && onBackground({ type: 'image', path })}
        />
        {background?.type === 'transparent' && (
          <p className={cx('text-sm', losesTransparency(scene, output) ? 'text-warn' : 'text-ink-3')}>
            {t(losesTransparency(scene, output) ? 'editor.transparentLost' : 'editor.transparentHint')}
          </p>
        )}
      </div>
      <LightField hint value={scene.light} onChange={(light) => onScene({ light })} />
      <div className="flex flex-col gap-1.5">
        <span className="text-sm font-medium">{t('editor.logo')}</span>
        <UploadField
          kind="logo"
          path={output.logo?.path ?? null}
          signedIn={signedIn}
          onChange={(path) => onOutput({ logo: path ? { path } : null })}
        />
        <p className="text-sm text-ink-3">{t('editor.logoHint')}</p>
      </div>
      <Field label={t('editor.mood')} hint={t('draft.moodHint')}>
        {(control) => (
          <SelectBox
            {...control}
            value={scene.mood}
            options={MOODS.map((value) => ({ value, label: t(`editor.moods.${value}`) }))}
            onChange={(mood) => onScene({ mood })}
          />
        )}
      </Field>
      <IntensitySlider
        hint
        value={scene.moodIntensity}
        onChange={(moodIntensity) => onScene({ moodIntensity })}
      />
      {/* What the file is: side by side where the panel is wide enough for two. */}
      <div className="@container border-t border-line pt-5">
        <div className="grid gap-5 @sm:grid-cols-2">
          <Field label={t('studio.quality')} hint={t(`qualityHint.${output.quality}`)}>
            {(control) => (
              <SelectBox
                {...control}
                value={output.quality}
                options={Quality.options.map((value) => ({ value, label: t(`avatar.${value}`) }))}
                onChange={(quality) => onOutput({ quality })}
              />
            )}
          </Field>
          <Field label={t('studio.resolution')}>
            {(control) => (
              <SelectBox
                {...control}
                value={output.resolution}
                options={resolutionsOf(output.quality).map((value) => ({
                  value,
                  label: t(`resolution.${value}`),
                  hint: value.replace('x', '×'),
                }))}
                onChange={(resolution) => onOutput({ resolution })}
              />
            )}
          </Field>
          <Field label={t('draft.fps')}>
            {(control) => (
              <SelectBox
                {...control}
                value={`${output.fps}`}
                options={FPS.map((fps) => ({ value: `${fps}`, label: t('draft.fpsOf', { fps }) }))}
                onChange={(value) => {
                  const fps = FPS.find((known) => `${known}` === value);
                  if (fps) onOutput({ fps });
                }}
              />
            )}
          </Field>
          <Field label={t('editor.format')}>
            {(control) => (
              <SelectBox
                {...control}
                value={output.format}
                options={FORMATS.map((value) => ({ value, label: t(`editor.formats.${value}`) }))}
                onChange={(format) => onOutput({ format })}
              />
            )}
          </Field>
          <Field label={t('studio.captions')}>
            {(control) => (
              <SelectBox
                {...control}
                value={output.captions}
                options={CAPTIONS.map((value) => ({ value, label: t(`captions.${value}`) }))}
                onChange={(captions) => onOutput({ captions })}
              />
            )}
          </Field>
          <LoudnessField value={output.loudness} onChange={(loudness) => onOutput({ loudness })} />
        </div>
        {output.captions === 'burned' && (
          <div className="mt-5 flex flex-col gap-5">
            <CaptionFontField
              value={output.captionFont}
              onChange={(captionFont) => onOutput({ captionFont })}
            />
            <CaptionLookFields value={output} brand={brand?.colours ?? []} onChange={onOutput} />
          </div>
        )}
      </div>
    </div>
  );
});
