import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { SupabaseClient } from '@supabase/supabase-js';
import { startServiceStack } from '../service-stack.ts';
import { Inbox, join, subscribed } from './inbox.ts';

const OWNER = 'a0000000-0000-4000-8000-000000000001';
const STRANGER = 'b0000000-0000-4000-8000-000000000002';

const stack = await startServiceStack();
after(() => stack.stop());
await stack.sql(`
  create type public.mood as enum ('calm', 'glad');
  create table public.jobs (
    id int primary key, owner uuid, name text, progress numeric(4, 2), tags text[], meta jsonb, big text,
    mood public.mood default 'calm', made_at timestamptz default '2026-01-02 03:04:05+00', hidden text default 'hidden'
  );
  alter table public.jobs enable row level security;
  create policy "owners see their jobs" on public.jobs for select to authenticated using (owner = (select auth.uid()));
  grant select (id, owner, name, progress, tags, meta, big, mood, made_at) on public.jobs to authenticated;
  alter publication supabase_realtime add table public.jobs;

  create table public.private_jobs (id int primary key);
  grant select on public.private_jobs to authenticated, anon;

  create table public.counters (id int primary key, n int);
  grant select on public.counters to anon, authenticated;
  alter publication supabase_realtime add table public.counters;

  create table public.keyless (note text);
  grant select on public.keyless to anon;
  alter table public.keyless replica identity full;
  alter publication supabase_realtime add table public.keyless;
`);

interface Change {
  readonly eventType: string;
  readonly table: string;
  readonly new: Record<string, unknown>;
  readonly old: Record<string, unknown>;
  readonly errors: string[] | null;
}

async function userClient(id: string): Promise<SupabaseClient> {
  const client = stack.client(await stack.token(id));
  await client.realtime.setAuth();
  return client;
}

/** Follows changes and resolves once the server says that it does. */
async function follow(client: SupabaseClient, wish: Record<string, unknown>): Promise<Inbox<Change>> {
  const inbox = new Inbox<Change>();
  const system = new Inbox<{ status: string; message: string; extension: string }>();
  const channel = client.channel(`changes-${crypto.randomUUID()}`);
  channel.on('postgres_changes' as 'system', { event: '*', schema: 'public', ...wish } as object, inbox.put);
  channel.on('system', {}, system.put);
  await join(channel);
  const told = await system.next(({ extension }) => extension === 'postgres_changes');
  if (told.status !== 'ok') throw new Error(told.message);
  return inbox;
}

/** Everything committed before is delivered when the change of this row is. */
let lastCounter = 0;
async function settled(inbox: Inbox<Change>): Promise<void> {
  const id = ++lastCounter;
  await stack.sql('insert into public.counters values ($1, 0)', [id]);
  await inbox.next(({ table, new: row }) => table === 'counters' && row.id === id);
}

test('an owner sees inserts, updates and deletes of own rows, with values as they were', async () => {
  const inbox = await follow(await userClient(OWNER), { table: 'jobs' });
  await stack.sql(
    `insert into public.jobs (id, owner, name, progress, tags, meta, mood) values (1, $1, 'Olá', 0.25, '{a,b}', '{"k": [1]}', 'glad')`,
    [OWNER],
  );
  const inserted = await inbox.next(({ eventType }) => eventType === 'INSERT');
  assert.deepEqual(inserted.new, {
    id: 1,
    owner: OWNER,
    name: 'Olá',
    progress: 0.25,
    tags: ['a', 'b'],
    meta: { k: [1] },
    big: null,
    mood: 'glad',
    made_at: '2026-01-02T03:04:05+00:00',
  });
  assert.deepEqual(inserted.old, {});
  assert.equal(inserted.errors, null);

  await stack.sql('update public.jobs set progress = 0.5 where id = 1');
  const updated = await inbox.next(({ eventType }) => eventType === 'UPDATE');
  assert.equal(updated.new.progress, 0.5);
  assert.deepEqual(updated.old, { id: 1 });

  await stack.sql('delete from public.jobs where id = 1');
  const deleted = await inbox.next(({ eventType }) => eventType === 'DELETE');
  assert.deepEqual(deleted.old, { id: 1 });
  assert.deepEqual(deleted.new, {});
});

test('nobody sees the rows of others: not a stranger, not an anonymous visitor', async () => {
  const stranger = await userClient(STRANGER);
  const visitor = stack.client();
  const seen = await follow(stranger, { table: '*' });
  const glimpsed = await follow(visitor, { table: '*' });
  await stack.sql(`insert into public.jobs (id, owner, name) values (2, $1, 'mine')`, [OWNER]);
  await stack.sql(`update public.jobs set name = 'still mine' where id = 2`);
  await settled(seen);
  await settled(glimpsed);
  assert.deepEqual(
    seen.received.filter(({ table }) => table === 'jobs'),
    [],
  );
  assert.deepEqual(
    glimpsed.received.filter(({ table }) => table === 'jobs'),
    [],
  );

  // A row that changes hands is seen by who may see it afterwards.
  await stack.sql('update public.jobs set owner = $1 where id = 2', [STRANGER]);
  assert.equal((await seen.next(({ table }) => table === 'jobs')).new.name, 'still mine');
});

test('a column the role may not read is never sent, nor filtered by', async () => {
  const inbox = await follow(await userClient(OWNER), { table: 'jobs', event: 'INSERT' });
  await stack.sql('insert into public.jobs (id, owner) values (3, $1)', [OWNER]);
  assert.ok(!('hidden' in (await inbox.next()).new));
  await assert.rejects(
    follow(await userClient(OWNER), { table: 'jobs', filter: 'hidden=eq.hidden' }),
    /invalid column for filter hidden/,
  );
});

test('an update that leaves a large value alone still shows it', async () => {
  const big = Array.from({ length: 2000 }, () => crypto.randomUUID()).join('');
  await stack.sql('insert into public.jobs (id, owner, big) values (4, $1, $2)', [OWNER, big]);
  const inbox = await follow(await userClient(OWNER), { table: 'jobs', event: 'UPDATE' });
  await stack.sql('update public.jobs set progress = 1 where id = 4');
  assert.equal((await inbox.next()).new.big, big);
});

const FILTERS = [
  ['n=eq.10', [10]],
  ['n=neq.10', [9, 100]],
  ['n=lt.10', [9]],
  ['n=lte.10', [9, 10]],
  ['n=gt.9', [10, 100]],
  ['n=gte.10', [10, 100]],
  ['n=in.(9,100)', [9, 100]],
  ['n=gt.9,n=lt.100', [10]],
] as const;
for (const [filter, expected] of FILTERS) {
  test(`filter ${filter} lets ${expected.join(', ')} through`, async () => {
    const client = stack.client();
    const inbox = await follow(client, { table: 'counters', filter, event: 'INSERT' });
    const everything = await follow(client, { table: 'counters' });
    const base = 1000 + lastCounter++ * 10;
    await stack.sql('insert into public.counters values ($1, 9), ($2, 10), ($3, 100)', [
      base,
      base + 1,
      base + 2,
    ]);
    await everything.atLeast(3);
    await inbox.atLeast(expected.length);
    await settled(everything);
    const matching = inbox.received.map(({ new: row }) => row.n).filter((n) => n !== 0);
    assert.deepEqual(matching, expected);
  });
}

test("text filters with quotes, commas and other users' words stay values", async () => {
  const name = `a,b "c" (d) \\ '; drop table public.jobs; --`;
  const quoted = `"${name.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
  const inbox = await follow(await userClient(OWNER), { table: 'jobs', filter: `name=eq.${quoted}` });
  await stack.sql(`insert into public.jobs (id, owner, name) values (5, $1, 'other'), (6, $1, $2)`, [
    OWNER,
    name,
  ]);
  assert.equal((await inbox.next()).new.id, 6);
  const among = await follow(await userClient(OWNER), { table: 'jobs', filter: `name=in.(x,${quoted})` });
  await stack.sql('update public.jobs set progress = 1 where id in (5, 6)');
  assert.equal((await among.next()).new.id, 6);
});

test('a delete is filtered by its key alone', async () => {
  const client = stack.client();
  await stack.sql('insert into public.counters values (500001, 1), (500002, 1)');
  const byKey = await follow(client, { table: 'counters', event: 'DELETE', filter: 'id=eq.500002' });
  const byValue = await follow(client, { table: 'counters', event: 'DELETE', filter: 'n=eq.1' });
  const all = await follow(client, { table: 'counters' });
  await stack.sql('delete from public.counters where id in (500001, 500002)');
  await all.atLeast(2);
  assert.deepEqual(
    (await byKey.atLeast(1)).map(({ old }) => old),
    [{ id: 500002 }],
  );
  await settled(all);
  assert.deepEqual(byValue.received, []);
});

const REFUSED = [
  [{ table: 'private_jobs' }, /no table of publication supabase_realtime/],
  [{ table: 'nothing' }, /no table of publication supabase_realtime/],
  [{ table: 'jobs', filter: 'nope=eq.1' }, /invalid column for filter nope/],
  [{ table: 'counters', filter: 'n=eq.ten' }, /invalid filter on n/],
] as const;
for (const [wish, message] of REFUSED) {
  test(`following ${JSON.stringify(wish)} is refused with the reason`, async () => {
    await assert.rejects(follow(await userClient(OWNER), wish), message);
  });
}

for (const filter of ['n=like.1', 'n', 'n=in.9', 'n=eq."open']) {
  test(`a join with the filter ${filter} is refused`, async () => {
    const channel = stack.client().channel('bad-filter');
    channel.on(
      'postgres_changes',
      { event: '*', schema: 'public', table: 'counters', filter },
      () => undefined,
    );
    const { state, error } = await subscribed(channel).next();
    assert.equal(state, 'CHANNEL_ERROR');
    assert.match(error, /postgres_changes/);
  });
}

test('a table without a primary key says so instead of showing rows', async () => {
  const inbox = await follow(stack.client(), { table: 'keyless' });
  await stack.sql(`insert into public.keyless values ('x')`);
  const change = await inbox.next();
  assert.deepEqual(change.new, {});
  assert.deepEqual(change.errors, ['Error 400: Bad Request, no primary key']);
});

test('a table altered while it is followed is described anew', async () => {
  const inbox = await follow(stack.client(), { table: 'counters', event: 'INSERT' });
  await stack.sql('insert into public.counters values (600001, 1)');
  await inbox.next(({ new: row }) => row.id === 600001);
  await stack.sql(`alter table public.counters add column note text default 'new'`);
  await stack.sql('insert into public.counters values (600002, 1)');
  assert.equal((await inbox.next(({ new: row }) => row.id === 600002)).new.note, 'new');
});

test('changes come in the order of their commits', async () => {
  const inbox = await follow(stack.client(), { table: 'counters', event: 'UPDATE' });
  await stack.sql('insert into public.counters values (700001, 0)');
  for (let n = 1; n <= 30; n++) await stack.sql('update public.counters set n = $1 where id = 700001', [n]);
  const seen = (await inbox.atLeast(30)).map(({ new: row }) => row.n);
  assert.deepEqual(
    seen,
    Array.from({ length: 30 }, (_, i) => i + 1),
  );
});
