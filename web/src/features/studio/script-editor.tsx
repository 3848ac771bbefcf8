import { type RefObject, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, LIMITS } from '../../../../supabase/functions/_shared/contract/job.ts';
import {
  markupProblem,
  type Span,
  visibleText,
} from '../../../../supabase/functions/_shared/contract/ssml.ts';
import { formatClock, formatNumber } from '../../lib/format.ts';
import { cx } from '../../lib/ui/class-names.ts';
import { inputClass } from '../../lib/ui/field.tsx';
import { marksOf } from '../../studio/core/script-marks.ts';
import { MarkedTextarea } from '../../studio/editor/marked-textarea.tsx';
import { ListeningNotice } from './listening-notice.tsx';
import { ListenButton, ScriptToolbar } from './script-toolbar.tsx';
import type { Listening } from './use-listening.ts';
import type { ScriptTools } from './use-script-tools.ts';

interface ScriptEditorProps {
  readonly value: string;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly language: Language;
  readonly seconds: number;
  readonly listening: Listening;
  readonly tools: ScriptTools;
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
  readonly onChange: (script: string) => void;
  readonly error: string | null;
}

/** The words to be said, with their marks. Counts and seconds leave the marks out. */
export function ScriptEditor(props: ScriptEditorProps) {
  const { value, field, language, seconds, listening, tools, error } = props;
  const { t, i18n } = useTranslation();
  const [selected, setSelected] = useState(false);
  const over = value.trim().length > LIMITS.scriptCharacters;
  // Tags are not spoken and not counted; the limit is of all that is stored.
  const spoken = visibleText(value).trim().length;
  const number = (count: number) => formatNumber(count, i18n.language);
  const marks = useMemo(() => marksOf(value), [value]);
  const problem = useMemo(() => markupProblem(value), [value]);
  const problemSpan = useMemo((): Span | null => {
    if (!problem) return null;
    const rest = /^<[^<>\n]{0,60}>?/.exec(value.slice(problem.position))?.[0].length ?? 1;
    return [problem.position, problem.position + rest];
  }, [problem, value]);
  const playing = listening.status === 'playing' && listening.script === value ? listening : null;
  const active = listening.status === 'preparing' || listening.status === 'playing';
  return (
    <div>
      <div className="flex items-end justify-between gap-3">
        <label htmlFor="script" className="text-sm font-medium">
          {t('studio.script')}
        </label>
        <ListenButton active={active} selected={selected} onListen={tools.listen} onStop={tools.stop} />
      </div>
      <ScriptToolbar
        undo={props.undo}
        redo={props.redo}
        onPause={tools.pause}
        onEmphasis={tools.emphasis}
        onPronunciation={tools.pronunciation}
        onSpell={tools.spell}
      />
      <MarkedTextarea
        id="script"
        data-tour-at="script"
        field={field}
        value={value}
        marks={marks}
        problem={problemSpan}
        spoken={playing?.span ?? null}
        word={playing?.word ?? null}
        lang={language}
        spellCheck
        onChange={(event) => props.onChange(event.target.value)}
        onSelect={({ currentTarget: { selectionStart, selectionEnd } }) =>
          setSelected(selectionEnd > selectionStart)
        }
        placeholder={t('studio.scriptPlaceholder')}
        aria-describedby={cx(error && 'script-error', problem && 'script-problem', 'script-count')}
        aria-invalid={error ? true : undefined}
        className={cx(
          inputClass,
          'max-h-[55dvh] min-h-56 resize-none overflow-y-auto rounded-t-none px-4 py-3.5 text-base leading-relaxed [field-sizing:content] [scrollbar-gutter:stable] sm:text-base lg:min-h-96',
        )}
      />
      <ListeningNotice listening={listening} notice={tools.notice} />
      <div className="mt-2 flex flex-wrap items-start justify-between gap-x-4 gap-y-1 text-sm">
        <div className="min-w-0">
          {error && (
            <p id="script-error" role="alert" className="text-bad">
              {error}
            </p>
          )}
          {problem && (
            <p id="script-problem" className="text-bad">
              {t('editor.problemAt', { line: problem.line, column: problem.column })}{' '}
              <button
                type="button"
                className="font-medium underline underline-offset-2"
                onClick={() => tools.select(problemSpan ?? [0, 0])}
              >
                {t('editor.showProblem')}
              </button>
            </p>
          )}
        </div>
        <p id="script-count" className={cx('tabular', over ? 'font-medium text-bad' : 'text-ink-3')}>
          {t('studio.count', {
            count: spoken,
            shown: number(spoken),
            limit: number(LIMITS.scriptCharacters),
          })}
          {seconds > 0 && ` · ${t('studio.length', { time: formatClock(seconds) })}`}
        </p>
      </div>
    </div>
  );
}
