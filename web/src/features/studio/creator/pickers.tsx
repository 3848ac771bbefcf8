/** Choices that are looked at: colours and small pictures. Radio groups, so arrow keys move through them. */
import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { ColourSwatches } from '../../../lib/ui/colour-swatches.tsx';
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

export function Swatches({ field, gesture, onChange, ...props }: SwatchesProps) {
  const words = useWords();
  return (
    <ColourSwatches
      {...props}
      custom={words.customColour}
      nameOf={(colour) => fill(words.colour, { colour })}
      onChange={(colour) => onChange(colour, gesture.of(field))}
    />
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
