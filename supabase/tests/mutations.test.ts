/**
 * Do the stories guard the rules? Takes each policy, grant and CHECK away in turn, opens each policy and table to
 * everybody in turn, and demands that at least one story then fails. A mutation lives in the transaction of a story
 * and is rolled back with it. About 200 mutations in 45 to 60 s on two cores: most fall to the first or second story.
 *
 * SEMBLANTE_MUTATION=word tries only those whose statement holds the word.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Pool } from 'pg';
import { StoryNotPrepared, stories, tell } from './sql-story.ts';
import { openDatabase, type SqlTarget } from './test-database.ts';

const OURS = `('public'::regnamespace, 'private'::regnamespace)`;
const CALLERS = `('anon', 'authenticated', 'gpu_agent', 'service_role')`;

/** What is done, as "a story fails when …", and the query whose rows are the statements that do it. */
const MUTATIONS = {
  'a policy is gone': `
    select format('drop policy %I on %I.%I', policyname, schemaname, tablename) as statement
    from pg_policies where schemaname in ('public', 'storage', 'realtime')`,
  'a policy lets everything through': `
    select format('alter policy %I on %I.%I %s %s', policyname, schemaname, tablename,
      case when qual is not null then 'using (true)' end,
      case when with_check is not null then 'with check (true)' end) as statement
    from pg_policies where schemaname in ('public', 'storage', 'realtime') and coalesce(qual, with_check) <> 'true'`,
  'row level security is off': `
    select format('alter table %s disable row level security', c.oid::regclass) as statement
    from pg_class c
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relrowsecurity
      -- Without a narrowing policy the grants alone decide: the same with and without row level security.
      and exists (select from pg_policies p
        where p.schemaname = 'public' and p.tablename = c.relname and coalesce(p.qual, p.with_check) <> 'true')`,
  'a constraint is gone': `
    select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) as statement
    from pg_constraint c
    where c.contype = 'c' and c.connamespace in ${OURS}`,
  'a table grant is gone': `
    select distinct format('revoke %s on %s from %I', a.privilege_type, c.oid::regclass, a.grantee::regrole) as statement
    from pg_class c, aclexplode(c.relacl) a
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and a.grantee::regrole::text in ('anon', 'authenticated', 'gpu_agent')`,
  'a column grant is gone': `
    select format('revoke %s (%I) on %s from %I', x.privilege_type, a.attname, c.oid::regclass, x.grantee::regrole) as statement
    from pg_class c join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) x
    where c.relnamespace = 'public'::regnamespace and x.grantee::regrole::text in ${CALLERS}`,
  'a function cannot be called': `
    select format('revoke execute on function %s from %I', p.oid::regprocedure, a.grantee::regrole) as statement
    from pg_proc p, aclexplode(p.proacl) a
    where p.pronamespace in ${OURS} and a.grantee::regrole::text in ('anon', 'authenticated', 'gpu_agent')`,
  'users may write every column': `
    select format('grant insert, update on %s to authenticated', c.oid::regclass) as statement
    from pg_class c
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and c.relname in ('users', 'avatar_projects', 'render_jobs', 'render_stages', 'voice_clones')`,
  'anyone may call a function': `
    select format('grant execute on function %s to anon, authenticated', p.oid::regprocedure) as statement
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and has_function_privilege('gpu_agent', p.oid, 'execute')
      and not has_function_privilege('authenticated', p.oid, 'execute')`,
} as const;

async function noticed(pool: Pool, statement: string, order: string[]): Promise<string | undefined> {
  for (const story of order) {
    try {
      await tell(pool, story, [statement]);
    } catch (error) {
      if (error instanceof StoryNotPrepared) throw error;
      return story;
    }
  }
  return undefined;
}

let target: SqlTarget;
before(async () => {
  target = await openDatabase();
});
after(() => target.stop());

// What noticed the last mutation often notices the next one: it is asked first.
let order = stories();
const word = process.env.SEMBLANTE_MUTATION ?? '';

for (const [kind, query] of Object.entries(MUTATIONS)) {
  test(`a story fails when ${kind}`, async () => {
    const { rows } = await target.pool.query<{ statement: string }>(`${query} order by 1`);
    assert.ok(rows.length > 0, 'there is something to mutate');
    const unnoticed: string[] = [];
    for (const { statement } of rows.filter((row) => row.statement.includes(word))) {
      const story = await noticed(target.pool, statement, order);
      if (story) order = [story, ...order.filter((other) => other !== story)];
      else unnoticed.push(statement);
    }
    assert.deepEqual(unnoticed, []);
  });
}
