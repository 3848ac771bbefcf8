/** Every .sql file of this folder is one test. Each raises when its story is not true. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CONSENT_STATEMENTS } from '../functions/_shared/contract/consent.ts';
import { API_ERRORS, FAILURE_CODES } from '../functions/_shared/contract/errors.ts';
import { stories, tell } from './sql-story.ts';
import { openDatabase, type SqlTarget } from './test-database.ts';

let target: SqlTarget;
before(async () => {
  target = await openDatabase();
});
after(() => target.stop());

test('there are stories to tell', () => assert.ok(stories().length >= 24));

for (const story of stories()) {
  test(story.replace(/\.sql$/, '').replaceAll('_', ' '), () => tell(target.pool, story));
}

test('a story that is not true fails', async () => {
  await assert.rejects(
    tell(target.pool, 'claims_are_fair.sql', ['update public.plans set priority = 0']),
    /whatever its owner has running/,
  );
});

test('SQL raises and records the codes of the contract, with its remedies', async () => {
  const { rows } = await target.pool.query<{
    code: string;
    status: number | null;
    retryable: boolean | null;
    remedy: string;
  }>('select code, status, retryable, remedy from private.error_codes');
  const stored = Object.fromEntries(rows.map(({ code, ...rest }) => [code, rest]));
  const wanted = Object.fromEntries(
    [...new Set([...Object.keys(API_ERRORS), ...Object.keys(FAILURE_CODES)])].map((code) => {
      const answered = (API_ERRORS as Record<string, { status: number; remedy: string }>)[code];
      const recorded = (FAILURE_CODES as Record<string, { retryable: boolean; remedy: string }>)[code];
      return [
        code,
        {
          status: answered?.status ?? null,
          retryable: recorded?.retryable ?? null,
          remedy: recorded?.remedy ?? answered?.remedy ?? '',
        },
      ];
    }),
  );
  assert.deepEqual(stored, wanted);
});

test('consents are written from the statements of the contract, word for word', async () => {
  const { rows } = await target.pool.query<{
    version: string;
    language: string;
    relation: string;
    statement: string;
  }>('select version, language, relation, statement from private.consent_statements');
  const stored: Record<string, Record<string, Record<string, string>>> = {};
  for (const { version, language, relation, statement } of rows) {
    stored[version] ??= {};
    stored[version][language] ??= {};
    stored[version][language][relation] = statement;
  }
  assert.deepEqual(stored, CONSENT_STATEMENTS);
});

test('every table is under row level security, every definer function has a fixed search_path', async () => {
  const open = await target.pool.query(
    `select c.oid::regclass::text as name from pg_class c
     where c.relkind in ('r', 'p') and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
       and not c.relrowsecurity and c.relname <> 'pgmigrations'`,
  );
  assert.deepEqual(open.rows, []);
  const loose = await target.pool.query(
    `select p.oid::regprocedure::text as name from pg_proc p
     where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
       and (p.proconfig is null or not 'search_path=""' = any (p.proconfig)
         or has_function_privilege('anon', p.oid, 'execute') and p.proname not in ('count_agents_online', 'use_api_token', 'open_share_link', 'share_shows'))`,
  );
  assert.deepEqual(loose.rows, []);
});

test('whatever a person may write asks for the scope of an API token', async () => {
  // usage is a view; render_requests are written inside create_render_job, whose film is asked about.
  const { rows } = await target.pool.query(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'render_requests'
       and exists (select from unnest('{insert,update,delete}'::text[]) as right_to
         where has_any_column_privilege('authenticated', c.oid, case right_to when 'delete' then 'insert' else right_to end)
           or has_table_privilege('authenticated', c.oid, right_to))
       and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'check_scope')`,
  );
  assert.deepEqual(rows, []);
});
