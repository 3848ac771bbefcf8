/**
 * Removes what the database queued for removal and cannot remove itself: objects, which SQL may not delete, and models
 * of deleted voices, which lie with a cloud engine's provider.
 */
import type { SupabaseClient } from '@supabase/supabase-js';
import type { SpeechEngine } from './engines/engine.ts';
import type { TaskQueue } from './queue.ts';

/** As many as one call of the Storage API takes. */
const BATCH = 500;

/** A removal is claimed for five minutes, and at most ten at once: none may keep the others waiting that long. */
const MODEL_TIMEOUT_MS = 25_000;

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

export interface ModelsRemoved {
  readonly removed: number;
  /** What providers said of those that may still be there; they are tried again, for ever. */
  readonly failed: readonly string[];
}

/** One turn: removes the models that engines of this agent keep, and tells of each how it went. */
export async function removeVoiceModels(
  queue: Pick<TaskQueue, 'claimVoiceRemovals' | 'settleVoiceRemoval'>,
  engines: readonly SpeechEngine[],
): Promise<ModelsRemoved> {
  const able = new Map(
    engines.flatMap(({ name, removeVoice }) => (removeVoice ? [[name as string, removeVoice] as const] : [])),
  );
  if (able.size === 0) return { removed: 0, failed: [] };
  const failed: string[] = [];
  let removed = 0;
  for (const removal of await queue.claimVoiceRemovals([...able.keys()].map((name) => `tts:${name}`))) {
    const model = { voiceId: removal.voice_id, modelId: removal.model_id, profile: removal.profile };
    try {
      const remove = able.get(removal.engine);
      if (!remove) throw new Error('this agent was handed a removal it did not ask for');
      await remove(model, AbortSignal.timeout(MODEL_TIMEOUT_MS));
    } catch (error) {
      const message = `${removal.engine}: ${error instanceof Error ? error.message : String(error)}`;
      failed.push(message);
      await queue.settleVoiceRemoval(removal.id, message);
      continue;
    }
    await queue.settleVoiceRemoval(removal.id);
    removed += 1;
  }
  return { removed, failed };
}
