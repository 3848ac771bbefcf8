-- The bodies as they were.

drop trigger archive_deleted_delivery on public.webhook_deliveries;
drop function private.archive_deleted_delivery();
-- definer because agents may not read deliveries, addresses or secrets
create or replace function public.claim_webhook_deliveries(batch integer default 10)
returns table (id uuid, attempt integer, url text, body text, signature text)
language plpgsql security definer set search_path = ''
as $$
declare
  message record;
  delivery public.webhook_deliveries;
  hook public.webhooks;
begin
  perform private.require(private.caller_id() is not null, 'token_missing', 'An agent must be signed in.');
  delete from public.webhook_deliveries d where d.created_at < clock_timestamp() - interval '30 days';
  for message in select m.msg_id, m.message from pgmq.read('webhooks', 60, least(50, greatest(1, coalesce(batch, 10)))) as m
  loop
    select d.* into delivery from public.webhook_deliveries d
    where d.id = (message.message ->> 'delivery_id')::uuid and d.status = 'pending' and d.message_id = message.msg_id
    for update;
    select w.* into hook from public.webhooks w where w.id = delivery.webhook_id;
    if delivery.id is null or hook.id is null then
      perform pgmq.archive('webhooks', message.msg_id);
      continue;
    end if;
    if not hook.is_active then
      perform pgmq.archive('webhooks', message.msg_id);
      update public.webhook_deliveries d
      set status = 'failed', error = 'The webhook is switched off.', next_attempt_at = null, ended_at = clock_timestamp()
      where d.id = delivery.id;
      continue;
    end if;
    update public.webhook_deliveries d set attempt = d.attempt + 1, claimed_by = private.caller_id()
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
  'Messages the caller must now post, within a minute: where to, what, and the value of Semblante-Signature.';

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

drop function private.due_webhook_deliveries(integer);
drop function private.webhook_receiver(text);
drop index public.webhook_deliveries_claimed_until_idx, public.webhook_deliveries_pending_idx;
alter table public.webhook_deliveries drop column claimed_until;
