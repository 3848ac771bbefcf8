import { type ComponentProps, type ReactNode, type RefObject, useEffect, useRef } from 'react';
import type { Span } from '../../../../supabase/functions/_shared/contract/ssml.ts';
import { cx } from '../../lib/ui/class-names.ts';
import type { Mark } from '../core/script-marks.ts';

interface MarkedTextareaProps extends Omit<ComponentProps<'textarea'>, 'ref' | 'value'> {
  readonly value: string;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly marks: readonly Mark[];
  /** The tag that was not understood. */
  readonly problem: Span | null;
  /** What is being said, and its word of the moment. */
  readonly spoken: Span | null;
  readonly word: Span | null;
}

interface Paint {
  readonly span: Span;
  readonly kind: 'tag' | 'problem' | 'spoken' | 'word';
}

const LOOKS: Readonly<Record<Paint['kind'], string>> = {
  tag: 'rounded-[3px] bg-brand-soft',
  problem: 'rounded-[3px] bg-bad-soft underline decoration-bad decoration-wavy underline-offset-4',
  spoken: 'bg-sunken',
  word: 'rounded-[3px] bg-clay-soft ring-2 ring-clay-soft',
};
/** Later ones win where they overlap. */
const ORDER: readonly Paint['kind'][] = ['spoken', 'tag', 'word', 'problem'];

/**
 * A textarea whose tags, problem and spoken word are coloured by a layer behind it that wraps its text the same way. The
 * text itself stays the textarea's own: caret, spell-check, screen readers and phones' keyboards see nothing of it.
 */
export function MarkedTextarea(props: MarkedTextareaProps) {
  const { field, marks, problem, spoken, word, className, value, ...rest } = props;
  const layer = useRef<HTMLDivElement>(null);
  const follow = () => {
    if (layer.current && field.current) layer.current.scrollTop = field.current.scrollTop;
  };
  // The word that is said stays in sight.
  useEffect(() => {
    const shown = word && layer.current?.querySelector<HTMLElement>('[data-paint="word"]');
    if (!shown || !field.current) return;
    const { scrollTop, clientHeight } = field.current;
    if (shown.offsetTop < scrollTop || shown.offsetTop + shown.offsetHeight > scrollTop + clientHeight) {
      field.current.scrollTop = shown.offsetTop - clientHeight / 3;
    }
  }, [word, field]);
  const paints: Paint[] = [
    ...(spoken ? [{ span: spoken, kind: 'spoken' } as const] : []),
    ...marks.map(({ span }) => ({ span, kind: 'tag' }) as const),
    ...(word ? [{ span: word, kind: 'word' } as const] : []),
    ...(problem ? [{ span: problem, kind: 'problem' } as const] : []),
  ];
  return (
    <div className="relative grid">
      <div
        ref={layer}
        aria-hidden
        className={cx(
          className,
          'pointer-events-none col-start-1 row-start-1 overflow-hidden break-words whitespace-pre-wrap text-transparent',
        )}
      >
        {painted(value, paints)}
        {/* A textarea keeps room for a last, empty line. */}
        {'\n'}
      </div>
      <textarea
        ref={field}
        value={value}
        onScroll={follow}
        className={cx(className, 'col-start-1 row-start-1 bg-transparent!')}
        {...rest}
      />
    </div>
  );
}

/** The text cut where a colour begins or ends. */
function painted(text: string, paints: readonly Paint[]): ReactNode[] {
  const cuts = [...new Set([0, text.length, ...paints.flatMap(({ span }) => span)])]
    .filter((at) => at >= 0 && at <= text.length)
    .sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, i) => {
    const end = cuts[i + 1] ?? text.length;
    const kind = ORDER.findLast((name) =>
      paints.some(({ kind: own, span }) => own === name && span[0] <= start && span[1] >= end),
    );
    const piece = text.slice(start, end);
    return kind ? (
      <span key={start} data-paint={kind} className={LOOKS[kind]}>
        {piece}
      </span>
    ) : (
      piece
    );
  });
}
