/** One level of a bucket, as a file browser shows it: folders first, then files; both only where the caller may see. */
import type { PoolClient } from 'pg';
import { invalidRequest } from './failure.ts';

const SORT_COLUMNS = ['name', 'created_at', 'updated_at', 'last_accessed_at'] as const;
type SortColumn = (typeof SORT_COLUMNS)[number];

export interface ListOptions {
  /** Folder, with its closing slash; empty for the bucket's root. */
  readonly folder: string;
  readonly limit: number;
  readonly offset: number;
  /** Part of an entry's name it must begin with, case-insensitive. */
  readonly search: string;
  readonly sortColumn: SortColumn;
  readonly descending: boolean;
}

export interface ListEntry {
  readonly name: string;
  /** Null for a folder, as everything after it. */
  readonly id: string | null;
  readonly updated_at: Date | null;
  readonly created_at: Date | null;
  readonly last_accessed_at: Date | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/** Reads what supabase-js sends to /object/list. @throws StorageFailure InvalidRequest */
export function listOptions(body: Readonly<Record<string, unknown>>): ListOptions {
  const { prefix = '', search = '', limit = 100, offset = 0, sortBy } = body;
  if (typeof prefix !== 'string' || typeof search !== 'string') {
    throw invalidRequest('prefix and search must be strings');
  }
  const sort = typeof sortBy === 'object' && sortBy !== null ? (sortBy as Record<string, unknown>) : {};
  const column = SORT_COLUMNS.find((name) => name === (sort.column ?? 'name'));
  if (column === undefined) throw invalidRequest(`sortBy.column must be one of ${SORT_COLUMNS.join(', ')}`);
  const order = String(sort.order ?? 'asc').toLowerCase();
  if (order !== 'asc' && order !== 'desc') throw invalidRequest('sortBy.order must be asc or desc');
  const folder = prefix.replace(/^\/+/, '');
  return {
    folder: folder === '' || folder.endsWith('/') ? folder : `${folder}/`,
    limit: count(limit, 'limit', 1),
    offset: count(offset, 'offset', 0),
    search,
    sortColumn: column,
    descending: order === 'desc',
  };
}

export async function listObjects(
  client: PoolClient,
  bucket: string,
  options: ListOptions,
): Promise<ListEntry[]> {
  const level = options.folder.split('/').length;
  // Both come from the fixed lists above.
  const order = `${options.sortColumn} ${options.descending ? 'desc' : 'asc'}`;
  const folderOrder = options.sortColumn === 'name' && options.descending ? 'desc' : 'asc';
  const { rows } = await client.query<ListEntry & { is_folder: boolean }>(
    `with here as (
       select path_tokens[$3] as entry, array_length(path_tokens, 1) > $3 as is_folder,
              id, updated_at, created_at, last_accessed_at, metadata
       from storage.objects
       where bucket_id = $1 and starts_with(name, $2)
         and starts_with(lower(path_tokens[$3]), lower($4)) and path_tokens[$3] <> ''
     ), folders as (
       select distinct entry as name, true as is_folder, null::uuid as id, null::timestamptz as updated_at,
              null::timestamptz as created_at, null::timestamptz as last_accessed_at, null::jsonb as metadata
       from here where is_folder
     ), files as (
       select entry as name, false as is_folder, id, updated_at, created_at, last_accessed_at, metadata
       from here where not is_folder
     ), ranked as (
       select *, row_number() over (order by name ${folderOrder}) as rank from folders
       union all
       select *, row_number() over (order by ${order}, name) as rank from files
     )
     select name, id, updated_at, created_at, last_accessed_at, metadata
     from ranked order by is_folder desc, rank limit $5 offset $6`,
    [bucket, options.folder, level, options.search, options.limit, options.offset],
  );
  return rows;
}

function count(value: unknown, name: string, least: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value < 2 ** 31)
    return value;
  throw invalidRequest(`${name} must be a whole number of at least ${least}`);
}
