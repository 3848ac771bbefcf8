import { Search } from 'lucide-react';
import { Label } from 'radix-ui';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from './class-names.ts';

export const inputClass = cx(
  'block w-full rounded-md bg-raised px-3 text-base text-ink ring-1 ring-inset ring-line-strong/70 sm:text-sm',
  'transition-shadow hover:ring-line-strong focus:outline-2 focus:outline-offset-0 focus:outline-(--focus)',
  'aria-invalid:ring-2 aria-invalid:ring-bad disabled:opacity-60',
);

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
  /** Receives what ties the control to its label, hint and error. */
  readonly children: (control: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': true | undefined;
  }) => ReactNode;
  readonly className?: string;
}

export function Field({ label, hint, error, children, className }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={cx('flex flex-col gap-1.5', className)}>
      <Label.Root htmlFor={id} className="text-sm font-medium text-ink">
        {label}
      </Label.Root>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {error && (
        <p id={`${id}-error`} className="text-sm text-bad" role="alert">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-ink-3">
          {hint}
        </p>
      )}
    </div>
  );
}

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cx(inputClass, 'h-10', className)} {...rest} />;
}

interface SearchInputProps extends Omit<ComponentProps<'input'>, 'onChange' | 'type'> {
  readonly label: string;
  readonly onChange: (words: string) => void;
  /** Of the box around both. */
  readonly boxClass?: string;
}

/** A field for words to look for, with its lens. `label` is read aloud and, where there is no placeholder, shown. */
export function SearchInput({ label, onChange, boxClass, className, ...rest }: SearchInputProps) {
  return (
    <div className={cx('relative', boxClass)}>
      <Search
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-3"
        aria-hidden
      />
      <TextInput
        type="search"
        onChange={(event) => onChange(event.target.value)}
        aria-label={label}
        placeholder={label}
        className={cx('pl-9', className)}
        {...rest}
      />
    </div>
  );
}
