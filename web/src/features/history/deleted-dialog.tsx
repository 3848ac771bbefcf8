import { Trash2, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../lib/format.ts';
import { fillIn, lazyWords } from '../../lib/lazy-words.ts';
import { AvatarPortrait } from '../../lib/ui/avatar-portrait.tsx';
import { Button } from '../../lib/ui/button.tsx';
import { Modal } from '../../lib/ui/dialog.tsx';
import { EmptyState, ErrorState } from '../../lib/ui/states.tsx';
import { Skeleton } from '../../lib/ui/surface.tsx';
import { useRestoreFilm } from './api.ts';
import { secondsLeft, useDeletedFilms } from './deleted-films.ts';
import type { ptBR } from './messages/pt-br.ts';

const useWords = lazyWords<typeof ptBR>({
  'pt-BR': async () => (await import('./messages/pt-br.ts')).ptBR,
  'en-US': async () => (await import('./messages/en-us.ts')).enUS,
  'es-ES': async () => (await import('./messages/es-es.ts')).esES,
});

/** What was deleted within the last day, each with the time it has left and the way back. */
export function DeletedDialog({ onClose }: { readonly onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const films = useDeletedFilms();
  const restore = useRestoreFilm();
  const left = (deletedAt: string): string => {
    const seconds = secondsLeft(deletedAt, Date.now());
    return seconds > 0 ? fillIn(words.left, { time: formatSpan(seconds, i18n.language) }) : words.gone;
  };
  return (
    <Modal open onClose={onClose} title={words.title} description={words.lead}>
      {films.isError && !films.data ? (
        <ErrorState error={films.error} onRetry={() => void films.refetch()} />
      ) : !films.data ? (
        <div role="status" aria-label={t('state.loading')} className="flex flex-col gap-3">
          <Skeleton className="h-16 w-full" />
          <Skeleton className="h-16 w-full" />
        </div>
      ) : films.data.length === 0 ? (
        <EmptyState level="h3" icon={Trash2} title={words.empty} text={words.emptyText} />
      ) : (
        <ul className="divide-y divide-line">
          {films.data.map(({ jobId, title, avatarId, deletedAt }) => (
            <li key={jobId} className="flex items-center gap-3 py-3 first:pt-0 last:pb-0">
              <AvatarPortrait
                id={avatarId}
                name={title}
                posterUrl={null}
                compact
                className="size-12 shrink-0 rounded-lg"
              />
              <div className="min-w-0 grow">
                <p className="truncate font-medium">{title}</p>
                <p className="text-sm text-ink-3 tabular">{left(deletedAt)}</p>
              </div>
              <Button
                variant="secondary"
                size="sm"
                aria-label={fillIn(words.restoreName, { title })}
                busy={restore.isPending && restore.variables === jobId}
                onClick={() => restore.mutate(jobId)}
              >
                <Undo2 aria-hidden />
                {words.restore}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Modal>
  );
}
