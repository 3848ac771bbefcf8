/** Signed addresses of private files. Signing runs as the user: whoever may not read an object gets null. */
import type { Db } from '../../_shared/clients.ts';
import type { FunctionEnv } from '../../_shared/env.ts';
import { ApiFailure } from '../../_shared/failure.ts';

export const SIGNED_SECONDS = 3600;

export async function signFile(
  env: FunctionEnv,
  db: Db,
  bucket: string,
  path: string,
  download?: string,
): Promise<string | null> {
  const options = download === undefined ? undefined : { download: download === '' ? true : download };
  const { data, error } = await db.storage.from(bucket).createSignedUrl(path, SIGNED_SECONDS, options);
  if (error) {
    const status = 'status' in error ? Number(error.status) : 0;
    if (status >= 400 && status < 500) return null;
    throw new ApiFailure('unavailable', 'Storage does not answer. Try again in a few seconds.', {
      cause: error,
    });
  }
  return data.signedUrl.replace(env.supabaseUrl, env.publicUrl);
}

/** The inverse of the stable address in `video_url`: /api/v2/files/{bucket}/{path}. */
export function parseFileUrl(url: string): { bucket: string; path: string } | null {
  const match = /^\/api\/v2\/files\/([a-z-]+)\/(.+)$/.exec(url);
  return match?.[1] && match[2] ? { bucket: match[1], path: match[2] } : null;
}
