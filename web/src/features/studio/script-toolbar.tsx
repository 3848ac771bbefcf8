import {
  AudioLines,
  Bold,
  ChevronDown,
  Pause,
  Redo2,
  SpellCheck2,
  Square,
  Undo2,
  Volume2,
} from 'lucide-react';
import { type ComponentProps, memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../lib/format.ts';
import { Button, IconButton } from '../../lib/ui/button.tsx';
import { cx } from '../../lib/ui/class-names.ts';

const PAUSES = [0.3, 0.5, 1, 2] as const;

const toolClass = cx(
  'inline-flex h-10 shrink-0 items-center gap-1.5 rounded-md px-2.5 text-sm font-medium text-ink-2',
  'transition-colors hover:bg-sunken hover:text-ink disabled:opacity-55 [&_svg]:size-4',
);

/** Keeps the focus, and so the selection, in the script. */
function Tool(props: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      onPointerDown={(event) => event.preventDefault()}
      className={toolClass}
      {...props}
    />
  );
}

interface ScriptToolbarProps {
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
  readonly onPause: (seconds: number) => void;
  readonly onEmphasis: () => void;
  readonly onPronunciation: () => void;
  readonly onSpell: () => void;
}

interface ListenButtonProps {
  readonly active: boolean;
  readonly selected: boolean;
  readonly onListen: () => void;
  readonly onStop: () => void;
}

export function ListenButton({ active, selected, onListen, onStop }: ListenButtonProps) {
  const { t } = useTranslation();
  return (
    <Button
      size="sm"
      variant="secondary"
      data-tour-at="listen"
      onPointerDown={(event) => event.preventDefault()}
      onClick={active ? onStop : onListen}
    >
      {active ? <Square aria-hidden /> : <Volume2 aria-hidden />}
      {active ? t('editor.stop') : t(selected ? 'editor.listenSelection' : 'editor.listen')}
    </Button>
  );
}

export const ScriptToolbar = memo(function ScriptToolbar(props: ScriptToolbarProps) {
  const { t, i18n } = useTranslation();
  return (
    <div
      role="toolbar"
      aria-label={t('editor.tools')}
      className="mt-1.5 flex flex-wrap items-center gap-x-0.5 gap-y-1 rounded-t-md bg-sunken/60 p-1 ring-1 ring-line ring-inset"
    >
      {/* The platform's own list: a menu of ours would cost every visit 14 kB. */}
      <span className={cx(toolClass, 'relative focus-within:outline-2 focus-within:outline-(--focus)')}>
        <Pause aria-hidden />
        {t('editor.pause')}
        <ChevronDown className="size-3.5!" aria-hidden />
        <select
          aria-label={t('editor.pause')}
          value=""
          onChange={(event) => props.onPause(Number(event.target.value))}
          className="absolute inset-0 size-full cursor-pointer opacity-0"
        >
          <option value="" disabled hidden>
            {t('editor.pause')}
          </option>
          {PAUSES.map((seconds) => (
            <option key={seconds} value={seconds} className="bg-raised text-ink">
              {t('editor.pauseOf', { seconds: formatNumber(seconds, i18n.language, 1) })}
            </option>
          ))}
        </select>
      </span>
      <Tool onClick={props.onEmphasis}>
        <Bold aria-hidden />
        {t('editor.emphasis')}
      </Tool>
      <Tool onClick={props.onPronunciation}>
        <AudioLines aria-hidden />
        {t('editor.pronunciation')}
      </Tool>
      <Tool onClick={props.onSpell}>
        <SpellCheck2 aria-hidden />
        {t('editor.spell')}
      </Tool>
      <span className="mx-1 h-5 w-px bg-line" aria-hidden />
      <IconButton label={t('editor.undo')} disabled={!props.undo} onClick={() => props.undo?.()}>
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton label={t('editor.redo')} disabled={!props.redo} onClick={() => props.redo?.()}>
        <Redo2 aria-hidden />
      </IconButton>
    </div>
  );
});
