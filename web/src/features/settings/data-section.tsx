import { useMutation } from '@tanstack/react-query';
import { Download, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import {
  AccountDeleteAnswer,
  AccountDeletionAnswer,
  AccountExport,
} from '../../../../supabase/functions/_shared/contract/account.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { useSession } from '../../lib/session.tsx';
import { supabase } from '../../lib/supabase.ts';
import { Button } from '../../lib/ui/button.tsx';
import { Modal } from '../../lib/ui/dialog.tsx';
import { Field, TextInput } from '../../lib/ui/field.tsx';
import { ErrorNotice } from '../../lib/ui/states.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';

/** Takes everything along, or takes everything away. */
export function DataSection() {
  const { t } = useTranslation();
  const toasts = useToasts();
  const { session } = useSession();
  const [asking, setAsking] = useState(false);
  const take = useMutation({
    mutationFn: () => apiFetch('/account/export', AccountExport),
    onSuccess: (data) => {
      save(`semblante-${data.exported_at.slice(0, 10)}.json`, JSON.stringify(data, null, 2));
      toasts.success(t('data.exported'));
    },
  });
  if (!session) return <p className="text-ink-2">{t('data.signedOut')}</p>;
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="max-w-md text-sm text-ink-2">{t('data.exportText')}</p>
        <Button variant="secondary" busy={take.isPending} onClick={() => take.mutate()}>
          <Download aria-hidden />
          {t('data.export')}
        </Button>
      </div>
      {take.isError && <ErrorNotice error={take.error} />}
      <div className="flex flex-wrap items-center justify-between gap-4 border-t border-line pt-6">
        <p className="max-w-md text-sm text-ink-2">{t('data.deleteText')}</p>
        <Button variant="danger" onClick={() => setAsking(true)}>
          <Trash2 aria-hidden />
          {t('data.step1')}
        </Button>
      </div>
      {asking && <DeleteDialog email={session.user.email ?? ''} onClose={() => setAsking(false)} />}
    </div>
  );
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** The account's address is typed out: nobody deletes an account with one press. */
function DeleteDialog({ email, onClose }: { readonly email: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const matches = typed.trim().toLowerCase() === email.toLowerCase();
  const remove = useMutation({
    mutationFn: async () => {
      const { confirmation } = await apiFetch('/account/deletion', AccountDeletionAnswer, { method: 'POST' });
      await apiFetch('/account', AccountDeleteAnswer, { method: 'DELETE', body: { confirmation } });
      // The session means nothing any more: only this browser has to forget it.
      await (await supabase()).auth.signOut({ scope: 'local' });
    },
    onSuccess: () => {
      toasts.success(t('data.deleted'));
      void navigate('/avatars/gallery');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (matches) remove.mutate();
  };
  return (
    <Modal open onClose={onClose} title={t('data.confirmTitle')} description={t('data.deleteText')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <Field
          label={t('data.confirmLabel')}
          hint={t('data.confirmText', { email })}
          error={tried && !matches ? t('data.mismatch') : null}
        >
          {(control) => (
            <TextInput
              {...control}
              type="email"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
        {remove.isError && <ErrorNotice error={remove.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="secondary" onClick={onClose}>
            {t('action.keep')}
          </Button>
          <Button variant="danger" type="submit" busy={remove.isPending}>
            {t('data.confirm')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
