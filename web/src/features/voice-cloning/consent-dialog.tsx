import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { Button } from '../../lib/ui/button.tsx';
import { Modal } from '../../lib/ui/dialog.tsx';
import { ErrorNotice } from '../../lib/ui/states.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { useGiveConsent, type Voice } from './api.ts';
import { consentProblems, emptyConsent } from './consent-draft.ts';
import { ConsentFields } from './consent-fields.tsx';

/** Records the consent of a voice that was made without one, or whose consent was withdrawn. */
export function ConsentDialog({ voice, onClose }: { readonly voice: Voice; readonly onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [draft, setDraft] = useState(() => emptyConsent(Language.parse(i18n.language)));
  const [tried, setTried] = useState(false);
  const give = useGiveConsent();
  const toasts = useToasts();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (consentProblems(draft).length > 0) return;
    give.mutate(
      { voice, consent: draft },
      {
        onSuccess: () => {
          toasts.success(t('voices.consent.saved'));
          onClose();
        },
      },
    );
  };
  return (
    <Modal open onClose={onClose} title={t('voices.consent.giveTitle', { name: voice.name })}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <ConsentFields draft={draft} onChange={setDraft} tried={tried} />
        {give.isError && <ErrorNotice error={give.error} />}
        <Button type="submit" busy={give.isPending} className="self-start">
          {t('voices.consent.give')}
        </Button>
      </form>
    </Modal>
  );
}
