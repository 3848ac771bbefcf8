import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Avatar3D } from '../../../../../supabase/functions/_shared/contract/api.ts';
import { useDeleteAvatar } from '../../../lib/own-avatars.ts';
import { Button } from '../../../lib/ui/button.tsx';
import { Confirm } from '../../../lib/ui/dialog.tsx';
import { useToasts } from '../../../lib/ui/toasts.tsx';
import { fill, useWords } from './use-words.ts';

interface RemoveAvatarProps {
  readonly avatar: Avatar3D;
  readonly onDeleted: () => void;
}

/** Deletes an avatar of one's own, once asked again. */
export function RemoveAvatar({ avatar, onDeleted }: RemoveAvatarProps) {
  const { t } = useTranslation();
  const words = useWords();
  const toasts = useToasts();
  const remove = useDeleteAvatar();
  return (
    <Confirm
      trigger={
        <Button variant="ghost" size="sm" className="self-start">
          <Trash2 aria-hidden />
          {words.remove}
        </Button>
      }
      title={fill(words.removeTitle, { name: avatar.name })}
      text={words.removeText}
      confirm={words.remove}
      keep={t('action.keep')}
      onConfirm={() =>
        remove.mutate(avatar.id, {
          onSuccess: () => {
            toasts.success(words.removed);
            onDeleted();
          },
          onError: toasts.failure,
        })
      }
    />
  );
}
