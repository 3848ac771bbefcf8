/** Reading objects: by token, by public bucket, by signed URL; descriptions and signed URLs. */
import type { Caller } from '../context.ts';
import { invalidJwt, invalidRequest, noSuchBucket, noSuchKey } from './failure.ts';
import { checkedKey } from './names.ts';
import { findBucket, findObject, type ObjectRow, visibleKeys } from './object-rows.ts';
import { jsonBody, SERVICE_CALLER, type StorageParts } from './parts.ts';
import { type FileDescription, serveFile } from './serve-file.ts';

const MAX_SIGNED_PATHS = 1000;
const NOT_YOURS = 'Either the object does not exist or you do not have access to it';

/** GET or HEAD /object/{bucket}/{key}, /object/authenticated/{bucket}/{key}. */
export async function download(
  parts: StorageParts,
  request: Request,
  caller: Caller,
  bucket: string,
  key: string,
): Promise<Response> {
  // Twice, because an upload that replaces the object may remove the file between the row's reading and its opening.
  for (let attempt = 0; attempt < 2; attempt++) {
    const row = await visibleObject(parts, caller, bucket, key);
    const file = row.version === null ? null : await parts.files.open(row.version);
    if (file !== null) return serveFile(request, file, describe(row, (await file.stat()).size));
  }
  throw noSuchKey();
}

/** GET or HEAD /object/public/{bucket}/{key}: anybody, if the bucket is public. */
export async function downloadPublic(
  parts: StorageParts,
  request: Request,
  bucket: string,
  key: string,
): Promise<Response> {
  await mustBePublic(parts, bucket);
  return download(parts, request, SERVICE_CALLER, bucket, key);
}

/** GET or HEAD /object/sign/{bucket}/{key}?token=…: whoever holds the URL, until it expires. */
export async function downloadSigned(
  parts: StorageParts,
  request: Request,
  bucket: string,
  key: string,
): Promise<Response> {
  const token = new URL(request.url).searchParams.get('token');
  if (token === null) throw invalidJwt('Missing token');
  await parts.tokens.verifyRead(token, `${bucket}/${key}`);
  return download(parts, request, SERVICE_CALLER, bucket, key);
}

/** GET or HEAD /object/info/{bucket}/{key}. */
export async function describeObject(
  parts: StorageParts,
  request: Request,
  caller: Caller,
  bucket: string,
  key: string,
): Promise<Response> {
  const row = await visibleObject(parts, caller, bucket, key);
  const { size, mimeType, cacheControl, etag, lastModified } = describe(row, null);
  const info = {
    id: row.id,
    name: row.name,
    version: row.version,
    bucket_id: row.bucket_id,
    size,
    content_type: mimeType,
    cache_control: cacheControl,
    etag,
    metadata: row.user_metadata ?? {},
    last_modified: lastModified.toISOString(),
    created_at: row.created_at.toISOString(),
  };
  return request.method === 'HEAD' ? new Response(null, { status: 200 }) : Response.json(info);
}

/** GET or HEAD /object/info/public/{bucket}/{key}. */
export async function describePublic(
  parts: StorageParts,
  request: Request,
  bucket: string,
  key: string,
): Promise<Response> {
  await mustBePublic(parts, bucket);
  return describeObject(parts, request, SERVICE_CALLER, bucket, key);
}

/** POST /object/sign/{bucket}/{key}: a URL that reads one object the caller may read. */
export async function signDownload(
  parts: StorageParts,
  request: Request,
  caller: Caller,
  bucket: string,
  key: string,
): Promise<Response> {
  const body = await jsonBody(request);
  if (body.transform !== undefined)
    throw invalidRequest('Image transformation is not available in the local stack');
  const seconds = lifetime(body);
  await visibleObject(parts, caller, bucket, key);
  return Response.json({ signedURL: await signedUrl(parts, bucket, key, seconds) });
}

/** POST /object/sign/{bucket} with paths: one answer per path, an error in it where the caller may not read. */
export async function signDownloads(
  parts: StorageParts,
  request: Request,
  caller: Caller,
  bucket: string,
): Promise<Response> {
  const body = await jsonBody(request);
  const seconds = lifetime(body);
  const paths = pathList(body.paths, 'paths');
  const visible = await parts.asCaller(caller, (client) => visibleKeys(client, bucket, paths));
  const answers = paths.map(async (path) =>
    visible.has(path)
      ? { error: null, path, signedURL: await signedUrl(parts, bucket, path, seconds) }
      : { error: NOT_YOURS, path, signedURL: null },
  );
  return Response.json(await Promise.all(answers));
}

/** Names out of a request's list, each checked. @throws StorageFailure InvalidRequest, InvalidKey */
export function pathList(value: unknown, name: string): string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_SIGNED_PATHS) {
    throw invalidRequest(`${name} must be a list of 1 to ${MAX_SIGNED_PATHS} paths`);
  }
  return value.map((path: unknown) => {
    if (typeof path !== 'string') throw invalidRequest(`${name} must be strings`);
    return checkedKey(path);
  });
}

async function visibleObject(
  { asCaller }: StorageParts,
  caller: Caller,
  bucket: string,
  key: string,
): Promise<ObjectRow> {
  const row = await asCaller(caller, (client) => findObject(client, bucket, key));
  if (row === null) throw noSuchKey();
  return row;
}

async function mustBePublic({ context }: StorageParts, bucket: string): Promise<void> {
  if ((await findBucket(context.storageAdmin, bucket))?.public !== true) throw noSuchBucket();
}

function describe(row: ObjectRow, sizeOnDisk: number | null): FileDescription {
  const metadata = row.metadata ?? {};
  const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
  const modified = new Date(text(metadata.lastModified, ''));
  return {
    key: row.name,
    size: sizeOnDisk ?? (typeof metadata.size === 'number' ? metadata.size : 0),
    mimeType: headerSafe(text(metadata.mimetype, 'application/octet-stream'), 'application/octet-stream'),
    cacheControl: headerSafe(text(metadata.cacheControl, 'no-cache'), 'no-cache'),
    etag: headerSafe(text(metadata.eTag, `"${row.version}"`), `"${row.version}"`),
    lastModified: Number.isNaN(modified.getTime()) ? row.updated_at : modified,
  };
}

function headerSafe(value: string, otherwise: string): string {
  return /^[\x20-\x7e]+$/.test(value) ? value : otherwise;
}

function lifetime(body: Readonly<Record<string, unknown>>): number {
  const seconds = body.expiresIn;
  if (typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds >= 1) return seconds;
  throw invalidRequest('expiresIn must be a whole number of seconds, at least 1');
}

async function signedUrl(parts: StorageParts, bucket: string, key: string, seconds: number): Promise<string> {
  const token = await parts.tokens.signRead(`${bucket}/${key}`, seconds);
  return `/object/sign/${bucket}/${key}?token=${token}`;
}
