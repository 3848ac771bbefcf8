/** Buckets. No policy lets a user see or change them unless a migration writes one; the secret key passes by. */
import type { Caller } from '../context.ts';
import { bucketNotEmpty, invalidRequest, noSuchBucket } from './failure.ts';
import { checkedBucketName, sizeLimitInBytes } from './names.ts';
import { allowDeletes } from './object-rows.ts';
import { jsonBody, type StorageParts, subjectOf } from './parts.ts';
import { removeAll } from './removals.ts';

const COLUMNS = `id, name, coalesce(owner::text, '') as owner, coalesce(public, false) as public,
  created_at, updated_at, file_size_limit::double precision as file_size_limit, allowed_mime_types`;

const SORT_COLUMNS = ['id', 'name', 'created_at', 'updated_at'] as const;

interface Bucket {
  readonly id: string;
  readonly name: string;
  readonly public: boolean;
  readonly file_size_limit: number | null;
  readonly allowed_mime_types: readonly string[] | null;
}

/** GET /bucket. */
export async function listBuckets(
  { asCaller }: StorageParts,
  request: Request,
  caller: Caller,
): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const sort = SORT_COLUMNS.find((column) => column === (query.get('sortColumn') ?? 'id'));
  const order = query.get('sortOrder') ?? 'asc';
  if (sort === undefined || (order !== 'asc' && order !== 'desc')) throw invalidRequest('Unknown sort order');
  const rows = await asCaller(caller, async (client) => {
    const found = await client.query<Bucket>(
      `select ${COLUMNS} from storage.buckets where strpos(lower(name), lower($1)) > 0
       order by ${sort} ${order} limit $2 offset $3`,
      [query.get('search') ?? '', whole(query.get('limit'), 10_000), whole(query.get('offset'), 0)],
    );
    return found.rows;
  });
  return Response.json(rows);
}

/** GET /bucket/{id}. */
export async function getBucket(parts: StorageParts, caller: Caller, id: string): Promise<Response> {
  return Response.json(await visibleBucket(parts, caller, id));
}

/** POST /bucket. */
export async function createBucket(
  { asCaller }: StorageParts,
  request: Request,
  caller: Caller,
): Promise<Response> {
  const body = await jsonBody(request);
  const name = checkedBucketName(typeof body.name === 'string' ? body.name : '');
  const id = checkedBucketName(typeof body.id === 'string' ? body.id : name);
  const owner = subjectOf(caller);
  await asCaller(caller, (client) =>
    client.query(
      `insert into storage.buckets (id, name, owner_id, public, file_size_limit, allowed_mime_types)
       values ($1, $2, $3, $4, $5, $6)`,
      [id, name, owner, body.public === true, sizeOf(body.file_size_limit), typesOf(body.allowed_mime_types)],
    ),
  );
  return Response.json({ name });
}

/** PUT /bucket/{id}: what the body does not name stays. */
export async function updateBucket(
  parts: StorageParts,
  request: Request,
  caller: Caller,
  id: string,
): Promise<Response> {
  const body = await jsonBody(request);
  const before = await visibleBucket(parts, caller, id);
  const next = {
    public: typeof body.public === 'boolean' ? body.public : before.public,
    size: body.file_size_limit === undefined ? before.file_size_limit : sizeOf(body.file_size_limit),
    types:
      body.allowed_mime_types === undefined ? before.allowed_mime_types : typesOf(body.allowed_mime_types),
  };
  const changed = await parts.asCaller(caller, (client) =>
    client.query(
      `update storage.buckets set public = $2, file_size_limit = $3, allowed_mime_types = $4, updated_at = now()
       where id = $1`,
      [id, next.public, next.size, next.types],
    ),
  );
  if (changed.rowCount === 0) throw noSuchBucket();
  return Response.json({ message: 'Successfully updated' });
}

/** POST /bucket/{id}/empty. */
export async function emptyBucket(parts: StorageParts, caller: Caller, id: string): Promise<Response> {
  await visibleBucket(parts, caller, id);
  await removeAll(parts, caller, id);
  return Response.json({ message: 'Successfully emptied' });
}

/** DELETE /bucket/{id}: only an empty one. */
export async function deleteBucket(parts: StorageParts, caller: Caller, id: string): Promise<Response> {
  await visibleBucket(parts, caller, id);
  // As the service: objects the caller may not see still keep the bucket.
  const { rows } = await parts.context.storageAdmin.query(
    'select 1 from storage.objects where bucket_id = $1 limit 1',
    [id],
  );
  if (rows.length > 0) throw bucketNotEmpty();
  const gone = await parts.asCaller(caller, async (client) => {
    await allowDeletes(client);
    return client.query('delete from storage.buckets where id = $1', [id]);
  });
  if (gone.rowCount === 0) throw noSuchBucket();
  return Response.json({ message: 'Successfully deleted' });
}

async function visibleBucket({ asCaller }: StorageParts, caller: Caller, id: string): Promise<Bucket> {
  const { rows } = await asCaller(caller, (client) =>
    client.query<Bucket>(`select ${COLUMNS} from storage.buckets where id = $1`, [id]),
  );
  if (rows[0] === undefined) throw noSuchBucket();
  return rows[0];
}

function sizeOf(value: unknown): number | null {
  if (value !== undefined && value !== null && typeof value !== 'number' && typeof value !== 'string') {
    throw invalidRequest('file_size_limit must be a number or a text such as 20MB');
  }
  return sizeLimitInBytes(value);
}

function typesOf(value: unknown): string[] | null {
  if (value === undefined || value === null) return null;
  if (
    Array.isArray(value) &&
    value.every((type) => typeof type === 'string' && /^[^\s/]+\/[^\s/]+$/.test(type))
  ) {
    return value.length === 0 ? null : value;
  }
  throw invalidRequest('allowed_mime_types must be a list of types such as image/png or image/*');
}

function whole(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw invalidRequest('limit and offset must be whole numbers');
}
