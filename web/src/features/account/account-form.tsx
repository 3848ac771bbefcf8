import { Eye, EyeOff } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field, TextInput } from '../../lib/ui/field.tsx';
import { ErrorNotice, Notice } from '../../lib/ui/states.tsx';
import { AuthProblemError } from './api.ts';

/** The narrow card that every account page is. */
export function AccountCard(props: {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}) {
  return (
    <div className="mx-auto w-full max-w-md pt-2 sm:pt-8">
      <div className="rounded-xl bg-surface p-6 shadow-1 ring-1 ring-line sm:p-8">
        <h1 className="text-2xl font-semibold tracking-tight">{props.title}</h1>
        <p className="mt-1.5 mb-6 text-ink-2">{props.lead}</p>
        {props.children}
      </div>
      {props.footer && <p className="mt-5 text-center text-sm text-ink-2">{props.footer}</p>}
    </div>
  );
}

export const accountLink = 'font-medium text-brand-text underline underline-offset-4 hover:no-underline';

/** What went wrong, in words; nothing while nothing did. */
export function AuthNotice({ error }: { readonly error: Error | null }) {
  const { t } = useTranslation();
  if (!error) return null;
  if (error instanceof AuthProblemError) {
    return (
      <Notice tone="bad" role="alert" title={t(`account.problem.${error.problem}.message`)}>
        {t(`account.problem.${error.problem}.remedy`)}
      </Notice>
    );
  }
  return <ErrorNotice error={error} />;
}

interface PasswordFieldProps {
  readonly label: string;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly error?: string | null;
  readonly hint?: string;
}

export const PASSWORD_MINIMUM = 8;

export function PasswordField({ label, autoComplete, error, hint }: PasswordFieldProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} error={error} hint={error ? undefined : hint}>
      {(control) => (
        <div className="relative">
          <TextInput
            {...control}
            name="password"
            type={shown ? 'text' : 'password'}
            autoComplete={autoComplete}
            className="pr-11"
            required
          />
          <button
            type="button"
            onClick={() => setShown(!shown)}
            aria-pressed={shown}
            aria-label={t('account.showPassword')}
            className="absolute inset-y-0 right-0 grid w-10 place-items-center rounded-md text-ink-3 hover:text-ink"
          >
            {shown ? <EyeOff className="size-4" aria-hidden /> : <Eye className="size-4" aria-hidden />}
          </button>
        </div>
      )}
    </Field>
  );
}

export function EmailField({ error }: { readonly error?: string | null }) {
  const { t } = useTranslation();
  return (
    <Field label={t('account.email')} error={error}>
      {(control) => (
        <TextInput {...control} name="email" type="email" autoComplete="email" inputMode="email" required />
      )}
    </Field>
  );
}

const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/** The fields of the account forms, trimmed where a stray space cannot be meant. */
export function readFields(form: HTMLFormElement): { name: string; email: string; password: string } {
  const data = new FormData(form);
  return {
    name: text(data, 'name').trim(),
    email: text(data, 'email').trim(),
    password: text(data, 'password'),
  };
}

export const looksLikeEmail = (value: string): boolean => /^[^\s@]+@[^\s@]+$/.test(value);
