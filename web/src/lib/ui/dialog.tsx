import { X } from 'lucide-react';
import { AlertDialog, Dialog } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from './button.tsx';
import { cx } from './class-names.ts';
import { wasLeftToFocused } from './escape.ts';

const OVERLAY = 'fixed inset-0 z-40 bg-scrim animate-fade';
const PANEL =
  'fixed inset-x-0 bottom-0 z-50 max-h-[92dvh] overflow-y-auto rounded-t-xl bg-raised shadow-2 animate-rise outline-none sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[calc(100%-2rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-xl';

interface ModalProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: string;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

/** A sheet on phones, a centred dialog elsewhere; focus is trapped, Escape closes, focus returns. */
export function Modal({ open, onClose, title, description, children, wide }: ModalProps) {
  const { t } = useTranslation();
  // Opened by the address and not by a trigger, so Radix does not know where the focus came from.
  const opener = useRef(document.activeElement);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={OVERLAY} />
        <Dialog.Content
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
          onKeyDown={(event) => {
            if (!wasLeftToFocused(event.nativeEvent)) return;
            event.stopPropagation();
            onClose();
          }}
          className={cx(PANEL, wide ? 'sm:max-w-4xl' : 'sm:max-w-lg')}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-5 sm:px-6 sm:pt-6">
            <div>
              <Dialog.Title className="text-xl font-semibold">{title}</Dialog.Title>
              {description && (
                <Dialog.Description className="mt-1 text-sm text-ink-2">{description}</Dialog.Description>
              )}
            </div>
            <Dialog.Close
              aria-label={t('action.close')}
              className="-mt-1 -mr-2 grid size-10 shrink-0 place-items-center rounded-md text-ink-2 hover:bg-sunken hover:text-ink"
            >
              <X className="size-5" aria-hidden />
            </Dialog.Close>
          </div>
          <div className="p-5 sm:p-6">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface ConfirmProps {
  readonly trigger: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly keep: string;
  readonly onConfirm: () => void;
  /** Nothing is lost by it. */
  readonly harmless?: boolean;
}

/** Asks before something that cannot be taken back, or that takes away what is seen. The safe answer has the focus. */
export function Confirm({ trigger, title, text, confirm, keep, onConfirm, harmless }: ConfirmProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={OVERLAY} />
        <AlertDialog.Content
          onKeyDown={(event) => {
            if (!wasLeftToFocused(event.nativeEvent)) return;
            event.stopPropagation();
            cancel.current?.click();
          }}
          className={cx(PANEL, 'p-6 sm:max-w-md')}
        >
          <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-ink-2">{text}</AlertDialog.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel ref={cancel} className={buttonClass('secondary')}>
              {keep}
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button variant={harmless ? 'primary' : 'danger'} onClick={onConfirm}>
                {confirm}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
