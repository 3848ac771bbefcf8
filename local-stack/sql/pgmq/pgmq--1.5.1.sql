-- The API of pgmq 1.5.1 as its documentation describes it: same names, arguments, result columns and tables, so that
-- product code runs on this and on the real extension. Every function is security invoker: who may touch a queue is
-- decided by the rights on schema pgmq and its tables, which belong to the role that created the extension.
-- Not here: partitioned queues (they need pg_partman), topics and notifications of later versions.

create table pgmq.meta (
  queue_name varchar primary key,
  is_partitioned boolean not null,
  is_unlogged boolean not null,
  created_at timestamptz not null default now()
);

create type pgmq.message_record as (
  msg_id bigint,
  read_ct integer,
  enqueued_at timestamptz,
  vt timestamptz,
  message jsonb,
  headers jsonb
);

create type pgmq.queue_record as (
  queue_name varchar,
  is_partitioned boolean,
  is_unlogged boolean,
  created_at timestamptz
);

create type pgmq.metrics_result as (
  queue_name text,
  queue_length bigint,
  newest_msg_age_sec integer,
  oldest_msg_age_sec integer,
  total_messages bigint,
  scrape_time timestamptz,
  queue_visible_length bigint
);

-- ---------------------------------------------------------------------------------------------------- names, locks

create function pgmq.format_table_name(queue_name text, prefix text) returns text
language plpgsql immutable
as $$
begin
  if queue_name ~ '\$|;|--|''' then
    raise exception 'queue name contains invalid characters: $, ;, --, or ''';
  end if;
  return lower(prefix || '_' || queue_name);
end
$$;

create function pgmq.validate_queue_name(queue_name text) returns void
language plpgsql immutable
as $$
begin
  if length(queue_name) >= 48 then
    raise exception 'queue name is too long, maximum length is 47 characters';
  end if;
end
$$;

-- Serialises creating and dropping one queue until the end of the transaction.
create function pgmq.acquire_queue_lock(queue_name text) returns void
language sql
as $$
  select pg_advisory_xact_lock(hashtext('pgmq.queue_' || queue_name))
$$;

-- ------------------------------------------------------------------------------------------------- queues as a whole

create function pgmq._create_queue(queue_name text, unlogged boolean) returns void
language plpgsql
as $$
declare
  q text := pgmq.format_table_name(queue_name, 'q');
  a text := pgmq.format_table_name(queue_name, 'a');
begin
  perform pgmq.validate_queue_name(queue_name);
  perform pgmq.acquire_queue_lock(queue_name);
  execute format(
    'create %s table if not exists pgmq.%I (
       msg_id bigint primary key generated always as identity,
       read_ct integer not null default 0,
       enqueued_at timestamptz not null default now(),
       vt timestamptz not null,
       message jsonb,
       headers jsonb
     )', case when unlogged then 'unlogged' else '' end, q);
  execute format(
    'create table if not exists pgmq.%I (
       msg_id bigint primary key,
       read_ct integer not null default 0,
       enqueued_at timestamptz not null default now(),
       archived_at timestamptz not null default now(),
       vt timestamptz not null,
       message jsonb,
       headers jsonb
     )', a);
  execute format('create index if not exists %I on pgmq.%I (vt asc)', q || '_vt_idx', q);
  execute format('create index if not exists %I on pgmq.%I (archived_at)',
                 'archived_at_idx_' || lower(queue_name), a);
  insert into pgmq.meta (queue_name, is_partitioned, is_unlogged)
  values (_create_queue.queue_name, false, unlogged)
  on conflict do nothing;
end
$$;

create function pgmq."create"(queue_name text) returns void
language sql
as $$ select pgmq._create_queue(queue_name, false) $$;

create function pgmq.create_non_partitioned(queue_name text) returns void
language sql
as $$ select pgmq._create_queue(queue_name, false) $$;

create function pgmq.create_unlogged(queue_name text) returns void
language sql
as $$ select pgmq._create_queue(queue_name, true) $$;

create function pgmq.drop_queue(queue_name text) returns boolean
language plpgsql
as $$
begin
  perform pgmq.acquire_queue_lock(queue_name);
  if not exists (select 1 from pgmq.meta m where m.queue_name = drop_queue.queue_name) then
    raise notice 'pgmq queue `%` does not exist', queue_name;
    return false;
  end if;
  execute format('drop table if exists pgmq.%I', pgmq.format_table_name(queue_name, 'q'));
  execute format('drop table if exists pgmq.%I', pgmq.format_table_name(queue_name, 'a'));
  delete from pgmq.meta m where m.queue_name = drop_queue.queue_name;
  return true;
end
$$;

create function pgmq.purge_queue(queue_name text) returns bigint
language plpgsql
as $$
declare
  q text := pgmq.format_table_name(queue_name, 'q');
  purged bigint;
begin
  execute format('select count(*) from pgmq.%I', q) into purged;
  execute format('truncate table pgmq.%I', q);
  return purged;
end
$$;

create function pgmq.list_queues() returns setof pgmq.queue_record
language sql
as $$
  select m.queue_name, m.is_partitioned, m.is_unlogged, m.created_at from pgmq.meta m
$$;

-- ----------------------------------------------------------------------------------------------------------- sending

create function pgmq.send(queue_name text, msg jsonb, headers jsonb, delay timestamptz) returns setof bigint
language plpgsql
as $$
begin
  return query execute format(
    'insert into pgmq.%I (vt, message, headers) values ($2, $1, $3) returning msg_id',
    pgmq.format_table_name(queue_name, 'q')) using msg, delay, headers;
end
$$;

create function pgmq.send(queue_name text, msg jsonb) returns setof bigint
language sql
as $$ select pgmq.send(queue_name, msg, null::jsonb, clock_timestamp()) $$;

create function pgmq.send(queue_name text, msg jsonb, headers jsonb) returns setof bigint
language sql
as $$ select pgmq.send(queue_name, msg, headers, clock_timestamp()) $$;

create function pgmq.send(queue_name text, msg jsonb, delay integer) returns setof bigint
language sql
as $$ select pgmq.send(queue_name, msg, null::jsonb, clock_timestamp() + make_interval(secs => delay)) $$;

create function pgmq.send(queue_name text, msg jsonb, delay timestamptz) returns setof bigint
language sql
as $$ select pgmq.send(queue_name, msg, null::jsonb, delay) $$;

create function pgmq.send(queue_name text, msg jsonb, headers jsonb, delay integer) returns setof bigint
language sql
as $$ select pgmq.send(queue_name, msg, headers, clock_timestamp() + make_interval(secs => delay)) $$;

create function pgmq.send_batch(queue_name text, msgs jsonb[], headers jsonb[], delay timestamptz)
returns setof bigint
language plpgsql
as $$
begin
  if array_length(headers, 1) is not null and array_length(headers, 1) <> coalesce(array_length(msgs, 1), 0) then
    raise exception 'msgs and headers must have the same length';
  end if;
  -- with ordinality: ids ascend in the order of the array
  return query execute format(
    'insert into pgmq.%I (vt, message, headers)
     select $2, t.msg, t.headers
     from unnest($1, $3) with ordinality as t (msg, headers, position)
     order by t.position
     returning msg_id',
    pgmq.format_table_name(queue_name, 'q')) using msgs, delay, headers;
end
$$;

create function pgmq.send_batch(queue_name text, msgs jsonb[]) returns setof bigint
language sql
as $$ select pgmq.send_batch(queue_name, msgs, null::jsonb[], clock_timestamp()) $$;

create function pgmq.send_batch(queue_name text, msgs jsonb[], headers jsonb[]) returns setof bigint
language sql
as $$ select pgmq.send_batch(queue_name, msgs, headers, clock_timestamp()) $$;

create function pgmq.send_batch(queue_name text, msgs jsonb[], delay integer) returns setof bigint
language sql
as $$ select pgmq.send_batch(queue_name, msgs, null::jsonb[], clock_timestamp() + make_interval(secs => delay)) $$;

create function pgmq.send_batch(queue_name text, msgs jsonb[], delay timestamptz) returns setof bigint
language sql
as $$ select pgmq.send_batch(queue_name, msgs, null::jsonb[], delay) $$;

create function pgmq.send_batch(queue_name text, msgs jsonb[], headers jsonb[], delay integer) returns setof bigint
language sql
as $$ select pgmq.send_batch(queue_name, msgs, headers, clock_timestamp() + make_interval(secs => delay)) $$;

-- ----------------------------------------------------------------------------------------------------------- reading

create function pgmq.read(queue_name text, vt integer, qty integer, conditional jsonb default '{}')
returns setof pgmq.message_record
language plpgsql
as $$
begin
  return query execute format(
    'with picked as (
       select msg_id from pgmq.%1$I
       where vt <= clock_timestamp() and ($3 = ''{}''::jsonb or message @> $3)
       order by msg_id
       limit $1
       for update skip locked
     ), leased as (
       update pgmq.%1$I m
       set vt = clock_timestamp() + make_interval(secs => $2), read_ct = m.read_ct + 1
       from picked where m.msg_id = picked.msg_id
       returning m.msg_id, m.read_ct, m.enqueued_at, m.vt, m.message, m.headers
     )
     select * from leased order by msg_id',
    pgmq.format_table_name(queue_name, 'q')) using qty, vt, conditional;
end
$$;

create function pgmq.read_with_poll(
  queue_name text,
  vt integer,
  qty integer,
  max_poll_seconds integer default 5,
  poll_interval_ms integer default 100,
  conditional jsonb default '{}'
) returns setof pgmq.message_record
language plpgsql
as $$
declare
  stop_at timestamptz := clock_timestamp() + make_interval(secs => max_poll_seconds);
begin
  loop
    return query select * from pgmq.read(queue_name, vt, qty, conditional);
    if found or clock_timestamp() >= stop_at then
      return;
    end if;
    perform pg_sleep(poll_interval_ms / 1000.0);
  end loop;
end
$$;

create function pgmq.pop(queue_name text) returns setof pgmq.message_record
language plpgsql
as $$
begin
  return query execute format(
    'with picked as (
       select msg_id from pgmq.%1$I
       where vt <= clock_timestamp()
       order by msg_id
       limit 1
       for update skip locked
     )
     delete from pgmq.%1$I m using picked where m.msg_id = picked.msg_id
     returning m.msg_id, m.read_ct, m.enqueued_at, m.vt, m.message, m.headers',
    pgmq.format_table_name(queue_name, 'q'));
end
$$;

create function pgmq.set_vt(queue_name text, msg_id bigint, vt integer) returns setof pgmq.message_record
language plpgsql
as $$
begin
  return query execute format(
    'update pgmq.%I m set vt = clock_timestamp() + make_interval(secs => $2)
     where m.msg_id = $1
     returning m.msg_id, m.read_ct, m.enqueued_at, m.vt, m.message, m.headers',
    pgmq.format_table_name(queue_name, 'q')) using msg_id, vt;
end
$$;

-- -------------------------------------------------------------------------------------------------------- finishing

create function pgmq.archive(queue_name text, msg_ids bigint[]) returns setof bigint
language plpgsql
as $$
begin
  return query execute format(
    'with gone as (
       delete from pgmq.%I m where m.msg_id = any ($1)
       returning m.msg_id, m.read_ct, m.enqueued_at, m.vt, m.message, m.headers
     )
     insert into pgmq.%I (msg_id, read_ct, enqueued_at, vt, message, headers)
     select msg_id, read_ct, enqueued_at, vt, message, headers from gone
     returning msg_id',
    pgmq.format_table_name(queue_name, 'q'), pgmq.format_table_name(queue_name, 'a')) using msg_ids;
end
$$;

create function pgmq.archive(queue_name text, msg_id bigint) returns boolean
language sql
as $$ select exists (select * from pgmq.archive(queue_name, array[msg_id])) $$;

create function pgmq.delete(queue_name text, msg_ids bigint[]) returns setof bigint
language plpgsql
as $$
begin
  return query execute format('delete from pgmq.%I m where m.msg_id = any ($1) returning m.msg_id',
    pgmq.format_table_name(queue_name, 'q')) using msg_ids;
end
$$;

create function pgmq.delete(queue_name text, msg_id bigint) returns boolean
language sql
as $$ select exists (select * from pgmq.delete(queue_name, array[msg_id])) $$;

-- --------------------------------------------------------------------------------------------------------- measuring

create function pgmq.metrics(queue_name text) returns pgmq.metrics_result
language plpgsql
as $$
declare
  q text := pgmq.format_table_name(queue_name, 'q');
  result pgmq.metrics_result;
begin
  -- the identity's sequence counts what was ever sent
  execute format(
    'select $1::text,
            count(*),
            extract(epoch from clock_timestamp() - max(m.enqueued_at))::integer,
            extract(epoch from clock_timestamp() - min(m.enqueued_at))::integer,
            (select case when s.is_called then s.last_value else 0 end from pgmq.%2$I s),
            clock_timestamp(),
            count(*) filter (where m.vt <= clock_timestamp())
     from pgmq.%1$I m', q, q || '_msg_id_seq') into result using queue_name;
  return result;
end
$$;

create function pgmq.metrics_all() returns setof pgmq.metrics_result
language sql
as $$ select m.* from pgmq.meta q, lateral pgmq.metrics(q.queue_name) m $$;

-- A trusted extension's script runs as the superuser; what it made belongs to whoever asked for it, so that this role
-- can create queues and let others use them.
do $$
declare
  object record;
begin
  execute format('alter table pgmq.meta owner to %I', '@extowner@');
  for object in
    select p.oid::regprocedure as signature from pg_proc p
    where p.pronamespace = 'pgmq'::regnamespace
  loop
    execute format('alter function %s owner to %I', object.signature, '@extowner@');
  end loop;
  for object in
    select t.oid::regtype as name from pg_type t
    join pg_class c on c.oid = t.typrelid and c.relkind = 'c'
    where t.typnamespace = 'pgmq'::regnamespace
  loop
    execute format('alter type %s owner to %I', object.name, '@extowner@');
  end loop;
end
$$;

-- Who may call pgmq is a grant by name, never a default.
revoke all on all functions in schema pgmq from public;
select pg_catalog.pg_extension_config_dump('pgmq.meta', '');
