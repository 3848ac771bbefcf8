/** How burned captions look: size, place, what the letters stand on, and colours, the brand's among them. */
import { useTranslation } from 'react-i18next';
import {
  backingOf,
  contrastOf,
  READABLE_CONTRAST,
} from '../../../../supabase/functions/_shared/contract/caption-look.ts';
import type { CaptionChoice } from '../../studio/core/caption-choice.ts';
import { Segments } from '../ui/choice.tsx';
import { ColourSwatches } from '../ui/colour-swatches.tsx';
import { Awaited, keysOf, useWords } from './film-choices.tsx';

/** White, the yellow of subtitles, black. */
const LETTERS = ['#ffffff', '#ffd400', '#000000'] as const;
const BACKINGS = ['#000000', '#ffffff'] as const;

interface CaptionLookFieldsProps {
  readonly value: CaptionChoice;
  /** Colours of the account's brand. */
  readonly brand: readonly string[];
  readonly onChange: (change: Partial<CaptionChoice>) => void;
}

export const CaptionLookFields = (props: CaptionLookFieldsProps) => (
  <Awaited className="h-80">
    <CaptionLookControls {...props} />
  </Awaited>
);

function CaptionLookControls({ value, brand, onChange }: CaptionLookFieldsProps) {
  const words = useWords();
  const { t } = useTranslation();
  const outlined = value.captionStyle === 'outline';
  const backing = value.captionBacking ?? backingOf(value.captionColor);
  const colours = {
    custom: t('studio.customColour'),
    nameOf: (colour: string) => t('studio.colour', { colour }),
  };
  return (
    <div className="flex flex-col gap-5">
      <Choice
        label={words.captionSize}
        names={words.captionSizes}
        value={value.captionSize}
        onChange={(captionSize) => onChange({ captionSize })}
      />
      <Choice
        label={words.captionPosition}
        names={words.captionPositions}
        value={value.captionPosition}
        onChange={(captionPosition) => onChange({ captionPosition })}
      />
      <Choice
        label={words.captionStyle}
        names={words.captionStyles}
        value={value.captionStyle}
        onChange={(captionStyle) => onChange({ captionStyle })}
      />
      <ColourSwatches
        {...colours}
        label={words.captionColor}
        value={value.captionColor}
        colours={[...new Set([...LETTERS, ...brand])]}
        onChange={(captionColor) => captionColor && onChange({ captionColor })}
      />
      <ColourSwatches
        {...colours}
        label={outlined ? words.captionOutline : words.captionBacking}
        value={value.captionBacking}
        colours={[...new Set([...BACKINGS, ...brand])]}
        none={words.captionBackingAuto}
        onChange={(captionBacking) => onChange({ captionBacking })}
      />
      <p role="status" className="-mt-2 min-h-5 text-sm text-warn empty:hidden">
        {contrastOf(value.captionColor, backing) < READABLE_CONTRAST ? words.captionContrast : ''}
      </p>
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly names: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, names, value, onChange }: ChoiceProps<T>) {
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-sm font-medium">{label}</span>
      <Segments
        label={label}
        value={value}
        options={keysOf(names).map((one) => ({ value: one, label: names[one] }))}
        onChange={onChange}
      />
    </div>
  );
}
