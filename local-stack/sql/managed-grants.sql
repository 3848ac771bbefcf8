-- What hosted gives `postgres` on tables it does not own, by its extension supautils: policies on storage and
-- realtime tables, and dropping a trigger from auth.users. Plain Postgres ties both to ownership, and a lasting
-- membership in the owning role would open everything else in these schemas too. So the membership lasts for the
-- one command: an event trigger grants it when a policy or drop-trigger command of `postgres` starts, and the end
-- trigger looks at what the command touched, refuses anything but the tables named here, and takes the membership
-- back. All of it is transactional: a failing command undoes its grant. Nothing but the command itself can run in
-- between, because policies and trigger drops evaluate no expressions.
--
-- Limits, narrower than hosted on purpose: policies only on the three tables below (hosted also lists tables of
-- auth), and drop trigger only on auth.users (on hosted a migration could drop the delete guard of storage).

create schema stack_internal;
revoke all on schema stack_internal from public;

-- The role the command runs as. `current_user` is this function's owner here; `role` is what set role chose.
create function stack_internal.acting_role() returns text
language sql stable
as $$
  select case current_setting('role') when 'none' then session_user::text else current_setting('role') end
$$;

create function stack_internal.lend_ownership() returns event_trigger
language plpgsql
-- definer because only the superuser may lend the owners' rights, and only for this command
security definer
set search_path = ''
as $$
begin
  if stack_internal.acting_role() <> 'postgres' then
    return;
  end if;
  if tg_tag = 'DROP TRIGGER' then
    execute 'grant supabase_auth_admin to postgres with inherit true, set false';
  else
    execute 'grant supabase_storage_admin, supabase_realtime_admin to postgres with inherit true, set false';
  end if;
end
$$;

create function stack_internal.take_back_ownership() returns event_trigger
language plpgsql
-- definer because it takes back what lend_ownership gave
security definer
set search_path = ''
as $$
declare
  touched record;
begin
  if stack_internal.acting_role() <> 'postgres' then
    return;
  end if;
  execute 'revoke supabase_auth_admin, supabase_storage_admin, supabase_realtime_admin from postgres';

  for touched in
    select n.nspname as schema_name, c.relname as table_name
    from pg_catalog.pg_event_trigger_ddl_commands() d
    join pg_catalog.pg_policy p on d.classid = 'pg_catalog.pg_policy'::regclass and p.oid = d.objid
    join pg_catalog.pg_class c on c.oid = p.polrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  loop
    perform stack_internal.refuse_unless_lent(touched.schema_name, touched.table_name, 'policy');
  end loop;
end
$$;

create function stack_internal.check_dropped() returns event_trigger
language plpgsql
-- definer because schema stack_internal is closed to everybody else
security definer
set search_path = ''
as $$
declare
  touched record;
begin
  if stack_internal.acting_role() <> 'postgres' then
    return;
  end if;
  for touched in
    select d.object_type, d.address_names[1] as schema_name, d.address_names[2] as table_name
    from pg_catalog.pg_event_trigger_dropped_objects() d
    where d.object_type in ('policy', 'trigger') and d.original
  loop
    perform stack_internal.refuse_unless_lent(touched.schema_name, touched.table_name, touched.object_type);
  end loop;
end
$$;

create function stack_internal.refuse_unless_lent(schema_name text, table_name text, kind text) returns void
language plpgsql
set search_path = ''
as $$
begin
  if schema_name not in ('auth', 'storage', 'realtime') then
    return;
  end if;
  if kind = 'policy' and (schema_name, table_name) in
     (('storage', 'objects'), ('storage', 'buckets'), ('realtime', 'messages')) then
    return;
  end if;
  if kind = 'trigger' and (schema_name, table_name) = ('auth', 'users') then
    return;
  end if;
  raise exception 'must be owner of table %', table_name using errcode = '42501';
end
$$;

revoke all on all functions in schema stack_internal from public;

create event trigger stack_lend_ownership on ddl_command_start
  when tag in ('CREATE POLICY', 'ALTER POLICY', 'DROP POLICY', 'DROP TRIGGER')
  execute function stack_internal.lend_ownership();

create event trigger stack_check_dropped on sql_drop
  when tag in ('DROP POLICY', 'DROP TRIGGER')
  execute function stack_internal.check_dropped();

create event trigger stack_take_back_ownership on ddl_command_end
  when tag in ('CREATE POLICY', 'ALTER POLICY', 'DROP POLICY', 'DROP TRIGGER')
  execute function stack_internal.take_back_ownership();
