import { CloudOff, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../api-error.ts';
import { useErrorText } from '../error-text.ts';
import { Button } from './button.tsx';
import { cx } from './class-names.ts';

interface StateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text?: ReactNode;
  readonly action?: ReactNode;
  readonly tone?: 'brand' | 'bad';
  readonly level?: 'h1' | 'h2' | 'h3';
}

/** A whole area with nothing to show: says what it is, why, and what to do next. */
export function EmptyState({
  icon: Icon,
  title,
  text,
  action,
  tone = 'brand',
  level: Heading = 'h2',
}: StateProps) {
  return (
    <div className="flex flex-col items-center rounded-xl px-6 py-14 text-center ring-1 ring-line ring-inset">
      <span
        className={cx(
          'mb-4 grid size-14 place-items-center rounded-full',
          tone === 'bad' ? 'bg-bad-soft text-bad' : 'bg-brand-soft text-brand-text',
        )}
      >
        <Icon className="size-6" aria-hidden />
      </span>
      <Heading className="text-lg font-semibold">{title}</Heading>
      {text && <div className="mt-1.5 max-w-md text-ink-2">{text}</div>}
      {action && <div className="mt-6 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

/** A failed request: the contract's code in the reader's language, with its remedy. */
export function ErrorState({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { t } = useTranslation();
  const text = useErrorText();
  const api = toApiError(error);
  const { message, remedy } = text(api);
  return (
    <div role="alert">
      <EmptyState
        icon={api.code === 'network' ? CloudOff : TriangleAlert}
        tone="bad"
        title={message}
        text={
          <>
            {remedy}
            {api.requestId && (
              <span className="mt-2 block font-mono text-xs text-ink-3">
                {t('state.requestId', { id: api.requestId })}
              </span>
            )}
          </>
        }
        action={
          onRetry && (
            <Button variant="secondary" onClick={onRetry}>
              {t('action.retry')}
            </Button>
          )
        }
      />
    </div>
  );
}

interface NoticeProps {
  readonly tone: 'bad' | 'warn' | 'ok' | 'brand';
  readonly title: string;
  readonly children?: ReactNode;
  readonly role?: 'alert' | 'status';
}

const NOTICE = {
  bad: 'bg-bad-soft text-bad',
  warn: 'bg-warn-soft text-warn',
  ok: 'bg-ok-soft text-ok',
  brand: 'bg-brand-soft text-brand-text',
} as const;

/** A message inside a form or page, beside what it is about. */
export function Notice({ tone, title, children, role }: NoticeProps) {
  return (
    <div role={role} className={cx('rounded-lg px-4 py-3 text-sm', NOTICE[tone])}>
      <p className="font-semibold">{title}</p>
      {children && <div className="mt-0.5">{children}</div>}
    </div>
  );
}

/** The same for a failed request. */
export function ErrorNotice({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { t } = useTranslation();
  const text = useErrorText();
  const api = toApiError(error);
  const { message, remedy } = text(api);
  return (
    <Notice tone="bad" title={message} role="alert">
      {remedy}
      {api.requestId && (
        <span className="mt-1 block font-mono text-xs">{t('state.requestId', { id: api.requestId })}</span>
      )}
      {onRetry && (
        <Button variant="secondary" size="sm" onClick={onRetry} className="mt-2">
          {t('action.retry')}
        </Button>
      )}
    </Notice>
  );
}
