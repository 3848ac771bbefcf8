-- Purpose: nothing is reachable unless a later migration grants it by name.
-- Locks: catalogue only.
-- Why: hosted projects differ in what they grant on new objects (since 2026-10-30 nothing, not even to
-- service_role; before that everything), and PUBLIC may execute every new function by default. Revoking first
-- makes both the same, so that the grants in this repository are the whole truth.

alter default privileges in schema public revoke all on tables from public, anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from public, anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from public, anon, authenticated, service_role;
-- The built-in EXECUTE of PUBLIC can only be taken away globally, not per schema.
alter default privileges revoke execute on functions from public;

-- Not exposed by PostgREST: what the exposed functions, triggers and policies are made of.
create schema private;
revoke all on schema private from public;
comment on schema private is
  'Internals of the pipeline: never exposed over HTTP. Callers only reach what a policy or a public function uses.';

-- The role of a GPU agent host. One Auth user per host carries it in its token (auth.admin.createUser({ role })).
-- It may execute the agent functions and touch the objects its leased task names, nothing else.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'gpu_agent') then
    create role gpu_agent nologin;
  end if;
end
$$;

-- PostgREST, Auth and Storage log in as authenticator and become the role named in the token.
grant gpu_agent to authenticator;
-- Storage asks that a custom role can do what anon can (usage on schema storage, the grants on its tables).
grant anon to gpu_agent;
comment on role gpu_agent is 'A GPU agent host: executes the task protocol, holds no key and owns nothing.';

-- Realtime becomes the token's role as a member of supabase_realtime_admin. Hosted projects may refuse the grant;
-- agents then poll, which they do anyway.
do $$
begin
  grant gpu_agent to supabase_realtime_admin;
exception
  when insufficient_privilege or undefined_object or invalid_grant_operation then
    raise notice 'gpu_agent was not granted to supabase_realtime_admin (%): agents will poll', sqlerrm;
end
$$;

grant usage on schema public to gpu_agent;
grant usage on schema private to authenticated, gpu_agent, service_role;
