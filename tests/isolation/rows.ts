/** What Postgres holds, beside what its services answer; and the two ways to ask them that every suite needs. */
import assert from 'node:assert/strict';
import type { Answers } from './answers.ts';
import { ACTORS, type Actor, isAgent, type Reply, SECRET, type World } from './cast.ts';
import { FUNCTIONS } from './function-rights.ts';
import type { ROUTES } from './route-rights.ts';
import type { Sight, Table } from './table-rights.ts';

export type Row = Record<string, unknown>;

export const everybody = (world: World): Actor[] => ACTORS.map((name) => world.actors[name]);
export const entries = <K extends string, V>(record: Readonly<Record<K, V>>) =>
  Object.entries(record) as [K, V][];

export async function query<R extends Row>(
  world: World,
  text: string,
  params: readonly unknown[] = [],
): Promise<R[]> {
  return (await world.stack.sql<R>(text, params)).rows;
}

export const tablesOfCatalogue = async (world: World): Promise<string[]> =>
  (
    await query<{ name: string }>(
      world,
      `select relname as name from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f') order by 1`,
    )
  ).map(({ name }) => name);

/** A digest of every table; when agents were last heard of and how often a link was opened aside. */
export async function snapshot(world: World): Promise<Record<string, string>> {
  const names = [
    ...(await tablesOfCatalogue(world)).map((name) => `public.${name}`),
    'storage.objects',
    'storage.buckets',
    'realtime.messages',
  ];
  const digests: Record<string, string> = {};
  for (const name of names) {
    // An owner who fetches a recording of their own through the API is permitted, and noted.
    const kept = name === 'public.voice_uses' ? `where t.actor <> 'owner'` : '';
    const [row] = await query<{ digest: string }>(
      world,
      `select count(*) || ' ' || md5(coalesce(string_agg(r.line, ' ' order by r.line), '')) as digest
       from (select (to_jsonb(t) - '{last_seen_at,stages,engines,last_accessed_at,views,last_viewed_at}'::text[])::text as line from ${name} t ${kept}) r`,
    );
    digests[name] = row?.digest ?? '';
  }
  return digests;
}

/** What an answer of PostgREST or the API comes to, in the words of the matrix. */
export function verdictOf({ status, body }: Reply): string {
  if (status < 400) {
    const empty = body === null || body === 0 || body === false || (Array.isArray(body) && body.length === 0);
    return empty && status === 200 ? 'nothing' : 'ok';
  }
  const { error, code, details } = (body ?? {}) as {
    error?: { code: string };
    code?: string;
    details?: string;
  };
  if (error?.code) return error.code;
  // Postgres names a generated identity, and a view that nobody can write, before it looks at privileges.
  if (code === '42501' || code === '428C9' || code === '55000') return 'denied';
  return code?.startsWith('PT') ? String(details) : `${status} ${code}`;
}

export const isRefusal = (verdict: string): boolean => verdict !== 'ok';

export const rest = (
  world: World,
  actor: Actor,
  method: string,
  path: string,
  body?: unknown,
): Promise<Reply> =>
  world.request(actor, method, `/rest/v1/${path}`, { body, headers: { prefer: 'return=minimal' } });

export const call = (world: World, actor: Actor, name: string): Promise<Reply> =>
  world.request(actor, 'POST', `/rest/v1/rpc/${name}`, { body: FUNCTIONS[name]?.args(world) });

export const sightOf = (table: Table, actor: Actor): Sight =>
  actor.name === 'visitor' ? table.visitor : isAgent(actor.name) ? table.agent : table.user;

/** Rows of a table as Postgres has them, or those of one owner. */
export async function rowsOf(
  world: World,
  name: string,
  where = 'true',
  params: readonly unknown[] = [],
): Promise<Row[]> {
  const found = await query<{ row: Row }>(
    world,
    `select to_jsonb(t) as row from public.${name} t where ${where}`,
    params,
  );
  return found.map(({ row }) => row);
}

export async function seenBy(world: World, actor: Actor, name: string, table: Table): Promise<Row[]> {
  const sight = sightOf(table, actor);
  if (sight === 'own') return rowsOf(world, name, `${table.owner} = $1`, [actor.id]);
  const catalogue = 't.is_active and t.user_id is null';
  if (sight === 'shown') return rowsOf(world, name, `${catalogue} or t.user_id = $1`, [actor.id]);
  return rowsOf(world, name, sight === 'catalogue' ? catalogue : 'true');
}

/** A row of ana's, or any where rows belong to nobody. */
export async function target(world: World, name: string, { owner }: Table): Promise<Row> {
  const [row] = owner
    ? await rowsOf(world, name, `${owner} = $1`, [world.ids.ana])
    : await rowsOf(world, name);
  assert.ok(row, `${name} holds no row to try`);
  return row;
}

export async function filterOf(world: World, name: string, row: Row): Promise<string> {
  const keys = await query<{ column: string }>(
    world,
    `select a.attname as column from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
     where i.indrelid = ('public.' || $1)::regclass and i.indisprimary`,
    [name],
  );
  // A view has no key: its rows are found by whose they are.
  if (keys.length === 0) keys.push({ column: 'user_id' });
  assert.ok(keys.every(({ column }) => row[column] !== undefined));
  return keys.map(({ column }) => `${column}=eq.${encodeURIComponent(String(row[column]))}`).join('&');
}

export const canonical = (rows: readonly Row[]): string[] =>
  rows.map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).sort()))).sort();

/** Makes the calls of a table of answers that `chosen` picks, and compares each answer. */
export async function tryAll<S extends { readonly answers: Answers }>(
  world: World,
  table: Readonly<Record<string, S>>,
  make: (actor: Actor, name: string, subject: S) => Promise<Reply>,
  chosen: (expected: string, name: string) => boolean,
): Promise<void> {
  for (const [name, subject] of entries(table)) {
    for (const actor of everybody(world)) {
      const expected = subject.answers[actor.name];
      if (!chosen(expected, name)) continue;
      const reply = await make(actor, name, subject);
      assert.equal(verdictOf(reply), expected, `${actor.name} calls ${name}: ${reply.status} ${reply.text}`);
      if (actor.name !== 'ana')
        assert.ok(!reply.text.includes(SECRET), `${actor.name} read ana's words in ${name}`);
    }
  }
}

export const callRoute = (
  world: World,
  actor: Actor,
  name: string,
  route: (typeof ROUTES)[string],
): Promise<Reply> =>
  world.request(actor, name.split(' ')[0]?.toUpperCase() ?? '', `/api/v2${route.path(world)}`, {
    body: route.body?.(world),
  });
