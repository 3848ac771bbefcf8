/** Buckets and policies the tests of Storage share, as a migration would write them. */

import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import type { ServiceStack } from '../service-stack.ts';

export const OWNER = 'a0000000-0000-4000-8000-000000000001';
export const STRANGER = 'b0000000-0000-4000-8000-000000000002';

const SCHEMA = `
  insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values
    ('notes', 'notes', false, null, null),
    ('inbox', 'inbox', false, null, null),
    ('shelf', 'shelf', true, null, null),
    ('pictures', 'pictures', false, 1000, array['image/*', 'application/json']);

  create policy "owners read their notes" on storage.objects for select to authenticated
    using (bucket_id in ('notes', 'pictures') and (storage.foldername(name))[1] = (select auth.uid())::text);
  create policy "owners add their notes" on storage.objects for insert to authenticated
    with check (bucket_id in ('notes', 'pictures') and (storage.foldername(name))[1] = (select auth.uid())::text);
  create policy "owners change their notes" on storage.objects for update to authenticated
    using (bucket_id = 'notes' and (storage.foldername(name))[1] = (select auth.uid())::text)
    with check (bucket_id = 'notes' and (storage.foldername(name))[1] = (select auth.uid())::text);
  create policy "owners remove their notes" on storage.objects for delete to authenticated
    using (bucket_id = 'notes' and (storage.foldername(name))[1] = (select auth.uid())::text);
  create policy "anybody posts into the inbox" on storage.objects for insert to anon, authenticated
    with check (bucket_id = 'inbox');
`;

export async function prepareBuckets({ sql }: ServiceStack): Promise<void> {
  await sql(SCHEMA);
}

/** Names of all files on disk, incoming and kept. */
export async function filesOnDisk({ context }: ServiceStack): Promise<string[]> {
  const names: string[] = [];
  for (const folder of ['incoming', 'objects']) {
    const entries = await readdir(join(context.stateDir, 'storage', folder), {
      recursive: true,
      withFileTypes: true,
    });
    names.push(...entries.filter((entry) => entry.isFile()).map((entry) => `${folder}/${entry.name}`));
  }
  return names.sort();
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

/** A request whose path goes out exactly as written; fetch would tidy it up first. */
export function raw(
  { url }: ServiceStack,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string | Buffer,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** What an answer refuses with. */
export async function refusal(
  response: Response,
): Promise<{ http: number; statusCode: string; error: string; message: string }> {
  const body = (await response.json()) as { statusCode: string; error: string; message: string };
  return { http: response.status, statusCode: body.statusCode, error: body.error, message: body.message };
}
