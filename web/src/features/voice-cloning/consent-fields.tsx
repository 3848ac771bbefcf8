import { Check } from 'lucide-react';
import { Checkbox } from 'radix-ui';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { consentStatement } from '../../../../supabase/functions/_shared/contract/consent.ts';
import { Segments } from '../../lib/ui/choice.tsx';
import { Field, TextInput } from '../../lib/ui/field.tsx';
import { type ConsentDraft, changeConsent, consentProblems } from './consent-draft.ts';
import { SpokenStatement } from './spoken-statement.tsx';

interface ConsentFieldsProps {
  readonly draft: ConsentDraft;
  readonly onChange: (draft: ConsentDraft) => void;
  /** Whether what is missing is told. */
  readonly tried: boolean;
  /** What a service wants to hear instead of the statement, `{name}` for who speaks; it must be recorded then. */
  readonly checked?: string | null;
}

const speakerOf = (draft: ConsentDraft) =>
  (draft.relation === 'authorised' ? draft.speaker : draft.name).trim();

/** Who consents, for whose voice, and to which words: the same that are stored. */
export function ConsentFields({ draft, onChange, tried, checked = null }: ConsentFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  const problems = tried ? consentProblems(draft) : [];
  const set = (change: Partial<ConsentDraft>) => onChange(changeConsent(draft, change));
  const words = consentStatement({
    ...draft,
    name: draft.name.trim() || t('voices.consent.blank'),
    speaker: draft.speaker.trim() || t('voices.consent.blank'),
  });
  return (
    <fieldset className="flex flex-col gap-4 rounded-lg bg-sunken p-4">
      <legend className="float-left mb-1 w-full text-sm font-semibold">{t('voices.consent.title')}</legend>
      <p className="clear-both text-sm text-ink-2">{t('voices.consent.lead')}</p>
      <div className="flex flex-col gap-1.5">
        <span className="text-sm font-medium">{t('voices.consent.relation')}</span>
        <Segments
          label={t('voices.consent.relation')}
          value={draft.relation}
          options={(['self', 'authorised'] as const).map((value) => ({
            value,
            label: t(`voices.consent.${value}`),
          }))}
          onChange={(relation) => set({ relation })}
        />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={t('voices.consent.name')}
          hint={t('voices.consent.nameHint')}
          error={problems.includes('name') ? t('voices.consent.nameMissing') : null}
        >
          {(control) => (
            <TextInput
              {...control}
              value={draft.name}
              maxLength={200}
              autoComplete="name"
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        {draft.relation === 'authorised' && (
          <Field
            label={t('voices.consent.speaker')}
            error={problems.includes('speaker') ? t('voices.consent.speakerMissing') : null}
          >
            {(control) => (
              <TextInput
                {...control}
                value={draft.speaker}
                maxLength={200}
                autoComplete="off"
                onChange={(event) => set({ speaker: event.target.value })}
              />
            )}
          </Field>
        )}
      </div>
      <blockquote
        id={`${id}-words`}
        className="rounded-md bg-raised p-4 text-sm leading-relaxed text-ink-2 ring-1 ring-inset ring-line"
      >
        {words}
        <footer className="mt-2 text-xs text-ink-3">
          {t('voices.consent.version', { version: draft.version })}
        </footer>
      </blockquote>
      {checked !== null && (
        <div className="flex flex-col gap-2">
          <p className="text-sm font-medium">{t('voices.consent.speakChecked')}</p>
          <blockquote className="rounded-md bg-raised p-4 text-sm leading-relaxed ring-1 ring-inset ring-line">
            {checked.replace('{name}', () => speakerOf(draft) || t('voices.consent.blank'))}
          </blockquote>
        </div>
      )}
      <SpokenStatement file={draft.spoken} onChange={(spoken) => set({ spoken })} />
      {checked !== null && tried && draft.spoken === null && (
        <p role="alert" className="text-sm text-bad">
          {t('voices.consent.speakMissing')}
        </p>
      )}
      <div className="flex flex-col gap-1.5">
        <div className="flex items-start gap-3">
          <Checkbox.Root
            id={`${id}-agree`}
            checked={draft.agreed}
            onCheckedChange={(checked) => set({ agreed: checked === true })}
            aria-describedby={problems.includes('agreed') ? `${id}-words ${id}-error` : `${id}-words`}
            className="mt-0.5 grid size-5 shrink-0 place-items-center rounded-sm bg-raised ring-1 ring-line-strong data-[state=checked]:bg-brand data-[state=checked]:text-brand-ink data-[state=checked]:ring-brand"
          >
            <Checkbox.Indicator>
              <Check className="size-4" strokeWidth={3} aria-hidden />
            </Checkbox.Indicator>
          </Checkbox.Root>
          <label htmlFor={`${id}-agree`} className="text-sm font-medium">
            {t('voices.consent.agree')}
          </label>
        </div>
        {problems.includes('agreed') && (
          <p id={`${id}-error`} role="alert" className="text-sm text-bad">
            {t('voices.consent.missing')}
          </p>
        )}
      </div>
    </fieldset>
  );
}
