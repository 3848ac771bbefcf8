import { useTranslation } from 'react-i18next';
import { Modal } from '../../lib/ui/dialog.tsx';
import { SHORTCUTS } from '../../studio/core/shortcuts.ts';

const APPLE = /mac|iphone|ipad/i.test(navigator.platform);
const SYMBOLS: Readonly<Record<string, string>> = APPLE ? { Ctrl: '⌘', Alt: '⌥', Shift: '⇧' } : {};

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open onClose={onClose} title={t('editor.shortcuts')} description={t('editor.keys.lead')}>
      <dl className="flex flex-col divide-y divide-line">
        {SHORTCUTS.map(({ action, keys }) => (
          <div key={action} className="flex items-center justify-between gap-4 py-2.5">
            <dt className="text-sm text-ink-2">{t(`editor.keys.${action}`)}</dt>
            <dd className="flex shrink-0 gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="min-w-7 rounded-sm bg-sunken px-1.5 py-0.5 text-center font-sans text-xs font-medium text-ink ring-1 ring-inset ring-line"
                >
                  {SYMBOLS[key] ?? key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
