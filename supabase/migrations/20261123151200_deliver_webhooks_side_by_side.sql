-- Purpose: no receiver of webhooks holds up another, however slow it is and however much waits for it.
-- Locks: short exclusive ones on webhook_deliveries for its column, indexes and trigger. Later: deliveries are claimed row
-- by row, and whoever finds one locked leaves it to the other.
-- Why: messages were handed out in the order they were queued. A receiver that never answers held a whole batch for as long
-- as one waits for an answer, and with as many messages as a batch holds, all agents. Rows decide what is due and who has
-- it; the message in the queue is hidden meanwhile and archived at the end, as before.

alter table public.webhook_deliveries add column claimed_until timestamptz;
comment on column public.webhook_deliveries.claimed_until is
  'Until then claimed_by posts it; null: nobody does. A claim that ran out is due again.';
create index webhook_deliveries_pending_idx on public.webhook_deliveries (webhook_id, next_attempt_at)
  where status = 'pending';
create index webhook_deliveries_claimed_until_idx on public.webhook_deliveries (claimed_until)
  where claimed_until is not null;

-- Host and port: what is slow or dead when a receiver is, whoever's webhooks name it.
create function private.webhook_receiver(url text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return lower(substring(url from '^https?://([^/?#]+)'));
end
$$;

-- What is due and fits, oldest first: of one receiver four at a time (one, if it has failed since it last worked), of one
-- person eight. Reads as many rows as there are webhooks for which something waits, whatever waits for each.
create function private.due_webhook_deliveries(batch integer) returns setof uuid
language plpgsql volatile set search_path = '' set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  moment constant timestamptz := clock_timestamp();
begin
  return query
    with recursive hooks as (
      (select d.webhook_id from public.webhook_deliveries d where d.status = 'pending' order by d.webhook_id limit 1)
      union all
      select n.webhook_id from hooks h cross join lateral (
        select d.webhook_id from public.webhook_deliveries d
        where d.status = 'pending' and d.webhook_id > h.webhook_id order by d.webhook_id limit 1) as n
    ), posting as (
      select private.webhook_receiver(w.url) as receiver, d.user_id
      from public.webhook_deliveries d join public.webhooks w on w.id = d.webhook_id
      where d.claimed_until > moment
    ), due as (
      select d.id, d.next_attempt_at, d.user_id, w.failing_since is not null as failing,
        private.webhook_receiver(w.url) as receiver
      from hooks h
      join public.webhooks w on w.id = h.webhook_id
      cross join lateral (
        select p.id, p.next_attempt_at, p.user_id from public.webhook_deliveries p
        where p.webhook_id = h.webhook_id and p.status = 'pending' and p.next_attempt_at <= moment
          and (p.claimed_until is null or p.claimed_until <= moment)
        order by p.next_attempt_at limit 4) as d
    ), placed as (
      select q.id, q.next_attempt_at, q.user_id, q.failing, q.of_receiver
      from (
        select d.*, row_number() over (partition by d.receiver order by d.next_attempt_at, d.id)
          + (select count(*) from posting p where p.receiver = d.receiver) as of_receiver
        from due d) as q
      where q.of_receiver <= case when q.failing then 1 else 4 end
    )
    select q.id from (
      select p.*, row_number() over (partition by p.user_id order by p.failing, p.of_receiver, p.next_attempt_at, p.id)
        + (select count(*) from posting f where f.user_id = p.user_id) as of_person
      from placed p) as q
    where q.of_person <= 8
    order by q.failing, q.of_receiver, q.next_attempt_at, q.id
    limit batch;
end
$$;

-- definer because agents may not read deliveries, addresses or secrets
create or replace function public.claim_webhook_deliveries(batch integer default 10)
returns table (id uuid, attempt integer, url text, body text, signature text)
language plpgsql security definer set search_path = ''
as $$
declare
  due uuid;
  delivery public.webhook_deliveries;
  hook public.webhooks;
begin
  perform private.require(private.caller_id() is not null, 'token_missing', 'An agent must be signed in.');
  delete from public.webhook_deliveries d where d.created_at < clock_timestamp() - interval '30 days';
  for due in
    select * from private.due_webhook_deliveries(least(50, greatest(1, coalesce(batch, 10))))
  loop
    select d.* into delivery from public.webhook_deliveries d
    where d.id = due and d.status = 'pending' and (d.claimed_until is null or d.claimed_until <= clock_timestamp())
    for update skip locked;
    continue when not found;
    select w.* into hook from public.webhooks w where w.id = delivery.webhook_id;
    if not hook.is_active then
      perform pgmq.archive('webhooks', delivery.message_id);
      update public.webhook_deliveries d
      set status = 'failed', error = 'The webhook is switched off.', next_attempt_at = null,
        claimed_until = null, ended_at = clock_timestamp()
      where d.id = delivery.id;
      continue;
    end if;
    perform pgmq.set_vt('webhooks', delivery.message_id, 60);
    update public.webhook_deliveries d
    set attempt = d.attempt + 1, claimed_by = private.caller_id(),
      claimed_until = clock_timestamp() + interval '60 seconds'
    where d.id = delivery.id returning d.* into delivery;
    id := delivery.id;
    attempt := delivery.attempt;
    url := hook.url;
    body := delivery.payload::text;
    signature := private.sign_webhook(hook.id, body);
    return next;
  end loop;
end
$$;
comment on function public.claim_webhook_deliveries is
  'Messages the caller must now post, within a minute: where to, what, and the value of Semblante-Signature. Few at a time for one receiver.';

-- definer because agents may not write deliveries
create or replace function public.settle_webhook_delivery(
  id uuid, attempt integer, response_status integer default null, error text default null
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  delivery public.webhook_deliveries;
  worked constant boolean := coalesce(response_status between 200 and 299, false);
  -- 10 s, 1 min, 6 min, 36 min, 3.6 h, then 12 h: eight attempts in about 28 hours.
  pause_s constant integer := least(43200, 10 * 6 ^ (attempt - 1));
begin
  select d.* into delivery from public.webhook_deliveries d
  where d.id = settle_webhook_delivery.id and d.attempt = settle_webhook_delivery.attempt
    and d.claimed_by = private.caller_id() and d.status = 'pending'
  for update;
  if delivery.id is null then
    return false;
  end if;
  update public.webhook_deliveries d
  set response_status = settle_webhook_delivery.response_status, error = case when not worked then left(coalesce(settle_webhook_delivery.error, 'It answered ' || settle_webhook_delivery.response_status || '.'), 500) end,
    status = case when worked then 'delivered' when d.attempt >= 8 then 'failed' else 'pending' end,
    next_attempt_at = case when not worked and d.attempt < 8 then clock_timestamp() + make_interval(secs => pause_s) end,
    claimed_until = null,
    ended_at = case when worked or d.attempt >= 8 then clock_timestamp() end
  where d.id = delivery.id returning * into delivery;
  if delivery.status = 'pending' then
    perform pgmq.set_vt('webhooks', delivery.message_id, pause_s);
  else
    perform pgmq.archive('webhooks', delivery.message_id);
  end if;
  update public.webhooks w
  set failing_since = case when worked then null else coalesce(w.failing_since, clock_timestamp()) end
  where w.id = delivery.webhook_id and (w.failing_since is null) <> worked;
  update public.webhooks w
  set is_active = false, disabled_reason = 'It answered nothing but failures for too long.'
  from private.webhook_policy p
  where w.id = delivery.webhook_id and w.is_active and not worked
    and w.failing_since < clock_timestamp() - p.disable_after;
  return true;
end
$$;

-- No message outlives its delivery, whatever took the row along.
-- definer because whoever deletes may not touch the queues
create function private.archive_deleted_delivery() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform pgmq.archive('webhooks', old.message_id);
  return null;
end
$$;
create trigger archive_deleted_delivery after delete on public.webhook_deliveries
  for each row when (old.status = 'pending' and old.message_id is not null)
  execute function private.archive_deleted_delivery();

revoke all on function
  private.webhook_receiver, private.due_webhook_deliveries, private.archive_deleted_delivery from public;
