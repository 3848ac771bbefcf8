import { ChevronDown } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import { inputClass } from './field.tsx';
import { useShownFirst } from './use-shown-first.ts';

export interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

interface SelectBoxProps<T extends string> {
  readonly value: T;
  readonly options: readonly Option<T>[];
  readonly onChange: (value: T) => void;
  readonly id?: string;
  readonly label?: string;
  readonly className?: string;
  readonly 'aria-describedby'?: string | undefined;
  readonly 'aria-invalid'?: true | undefined;
}

/** The platform's own select: its keyboard, its screen-reader words and, on phones, its picker. */
export function SelectBox<T extends string>({
  value,
  options,
  onChange,
  label,
  className,
  ...rest
}: SelectBoxProps<T>) {
  const [shown, choose] = useShownFirst(value, onChange);
  return (
    <div className={cx('relative', className)}>
      <select
        value={shown}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) choose(chosen.value);
        }}
        aria-label={label}
        className={cx(inputClass, 'h-10 appearance-none truncate pr-9')}
        {...rest}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} className="bg-raised text-ink">
            {option.hint ? `${option.label} · ${option.hint}` : option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-ink-3"
        aria-hidden
      />
    </div>
  );
}

interface SegmentsProps<T extends string> {
  readonly value: T;
  readonly options: readonly (Option<T> & { readonly icon?: ReactNode })[];
  readonly onChange: (value: T) => void;
  readonly label: string;
}

/** A few exclusive choices side by side: a radio group, so arrow keys move through it. */
export function Segments<T extends string>({ value, options, onChange, label }: SegmentsProps<T>) {
  const [shown, choose] = useShownFirst(value, onChange);
  return (
    <RadioGroup.Root
      value={shown}
      onValueChange={(next) => choose(next as T)}
      aria-label={label}
      className="grid auto-cols-fr grid-flow-col gap-1 rounded-md bg-sunken p-1 ring-1 ring-inset ring-line"
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className={cx(
            'flex min-h-8 min-w-0 items-center justify-center gap-1.5 rounded-sm px-1 py-1 text-center text-sm font-medium text-ink-2 sm:px-2',
            'transition-colors hover:text-ink data-[state=checked]:bg-raised data-[state=checked]:text-ink data-[state=checked]:shadow-1 [&_svg]:size-4',
          )}
        >
          {option.icon}
          <span className="min-w-0 leading-tight break-words">{option.label}</span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
