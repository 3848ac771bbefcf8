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

/** Storage signs this many paths a request without complaint on hosted and local alike. */
const SIGNED_AT_ONCE = 100;

/** Addresses of many files, by `bucket/path`; those that the caller may not read are left out. */
export async function signFiles(
  env: FunctionEnv,
  db: Db,
  files: readonly { readonly bucket: string; readonly path: string }[],
): Promise<Map<string, string>> {
  const signed = new Map<string, string>();
  for (const bucket of new Set(files.map((file) => file.bucket))) {
    const paths = files.filter((file) => file.bucket === bucket).map(({ path }) => path);
    for (let from = 0; from < paths.length; from += SIGNED_AT_ONCE) {
      const batch = paths.slice(from, from + SIGNED_AT_ONCE);
      const { data, error } = await db.storage.from(bucket).createSignedUrls(batch, SIGNED_SECONDS);
      if (error) {
        throw new ApiFailure('unavailable', 'Storage does not answer. Try again in a few seconds.', {
          cause: error,
        });
      }
      for (const { path, signedUrl } of data) {
        if (path && signedUrl)
          signed.set(`${bucket}/${path}`, signedUrl.replace(env.supabaseUrl, env.publicUrl));
      }
    }
  }
  return signed;
}
