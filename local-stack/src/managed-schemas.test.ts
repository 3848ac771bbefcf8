/** What hosted refuses to a migration must fail here, and what it allows must work: told as `postgres`. */
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { Client } from 'pg';
import { startTestDatabase } from './testing.ts';

const database = await startTestDatabase({ migrations: false });
const client = new Client({ connectionString: database.dbUrl });
await client.connect();
after(async () => {
  await client.end();
  await database.stop();
});
// every case leaves the database as it found it: its own `after` rolls back
beforeEach(async () => {
  await client.query('begin');
});

const refused: readonly (readonly [string, string])[] = [
  ['a table in auth', 'create table auth.mine (id int)'],
  ['a table in storage', 'create table storage.mine (id int)'],
  ['a table in realtime', 'create table realtime.mine (id int)'],
  ['a function in auth', 'create function auth.mine() returns int language sql as $$ select 1 $$'],
  ['a function in storage', 'create function storage.mine() returns int language sql as $$ select 1 $$'],
  ['a function in realtime', 'create function realtime.mine() returns int language sql as $$ select 1 $$'],
  [
    'replacing auth.uid()',
    'create or replace function auth.uid() returns uuid language sql as $$ select null::uuid $$',
  ],
  ['an index on auth.users', 'create index mine on auth.users (created_at)'],
  ['an index on storage.objects', 'create index mine on storage.objects (version)'],
  ['an index on realtime.messages', 'create index mine on realtime.messages (event)'],
  ['a column on auth.users', 'alter table auth.users add column mine int'],
  ['a column on storage.objects', 'alter table storage.objects add column mine int'],
  ['enabling RLS on storage.objects', 'alter table storage.objects enable row level security'],
  ['disabling RLS on storage.objects', 'alter table storage.objects disable row level security'],
  ['enabling RLS on realtime.messages', 'alter table realtime.messages enable row level security'],
  ['dropping a managed table', 'drop table realtime.messages'],
  ['disabling the delete guard', 'alter table storage.objects disable trigger protect_objects_delete'],
  ['dropping the delete guard', 'drop trigger protect_objects_delete on storage.objects'],
  ['dropping a managed function', 'drop function storage.protect_delete() cascade'],
  ['truncating storage.objects', 'truncate storage.objects'],
  ['deleting an object by SQL', 'delete from storage.objects'],
  ['deleting a bucket by SQL', 'delete from storage.buckets'],
  ['a policy on auth.users', 'create policy mine on auth.users for select using (true)'],
  ['a policy on auth.sessions', 'create policy mine on auth.sessions for select using (true)'],
  ['becoming the owner of storage', 'set local role supabase_storage_admin'],
  ['becoming the superuser', 'set local role supabase_admin'],
  ['joining the owner of storage', 'grant supabase_storage_admin to postgres'],
  ['joining the superuser', 'grant supabase_admin to postgres'],
  ['a role with superuser', 'create role mine superuser'],
  ['changing the owner of storage', "alter role supabase_storage_admin password 'x'"],
  ['an event trigger', 'create event trigger mine on ddl_command_start execute function public.nothing()'],
  ['dropping the event triggers', 'drop event trigger stack_lend_ownership'],
  ['calling into the stack schema', "select stack_internal.refuse_unless_lent('a', 'b', 'c')"],
  ['reading a server file', "select pg_read_file('/etc/passwd')"],
  ['an untrusted extension', 'create extension file_fdw'],
];

for (const [what, statement] of refused) {
  test(`refuses ${what}`, async (t) => {
    t.after(() => client.query('rollback'));
    await client.query(
      'create function public.nothing() returns event_trigger language plpgsql as $$ begin end $$',
    );
    await assert.rejects(client.query(statement), { code: '42501' });
  });
}

const allowed: readonly (readonly [string, string])[] = [
  ['a policy on storage.objects', 'create policy mine on storage.objects for select to anon using (true)'],
  ['a policy on storage.buckets', 'create policy mine on storage.buckets for select to anon using (true)'],
  [
    'a policy on realtime.messages',
    'create policy mine on realtime.messages for select to authenticated using (realtime.topic() = topic)',
  ],
  [
    'changing and dropping a policy on storage.objects',
    `create policy mine on storage.objects for select using (true);
     alter policy mine on storage.objects using (false);
     alter policy mine on storage.objects rename to yours;
     drop policy yours on storage.objects`,
  ],
  [
    'a policy inside a block',
    `do $$ begin
       execute 'create policy mine on realtime.messages for insert to anon with check (true)';
     end $$`,
  ],
  ['dropping a policy that is not there', 'drop policy if exists mine on realtime.messages'],
  [
    'a sign-up trigger on auth.users, and dropping it',
    `create function public.joined() returns trigger language plpgsql as $$ begin return new; end $$;
     create trigger joined after insert on auth.users for each row execute function public.joined();
     drop trigger joined on auth.users`,
  ],
  [
    'a foreign key to auth.users',
    'create table public.mine (id uuid primary key references auth.users on delete cascade)',
  ],
  ['a bucket', "insert into storage.buckets (id, name) values ('mine', 'mine')"],
  ['pgmq with no version', 'create extension if not exists pgmq'],
  [
    'a publication of changes',
    'create table public.mine (id int primary key); alter publication supabase_realtime add table public.mine',
  ],
  [
    'a role of its own, for clients and for Storage',
    'create role gpu_agent nologin noinherit; grant gpu_agent to authenticator; grant anon to gpu_agent; grant usage on schema storage to gpu_agent',
  ],
  [
    'a policy on a table of its own',
    'create table public.mine (id int); create policy mine on public.mine using (true)',
  ],
  [
    'a trigger dropped from a table of its own',
    `create table public.mine (id int);
     create function public.joined() returns trigger language plpgsql as $$ begin return new; end $$;
     create trigger joined after insert on public.mine for each row execute function public.joined();
     drop trigger joined on public.mine`,
  ],
];

for (const [what, statement] of allowed) {
  test(`allows ${what}`, async (t) => {
    t.after(() => client.query('rollback'));
    await client.query(statement);
    const lent = await client.query(
      "select 1 from pg_auth_members m where m.member = 'postgres'::regrole and m.roleid in ('supabase_auth_admin'::regrole, 'supabase_storage_admin'::regrole, 'supabase_realtime_admin'::regrole)",
    );
    assert.equal(lent.rowCount, 0, 'the lent ownership outlived its command');
  });
}

test('a failed policy command leaves no ownership behind', async (t) => {
  t.after(() => client.query('rollback'));
  await client.query('savepoint before');
  await assert.rejects(client.query('create policy mine on storage.objects using (no_such_column)'), {
    code: '42703',
  });
  await client.query('rollback to before');
  await assert.rejects(client.query('create index mine on storage.objects (version)'), { code: '42501' });
});

test('nobody but postgres is lent anything', async (t) => {
  t.after(() => client.query('rollback'));
  for (const role of ['anon', 'authenticated', 'service_role']) {
    await client.query('savepoint before');
    await client.query(`set local role ${role}`);
    await assert.rejects(
      client.query('create policy mine on storage.objects using (true)'),
      { code: '42501' },
      role,
    );
    await client.query('rollback to before');
  }
});

test('new tables of public are granted to nobody', async (t) => {
  t.after(() => client.query('rollback'));
  await client.query('create table public.mine (id int)');
  for (const role of ['anon', 'authenticated', 'service_role']) {
    const { rows } = await client.query("select has_table_privilege($1, 'public.mine', 'select') as may", [
      role,
    ]);
    assert.deepEqual(rows, [{ may: false }], role);
  }
});

test('a role of its own has no way into schema auth', async (t) => {
  t.after(() => client.query('rollback'));
  await client.query(
    'create role gpu_agent nologin noinherit; grant gpu_agent to postgres; set local role gpu_agent',
  );
  await assert.rejects(client.query('select auth.uid()'), { code: '42501' });
});

test('the time limits are those of hosted', async (t) => {
  t.after(() => client.query('rollback'));
  const { rows } = await client.query(
    "select rolname, setting from pg_roles, unnest(rolconfig) setting where setting like 'statement_timeout=%' order by rolname",
  );
  assert.deepEqual(rows, [
    { rolname: 'anon', setting: 'statement_timeout=3s' },
    { rolname: 'authenticated', setting: 'statement_timeout=8s' },
    { rolname: 'authenticator', setting: 'statement_timeout=8s' },
  ]);
});

test('the parts of a path are read as the Storage documentation shows', async (t) => {
  t.after(() => client.query('rollback'));
  const { rows } = await client.query(
    `select storage.foldername('public/subfolder/avatar.png') as folder,
            storage.filename('public/subfolder/avatar.png') as file,
            storage.extension('public/subfolder/avatar.png') as extension`,
  );
  assert.deepEqual(rows, [{ folder: ['public', 'subfolder'], file: 'avatar.png', extension: 'png' }]);
});

test('realtime.send stores a broadcast, and only warns when it may not', async (t) => {
  t.after(() => client.query('rollback'));
  await client.query(`select realtime.send('{"a": 1}', 'job_progressed', 'job:1')`);
  const { rows } = await client.query(
    'select topic, event, private, extension, payload - $1 as payload, payload ? $1 as has_id from realtime.messages',
    ['id'],
  );
  assert.deepEqual(rows, [
    {
      topic: 'job:1',
      event: 'job_progressed',
      private: true,
      extension: 'broadcast',
      payload: { a: 1 },
      has_id: true,
    },
  ]);
  await client.query('set local role authenticated');
  await client.query(`select realtime.send('{}', 'forged', 'job:1')`);
  await client.query('reset role');
  const forged = await client.query("select 1 from realtime.messages where event = 'forged'");
  assert.equal(forged.rowCount, 0);
});
