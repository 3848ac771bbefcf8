/**
 * Uploading. Permission is asked before the first byte is read and again with the finished row, both times by the
 * policies under the caller's role; the file becomes permanent in between, and disappears if the row is refused.
 */
import { randomUUID } from 'node:crypto';
import type { Caller } from '../context.ts';
import { entityTooLarge, invalidMimeType, noSuchBucket, noSuchKey } from './failure.ts';
import { findBucket, type ObjectWrite, type WriteMode, writeObject } from './object-rows.ts';
import { SERVICE_CALLER, type StorageParts, subjectOf } from './parts.ts';
import { isAllowedMimeType, openUpload } from './upload-body.ts';

/** Hosted's lifetime of a URL to upload with. */
const UPLOAD_URL_SECONDS = 2 * 60 * 60;

export interface UploadTarget {
  readonly bucket: string;
  readonly key: string;
  readonly mode: WriteMode;
  /** Recorded as the object's owner. */
  readonly owner: string | null;
}

/** POST or PUT /object/{bucket}/{key}. */
export async function upload(
  parts: StorageParts,
  request: Request,
  caller: Caller,
  bucket: string,
  key: string,
): Promise<Response> {
  const upsert = request.headers.get('x-upsert') === 'true';
  const mode: WriteMode = request.method === 'PUT' ? 'update' : upsert ? 'upsert' : 'create';
  return storeObject(parts, request, caller, { bucket, key, mode, owner: subjectOf(caller) });
}

/** POST /object/upload/sign/{bucket}/{key}: a URL that uploads once permission is given here. */
export async function signUpload(
  parts: StorageParts,
  request: Request,
  caller: Caller,
  bucket: string,
  key: string,
): Promise<Response> {
  const upsert = request.headers.get('x-upsert') === 'true';
  const owner = subjectOf(caller);
  if ((await findBucket(parts.context.storageAdmin, bucket)) === null) throw noSuchBucket();
  await askPermission(parts, caller, { bucket, key, mode: upsert ? 'upsert' : 'create', owner });
  const token = await parts.tokens.signUpload(`${bucket}/${key}`, { upsert, owner }, UPLOAD_URL_SECONDS);
  return Response.json({ url: `/object/upload/sign/${bucket}/${key}?token=${token}`, token });
}

/** PUT /object/upload/sign/{bucket}/{key}?token=…: no other credentials are asked. */
export async function uploadSigned(
  parts: StorageParts,
  request: Request,
  bucket: string,
  key: string,
): Promise<Response> {
  const token = new URL(request.url).searchParams.get('token') ?? '';
  const { upsert, owner } = await parts.tokens.verifyUpload(token, `${bucket}/${key}`);
  return storeObject(parts, request, SERVICE_CALLER, {
    bucket,
    key,
    mode: upsert ? 'upsert' : 'create',
    owner,
  });
}

async function storeObject(
  parts: StorageParts,
  request: Request,
  caller: Caller,
  target: UploadTarget,
): Promise<Response> {
  const bucket = await findBucket(parts.context.storageAdmin, target.bucket);
  if (bucket === null) throw noSuchBucket();
  await askPermission(parts, caller, target);

  const limit = Math.min(parts.maxObjectBytes, bucket.file_size_limit ?? Number.POSITIVE_INFINITY);
  const announced = Number(request.headers.get('content-length') ?? 0);
  // A form's fields and boundaries count in its length: some kilobytes more than the file.
  if (announced > limit + 64 * 1024) throw entityTooLarge();

  const body = await openUpload(request);
  if (!isAllowedMimeType(body.mimeType, bucket.allowed_mime_types)) {
    body.discard();
    throw invalidMimeType(body.mimeType.slice(0, 200));
  }
  const file = await parts.files.receive(body.bytes, limit);
  const row: ObjectWrite = {
    id: randomUUID(),
    bucket: target.bucket,
    key: target.key,
    version: file.version,
    owner: target.owner,
    metadata: {
      eTag: `"${file.md5}"`,
      size: file.size,
      mimetype: body.mimeType,
      cacheControl: body.cacheControl,
      lastModified: new Date().toISOString(),
      contentLength: file.size,
      httpStatusCode: 200,
    },
    userMetadata: body.userMetadata,
  };

  let replaced: string | null | false;
  try {
    await body.whole;
    replaced = await parts.asCaller(caller, async (client) => {
      const outcome = await writeObject(client, target.mode, row);
      if (outcome === false) throw noSuchKey();
      await parts.files.keep(file.version);
      return outcome;
    });
  } catch (error) {
    // The commit itself can fail after the file was made permanent, so both places are cleared.
    await parts.files.discard(file.version);
    throw error;
  }
  if (replaced) await parts.files.discard(replaced);
  return Response.json({ Key: `${target.bucket}/${target.key}`, Id: await idOf(parts, row) });
}

/** An upsert keeps the id of the row it replaced. */
async function idOf({ context }: StorageParts, row: ObjectWrite): Promise<string> {
  const { rows } = await context.storageAdmin.query<{ id: string }>(
    'select id from storage.objects where bucket_id = $1 and name = $2',
    [row.bucket, row.key],
  );
  return rows[0]?.id ?? row.id;
}

class Permitted extends Error {}

/** Writes the row as the caller and rolls it back: what the policies say now, before any byte is read. */
async function askPermission(parts: StorageParts, caller: Caller, target: UploadTarget): Promise<void> {
  try {
    await parts.asCaller(caller, async (client) => {
      const outcome = await writeObject(client, target.mode, {
        id: randomUUID(),
        bucket: target.bucket,
        key: target.key,
        version: randomUUID(),
        owner: target.owner,
        metadata: null,
        userMetadata: null,
      });
      if (outcome === false) throw noSuchKey();
      throw new Permitted();
    });
  } catch (error) {
    if (!(error instanceof Permitted)) throw error;
  }
}
