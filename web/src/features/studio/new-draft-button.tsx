import { FilePlus2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../lib/ui/button.tsx';
import { Confirm } from '../../lib/ui/dialog.tsx';

/** A module of its own, because dialogs are 10 kB that the page can be shown without. */
export function NewDraftButton({ onConfirm }: { readonly onConfirm: () => void }) {
  const { t } = useTranslation();
  return (
    <Confirm
      trigger={
        <Button variant="secondary">
          <FilePlus2 aria-hidden />
          {t('studio.new')}
        </Button>
      }
      title={t('studio.newTitle')}
      text={t('studio.newText')}
      confirm={t('studio.new')}
      keep={t('action.keep')}
      onConfirm={onConfirm}
    />
  );
}
