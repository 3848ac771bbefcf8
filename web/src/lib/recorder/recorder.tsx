import { Mic, Square } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatClock } from '../format.ts';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/class-names.ts';
import { Notice } from '../ui/states.tsx';
import { FLOOR_DB, type TakeView } from './level.ts';
import { useRecorder } from './use-recorder.ts';

interface RecorderProps {
  /** Of the file, without its ending. */
  readonly name: string;
  /** What the button says where "Record" is not enough. */
  readonly label?: string;
  readonly maxSeconds: number;
  /** Seconds of speech that are enough; the time spoken is then counted up to it. */
  readonly wantedSpeech?: number;
  readonly disabled?: boolean;
  readonly onTake: (file: File, take: TakeView) => void;
}

/** Records from the microphone, and says while it does whether the take can be used. */
export function Recorder({ name, label, maxSeconds, wantedSpeech, disabled, onTake }: RecorderProps) {
  const { t } = useTranslation();
  const { state, start, stop } = useRecorder({ name, maxSeconds, onTake });
  if (state.status === 'recording') {
    const { take } = state;
    return (
      <div className="flex w-full flex-col gap-3">
        <div className="flex items-center gap-3">
          <span className="size-2.5 shrink-0 animate-pulse rounded-full bg-bad" aria-hidden />
          <span className="text-sm font-medium tabular">{formatClock(take.elapsed)}</span>
          <Level take={take} />
          <Button size="sm" onClick={stop}>
            <Square aria-hidden />
            {t('recording.stop')}
          </Button>
        </div>
        {wantedSpeech !== undefined && (
          <p className="text-left text-sm text-ink-2 tabular">
            {t('recording.speech', { seconds: Math.floor(take.speech), wanted: wantedSpeech })}
          </p>
        )}
        <p
          role="status"
          className={cx('min-h-5 text-left text-sm', take.problems[0] ? 'text-warn' : 'text-ink-3')}
        >
          {take.problems[0] ? t(`recording.take.${take.problems[0]}`) : t('recording.take.fine')}
        </p>
      </div>
    );
  }
  return (
    <div className={cx('flex flex-col gap-3', state.status === 'failed' && 'w-full')}>
      <Button
        variant="secondary"
        size="sm"
        className="self-start"
        disabled={disabled}
        busy={state.status === 'starting' || state.status === 'finishing'}
        onClick={start}
      >
        {(state.status === 'idle' || state.status === 'failed') && <Mic aria-hidden />}
        {label ?? t('recording.record')}
      </Button>
      {state.status === 'failed' && (
        <Notice tone="bad" role="alert" title={t(`recording.problem.${state.problem}.message`)}>
          {t(`recording.problem.${state.problem}.remedy`)}
        </Notice>
      )}
    </div>
  );
}

/** Green while there is room, amber near full scale. Moves by transform alone. */
function Level({ take }: { readonly take: TakeView }) {
  const { t } = useTranslation();
  const share = (take.peakDb - FLOOR_DB) / -FLOOR_DB;
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers animate <meter> as they like and let nobody colour it.
    <div
      role="meter"
      aria-label={t('recording.level')}
      aria-valuemin={FLOOR_DB}
      aria-valuemax={0}
      aria-valuenow={Math.round(take.peakDb)}
      className="relative h-2 grow overflow-hidden rounded-full bg-line"
    >
      <div
        className={cx('absolute inset-0 origin-left rounded-full', take.peakDb > -3 ? 'bg-warn' : 'bg-ok')}
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}
