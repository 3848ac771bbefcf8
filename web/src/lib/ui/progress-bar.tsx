import { Progress } from 'radix-ui';
import { cx } from './class-names.ts';

interface ProgressBarProps {
  /** 0 to 1. */
  readonly value: number;
  readonly label: string;
  readonly tone?: 'brand' | 'ok' | 'bad' | 'muted';
  readonly className?: string;
}

const TONES = { brand: 'bg-brand', ok: 'bg-ok', bad: 'bg-bad', muted: 'bg-line-strong' } as const;

/** Grows by transform alone: no layout while a film renders. */
export function ProgressBar({ value, label, tone = 'brand', className }: ProgressBarProps) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <Progress.Root
      value={percent}
      aria-label={label}
      className={cx('relative h-2 overflow-hidden rounded-full bg-line', className)}
    >
      <Progress.Indicator
        className={cx(
          'absolute inset-0 origin-left rounded-full transition-transform duration-500 ease-out',
          TONES[tone],
        )}
        style={{ transform: `scaleX(${percent / 100})` }}
      />
    </Progress.Root>
  );
}
