import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../lib/ui/button.tsx';
import { Modal } from '../../lib/ui/dialog.tsx';
import { Field, TextInput } from '../../lib/ui/field.tsx';
import { ErrorNotice } from '../../lib/ui/states.tsx';
import { useRenameVoice, type Voice } from './api.ts';

export function RenameDialog({ voice, onClose }: { readonly voice: Voice; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(voice.name);
  const rename = useRenameVoice();
  const missing = name.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!missing) rename.mutate({ voice, name: name.trim() }, { onSuccess: onClose });
  };
  return (
    <Modal open onClose={onClose} title={t('voices.rename', { name: voice.name })}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <Field label={t('voices.name')} error={missing ? t('voices.nameMissing') : null}>
          {(control) => (
            <TextInput
              {...control}
              value={name}
              maxLength={100}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {rename.isError && <ErrorNotice error={rename.error} />}
        <Button type="submit" busy={rename.isPending} className="self-start">
          {t('voices.renameSave')}
        </Button>
      </form>
    </Modal>
  );
}
