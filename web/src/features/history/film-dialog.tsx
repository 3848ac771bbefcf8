import { CopyPlus, Share2, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import { replaceDraft } from '../../lib/device-draft.ts';
import { FilmDownloads, FilmPlayer } from '../../lib/film/film.tsx';
import { FilmReportFigures } from '../../lib/film/film-report.tsx';
import { readDefaults } from '../../lib/preferences.ts';
import { Button } from '../../lib/ui/button.tsx';
import { Confirm, Modal } from '../../lib/ui/dialog.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { useDeleteFilm, useFilmRequest, useRestoreFilm } from './api.ts';
import { draftOf } from './duplicate.ts';
import { ShareDialog } from './share-dialog.tsx';

interface FilmDialogProps {
  readonly job: JobView;
  /** Opened to be shared: the links are shown at once. */
  readonly share: boolean;
  readonly onClose: () => void;
  readonly onExpired: () => void;
}

/** A film: played, downloaded, judged, shared, opened again, deleted. */
export function FilmDialog({ job, share, onClose, onExpired }: FilmDialogProps) {
  const { t, i18n } = useTranslation();
  const toasts = useToasts();
  const navigate = useNavigate();
  const [sharing, setSharing] = useState(false);
  // After this dialog stands: of two that open at once the lower one would hide the upper from screen readers.
  useEffect(() => setSharing(share), [share]);
  const remove = useDeleteFilm();
  const restore = useRestoreFilm();
  const request = useFilmRequest();

  const deleteFilm = () =>
    remove.mutate(job.job_id, {
      onSuccess: ({ restorable_until }) => {
        onClose();
        const time = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'short', timeStyle: 'short' });
        toasts.success(
          t('library.deleted'),
          t('library.deletedText', { time: time.format(new Date(restorable_until)) }),
          {
            label: t('library.undo'),
            alt: t('library.undoAlt'),
            run: () => restore.mutate(job.job_id),
          },
        );
      },
      onError: toasts.failure,
    });

  const duplicate = () =>
    request.mutate(job.job_id, {
      onSuccess: (film) => {
        replaceDraft(JSON.stringify(draftOf(film, readDefaults(i18n.language))));
        void navigate('/avatars/studio');
      },
      onError: toasts.failure,
    });

  return (
    <>
      <Modal open wide onClose={onClose} title={job.title}>
        <FilmPlayer job={job} onExpired={onExpired} />
        <div className="mt-4 flex flex-wrap justify-between gap-x-6 gap-y-3">
          <FilmDownloads job={job} />
          <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:[&>button]:grow">
            <Button variant="secondary" onClick={() => setSharing(true)}>
              <Share2 aria-hidden />
              {t('library.share')}
            </Button>
            <Confirm
              trigger={
                <Button variant="secondary" busy={request.isPending}>
                  <CopyPlus aria-hidden />
                  {t('library.duplicate')}
                </Button>
              }
              title={t('library.duplicate')}
              text={t('library.duplicateText')}
              confirm={t('library.duplicateConfirm')}
              keep={t('action.keep')}
              onConfirm={duplicate}
            />
            <Button variant="danger" busy={remove.isPending} onClick={deleteFilm}>
              <Trash2 aria-hidden />
              {t('library.delete')}
            </Button>
          </div>
        </div>
        <div className="mt-6">
          <FilmReportFigures job={job} />
        </div>
      </Modal>
      {sharing && <ShareDialog job={job} onClose={() => setSharing(false)} />}
    </>
  );
}
