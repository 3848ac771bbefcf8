import { Check } from 'lucide-react';
import { Checkbox } from 'radix-ui';
import { useId } from 'react';

interface CheckListProps<T extends string> {
  readonly legend: string;
  readonly options: readonly { readonly value: T; readonly label: string; readonly hint?: string }[];
  readonly value: readonly T[];
  readonly onChange: (value: readonly T[]) => void;
  readonly error?: string | null;
}

/** Any number of choices, one below the other; the whole line can be pressed. */
export function CheckList<T extends string>({ legend, options, value, onChange, error }: CheckListProps<T>) {
  const id = useId();
  return (
    <fieldset aria-describedby={error ? `${id}-error` : undefined} className="flex flex-col gap-1">
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      {options.map((option) => (
        <div
          key={option.value}
          className="flex items-start gap-3 rounded-md px-1 py-1.5 has-[label:hover]:bg-sunken"
        >
          <Checkbox.Root
            id={`${id}-${option.value}`}
            checked={value.includes(option.value)}
            onCheckedChange={(checked) =>
              onChange(
                options
                  .map(({ value: one }) => one)
                  .filter((one) => (one === option.value ? checked === true : value.includes(one))),
              )
            }
            aria-describedby={option.hint ? `${id}-${option.value}-hint` : undefined}
            className="mt-0.5 grid size-5 shrink-0 place-items-center rounded-sm bg-raised ring-1 ring-line-strong data-[state=checked]:bg-brand data-[state=checked]:text-brand-ink data-[state=checked]:ring-brand"
          >
            <Checkbox.Indicator>
              <Check className="size-4" strokeWidth={3} aria-hidden />
            </Checkbox.Indicator>
          </Checkbox.Root>
          <div className="min-w-0 grow text-sm">
            <label htmlFor={`${id}-${option.value}`} className="block font-medium">
              {option.label}
            </label>
            {option.hint && (
              <p id={`${id}-${option.value}-hint`} className="text-ink-3">
                {option.hint}
              </p>
            )}
          </div>
        </div>
      ))}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}
