/** Drafts in the account. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  DRAFT_LIMITS,
  DraftAnswer,
  DraftConflict,
  DraftDeleteAnswer,
  DraftListAnswer,
  type DraftSave,
  DraftSaveAnswer,
} from '../../../../supabase/functions/_shared/contract/project-draft.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { toApiError } from '../../lib/api-error.ts';
import { Draft } from '../../studio/core/draft.ts';
import type { RemoteDrafts, SaveOutcome, StoredDraft } from '../../studio/core/draft-sync.ts';

export const draftsKey = ['drafts'] as const;

/** Null for a body that this studio cannot read. */
function stored({ revision, updated_at, body }: DraftAnswer): StoredDraft | null {
  const draft = Draft.safeParse(body).data;
  return draft ? { revision, updatedAt: Date.parse(updated_at), draft } : null;
}

export const loadDraft = async (id: string): Promise<StoredDraft | null> =>
  stored(await apiFetch(`/drafts/${id}`, DraftAnswer));

export const remoteDrafts: RemoteDrafts = {
  async save(id, revision, draft): Promise<SaveOutcome> {
    const body: DraftSave = { revision, title: draft.title.slice(0, DRAFT_LIMITS.title), body: { ...draft } };
    try {
      const answer = await apiFetch(`/drafts/${id}`, DraftSaveAnswer, { method: 'PUT', body });
      return { kind: 'saved', revision: answer.revision };
    } catch (thrown) {
      const error = toApiError(thrown);
      if (error.code === 'draft_not_found') return { kind: 'gone' };
      if (error.code === 'draft_conflict') {
        const conflict = DraftConflict.safeParse(error.details).data;
        return { kind: 'conflict', current: conflict ? stored(conflict.current) : null };
      }
      return { kind: error.transient ? 'offline' : 'refused' };
    }
  },
  async load(id) {
    try {
      return await loadDraft(id);
    } catch (thrown) {
      if (toApiError(thrown).code === 'draft_not_found') return null;
      throw thrown;
    }
  },
};

export const useDrafts = () =>
  useQuery({
    queryKey: draftsKey,
    queryFn: async ({ signal }) => (await apiFetch('/drafts', DraftListAnswer, { signal })).drafts,
    // Another device may have written since.
    staleTime: 0,
  });

export function useDeleteDraft() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => apiFetch(`/drafts/${id}`, DraftDeleteAnswer, { method: 'DELETE' }),
    onSettled: () => queries.invalidateQueries({ queryKey: draftsKey }),
  });
}
