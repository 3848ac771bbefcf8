/** Choices that are looked at: colours and small pictures. Radio groups, so arrow keys move through them. */
import { Ban } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import type { Gesture } from './use-gesture.ts';
import { fill, useWords } from './use-words.ts';

interface SwatchesProps {
  readonly field: string;
  readonly label: string;
  readonly value: string | null;
  readonly colours: readonly string[];
  /** Offers to keep the colours a thing comes with. */
  readonly none?: string;
  readonly gesture: Gesture;
  readonly onChange: (colour: string | null, gesture: string) => void;
}

const swatchClass =
  'size-9 rounded-full ring-1 ring-inset ring-line-strong/50 data-[state=checked]:outline-3 data-[state=checked]:outline-offset-2 data-[state=checked]:outline-brand';

export function Swatches({ field, label, value, colours, none, gesture, onChange }: SwatchesProps) {
  const words = useWords();
  const listed = value === null || colours.includes(value);
  return (
    <div className="flex flex-col gap-2">
      <span className="text-sm font-medium">{label}</span>
      <RadioGroup.Root
        value={value ?? 'none'}
        onValueChange={(next) => onChange(next === 'none' ? null : next, gesture.of(field))}
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
            aria-label={fill(words.colour, { colour })}
            className={swatchClass}
            style={{ background: colour }}
          />
        ))}
        <label
          title={words.customColour}
          className="relative grid size-9 place-items-center rounded-full bg-[conic-gradient(from_0deg,#e4a58a,#e8d48f,#9fcf9f,#8fc7d8,#b9a5dd,#e4a58a)] ring-1 ring-line-strong/50 ring-inset focus-within:outline-2 focus-within:outline-(--focus)"
        >
          <span className="sr-only">{`${label}: ${words.customColour}`}</span>
          <input
            type="color"
            value={value ?? '#808080'}
            onChange={(event) => onChange(event.target.value.toLowerCase(), gesture.of(field))}
            className="absolute inset-0 size-full cursor-pointer opacity-0"
          />
        </label>
      </RadioGroup.Root>
    </div>
  );
}

export interface PictureOption {
  readonly value: string;
  readonly label: string;
  readonly picture: ReactNode;
}

interface PicturesProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly PictureOption[];
  readonly onChange: (value: string) => void;
}

export function Pictures({ label, value, options, onChange }: PicturesProps) {
  return (
    <div className="flex flex-col gap-2">
      <span className="text-sm font-medium">{label}</span>
      <RadioGroup.Root
        value={value}
        onValueChange={onChange}
        aria-label={label}
        className="grid grid-cols-[repeat(auto-fill,minmax(5rem,1fr))] gap-x-2 gap-y-3"
      >
        {options.map((option) => (
          <RadioGroup.Item
            key={option.value}
            value={option.value}
            className="group flex min-w-0 flex-col gap-1 rounded-lg text-left"
          >
            <span className="aspect-square w-full overflow-hidden rounded-lg bg-sunken ring-1 ring-inset ring-line group-data-[state=checked]:outline-3 group-data-[state=checked]:outline-brand">
              {option.picture}
            </span>
            <span className="truncate text-xs text-ink-2 group-data-[state=checked]:font-medium group-data-[state=checked]:text-ink">
              {option.label}
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  );
}
