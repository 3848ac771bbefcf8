/** Removes folders that the database queued for removal: SQL may not delete objects, the Storage API may. */
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Deletion, TaskQueue } from './queue.ts';

const FOLDERS_A_TURN = 20;
const OBJECTS_A_CALL = 100;

/**
 * One turn: claims folders, empties them, settles those that are empty now. A folder that could not be emptied is
 * claimed again later.
 *
 * @returns how many objects were removed
 */
export async function removeFolders(queue: TaskQueue, client: SupabaseClient): Promise<number> {
  const folders = await queue.claimDeletions(FOLDERS_A_TURN);
  let objects = 0;
  const settled: number[] = [];
  for (const folder of folders) {
    objects += await emptyFolder(client, folder);
    settled.push(folder.id);
  }
  if (settled.length > 0) await queue.settleDeletions(settled);
  return objects;
}

async function emptyFolder(
  client: SupabaseClient,
  { bucket, prefix }: Pick<Deletion, 'bucket' | 'prefix'>,
): Promise<number> {
  const files = client.storage.from(bucket);
  let removed = 0;
  for (;;) {
    const { data, error } = await files.list(prefix.replace(/\/$/, ''), { limit: OBJECTS_A_CALL });
    if (error) throw error;
    if (data.length === 0) return removed;
    // Folders are listed without an id: they exist only as parts of names.
    const names = data.filter((entry) => entry.id !== null).map((entry) => prefix + entry.name);
    for (const entry of data) {
      if (entry.id === null)
        removed += await emptyFolder(client, { bucket, prefix: `${prefix}${entry.name}/` });
    }
    if (names.length > 0) {
      const { data: gone, error: refused } = await files.remove(names);
      if (refused) throw refused;
      if (gone.length === 0) throw new Error(`${bucket}/${prefix} cannot be emptied`);
      removed += gone.length;
    }
  }
}
