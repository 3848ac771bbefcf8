import { RadioGroup } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { Quality, RenderSettings } from '../../../../supabase/functions/_shared/contract/job.ts';
import { Segments, SelectBox } from '../../lib/ui/choice.tsx';
import { cx } from '../../lib/ui/class-names.ts';
import { Field } from '../../lib/ui/field.tsx';
import { losesTransparency } from '../../studio/core/backgrounds.ts';
import { type Draft, RESOLUTIONS, type Scene } from '../../studio/core/draft.ts';
import { UploadField } from './upload-field.tsx';

const FRAMINGS = ['close', 'medium', 'wide'] as const;
const CAPTIONS = ['sidecar', 'burned', 'none'] as const;
const MOODS = RenderSettings.shape.mood.unwrap().options;
const FORMATS = RenderSettings.shape.format.unwrap().options;
/** Radio values: the avatar's own place, a named set, a colour, nothing, or an uploaded picture. */
const OWN_PLACE = 'own';
const PLACES = [OWN_PLACE, 'studio', 'office', 'clinic', 'classroom', 'plant'] as const;
/** Backgrounds a presenter reads well against; any other colour can be picked. */
const COLOURS = ['#f2efe8', '#dfe7ea', '#0c5c58', '#1f2a44', '#2b2b2b'] as const;

const placeClass =
  'h-8 rounded-md bg-raised px-2.5 text-sm ring-1 ring-inset ring-line data-[state=checked]:ring-2 data-[state=checked]:ring-brand';

function radioValue(background: Scene['background']): string {
  if (background?.type === 'color') return background.color;
  if (background?.type === 'transparent' || background?.type === 'image') return background.type;
  return background?.type === 'set' ? background.name : OWN_PLACE;
}

function backgroundOf(value: string): Scene['background'] {
  if (value === OWN_PLACE) return null;
  if (value === 'transparent') return { type: 'transparent' };
  return value.startsWith('#') ? { type: 'color', color: value } : { type: 'set', name: value };
}

interface PicturePanelProps {
  readonly draft: Draft;
  readonly signedIn: boolean;
  readonly onBackground: (background: Scene['background']) => void;
  readonly onScene: (scene: Partial<Scene>) => void;
  readonly onOutput: (output: Partial<Draft['output']>) => void;
}

export function PicturePanel({ draft, signedIn, onBackground, onScene, onOutput }: PicturePanelProps) {
  const { t } = useTranslation();
  const { output } = draft;
  const [scene] = draft.scenes;
  const { background } = scene;
  const chosen = radioValue(background);
  return (
    <div className="flex flex-col gap-5">
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
        <div className="flex flex-wrap items-center gap-1.5">
          <RadioGroup.Root
            value={chosen}
            onValueChange={(value) => onBackground(backgroundOf(value))}
            aria-label={t('studio.background')}
            className="flex flex-wrap items-center gap-1.5"
          >
            {PLACES.map((place) => (
              <RadioGroup.Item key={place} value={place} className={placeClass}>
                {t(`place.${place}`)}
              </RadioGroup.Item>
            ))}
            <RadioGroup.Item value="transparent" className={placeClass}>
              {t('editor.transparent')}
            </RadioGroup.Item>
            {background?.type === 'image' && (
              <RadioGroup.Item value="image" className={placeClass}>
                {t('editor.image')}
              </RadioGroup.Item>
            )}
            {COLOURS.map((colour) => (
              <RadioGroup.Item
                key={colour}
                value={colour}
                aria-label={t('studio.colour', { colour })}
                className="size-8 rounded-md ring-1 ring-inset ring-line-strong/50 data-[state=checked]:outline-2 data-[state=checked]:outline-offset-2 data-[state=checked]:outline-brand"
                style={{ background: colour }}
              />
            ))}
          </RadioGroup.Root>
          <label
            className={cx(
              'relative grid size-8 place-items-center rounded-md text-ink-2 ring-1 ring-inset ring-line focus-within:outline-2 focus-within:outline-(--focus)',
              'bg-[conic-gradient(from_0deg,#e4a58a,#e8d48f,#9fcf9f,#8fc7d8,#b9a5dd,#e4a58a)]',
            )}
            title={t('studio.customColour')}
          >
            <span className="sr-only">{t('studio.customColour')}</span>
            <input
              type="color"
              value={background?.type === 'color' ? background.color : '#0c5c58'}
              onChange={(event) => onBackground({ type: 'color', color: event.target.value })}
              className="absolute inset-0 size-full cursor-pointer opacity-0"
            />
          </label>
        </div>
        <UploadField
          kind="background"
          path={background?.type === 'image' ? background.path : null}
          signedIn={signedIn}
          onChange={(path) => path && onBackground({ type: 'image', path })}
        />
        {background?.type === 'transparent' && (
          <p className={cx('text-sm', losesTransparency(draft) ? 'text-warn' : 'text-ink-3')}>
            {t(losesTransparency(draft) ? 'editor.transparentLost' : 'editor.transparentHint')}
          </p>
        )}
      </div>
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
      <Field label={t('editor.mood')}>
        {(control) => (
          <SelectBox
            {...control}
            value={scene.mood}
            options={MOODS.map((value) => ({ value, label: t(`editor.moods.${value}`) }))}
            onChange={(mood) => onScene({ mood })}
          />
        )}
      </Field>
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
            options={RESOLUTIONS.map((value) => ({
              value,
              label: t(`resolution.${value}`),
              hint: value.replace('x', '×'),
            }))}
            onChange={(resolution) => onOutput({ resolution })}
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
    </div>
  );
}
