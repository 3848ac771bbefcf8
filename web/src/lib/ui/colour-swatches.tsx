/** Colours to choose from, as a radio group: arrow keys move through them, and any other can be picked. */
import { Ban } from 'lucide-react';
import { RadioGroup } from 'radix-ui';

interface ColourSwatchesProps {
  readonly label: string;
  /** `#rrggbb`; null is `none`. */
  readonly value: string | null;
  readonly colours: readonly string[];
  /** Offers no colour of its own, under this name. */
  readonly none?: string;
  readonly custom: string;
  readonly nameOf: (colour: string) => string;
  readonly onChange: (colour: string | null) => void;
}

const swatchClass =
  'size-9 rounded-full ring-1 ring-inset ring-line-strong/50 data-[state=checked]:outline-3 data-[state=checked]:outline-offset-2 data-[state=checked]:outline-brand';

export function ColourSwatches({
  label,
  value,
  colours,
  none,
  custom,
  nameOf,
  onChange,
}: ColourSwatchesProps) {
  const listed = value === null || colours.includes(value);
  return (
    <div className="flex flex-col gap-2">
      <span className="text-sm font-medium">{label}</span>
      <RadioGroup.Root
        value={value ?? 'none'}
        onValueChange={(next) => onChange(next === 'none' ? null : next)}
        aria-label={label}
        className="flex flex-wrap items-center gap-2.5"
      >
        {none && (
          <RadioGroup.Item value="none" aria-label={none} title={none} className={swatchClass}>
            <Ban className="mx-auto size-5 text-ink-3" aria-hidden />
          </RadioGroup.Item>
        )}
        {[...colours, ...(listed || value === null ? [] : [value])].map((colour) => (
          <RadioGroup.Item
            key={colour}
            value={colour}
            aria-label={nameOf(colour)}
            className={swatchClass}
            style={{ background: colour }}
          />
        ))}
        <label
          title={custom}
          className="relative grid size-9 place-items-center rounded-full bg-[conic-gradient(from_0deg,#e4a58a,#e8d48f,#9fcf9f,#8fc7d8,#b9a5dd,#e4a58a)] ring-1 ring-line-strong/50 ring-inset focus-within:outline-2 focus-within:outline-(--focus)"
        >
          <span className="sr-only">{`${label}: ${custom}`}</span>
          <input
            type="color"
            value={value ?? '#808080'}
            onChange={(event) => onChange(event.target.value.toLowerCase())}
            className="absolute inset-0 size-full cursor-pointer opacity-0"
          />
        </label>
      </RadioGroup.Root>
    </div>
  );
}
