/** Removing objects: the rows first, under the caller's role, then the files of the rows that went. */
import type { Caller } from '../context.ts';
import { pathList } from './downloads.ts';
import { noSuchKey } from './failure.ts';
import { deleteObjects, someKeys } from './object-rows.ts';
import { jsonBody, type StorageParts } from './parts.ts';

/** DELETE /object/{bucket}/{key}. */
export async function removeObject(
  parts: StorageParts,
  caller: Caller,
  bucket: string,
  key: string,
): Promise<Response> {
  const removed = await removeKeys(parts, caller, bucket, [key]);
  if (removed.length === 0) throw noSuchKey();
  return Response.json({ message: 'Successfully deleted' });
}

/** DELETE /object/{bucket} with `prefixes`, which are whole names: answers the rows that went. */
export async function removeObjects(
  parts: StorageParts,
  request: Request,
  caller: Caller,
  bucket: string,
): Promise<Response> {
  const keys = pathList((await jsonBody(request)).prefixes, 'prefixes');
  return Response.json(await removeKeys(parts, caller, bucket, keys));
}

/** Removes all objects of a bucket that the caller may see and delete. */
export async function removeAll(parts: StorageParts, caller: Caller, bucket: string): Promise<void> {
  for (;;) {
    const keys = await parts.asCaller(caller, (client) => someKeys(client, bucket, 1000));
    if (keys.length === 0) return;
    const removed = await removeKeys(parts, caller, bucket, keys);
    // What is seen but may not be deleted would be met again for ever.
    if (removed.length === 0) return;
  }
}

async function removeKeys(
  parts: StorageParts,
  caller: Caller,
  bucket: string,
  keys: readonly string[],
): Promise<Record<string, unknown>[]> {
  const rows = await parts.asCaller(caller, (client) => deleteObjects(client, bucket, keys));
  // After the commit: a file without a row is swept at the next start, a row without a file would be a broken object.
  for (const { version } of rows) {
    if (typeof version === 'string') await parts.files.discard(version);
  }
  return rows;
}
