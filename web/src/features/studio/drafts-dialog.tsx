import { FileText, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatAgo } from '../../lib/format.ts';
import { IconButton } from '../../lib/ui/button.tsx';
import { Confirm, Modal } from '../../lib/ui/dialog.tsx';
import { EmptyState, ErrorState } from '../../lib/ui/states.tsx';
import { Skeleton } from '../../lib/ui/surface.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import type { Draft } from '../../studio/core/draft.ts';
import { loadDraft, useDeleteDraft, useDrafts } from './drafts-api.ts';

interface DraftsDialogProps {
  readonly current: string;
  readonly onOpen: (draft: Draft, place: { readonly id: string; readonly revision: number }) => void;
  /** The draft that is open was deleted. */
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

/** The account's drafts: opened, deleted. */
export function DraftsDialog({ current, onOpen, onDeleted, onClose }: DraftsDialogProps) {
  const { t, i18n } = useTranslation();
  const toasts = useToasts();
  const drafts = useDrafts();
  const remove = useDeleteDraft();
  const open = async (id: string) => {
    try {
      const found = await loadDraft(id);
      if (!found) return toasts.success(t('draft.unreadable'));
      onOpen(found.draft, { id, revision: found.revision });
      onClose();
    } catch (error) {
      toasts.failure(error);
    }
  };
  return (
    <Modal open onClose={onClose} title={t('draft.list')} description={t('draft.listText')}>
      {drafts.isError ? (
        <ErrorState error={drafts.error} onRetry={() => void drafts.refetch()} />
      ) : !drafts.data ? (
        <Skeleton className="h-40 w-full" />
      ) : drafts.data.length === 0 ? (
        <EmptyState icon={FileText} title={t('draft.list')} text={t('draft.empty')} />
      ) : (
        <ul className="-mx-2 flex max-h-[60dvh] flex-col overflow-y-auto">
          {drafts.data.map(({ draft_id: id, title, updated_at }) => {
            const name = title.trim() || t('draft.untitled');
            const when = t('draft.changed', { when: formatAgo(updated_at, i18n.language) });
            return (
              <li key={id} className="flex items-center gap-1 rounded-md pr-1 hover:bg-sunken">
                <button
                  type="button"
                  onClick={() => (id === current ? onClose() : void open(id))}
                  aria-label={t('draft.open', { title: name })}
                  aria-current={id === current || undefined}
                  className="flex min-w-0 grow flex-col rounded-md px-3 py-2.5 text-left"
                >
                  <span className="truncate font-medium">{name}</span>
                  <span className="text-sm text-ink-3">
                    {id === current ? `${when} · ${t('draft.openHere')}` : when}
                  </span>
                </button>
                <Confirm
                  trigger={
                    <IconButton label={t('draft.remove', { title: name })}>
                      <Trash2 aria-hidden />
                    </IconButton>
                  }
                  title={t('draft.removeTitle')}
                  text={t('draft.removeText', { title: name })}
                  confirm={t('draft.removeConfirm')}
                  keep={t('action.keep')}
                  onConfirm={() =>
                    remove.mutate(id, {
                      onSuccess: () => {
                        toasts.success(t('draft.removed'));
                        if (id === current) onDeleted();
                      },
                      onError: toasts.failure,
                    })
                  }
                />
              </li>
            );
          })}
        </ul>
      )}
    </Modal>
  );
}
