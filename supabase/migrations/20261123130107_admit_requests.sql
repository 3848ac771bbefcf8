-- Purpose: what every request of the API passes in one round trip: its caller's rate, and, where it names an idempotency
-- key, whether it is the first, a repeat, a conflict, or one that is still being answered.
-- Locks: the caller's row of the rate's window, for one statement; the key's row, likewise.
-- Why in SQL: functions run in any number of isolates, which share nothing but the database.

insert into private.error_codes (code, status, retryable, remedy) values
  ('idempotency_in_progress', 409, null, 'The first request under this Idempotency-Key is still running: ask again shortly.');

create table private.rate_classes (
  class text primary key,
  per_minute integer not null,
  constraint rate_classes_per_minute_positive check (per_minute > 0)
);
alter table private.rate_classes enable row level security;
comment on table private.rate_classes is
  'Requests a person may make in a minute, all their sessions and tokens together. Operators change the rows.';
-- The studio makes about 40 requests a minute while it follows a film.
insert into private.rate_classes (class, per_minute) values
  ('read', 1200), ('write', 300), ('render', 120), ('speech', 120);

-- Unlogged: after a crash everybody starts a new minute, which costs nothing.
create unlogged table private.rate_windows (
  user_id uuid not null references public.users (id) on delete cascade,
  class text not null references private.rate_classes (class) on delete cascade,
  started_at timestamptz not null,
  used integer not null,
  primary key (user_id, class)
);
alter table private.rate_windows enable row level security;

create table private.idempotency_keys (
  user_id uuid not null references public.users (id) on delete cascade,
  idempotency_key text not null,
  request_hash text not null,
  status smallint,
  answer jsonb,
  created_at timestamptz not null default clock_timestamp(),
  locked_until timestamptz not null,
  primary key (user_id, idempotency_key),
  constraint idempotency_keys_answered_is_whole check ((status is null) = (answer is null))
);
alter table private.idempotency_keys enable row level security;
comment on table private.idempotency_keys is
  'Answers under an Idempotency-Key, kept for a day. status null: being answered, by somebody who has until locked_until.';
create index idempotency_keys_created_at_idx on private.idempotency_keys (user_id, created_at);

-- definer because callers may read neither limits nor other requests
create function public.admit_request(
  class text, idempotency_key text default null, request_hash text default null
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  caller constant uuid := auth.uid();
  moment constant timestamptz := clock_timestamp();
  allowed integer;
  spent private.rate_windows;
  rate jsonb;
  taken uuid;
  earlier private.idempotency_keys;
begin
  perform private.require(caller is not null, 'token_missing', 'Only a signed-in user makes requests.');
  select c.per_minute into allowed from private.rate_classes c where c.class = admit_request.class;
  perform private.require(allowed is not null, 'invalid_request', 'There is no such class of requests.');
  insert into private.rate_windows as w (user_id, class, started_at, used)
  values (caller, admit_request.class, moment, 1)
  on conflict on constraint rate_windows_pkey do update set
    started_at = case when w.started_at <= moment - interval '1 minute' then moment else w.started_at end,
    used = case when w.started_at <= moment - interval '1 minute' then 1 else least(w.used, 1000000) + 1 end
  returning * into spent;
  rate := jsonb_build_object('limit', allowed, 'remaining', greatest(0, allowed - spent.used),
    'reset_s', ceil(extract(epoch from spent.started_at + interval '1 minute' - moment)));
  if spent.used > allowed then
    return jsonb_build_object('rate', rate, 'state', 'limited');
  end if;
  if idempotency_key is null then
    return jsonb_build_object('rate', rate, 'state', 'run');
  end if;

  perform private.require(char_length(idempotency_key) between 1 and 200 and char_length(request_hash) = 64,
    'invalid_request', 'An idempotency key has 1 to 200 characters and comes with the SHA-256 of its request.');
  delete from private.idempotency_keys k
  where k.user_id = caller and k.created_at < moment - interval '24 hours';
  insert into private.idempotency_keys as k (user_id, idempotency_key, request_hash, locked_until)
  values (caller, admit_request.idempotency_key, admit_request.request_hash, moment + interval '2 minutes')
  on conflict on constraint idempotency_keys_pkey do update set locked_until = excluded.locked_until
    -- Whoever was answering it is gone.
    where k.status is null and k.locked_until <= moment and k.request_hash = excluded.request_hash
  returning k.user_id into taken;
  if taken is not null then
    return jsonb_build_object('rate', rate, 'state', 'run');
  end if;
  select k.* into earlier from private.idempotency_keys k
  where k.user_id = caller and k.idempotency_key = admit_request.idempotency_key;
  return jsonb_build_object('rate', rate) || case
    when earlier.request_hash is distinct from admit_request.request_hash then '{"state": "conflict"}'
    when earlier.status is null then '{"state": "in_progress"}'
    else jsonb_build_object('state', 'replay', 'status', earlier.status, 'answer', earlier.answer) end;
end
$$;
comment on function public.admit_request is
  'Counts a request of the API and opens its idempotency key: run, replay, conflict, in_progress or limited.';

-- definer because callers may not write what they are answered
create function public.settle_request(
  idempotency_key text, request_hash text, status integer default null, answer jsonb default null
) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
  if settle_request.status between 200 and 299 and answer is not null then
    update private.idempotency_keys k
    set status = settle_request.status, answer = settle_request.answer
    where k.user_id = auth.uid() and k.idempotency_key = settle_request.idempotency_key
      and k.request_hash = settle_request.request_hash and k.status is null;
  else
    delete from private.idempotency_keys k
    where k.user_id = auth.uid() and k.idempotency_key = settle_request.idempotency_key
      and k.request_hash = settle_request.request_hash and k.status is null;
  end if;
  return found;
end
$$;
comment on function public.settle_request is
  'Keeps the answer of a request that was done; what was refused did nothing and frees its key.';

revoke all on function public.admit_request, public.settle_request from public;
grant execute on function public.admit_request, public.settle_request to authenticated;
