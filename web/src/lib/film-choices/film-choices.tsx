/** Controls of what a film can be told, the same where defaults are set and where a film is made. */
import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import {
  LOUDNESS_LUFS,
  MAX_MOOD_INTENSITY,
} from '../../../../supabase/functions/_shared/contract/film-choices.ts';
import type { RenderSettings } from '../../../../supabase/functions/_shared/contract/job.ts';
import { formatNumber } from '../format.ts';
import { lazyWords } from '../lazy-words.ts';
import { SelectBox } from '../ui/choice.tsx';
import { cx } from '../ui/class-names.ts';
import { Field } from '../ui/field.tsx';
import { Slider } from '../ui/slider.tsx';
import { Skeleton } from '../ui/surface.tsx';
import type { ptBR } from './messages/pt-br.ts';

export const useWords = lazyWords<typeof ptBR>({
  'pt-BR': async () => (await import('./messages/pt-br.ts')).ptBR,
  'en-US': async () => (await import('./messages/en-us.ts')).enUS,
  'es-ES': async () => (await import('./messages/es-es.ts')).esES,
});

type Chosen<K extends keyof RenderSettings> = NonNullable<RenderSettings[K]>;

interface ControlProps<T> {
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly className?: string;
  /** Without it the control says its name only: where many stand side by side. */
  readonly hint?: boolean;
}

interface AwaitedProps {
  readonly children: ReactNode;
  /** How high. */
  readonly className?: string;
}

/** Keeps a control's place while its texts come. */
export const Awaited = ({ children, className = 'h-16' }: AwaitedProps) => (
  <Suspense fallback={<Skeleton className={cx('w-full', className)} />}>{children}</Suspense>
);

export const keysOf = <T extends string>(labels: Readonly<Record<T, string>>): T[] =>
  Object.keys(labels) as T[];

export const LightField = (props: ControlProps<Chosen<'light'>>) => (
  <Awaited>
    <LightControl {...props} />
  </Awaited>
);

function LightControl({ value, onChange, className, hint }: ControlProps<Chosen<'light'>>) {
  const words = useWords();
  return (
    <Field label={words.light} hint={hint && words.lightHint} {...(className ? { className } : {})}>
      {(control) => (
        <SelectBox
          {...control}
          value={value}
          options={keysOf(words.lights).map((light) => ({ value: light, label: words.lights[light] }))}
          onChange={onChange}
        />
      )}
    </Field>
  );
}

export const LoudnessField = (props: ControlProps<Chosen<'loudness'>>) => (
  <Awaited>
    <LoudnessControl {...props} />
  </Awaited>
);

function LoudnessControl({ value, onChange, className }: ControlProps<Chosen<'loudness'>>) {
  const words = useWords();
  const { i18n } = useTranslation();
  return (
    <Field label={words.loudness} {...(className ? { className } : {})}>
      {(control) => (
        <SelectBox
          {...control}
          value={value}
          options={keysOf(words.loudnesses).map((name) => ({
            value: name,
            label: words.loudnesses[name],
            hint: `${formatNumber(LOUDNESS_LUFS[name], i18n.language).replace('-', '−')} LUFS`,
          }))}
          onChange={onChange}
        />
      )}
    </Field>
  );
}

export const IntensitySlider = (props: ControlProps<number>) => (
  <Awaited>
    <IntensityControl {...props} />
  </Awaited>
);

function IntensityControl({ value, onChange, hint }: ControlProps<number>) {
  const words = useWords();
  const { i18n } = useTranslation();
  return (
    <div>
      <Slider
        label={words.intensity}
        value={value}
        min={0}
        max={MAX_MOOD_INTENSITY}
        step={0.05}
        text={new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(value)}
        onChange={onChange}
      />
      {hint && <p className="mt-1 text-sm text-ink-3">{words.intensityHint}</p>}
    </div>
  );
}

export const CaptionFontField = (props: ControlProps<Chosen<'caption_font'>>) => (
  <Awaited>
    <CaptionFontControl {...props} />
  </Awaited>
);

function CaptionFontControl({ value, onChange, className, hint }: ControlProps<Chosen<'caption_font'>>) {
  const words = useWords();
  return (
    <Field
      label={words.captionFont}
      hint={hint && words.captionFontHint}
      {...(className ? { className } : {})}
    >
      {(control) => (
        <SelectBox
          {...control}
          value={value}
          options={keysOf(words.captionFonts).map((font) => ({
            value: font,
            label: words.captionFonts[font],
          }))}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
