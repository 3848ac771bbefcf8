/** The official CLI on the same files: what it applies and lists must be what node-pg-migrate applies and records. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { repositoryMigrations } from './migrate.ts';
import { repositoryRoot } from './state.ts';
import { startTestDatabase } from './testing.ts';
import { supabaseCli } from './types.ts';

const versions = readdirSync(repositoryMigrations.ups)
  .filter((name) => name.endsWith('.sql'))
  .map((name) => name.slice(0, 14))
  .sort();

async function supabase(...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(
    await supabaseCli(),
    [...args, '--workdir', repositoryRoot, '--yes', '--agent', 'no'],
    {
      env: {
        ...process.env,
        PGSSLMODE: 'disable',
        SUPABASE_TELEMETRY_DISABLED: '1',
        DO_NOT_TRACK: '1',
        NO_COLOR: '1',
      },
    },
  );
  return `${stdout}\n${stderr}`;
}

/** Tables and functions of public with their grants and policies, as comparable text. */
const schemaOf = `
  select format('%s %s %s', c.relname, c.relkind, c.relacl) as line from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
  union all
  select format('%s %s %s', p.oid::regprocedure, p.proacl, md5(p.prosrc)) from pg_proc p
  where p.pronamespace = 'public'::regnamespace
  union all
  select format('%s', p.*) from pg_policies p
  order by 1`;

test('the CLI lists what node-pg-migrate applied as applied', async () => {
  const database = await startTestDatabase();
  try {
    const listed = await supabase('migration', 'list', `--remote=${database.dbUrl}`);
    for (const version of versions) {
      const line = listed.split('\n').find((text) => text.includes(version)) ?? '';
      assert.equal(line.split(version).length - 1, 2, `${version} is not in both columns: ${line}`);
    }
  } finally {
    await database.stop();
  }
});

test('the CLI applies the same files as the same role, to the same schema', async () => {
  const [ours, theirs] = await Promise.all([startTestDatabase(), startTestDatabase({ migrations: false })]);
  try {
    await supabase('migration', 'up', `--remote=${theirs.dbUrl}`);
    const [expected, actual] = await Promise.all([ours.sql(schemaOf), theirs.sql(schemaOf)]);
    assert.ok(expected.rows.length > 10);
    assert.deepEqual(actual.rows, expected.rows);
    const { rows } = await theirs.sql('select version from supabase_migrations.schema_migrations order by 1');
    assert.deepEqual(
      rows.map(({ version }) => version),
      versions,
    );
  } finally {
    await Promise.all([ours.stop(), theirs.stop()]);
  }
});
