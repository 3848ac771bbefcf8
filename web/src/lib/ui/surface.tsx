import type { ReactNode } from 'react';
import { cx } from './class-names.ts';

/** The page's one heading, what it is for, and what can be done with it. */
export function PageHeader(props: {
  readonly title: string;
  readonly lead?: string;
  readonly actions?: ReactNode;
}) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4 lg:mb-8">
      <div className="max-w-2xl min-w-0">
        <h1 className="text-2xl font-semibold tracking-tight text-ink sm:text-3xl">{props.title}</h1>
        {props.lead && <p className="mt-1.5 text-ink-2">{props.lead}</p>}
      </div>
      {props.actions && <div className="flex flex-wrap items-center gap-2">{props.actions}</div>}
    </header>
  );
}

export function Card({ className, children }: { readonly className?: string; readonly children: ReactNode }) {
  return <div className={cx('rounded-xl bg-surface shadow-1 ring-1 ring-line', className)}>{children}</div>;
}

interface SectionProps {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
  readonly id?: string;
}

/** A titled card of settings or fields. */
export function Section({ title, lead, children, id }: SectionProps) {
  return (
    <section id={id} className="rounded-xl bg-surface p-5 shadow-1 ring-1 ring-line sm:p-6">
      <h2 className="text-lg font-semibold">{title}</h2>
      {lead && <p className="mt-1 text-sm text-ink-2">{lead}</p>}
      <div className="mt-5">{children}</div>
    </section>
  );
}

type Tone = 'neutral' | 'brand' | 'clay' | 'ok' | 'warn' | 'bad';
const TONES: Record<Tone, string> = {
  neutral: 'bg-sunken text-ink-2',
  brand: 'bg-brand-soft text-brand-text',
  clay: 'bg-clay-soft text-clay',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
};

export function Badge({
  tone = 'neutral',
  children,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
}) {
  return (
    <span
      className={cx(
        'inline-flex shrink-0 items-center gap-1.5 rounded-full px-2.5 py-0.5 text-xs font-medium whitespace-nowrap',
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}

/** Placeholder of the size of what is coming. Hidden from assistive technology: the region says it is busy. */
export function Skeleton({ className }: { readonly className: string }) {
  return <div aria-hidden className={cx('skeleton rounded-md', className)} />;
}
