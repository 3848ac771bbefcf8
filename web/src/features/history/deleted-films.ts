/** Films that were deleted and can still come back. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { errorFromPostgrest } from '../../lib/api-error.ts';
import { keys } from '../../lib/resources.ts';
import { supabase } from '../../lib/supabase.ts';

/** As long as the database lets a film be restored (`private.deletion_grace`). */
const GRACE_MS = 86_400_000;

const Row = z.object({
  id: z.uuid(),
  deleted_at: z.iso.datetime({ offset: true }),
  request: z.object({ avatar_id: z.string() }),
  avatar_projects: z.object({ title: z.string() }),
});

export interface DeletedFilm {
  readonly jobId: string;
  readonly title: string;
  readonly avatarId: string;
  readonly deletedAt: string;
}

async function fetchDeleted(signal: AbortSignal): Promise<readonly DeletedFilm[]> {
  const { data, error, status } = await (await supabase())
    .from('render_jobs')
    .select('id, deleted_at, request, avatar_projects!inner(title)')
    .eq('status', 'completed')
    // The rest waits to be swept and cannot come back.
    .gt('deleted_at', new Date(Date.now() - GRACE_MS).toISOString())
    .order('deleted_at', { ascending: false })
    .limit(100)
    .abortSignal(signal);
  if (error) throw errorFromPostgrest(error, status);
  return z
    .array(Row)
    .parse(data)
    .map(({ id, deleted_at, request, avatar_projects }) => ({
      jobId: id,
      title: avatar_projects.title,
      avatarId: request.avatar_id,
      deletedAt: deleted_at,
    }));
}

/** Below `keys.allJobs`: restoring and deleting renew it with the lists of films. */
export const deletedOptions = queryOptions({
  queryKey: [...keys.allJobs, 'deleted'],
  queryFn: ({ signal }) => fetchDeleted(signal),
  staleTime: 0,
});

export const useDeletedFilms = () => useQuery(deletedOptions);

/** Seconds until a film is gone for good; 0 when that is overdue. */
export const secondsLeft = (deletedAt: string, now: number): number =>
  Math.max(0, Math.floor((Date.parse(deletedAt) + GRACE_MS - now) / 1000));
