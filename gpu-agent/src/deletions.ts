/** Removes objects that the database queued for removal: SQL may not delete objects, the Storage API may. */
import type { SupabaseClient } from '@supabase/supabase-js';
import type { TaskQueue } from './queue.ts';

/** As many as one call of the Storage API takes. */
const BATCH = 500;

/**
 * One turn: claims a batch, removes it, settles its folders. What could not be removed is handed out again later.
 *
 * @returns how many objects were removed
 */
export async function removeQueued(queue: TaskQueue, client: SupabaseClient): Promise<number> {
  const claimed = await queue.claimDeletions(BATCH);
  if (claimed.length === 0) return 0;
  let removed = 0;
  for (const [bucket, objects] of Map.groupBy(claimed, (object) => object.bucket)) {
    const { data, error } = await client.storage.from(bucket).remove(objects.map((object) => object.path));
    if (error) throw error;
    removed += data.length;
  }
  await queue.settleDeletions([...new Set(claimed.map((object) => object.id))]);
  return removed;
}
