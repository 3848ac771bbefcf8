/**
 * Statements on storage.objects and storage.buckets. Every one on behalf of a client runs inside a transaction under
 * the client's role, so that the policies decide; what a client may not see or change is simply not there.
 */
import type { PoolClient } from 'pg';

export interface BucketRow {
  readonly id: string;
  readonly public: boolean;
  readonly file_size_limit: number | null;
  readonly allowed_mime_types: readonly string[] | null;
}

export interface ObjectRow {
  readonly id: string;
  readonly bucket_id: string;
  readonly name: string;
  readonly version: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly user_metadata: Readonly<Record<string, unknown>> | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export interface ObjectWrite {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly version: string;
  /** Subject of the caller's token. */
  readonly owner: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly userMetadata: Readonly<Record<string, unknown>> | null;
}

/** `create` refuses a name that is taken, `upsert` takes both, `update` needs the object to be there. */
export type WriteMode = 'create' | 'upsert' | 'update';

type Queryable = Pick<PoolClient, 'query'>;

/** Limits of a bucket; read as the service, because a client that may upload need not see the bucket's row. */
export async function findBucket(db: Queryable, id: string): Promise<BucketRow | null> {
  const { rows } = await db.query<Omit<BucketRow, 'file_size_limit'> & { file_size_limit: string | null }>(
    'select id, coalesce(public, false) as public, file_size_limit, allowed_mime_types from storage.buckets where id = $1',
    [id],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return { ...row, file_size_limit: row.file_size_limit === null ? null : Number(row.file_size_limit) };
}

export async function findObject(db: Queryable, bucket: string, key: string): Promise<ObjectRow | null> {
  const { rows } = await db.query<ObjectRow>(
    `select id, bucket_id, name, version, metadata, user_metadata, created_at, updated_at
     from storage.objects where bucket_id = $1 and name = $2`,
    [bucket, key],
  );
  return rows[0] ?? null;
}

/** Which of `keys` the caller may read. */
export async function visibleKeys(
  db: Queryable,
  bucket: string,
  keys: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ name: string }>(
    'select name from storage.objects where bucket_id = $1 and name = any($2::text[])',
    [bucket, keys],
  );
  return new Set(rows.map((row) => row.name));
}

/**
 * Writes an object's row and answers the version it replaced (null for a new object), or false when `update` met none.
 * Without `returning`, so that, as on hosted, creating an object needs an insert policy and no select policy.
 */
export async function writeObject(
  db: Queryable,
  mode: WriteMode,
  row: ObjectWrite,
): Promise<string | null | false> {
  // Writers of one name come one after another; otherwise two upserts of a new name would each see no earlier file.
  await db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `storage:${row.bucket}/${row.key}`,
  ]);
  const replaced =
    mode === 'create'
      ? null
      : ((
          await db.query<{ version: string | null }>(
            'select version from storage.objects where bucket_id = $1 and name = $2',
            [row.bucket, row.key],
          )
        ).rows[0] ?? null);
  const owner = isUuid(row.owner) ? row.owner : null;
  const values = [
    row.bucket,
    row.key,
    row.version,
    owner,
    row.owner,
    json(row.metadata),
    json(row.userMetadata),
  ];

  if (mode === 'update') {
    const { rowCount } = await db.query(
      `update storage.objects
       set version = $3, owner = $4::uuid, owner_id = $5, metadata = $6::jsonb, user_metadata = $7::jsonb
       where bucket_id = $1 and name = $2`,
      values,
    );
    return rowCount === 0 ? false : (replaced?.version ?? null);
  }
  await db.query(
    `insert into storage.objects (bucket_id, name, version, owner, owner_id, metadata, user_metadata, id)
     values ($1, $2, $3, $4::uuid, $5, $6::jsonb, $7::jsonb, $8)${
       mode === 'create'
         ? ''
         : ` on conflict (bucket_id, name) do update
             set version = excluded.version, owner = excluded.owner, owner_id = excluded.owner_id,
                 metadata = excluded.metadata, user_metadata = excluded.user_metadata`
     }`,
    [...values, row.id],
  );
  return replaced?.version ?? null;
}

/** Deletes the rows the caller may delete and answers them; the files are the caller's of this function to remove. */
export async function deleteObjects(
  db: Queryable,
  bucket: string,
  keys: readonly string[],
): Promise<Record<string, unknown>[]> {
  await allowDeletes(db);
  const { rows } = await db.query<Record<string, unknown>>(
    'delete from storage.objects where bucket_id = $1 and name = any($2::text[]) returning *',
    [bucket, keys],
  );
  return rows;
}

/** Up to `limit` names of a bucket the caller may see. */
export async function someKeys(db: Queryable, bucket: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    'select name from storage.objects where bucket_id = $1 order by name limit $2',
    [bucket, limit],
  );
  return rows.map((row) => row.name);
}

/** Lifts the guard against deletes by SQL for the running transaction. */
export async function allowDeletes(db: Queryable): Promise<void> {
  await db.query("select set_config('storage.allow_delete_query', 'true', true)");
}

/** Versions of all rows, for the sweep; read as the service. */
export async function knownVersions(db: { query: Queryable['query'] }): Promise<Set<string>> {
  const { rows } = await db.query<{ version: string }>(
    'select version from storage.objects where version is not null',
  );
  return new Set(rows.map((row) => row.version));
}

function json(value: Readonly<Record<string, unknown>> | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function isUuid(value: string | null): boolean {
  return value !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}
