import { Check, ChevronDown } from 'lucide-react';
import { RadioGroup, Select } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import { inputClass } from './field.tsx';

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

export function SelectBox<T extends string>({
  value,
  options,
  onChange,
  label,
  className,
  ...rest
}: SelectBoxProps<T>) {
  return (
    <Select.Root value={value} onValueChange={(next) => onChange(next as T)}>
      <Select.Trigger
        aria-label={label}
        className={cx(inputClass, 'flex h-10 items-center justify-between gap-2 text-left', className)}
        {...rest}
      >
        <span className="truncate">
          <Select.Value />
        </span>
        <Select.Icon>
          <ChevronDown className="size-4 text-ink-3" aria-hidden />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal>
        <Select.Content
          position="popper"
          sideOffset={6}
          className="z-50 max-h-80 min-w-(--radix-select-trigger-width) overflow-hidden rounded-lg bg-raised p-1 shadow-2 ring-1 ring-line animate-rise"
        >
          <Select.Viewport>
            {options.map((option) => (
              <Select.Item
                key={option.value}
                value={option.value}
                className="flex cursor-pointer items-center gap-2 rounded-md py-2 pr-3 pl-2 text-sm text-ink outline-none data-highlighted:bg-sunken"
              >
                <span className="flex size-4 items-center justify-center">
                  <Select.ItemIndicator>
                    <Check className="size-4 text-brand-text" aria-hidden />
                  </Select.ItemIndicator>
                </span>
                <Select.ItemText>{option.label}</Select.ItemText>
                {option.hint && <span className="ml-auto pl-4 text-xs text-ink-3">{option.hint}</span>}
              </Select.Item>
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
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
  return (
    <RadioGroup.Root
      value={value}
      onValueChange={(next) => onChange(next as T)}
      aria-label={label}
      className="grid auto-cols-fr grid-flow-col gap-1 rounded-md bg-sunken p-1 ring-1 ring-inset ring-line"
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className={cx(
            'flex h-8 min-w-0 items-center justify-center gap-1.5 rounded-sm px-2 text-sm font-medium text-ink-2',
            'transition-colors hover:text-ink data-[state=checked]:bg-raised data-[state=checked]:text-ink data-[state=checked]:shadow-1 [&_svg]:size-4',
          )}
        >
          {option.icon}
          <span className="truncate">{option.label}</span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
