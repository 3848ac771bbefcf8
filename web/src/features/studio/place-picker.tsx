import { Grid2x2X, ImageIcon } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../lib/ui/class-names.ts';
import { useShownFirst } from '../../lib/ui/use-shown-first.ts';
import type { Scene } from '../../studio/core/draft.ts';
import classroom from './pictures/set-classroom.webp';
import clinic from './pictures/set-clinic.webp';
import office from './pictures/set-office.webp';
import plant from './pictures/set-plant.webp';
import studio from './pictures/set-studio.webp';

type Background = Scene['background'];

/** Radio values: the avatar's own place, a named set, a colour, nothing, or an uploaded picture. */
const OWN_PLACE = 'own';
const SETS = { studio, office, clinic, classroom, plant } as const;
type SetName = keyof typeof SETS;
const isSet = (name: string): name is SetName => name in SETS;
/** Backgrounds a presenter reads well against; any other colour can be picked. */
const COLOURS = ['#f2efe8', '#dfe7ea', '#0c5c58', '#1f2a44', '#2b2b2b'] as const;

function radioValue(background: Background): string {
  if (background?.type === 'color') return background.color.toLowerCase();
  if (background?.type === 'transparent' || background?.type === 'image') return background.type;
  return background?.type === 'set' ? background.name : OWN_PLACE;
}

function backgroundOf(value: string): Background {
  if (value === OWN_PLACE) return null;
  if (value === 'transparent') return { type: 'transparent' };
  return value.startsWith('#') ? { type: 'color', color: value } : { type: 'set', name: value };
}

interface PlacePickerProps {
  readonly value: Background;
  /** The set that the catalogue gives the chosen person. */
  readonly ownSet: string;
  /** Colours of the account's brand. */
  readonly brand: readonly string[];
  /** The uploaded picture, where one was chosen. */
  readonly picture: string | null;
  readonly onChange: (background: Background) => void;
}

/** What stands behind the person, shown rather than named. */
export function PlacePicker({ value, ownSet, brand, picture, onChange }: PlacePickerProps) {
  const { t } = useTranslation();
  const [shown, choose] = useShownFirst(radioValue(value), (next) => onChange(backgroundOf(next)));
  const own = isSet(ownSet) ? ownSet : 'studio';
  return (
    <RadioGroup.Root
      value={shown}
      onValueChange={(next) => next !== 'image' && choose(next)}
      aria-label={t('studio.background')}
      className="flex flex-col gap-3"
    >
      <div className="grid grid-cols-3 gap-2 sm:grid-cols-4 lg:grid-cols-3 xl:grid-cols-4">
        <Place value={OWN_PLACE} label={t('place.own')}>
          <img src={SETS[own]} alt="" className="size-full object-cover" />
        </Place>
        {Object.entries(SETS).map(([name, url]) => (
          <Place key={name} value={name} label={t(`place.${name as SetName}`)}>
            <img src={url} alt="" className="size-full object-cover" />
          </Place>
        ))}
        <Place value="transparent" label={t('editor.transparent')}>
          <span className="grid size-full place-items-center bg-[repeating-conic-gradient(var(--color-line)_0_25%,transparent_0_50%)] bg-[length:12px_12px]">
            <Grid2x2X className="size-5 text-ink-2" aria-hidden />
          </span>
        </Place>
        {value?.type === 'image' && (
          <Place value="image" label={t('editor.image')}>
            {picture ? (
              <img src={picture} alt="" className="size-full object-cover" />
            ) : (
              <span className="grid size-full place-items-center">
                <ImageIcon className="size-5 text-ink-3" aria-hidden />
              </span>
            )}
          </Place>
        )}
      </div>
      <Swatches label={t('draft.colours')} colours={COLOURS}>
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
            value={value?.type === 'color' ? value.color : '#0c5c58'}
            onChange={(event) => onChange({ type: 'color', color: event.target.value })}
            className="absolute inset-0 size-full cursor-pointer opacity-0"
          />
        </label>
      </Swatches>
      {brand.length > 0 && (
        <Swatches
          label={t('draft.brandColours')}
          colours={brand.filter((colour) => !COLOURS.some((known) => known === colour))}
        />
      )}
    </RadioGroup.Root>
  );
}

function Place({
  value,
  label,
  children,
}: {
  readonly value: string;
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <RadioGroup.Item value={value} className="group flex min-w-0 flex-col gap-1 rounded-md text-left">
      <span className="aspect-video w-full overflow-hidden rounded-md bg-sunken ring-1 ring-inset ring-line group-data-[state=checked]:outline-3 group-data-[state=checked]:outline-brand">
        {children}
      </span>
      <span className="truncate text-xs text-ink-2 group-data-[state=checked]:font-medium group-data-[state=checked]:text-ink">
        {label}
      </span>
    </RadioGroup.Item>
  );
}

function Swatches({
  label,
  colours,
  children,
}: {
  readonly label: string;
  readonly colours: readonly string[];
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <span className="mr-1 text-xs text-ink-3">{label}</span>
      {colours.map((colour) => (
        <RadioGroup.Item
          key={colour}
          value={colour}
          aria-label={t('studio.colour', { colour })}
          className="size-8 rounded-md ring-1 ring-inset ring-line-strong/50 data-[state=checked]:outline-2 data-[state=checked]:outline-offset-2 data-[state=checked]:outline-brand"
          style={{ background: colour }}
        />
      ))}
      {children}
    </div>
  );
}
