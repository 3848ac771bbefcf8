/** The repository's migrations, there and back, and the migrator's own promises with files written by the test. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { silentLog } from './log.ts';
import { migrateDown, migrateRedo, migrateUp, repositoryMigrations } from './migrate.ts';
import { startTestDatabase, type TestDatabase } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'semblante-migrations-'));
after(() => rmSync(folder, { recursive: true }));

async function withDatabase(work: (database: TestDatabase) => Promise<void>): Promise<void> {
  const database = await startTestDatabase({ migrations: false });
  try {
    await work(database);
  } finally {
    await database.stop();
  }
}

/** Everything a migration may leave, as text: object, definition, owner, grants. Buckets stay by rule. */
async function fingerprint(database: TestDatabase): Promise<string[]> {
  const { rows } = await database.sql<{ line: string }>(`
    with mine as (
      select oid, nspname from pg_namespace
      where nspname !~ '^pg_' and nspname not in ('information_schema', 'supabase_migrations', 'stack_internal')
    )
    select line from (
      select format('relation %s.%s %s %s %s rls=%s', n.nspname, c.relname, c.relkind, c.relowner::regrole, c.relacl, c.relrowsecurity)
      from pg_class c join mine n on n.oid = c.relnamespace where c.relkind <> 'i'
      union all
      select format('column %s.%s.%s %s %s %s %s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                    a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attacl)
      from pg_attribute a join pg_class c on c.oid = a.attrelid join mine n on n.oid = c.relnamespace
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'v', 'm', 'p')
      union all
      select format('index %s', pg_get_indexdef(i.indexrelid)) from pg_index i
      join pg_class c on c.oid = i.indexrelid join mine n on n.oid = c.relnamespace
      union all
      select format('constraint %s %s %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
      from pg_constraint k join mine n on n.oid = k.connamespace
      union all
      select format('function %s %s %s %s', p.oid::regprocedure, p.proowner::regrole, p.proacl,
                    case when p.prokind in ('f', 'p') then md5(pg_get_functiondef(p.oid)) end)
      from pg_proc p join mine n on n.oid = p.pronamespace
      union all
      select format('trigger %s %s', t.tgrelid::regclass, pg_get_triggerdef(t.oid)) from pg_trigger t where not t.tgisinternal
      union all
      select format('policy %s', p.*) from pg_policies p
      union all
      select format('type %s.%s %s', n.nspname, t.typname, t.typtype) from pg_type t join mine n on n.oid = t.typnamespace
      union all
      select format('schema %s %s', n.nspname, (select nspacl from pg_namespace s where s.oid = n.oid)) from mine n
      union all
      select format('extension %s', extname) from pg_extension
      union all
      select format('role %s %s', rolname, rolconfig) from pg_roles where rolname !~ '^pg_'
      union all
      select format('member %s of %s', member::regrole, roleid::regrole) from pg_auth_members
      union all
      select format('default %s %s %s %s', defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype, defaclacl)
      from pg_default_acl
      union all
      select format('published %s %s', pubname, tablename) from pg_publication_tables
    ) as objects (line)
    order by line`);
  return rows.map(({ line }) => line);
}

/**
 * What an undone migration must not leave. The extension pgmq itself may stay: a project's other queues would go with
 * it. Its queues of ours may not.
 */
const traces = (lines: string[]) =>
  lines.filter((line) => !/\bpgmq\b/.test(line) || /pgmq\.[qa]_/.test(line));

const history = async (database: TestDatabase) =>
  (
    await database.sql<{ version: string }>(
      'select version from supabase_migrations.schema_migrations order by 1',
    )
  ).rows.map(({ version }) => version);

test("the repository's migrations go up, all the way down and up again to the same schema", async () => {
  await withDatabase(async (database) => {
    const files = readdirSync(repositoryMigrations.ups).filter((name) => name.endsWith('.sql'));
    const options = { url: database.dbUrl, log: silentLog };
    const empty = await fingerprint(database);
    const up = await migrateUp(options);
    assert.equal(up.length, files.length);
    assert.deepEqual(await history(database), files.map((name) => name.slice(0, 14)).sort());
    const full = await fingerprint(database);
    assert.ok(full.length > empty.length);

    const down = await migrateDown({ ...options, count: files.length });
    assert.deepEqual(down, up.toReversed());
    assert.deepEqual(await history(database), []);
    assert.deepEqual(traces(await fingerprint(database)), empty, 'the rollbacks leave something behind');

    await migrateUp(options);
    assert.deepEqual(await fingerprint(database), full);
  });
});

test("each of the repository's migrations can be taken back alone", async () => {
  await withDatabase(async (database) => {
    const options = { url: database.dbUrl, log: silentLog };
    const total = readdirSync(repositoryMigrations.ups).filter((name) => name.endsWith('.sql')).length;
    for (let step = 1; step <= total; step += 1) {
      const before = await fingerprint(database);
      const [name] = await migrateUp({ ...options, count: 1 });
      await migrateDown(options);
      assert.deepEqual(
        traces(await fingerprint(database)),
        traces(before),
        `the rollback of ${name} is not its opposite`,
      );
      await migrateUp({ ...options, count: 1 });
    }
  });
});

function files(name: string, ups: Record<string, string>, downs: Record<string, string> = {}) {
  const folders = { ups: join(folder, name, 'migrations'), downs: join(folder, name, 'rollbacks') };
  for (const [place, contents] of [
    [folders.ups, ups],
    [folders.downs, downs],
  ] as const) {
    mkdirSync(place, { recursive: true });
    for (const [file, text] of Object.entries(contents)) writeFileSync(join(place, file), text);
  }
  return folders;
}

test('applying is idempotent, redo is down and up, and both histories agree', async () => {
  await withDatabase(async (database) => {
    const folders = files(
      'plain',
      {
        '20260101000000_create_a.sql': 'create table public.a (id int);',
        '20260102000000_create_b.sql': 'create table public.b (id int);',
        'README.md': 'not a migration',
      },
      { '20260102000000_create_b.sql': 'drop table public.b;' },
    );
    const options = { url: database.dbUrl, folders, log: silentLog };
    assert.deepEqual(await migrateUp(options), ['20260101000000_create_a', '20260102000000_create_b']);
    assert.deepEqual(await migrateUp(options), []);
    assert.deepEqual(await migrateRedo(options), ['20260102000000_create_b']);
    assert.deepEqual(await history(database), ['20260101000000', '20260102000000']);
    const { rows } = await database.sql(
      'select name, statements from supabase_migrations.schema_migrations order by version',
    );
    assert.deepEqual(rows[0], { name: 'create_a', statements: ['create table public.a (id int);'] });
    await migrateDown(options);
    await assert.rejects(migrateDown(options), /20260101000000_create_a\.sql has no rollback/);
    assert.deepEqual(await history(database), ['20260101000000']);
  });
});

test('a failing file changes nothing, keeps the ones before it, and is named with its line', async () => {
  await withDatabase(async (database) => {
    const folders = files('failing', {
      '20260101000000_create_a.sql': 'create table public.a (id int);',
      '20260102000000_break.sql': 'create table public.b (id int);\n\ninsert into public.nothing values (1);',
    });
    await assert.rejects(
      migrateUp({ url: database.dbUrl, folders, log: silentLog }),
      /20260102000000_break\.sql:3: relation "public\.nothing" does not exist \(42P01\)/,
    );
    assert.deepEqual(await history(database), ['20260101000000']);
    const { rows } = await database.sql(
      "select to_regclass('public.a')::text as a, to_regclass('public.b')::text as b",
    );
    assert.deepEqual(rows, [{ a: 'a', b: null }]);
  });
});

test('a migration cannot do what hosted refuses: it runs as postgres, not as the superuser', async () => {
  await withDatabase(async (database) => {
    const folders = files('refused', { '20260101000000_take.sql': 'create table auth.mine (id int);' });
    await assert.rejects(
      migrateUp({ url: database.dbUrl, folders, log: silentLog }),
      /permission denied for schema auth \(42501\)/,
    );
  });
});

test('a name that the Supabase CLI would not order is refused', async () => {
  await withDatabase(async (database) => {
    const folders = files('named', { 'first.sql': 'select 1;' });
    await assert.rejects(
      migrateUp({ url: database.dbUrl, folders, log: silentLog }),
      /first\.sql is not named/,
    );
  });
});
