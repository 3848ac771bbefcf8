import { Slider as Radix } from 'radix-ui';
import type { Gesture } from './use-gesture.ts';

interface LookSliderProps {
  /** Names the field for the history. */
  readonly field: string;
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** Where the person edited stands as they were; marked on the track. */
  readonly origin: number;
  /** What a person reads for the value; else it is shown in hundredths. */
  readonly text?: string;
  readonly gesture: Gesture;
  readonly onChange: (value: number, gesture: string) => void;
}

const share = (value: number, min: number, max: number): number => ((value - min) / (max - min)) * 100;

/** One feature: filled from its middle, or from its start where it has only one direction. */
export function LookSlider(props: LookSliderProps) {
  const { field, label, value, min, max, step = 0.01, origin, gesture, onChange } = props;
  const zero = min < 0 ? 0 : min;
  const [from, to] = [share(Math.min(zero, value), min, max), share(Math.max(zero, value), min, max)];
  const hundredths = Math.round(value * 100);
  const text = props.text ?? (min < 0 && hundredths > 0 ? `+${hundredths}` : `${hundredths}`);
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-baseline justify-between gap-2 text-sm">
        <span className="truncate">{label}</span>
        <span className="text-ink-3 tabular">{text}</span>
      </div>
      <Radix.Root
        value={[value]}
        min={min}
        max={max}
        step={step}
        onPointerDown={() => gesture.begin(field)}
        onValueChange={([next]) => next !== undefined && onChange(next, gesture.of(field))}
        onLostPointerCapture={gesture.end}
        className="relative flex h-6 touch-none items-center select-none"
      >
        <Radix.Track className="relative h-1.5 grow rounded-full bg-line">
          <span
            className="absolute h-full rounded-full bg-brand"
            style={{ left: `${from}%`, width: `${to - from}%` }}
          />
          <span
            className="absolute -top-1 h-3.5 w-0.5 rounded-full bg-line-strong"
            style={{ left: `calc(${share(origin, min, max)}% - 1px)` }}
          />
        </Radix.Track>
        <Radix.Thumb
          aria-label={label}
          aria-valuetext={text}
          className="block size-5 rounded-full bg-raised shadow-2 ring-2 ring-brand transition-transform hover:scale-110"
        />
      </Radix.Root>
    </div>
  );
}
