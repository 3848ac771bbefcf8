import { CircleCheck, TriangleAlert, X } from 'lucide-react';
import { Toast } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../api-error.ts';
import { useErrorText } from '../error-text.ts';
import { leaveToFocused } from './escape.ts';

interface ToastItem {
  readonly id: number;
  readonly tone: 'ok' | 'bad';
  readonly title: string;
  readonly text?: string;
  readonly action?: ToastAction;
}

/** Something to do about it while the toast is there. `alt` says it to whoever cannot see what was done. */
export interface ToastAction {
  readonly label: string;
  readonly alt: string;
  readonly run: () => void;
}

interface Toasts {
  /** With an action it stays as long as an error does. */
  readonly success: (title: string, text?: string, action?: ToastAction) => void;
  readonly failure: (error: unknown) => void;
}

const ToastContext = createContext<Toasts | null>(null);
let nextId = 0;

/** Short confirmations at the edge of the screen; F8 moves the focus to them. Errors stay longer. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [items, setItems] = useState<readonly ToastItem[]>([]);
  const { t } = useTranslation();
  const errorText = useErrorText();
  const add = useCallback((item: Omit<ToastItem, 'id'>) => {
    nextId += 1;
    const id = nextId;
    setItems((all) => [...all.slice(-2), { ...item, id }]);
  }, []);
  const value = useMemo<Toasts>(
    () => ({
      success: (title, text, action) =>
        add({ tone: 'ok', title, ...(text ? { text } : {}), ...(action ? { action } : {}) }),
      failure: (error) => {
        const { message, remedy } = errorText(toApiError(error));
        add({ tone: 'bad', title: message, text: remedy });
      },
    }),
    [add, errorText],
  );
  return (
    <ToastContext value={value}>
      <Toast.Provider label={t('shell.notification')} swipeDirection="right">
        {children}
        {items.map((item) => (
          <Toast.Root
            key={item.id}
            duration={item.tone === 'bad' || item.action ? 9000 : 5000}
            onEscapeKeyDown={leaveToFocused}
            onOpenChange={(open) => !open && setItems((all) => all.filter(({ id }) => id !== item.id))}
            className="flex items-start gap-3 rounded-lg bg-raised p-4 shadow-2 ring-1 ring-line animate-rise"
          >
            {item.tone === 'ok' ? (
              <CircleCheck className="mt-0.5 size-5 shrink-0 text-ok" aria-hidden />
            ) : (
              <TriangleAlert className="mt-0.5 size-5 shrink-0 text-bad" aria-hidden />
            )}
            <div className="min-w-0 grow">
              <Toast.Title className="text-sm font-semibold">{item.title}</Toast.Title>
              {item.text && (
                <Toast.Description className="mt-0.5 text-sm text-ink-2">{item.text}</Toast.Description>
              )}
              {item.action && (
                <Toast.Action
                  altText={item.action.alt}
                  onClick={item.action.run}
                  className="mt-1 -ml-2 h-10 rounded-sm px-2 text-sm font-semibold text-brand-text underline underline-offset-4"
                >
                  {item.action.label}
                </Toast.Action>
              )}
            </div>
            <Toast.Close
              aria-label={t('action.close')}
              className="-m-2.5 grid size-10 shrink-0 place-items-center rounded-md text-ink-3 hover:text-ink"
            >
              <X className="size-4" aria-hidden />
            </Toast.Close>
          </Toast.Root>
        ))}
        <Toast.Viewport className="fixed right-4 bottom-[calc(5rem+var(--foot,0px))] z-60 flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2 outline-none lg:bottom-[calc(1rem+var(--foot,0px))]" />
      </Toast.Provider>
    </ToastContext>
  );
}

export function useToasts(): Toasts {
  const value = useContext(ToastContext);
  if (!value) throw new Error('useToasts outside ToastProvider');
  return value;
}
