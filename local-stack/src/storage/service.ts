/** The local stack's Storage: routes of hosted's Storage API, as far as supabase-js, the agents and the studio call them. */
import { join } from 'node:path';
import {
  type AsCallerOfRequest,
  type Authenticator,
  CallerError,
  createAsCaller,
  createAuthenticator,
} from '../caller.ts';
import type { Caller, Service, StackContext } from '../context.ts';
import { createBucket, deleteBucket, emptyBucket, getBucket, listBuckets, updateBucket } from './buckets.ts';
import {
  describeObject,
  describePublic,
  download,
  downloadPublic,
  downloadSigned,
  signDownload,
  signDownloads,
} from './downloads.ts';
import {
  accessDenied,
  failureOfPostgres,
  noSuchBucket,
  notSupported,
  routeNotFound,
  StorageFailure,
} from './failure.ts';
import { FileStore } from './file-store.ts';
import { listObjects, listOptions } from './list-objects.ts';
import { checkedBucketName, decoded, objectAddress } from './names.ts';
import { findBucket, knownVersions } from './object-rows.ts';
import { jsonBody, type StorageParts } from './parts.ts';
import { removeObject, removeObjects } from './removals.ts';
import { signUpload, upload, uploadSigned } from './uploads.ts';
import { createUrlTokens, signingKeyOf } from './url-tokens.ts';

export interface StorageOptions {
  /** Ceiling of every object in bytes. Default 5 GiB, the most hosted takes in one request. */
  readonly maxObjectBytes?: number;
}

/** What one request needs to be answered. */
interface Call {
  readonly parts: StorageParts;
  readonly request: Request;
  /** Verified on demand: public and signed URLs carry no credentials. @throws StorageFailure */
  caller(): Promise<Caller>;
  /** The path after the route's own words, still percent-encoded. */
  readonly rest: string;
}

type Handler = (call: Call) => Promise<Response>;

interface Route {
  readonly methods: readonly string[];
  readonly prefix: string;
  readonly handle: Handler;
}

const withObject =
  (
    work: (
      parts: StorageParts,
      request: Request,
      caller: Caller,
      bucket: string,
      key: string,
    ) => Promise<Response>,
  ): Handler =>
  async (call) => {
    const { bucket, key } = objectAddress(call.rest);
    return work(call.parts, call.request, await call.caller(), bucket, key);
  };

const withoutCaller =
  (
    work: (parts: StorageParts, request: Request, bucket: string, key: string) => Promise<Response>,
  ): Handler =>
  (call) => {
    const { bucket, key } = objectAddress(call.rest);
    return work(call.parts, call.request, bucket, key);
  };

const refuse =
  (feature: string): Handler =>
  async () => {
    throw notSupported(feature);
  };

const READ = ['GET', 'HEAD'];
const ANY = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** First match wins, so the longer prefixes of a family stand first. */
const ROUTES: readonly Route[] = [
  { methods: READ, prefix: 'object/public/', handle: withoutCaller(downloadPublic) },
  { methods: READ, prefix: 'object/authenticated/', handle: withObject(download) },
  { methods: READ, prefix: 'object/info/public/', handle: withoutCaller(describePublic) },
  { methods: READ, prefix: 'object/info/authenticated/', handle: withObject(describeObject) },
  { methods: READ, prefix: 'object/info/', handle: withObject(describeObject) },
  { methods: READ, prefix: 'object/sign/', handle: withoutCaller(downloadSigned) },
  { methods: ['POST'], prefix: 'object/sign/', handle: sign },
  { methods: ['POST'], prefix: 'object/upload/sign/', handle: withObject(signUpload) },
  { methods: ['PUT'], prefix: 'object/upload/sign/', handle: withoutCaller(uploadSigned) },
  { methods: ['POST'], prefix: 'object/list/', handle: list },
  { methods: ['POST'], prefix: 'object/list-v2/', handle: refuse('list-v2') },
  { methods: ['POST'], prefix: 'object/move', handle: refuse('Moving objects') },
  { methods: ['POST'], prefix: 'object/copy', handle: refuse('Copying objects') },
  { methods: ANY, prefix: 'render/', handle: refuse('Image transformation') },
  { methods: ANY, prefix: 'upload/resumable', handle: refuse('Resumable upload (TUS)') },
  { methods: ANY, prefix: 's3', handle: refuse('The S3 protocol') },
  { methods: ANY, prefix: 'cdn/', handle: refuse('Purging a CDN') },
  { methods: ['POST', 'PUT'], prefix: 'object/', handle: withObject(upload) },
  { methods: READ, prefix: 'object/', handle: withObject(download) },
  { methods: ['DELETE'], prefix: 'object/', handle: remove },
  { methods: ANY, prefix: 'bucket', handle: buckets },
];

/** Parts before a request's own facts are bound to how they ask the database. */
type PreparedParts = StorageParts & { readonly asCaller: AsCallerOfRequest };

/**
 * Storage as a Service; requests carry the path with or without `/storage/v1`. Files and the key of signed URLs live
 * in `{stateDir}/storage`. What a crash left there is removed at once, and no request is answered before.
 */
export function createStorageService(context: StackContext, options: StorageOptions = {}): Service {
  const folder = join(context.stateDir, 'storage');
  const files = new FileStore(folder);
  const authenticator = createAuthenticator(context);

  const prepare = async (): Promise<PreparedParts> => {
    await files.prepare();
    const known = await knownVersions(context.storageAdmin);
    const removed = await files.sweep((version) => known.has(version));
    if (removed > 0) context.log.info('storage removed files without a row', { removed });
    return {
      context,
      files,
      asCaller: createAsCaller(context.authenticator),
      tokens: createUrlTokens(await signingKeyOf(folder)),
      maxObjectBytes: options.maxObjectBytes ?? 5 * 1024 ** 3,
    };
  };
  // Tried again by the next request when it fails, for instance while Postgres restarts.
  let prepared: Promise<PreparedParts> | null = null;
  const parts = (): Promise<PreparedParts> => {
    prepared ??= prepare().catch((error: unknown) => {
      prepared = null;
      throw error;
    });
    return prepared;
  };
  parts().catch((error: unknown) => context.log.warn('storage is not ready yet', { error: String(error) }));

  return async (request) => {
    try {
      return await answer(await parts(), authenticator, request);
    } catch (error) {
      // A missing or wrong key is the gateway's refusal on hosted, a bad token or role is Storage's.
      if (error instanceof CallerError && /_api_key$/.test(error.problem)) return error.response();
      const failure = failureOf(error);
      // Nobody is left to be answered, and a client that goes away is no fault of this side.
      if (failure === null && request.signal.aborted) return internalFailure().toResponse();
      if (failure === null || failure.status >= 500) {
        context.log.error('storage request failed', {
          method: request.method,
          path: new URL(request.url).pathname,
          error: String(error),
        });
      }
      return (failure ?? internalFailure()).toResponse();
    }
  };
}

async function answer(
  parts: PreparedParts,
  authenticator: Authenticator,
  request: Request,
): Promise<Response> {
  const path = new URL(request.url).pathname.replace(/^\/storage\/v1(?=\/|$)/, '').replace(/^\//, '');
  if (path === 'status' || path === 'health') return new Response(null, { status: 200 });
  const route = ROUTES.find(
    ({ methods, prefix }) => methods.includes(request.method) && path.startsWith(prefix),
  );
  if (route === undefined) throw routeNotFound(request.method, `/${path}`);
  // As hosted does: a policy may read what was asked, and with which headers.
  const facts = { method: request.method, path: `/${path}`, headers: request.headers };
  return route.handle({
    parts: { ...parts, asCaller: (caller, work) => parts.asCaller(caller, work, facts) },
    request,
    rest: path.slice(route.prefix.length),
    caller: () => authenticator.fromRequest(request),
  });
}

/** One object when the path names one, many of a bucket when the body does. */
async function sign(call: Call): Promise<Response> {
  if (call.rest.includes('/')) return withObject(signDownload)(call);
  return signDownloads(call.parts, call.request, await call.caller(), checkedBucketName(decoded(call.rest)));
}

async function remove(call: Call): Promise<Response> {
  const caller = await call.caller();
  if (!call.rest.includes('/')) {
    return removeObjects(call.parts, call.request, caller, checkedBucketName(decoded(call.rest)));
  }
  const { bucket, key } = objectAddress(call.rest);
  return removeObject(call.parts, caller, bucket, key);
}

async function list({ parts, request, rest, caller }: Call): Promise<Response> {
  const bucket = checkedBucketName(decoded(rest));
  const who = await caller();
  const wanted = listOptions(await jsonBody(request));
  if ((await findBucket(parts.context.storageAdmin, bucket)) === null) throw noSuchBucket();
  return Response.json(await parts.asCaller(who, (client) => listObjects(client, bucket, wanted)));
}

async function buckets({ parts, request, rest, caller }: Call): Promise<Response> {
  const who = await caller();
  const [, name = '', action = ''] = /^\/?([^/]*)(?:\/(.*))?$/.exec(rest) ?? [];
  const { method } = request;
  if (name === '' && method === 'GET') return listBuckets(parts, request, who);
  if (name === '' && method === 'POST') return createBucket(parts, request, who);
  const id = checkedBucketName(decoded(name));
  if (action === 'empty' && method === 'POST') return emptyBucket(parts, who, id);
  if (action === '' && method === 'GET') return getBucket(parts, who, id);
  if (action === '' && method === 'PUT') return updateBucket(parts, request, who, id);
  if (action === '' && method === 'DELETE') return deleteBucket(parts, who, id);
  throw routeNotFound(method, `/bucket${rest}`);
}

function failureOf(error: unknown): StorageFailure | null {
  if (error instanceof StorageFailure) return error;
  return error instanceof CallerError ? accessDenied(error.message) : failureOfPostgres(error);
}

function internalFailure(): StorageFailure {
  return new StorageFailure({ status: 500, code: 'InternalError', message: 'Internal server error' });
}
