import { FilePlus2 } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../lib/ui/button.tsx';
import { Confirm } from '../../lib/ui/dialog.tsx';

/** A module of its own, because dialogs are 10 kB that the page can be shown without. */
interface NewDraftButtonProps {
  /** The draft before stays in the account. */
  readonly inAccount: boolean;
  readonly onConfirm: () => void;
}

export const NewDraftButton = memo(function NewDraftButton({ inAccount, onConfirm }: NewDraftButtonProps) {
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
      text={t(inAccount ? 'draft.newText' : 'studio.newText')}
      confirm={t('studio.new')}
      keep={t('action.keep')}
      harmless={inAccount}
      onConfirm={onConfirm}
    />
  );
});
