import { useTranslation } from 'react-i18next';
import { LIMITS } from '../../../../supabase/functions/_shared/contract/job.ts';
import { visibleText } from '../../../../supabase/functions/_shared/contract/ssml.ts';
import { formatClock, formatNumber } from '../../lib/format.ts';
import { cx } from '../../lib/ui/class-names.ts';
import { inputClass } from '../../lib/ui/field.tsx';

interface ScriptEditorProps {
  readonly value: string;
  readonly language: string;
  readonly seconds: number;
  readonly onChange: (script: string) => void;
  readonly error: string | null;
}

/** The words to be said. Grows with its content; the count and the length in seconds stand below. */
export function ScriptEditor({ value, language, seconds, onChange, error }: ScriptEditorProps) {
  const { t, i18n } = useTranslation();
  const over = value.trim().length > LIMITS.scriptCharacters;
  // Tags are not spoken and not counted; the limit is of all that is stored.
  const spoken = visibleText(value).trim().length;
  const number = (count: number) => formatNumber(count, i18n.language);
  return (
    <div>
      <label htmlFor="script" className="text-sm font-medium">
        {t('studio.script')}
      </label>
      <textarea
        id="script"
        value={value}
        lang={language}
        spellCheck
        onChange={(event) => onChange(event.target.value)}
        placeholder={t('studio.scriptPlaceholder')}
        aria-describedby={error ? 'script-error script-count' : 'script-count'}
        aria-invalid={error ? true : undefined}
        className={cx(
          inputClass,
          'mt-1.5 field-sizing-content max-h-[55dvh] min-h-56 lg:min-h-[27rem] resize-none px-4 py-3.5 text-base leading-relaxed sm:text-base',
        )}
      />
      <div className="mt-2 flex flex-wrap items-start justify-between gap-x-4 gap-y-1 text-sm">
        {error ? (
          <p id="script-error" role="alert" className="text-bad">
            {error}
          </p>
        ) : (
          <span />
        )}
        <p id="script-count" className={cx('tabular', over ? 'font-medium text-bad' : 'text-ink-3')}>
          {t('studio.count', {
            count: spoken,
            shown: number(spoken),
            limit: number(LIMITS.scriptCharacters),
          })}
          {' · '}
          {t('studio.length', { time: formatClock(seconds) })}
        </p>
      </div>
    </div>
  );
}
