import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { markupProblem } from '../../../../supabase/functions/_shared/contract/ssml.ts';
import { LANGUAGE_NAMES } from '../../lib/languages.ts';
import { Button } from '../../lib/ui/button.tsx';
import { Modal } from '../../lib/ui/dialog.tsx';
import { Field, TextInput } from '../../lib/ui/field.tsx';
import { ErrorNotice } from '../../lib/ui/states.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { type Wrap, wrapWords } from '../../studio/core/script-marks.ts';
import { useRemember } from './lexicon-entry.ts';

interface PronunciationDialogProps {
  readonly word: string;
  readonly language: Language;
  readonly signedIn: boolean;
  readonly onClose: () => void;
  /** Only here: the words get a tag. */
  readonly onMark: (wrap: Wrap) => void;
}

/** IPA stands between slashes, as in dictionaries; anything else is written as it sounds. */
function wrapOf(how: string): Wrap {
  const ipa = /^[/[](.+)[/\]]$/.exec(how.trim())?.[1];
  return ipa ? { name: 'phoneme', ph: ipa } : { name: 'sub', alias: how.trim() };
}

export function PronunciationDialog(props: PronunciationDialogProps) {
  const { word, language, signedIn, onClose, onMark } = props;
  const { t } = useTranslation();
  const id = useId();
  const toasts = useToasts();
  const remember = useRemember();
  const [how, setHow] = useState('');
  const [keep, setKeep] = useState(false);
  const [bad, setBad] = useState(false);
  const wrap = wrapOf(how);
  // A dictionary entry is words; phonemes belong to one place.
  const keepable = signedIn && wrap.name === 'sub';

  const apply = (event: FormEvent) => {
    event.preventDefault();
    // React hands events of portals on to the page's own form.
    event.stopPropagation();
    if (how.trim() === '') return;
    const tried = wrapWords('x', [0, 1], wrap);
    if (!tried || markupProblem(tried.script)) return setBad(true);
    if (!keep || !keepable) {
      onMark(wrap);
      onClose();
      return;
    }
    remember.mutate(
      { language, grapheme: word, say: how.trim() },
      {
        onSuccess: () => {
          toasts.success(t('editor.say.saved'));
          onClose();
        },
      },
    );
  };
  return (
    <Modal open onClose={onClose} title={t('editor.say.title')} description={t('editor.say.text')}>
      <form onSubmit={apply} className="flex flex-col gap-5" noValidate>
        <p className="text-sm">
          <span className="text-ink-3">{t('editor.say.word')}</span>
          <br />
          <strong className="text-lg font-semibold">{word}</strong>
        </p>
        <Field
          label={t('editor.say.how')}
          hint={t('editor.say.howHint')}
          error={bad ? t('editor.say.badIpa') : null}
        >
          {(control) => (
            <TextInput
              {...control}
              value={how}
              lang={language}
              onChange={(event) => {
                setHow(event.target.value);
                setBad(false);
              }}
              maxLength={200}
              autoComplete="off"
            />
          )}
        </Field>
        <div className="flex items-start gap-3">
          <input
            id={id}
            type="checkbox"
            checked={keep && keepable}
            disabled={!keepable}
            onChange={(event) => setKeep(event.target.checked)}
            className="mt-1 size-4 accent-(--brand)"
            aria-describedby={`${id}-hint`}
          />
          <div>
            <label htmlFor={id} className="text-sm font-medium">
              {t('editor.say.remember')}
            </label>
            <p id={`${id}-hint`} className="text-sm text-ink-3">
              {signedIn
                ? t('editor.say.rememberHint', { language: LANGUAGE_NAMES[language] })
                : t('editor.say.signIn')}
            </p>
          </div>
        </div>
        {remember.isError && <ErrorNotice error={remember.error} />}
        <div className="flex justify-end">
          <Button type="submit" busy={remember.isPending} disabled={how.trim() === ''}>
            {t('editor.say.apply')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
