-- Roles, their rights and their time limits, as a hosted Supabase project has them.
-- Runs once as supabase_admin, the only superuser, before any schema exists.

create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;

-- Owns nothing: every request of a client starts here and can only become a role that was granted to it.
create role authenticator login noinherit;
grant anon, authenticated, service_role to authenticator;

-- Runs migrations. Not a superuser: whatever hosted refuses to a migration must fail here too.
create role postgres login createrole createdb bypassrls replication password 'postgres';
grant anon, authenticated, service_role, authenticator to postgres with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend, pg_create_subscription to postgres with admin option;

create role supabase_auth_admin login noinherit createrole;
create role supabase_storage_admin login noinherit createrole;
create role supabase_realtime_admin login noinherit replication;
grant authenticator to supabase_storage_admin;
grant anon, authenticated, service_role to supabase_realtime_admin;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role supabase_auth_admin set idle_in_transaction_session_timeout = '60s';
alter role supabase_auth_admin set search_path = 'auth';
alter role supabase_storage_admin set search_path = 'storage';
alter role postgres set search_path = "$user", public, extensions;
alter role authenticator set search_path = "$user", public, extensions;
alter role supabase_admin set search_path = "$user", public, auth, extensions;

alter database postgres owner to postgres;

-- Since 2026-10-30 hosted grants nothing on new tables, functions or sequences of public by itself, not even to
-- service_role; Postgres' own default of EXECUTE to PUBLIC remains and is a migration's to revoke.
revoke all on schema public from public;
grant usage on schema public to public;
grant usage on schema public to anon, authenticated, service_role;
grant create on schema public to postgres;

create schema extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role;
create extension pgcrypto with schema extensions;
create extension "uuid-ossp" with schema extensions;

-- The history `supabase migration list` reads; the migrator writes it.
create schema supabase_migrations authorization postgres;
create table supabase_migrations.schema_migrations (
  version text primary key,
  statements text[],
  name text
);
alter table supabase_migrations.schema_migrations owner to postgres;
