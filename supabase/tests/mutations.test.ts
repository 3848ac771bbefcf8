/**
 * Do the stories guard the rules? Takes each policy, grant and CHECK away in turn, opens each policy and table to
 * everybody in turn, and demands that at least one story then fails. All of them in every run, so that nobody adds a
 * rule without a story: mutation-run.ts keeps that short. `npm run test:mutation` runs this file alone;
 * SEMBLANTE_MUTATION=word tries only those whose statement holds the word.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MutationRun } from './mutation-run.ts';

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

const word = process.env.SEMBLANTE_MUTATION ?? '';
let run: MutationRun | undefined;
let tried = 0;
before(async () => {
  run = await MutationRun.open();
});
after(async () => {
  console.log(`${tried} mutations, ${run?.told} stories told`);
  await run?.close();
});

for (const [kind, query] of Object.entries(MUTATIONS)) {
  test(`a story fails when ${kind}`, async () => {
    assert.ok(run);
    const { rows } = await run.database.pool.query<{ statement: string }>(`${query} order by 1`);
    assert.ok(rows.length > 0, 'there is something to mutate');
    const statements = rows.map(({ statement }) => statement).filter((statement) => statement.includes(word));
    tried += statements.length;
    assert.deepEqual(await run.unnoticed(statements), []);
  });
}
