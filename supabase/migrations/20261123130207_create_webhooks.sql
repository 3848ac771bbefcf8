-- Purpose: webhooks: signed messages to a person's own server when a film or a voice ends, sent by agents from a queue.
-- Locks: none beyond creation; ShareRowExclusive on render_jobs and voice_clones for the triggers.
-- Why agents send: an Edge Function can neither pin the address it connects to nor outlive a slow server. An agent is
-- handed address, body and finished signature: never a secret, and no row of anybody.

insert into private.error_codes (code, status, retryable, remedy) values
  ('webhook_not_found', 404, null, 'Choose an id from GET /api/v2/webhooks.'),
  ('delivery_not_found', 404, null, 'Choose an id from GET /api/v2/webhooks/{webhook_id}/deliveries.');

-- One row: what operators decide. Plain http is for servers on one's own machine, in tests and while developing.
create table private.webhook_policy (
  only_row boolean primary key default true,
  allow_http boolean not null default false,
  disable_after interval not null default '5 days',
  constraint webhook_policy_has_one_row check (only_row)
);
alter table private.webhook_policy enable row level security;
insert into private.webhook_policy default values;

create table public.webhooks (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  url text not null,
  events text[] not null,
  is_active boolean not null default true,
  failing_since timestamptz,
  disabled_reason text,
  created_at timestamptz not null default clock_timestamp(),
  constraint webhooks_url_bounded check (char_length(url) <= 2000 and url ~ '^https?://[^/?#@\s]+([/?][^#\s]*)?$'),
  constraint webhooks_events_known check (
    events <@ '{job.completed,job.failed,job.cancelled,voice.ready,voice.failed}' and cardinality(events) > 0),
  constraint webhooks_disabled_is_inactive check (disabled_reason is null or not is_active)
);
comment on table public.webhooks is 'Addresses of a person''s own servers that are told of events.';
comment on column public.webhooks.failing_since is 'First failure since the last success; too long, and it is disabled.';
create index webhooks_user_id_idx on public.webhooks (user_id);

create table private.webhook_secrets (
  id bigint generated always as identity primary key,
  webhook_id uuid not null references public.webhooks (id) on delete cascade,
  secret text not null,
  expires_at timestamptz
);
alter table private.webhook_secrets enable row level security;
comment on table private.webhook_secrets is
  'What messages are signed with; after a rotation the old one signs beside the new until expires_at.';
create index webhook_secrets_webhook_id_idx on private.webhook_secrets (webhook_id);

create table public.webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  webhook_id uuid not null references public.webhooks (id) on delete cascade,
  user_id uuid not null references public.users (id) on delete cascade,
  event_id uuid not null,
  event text not null,
  payload jsonb not null,
  status text not null default 'pending',
  attempt integer not null default 0,
  response_status integer,
  error text,
  next_attempt_at timestamptz default clock_timestamp(),
  claimed_by uuid,
  message_id bigint,
  created_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  constraint webhook_deliveries_status_known check (status in ('pending', 'delivered', 'failed')),
  constraint webhook_deliveries_ended_has_a_time check ((status = 'pending') = (ended_at is null))
);
comment on table public.webhook_deliveries is 'The log of what was sent, how often, and what came back. Kept for 30 days.';
comment on column public.webhook_deliveries.event_id is 'The same for every delivery of one event, replays included.';
comment on column public.webhook_deliveries.status is
  'pending: waits for next_attempt_at; delivered: answered 2xx; failed: given up, or the webhook was switched off.';
create index webhook_deliveries_webhook_id_idx on public.webhook_deliveries (webhook_id, created_at desc);
create index webhook_deliveries_user_id_idx on public.webhook_deliveries (user_id);
create index webhook_deliveries_created_at_idx on public.webhook_deliveries (created_at);

select pgmq.create('webhooks');

alter table public.webhooks enable row level security;
alter table public.webhook_deliveries enable row level security;
grant select, delete on public.webhooks to authenticated;
grant select on public.webhook_deliveries to authenticated;
grant all on public.webhooks, public.webhook_deliveries to service_role;
create policy "People can see their webhooks" on public.webhooks
  for select to authenticated using (user_id = (select auth.uid()));
create policy "People can delete their webhooks" on public.webhooks
  for delete to authenticated using (user_id = (select auth.uid()));
create policy "People can see what was sent to their webhooks" on public.webhook_deliveries
  for select to authenticated using (user_id = (select auth.uid()));
-- Agents and the pipeline carry no API token, so what they note here passes.
create trigger check_scope before insert or update or delete on public.webhooks
  for each statement execute function private.check_scope('account');

-- HMAC (RFC 2104) with the SHA-256 that Postgres brings; pgcrypto is not everywhere.
create function private.hmac_sha256(secret bytea, message bytea) returns bytea
language plpgsql immutable set search_path = ''
as $$
declare
  key bytea := case when length(secret) > 64 then sha256(secret) else secret end;
  inner_key bytea;
  outer_key bytea;
begin
  key := key || decode(repeat('00', 64 - length(key)), 'hex');
  inner_key := key;
  outer_key := key;
  for i in 0..63 loop
    inner_key := set_byte(inner_key, i, get_byte(key, i) # 54); -- 0x36
    outer_key := set_byte(outer_key, i, get_byte(key, i) # 92); -- 0x5c
  end loop;
  return sha256(outer_key || sha256(inner_key || message));
end
$$;

-- `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over "<t>.<body>", once for each secret that holds.
create function private.sign_webhook(webhook_id uuid, body text) returns text
language sql stable set search_path = ''
as $$
  select 't=' || moment.t || ',' || string_agg('v1=' || encode(private.hmac_sha256(
    convert_to(s.secret, 'UTF8'), convert_to(moment.t || '.' || body, 'UTF8')), 'hex'), ',' order by s.id desc)
  from private.webhook_secrets s,
    (select extract(epoch from clock_timestamp())::bigint::text as t) as moment
  where s.webhook_id = sign_webhook.webhook_id and (s.expires_at is null or s.expires_at > clock_timestamp())
  group by moment.t
$$;

create function private.queue_delivery(hook public.webhooks, event_id uuid, event text, payload jsonb) returns uuid
language plpgsql set search_path = ''
as $$
declare
  made uuid;
begin
  insert into public.webhook_deliveries (webhook_id, user_id, event_id, event, payload)
  values (hook.id, hook.user_id, event_id, event, payload) returning id into made;
  update public.webhook_deliveries d
  set message_id = (select pgmq.send('webhooks', jsonb_build_object('v', 1, 'delivery_id', made)))
  where d.id = made;
  return made;
end
$$;

create function private.announce(owner uuid, event text, data jsonb) returns void
language plpgsql set search_path = ''
as $$
declare
  hook public.webhooks;
  event_id constant uuid := gen_random_uuid();
begin
  for hook in
    select w.* from public.webhooks w where w.user_id = owner and w.is_active and event = any (w.events)
  loop
    perform private.queue_delivery(hook, event_id, event, jsonb_build_object(
      'id', event_id, 'type', event, 'created_at', clock_timestamp(), 'data', data));
  end loop;
end
$$;

-- definer because whoever ends a job or a voice may not write deliveries
create function private.announce_job() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce(new.user_id, 'job.' || new.status, jsonb_strip_nulls(jsonb_build_object(
    'job_id', new.id, 'project_id', new.project_id, 'status', new.status, 'video_url', new.video_url,
    'duration_s', new.metadata -> 'duration_s', 'error', case when new.error_code is not null then
      jsonb_build_object('code', new.error_code, 'message', new.error_message, 'remedy', new.remedy,
        'stage', new.error_stage) end)));
  return null;
end
$$;
create trigger announce_job after update of status on public.render_jobs
  for each row when (new.status <> old.status and new.status in ('completed', 'failed', 'cancelled'))
  execute function private.announce_job();

-- definer because whoever ends a job or a voice may not write deliveries
create function private.announce_voice() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce(new.user_id, 'voice.' || new.status, jsonb_strip_nulls(jsonb_build_object(
    'voice_id', new.id, 'status', new.status, 'error', case when new.error_code is not null then
      jsonb_build_object('code', new.error_code, 'message', new.error_message, 'remedy', new.remedy) end)));
  return null;
end
$$;
create trigger announce_voice after update of status on public.voice_clones
  for each row when (new.status <> old.status and new.status in ('ready', 'failed'))
  execute function private.announce_voice();

create function private.require_webhook(url text, events text[]) returns void
language plpgsql stable set search_path = ''
as $$
begin
  perform private.require(
    url is not null and char_length(url) <= 2000 and url ~ '^https?://[^/?#@\s]+([/?][^#\s]*)?$'
      and (url ~ '^https:' or (select p.allow_http from private.webhook_policy p)),
    'invalid_request', 'url must be an https address of at most 2000 characters, without a user or a fragment.');
  perform private.require(
    cardinality(events) > 0
      and events <@ '{job.completed,job.failed,job.cancelled,voice.ready,voice.failed}'::text[],
    'invalid_request', 'events must name at least one of job.completed, job.failed, job.cancelled, voice.ready, voice.failed.');
end
$$;

create function private.new_webhook_secret(webhook_id uuid) returns text
language plpgsql set search_path = ''
as $$
declare
  made constant text := 'whsec_' || private.base64url(private.random_bytes32());
begin
  insert into private.webhook_secrets (webhook_id, secret) values (webhook_id, made);
  return made;
end
$$;

-- definer because the secret is made where nobody reads it
create function public.create_webhook(url text, events text[]) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  owner constant uuid := auth.uid();
  made public.webhooks;
begin
  perform private.require(owner is not null, 'token_missing', 'Only a signed-in user can add a webhook.');
  perform private.require_scope('account');
  perform private.require_webhook(url, events);
  perform from public.users u where u.id = owner for no key update;
  perform private.require((select count(*) < 20 from public.webhooks w where w.user_id = owner), 'quota_exceeded',
    'There are twenty webhooks already.');
  insert into public.webhooks (user_id, url, events)
  values (owner, create_webhook.url, array(select distinct e from unnest(create_webhook.events) as e order by e))
  returning * into made;
  return to_jsonb(made) - 'user_id' || jsonb_build_object('secret', private.new_webhook_secret(made.id));
end
$$;
comment on function public.create_webhook is 'Adds an address; `secret` is answered this once.';

create function private.own_webhook(webhook_id uuid) returns public.webhooks
language plpgsql set search_path = ''
as $$
declare
  hook public.webhooks;
begin
  perform private.require_scope('account');
  select w.* into hook from public.webhooks w where w.id = webhook_id and w.user_id = auth.uid() for update;
  perform private.require(hook.id is not null, 'webhook_not_found', 'webhook_id names no webhook of yours.');
  return hook;
end
$$;

-- definer because users may not write webhooks past their rules
create function public.update_webhook(
  webhook_id uuid, url text default null, events text[] default null, is_active boolean default null
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  hook public.webhooks := private.own_webhook(webhook_id);
begin
  perform private.require_webhook(coalesce(url, hook.url), coalesce(events, hook.events));
  update public.webhooks w
  set url = coalesce(update_webhook.url, w.url), events = coalesce(update_webhook.events, w.events),
    is_active = coalesce(update_webhook.is_active, w.is_active),
    -- Switching it on, or naming another address, starts anew.
    failing_since = case when update_webhook.is_active or update_webhook.url is not null then null else w.failing_since end,
    disabled_reason = case when update_webhook.is_active then null else w.disabled_reason end
  where w.id = hook.id returning * into hook;
  return to_jsonb(hook) - 'user_id';
end
$$;

-- definer because the secret is made where nobody reads it
create function public.rotate_webhook_secret(webhook_id uuid, overlap_s integer default 86400) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  hook public.webhooks := private.own_webhook(webhook_id);
begin
  update private.webhook_secrets s
  set expires_at = clock_timestamp() + make_interval(secs => least(604800, greatest(0, coalesce(overlap_s, 86400))))
  where s.webhook_id = hook.id and s.expires_at is null;
  delete from private.webhook_secrets s where s.webhook_id = hook.id and s.expires_at <= clock_timestamp();
  return jsonb_build_object('id', hook.id, 'secret', private.new_webhook_secret(hook.id));
end
$$;
comment on function public.rotate_webhook_secret is
  'A new secret, answered this once; the old one signs beside it for overlap_s seconds, at most a week.';

-- definer because users may not write deliveries
create function public.replay_webhook_delivery(delivery_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  earlier public.webhook_deliveries;
begin
  select d.* into earlier from public.webhook_deliveries d
  where d.id = replay_webhook_delivery.delivery_id and d.user_id = auth.uid();
  perform private.require(earlier.id is not null, 'delivery_not_found', 'delivery_id names no delivery of yours.');
  return jsonb_build_object('delivery_id', private.queue_delivery(
    private.own_webhook(earlier.webhook_id), earlier.event_id, earlier.event, earlier.payload), 'status', 'pending');
end
$$;
comment on function public.replay_webhook_delivery is 'Sends the same event again, as a delivery of its own.';

-- definer because agents may not read deliveries, addresses or secrets
create function public.claim_webhook_deliveries(batch integer default 10)
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
create function public.settle_webhook_delivery(
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
comment on function public.settle_webhook_delivery is
  'How a posting went: 2xx ends it, anything else is tried again, later and later, eight times. False: the claim was lost.';

revoke all on function
  private.hmac_sha256, private.sign_webhook, private.queue_delivery, private.announce, private.announce_job,
  private.announce_voice, private.require_webhook, private.new_webhook_secret, private.own_webhook,
  public.create_webhook, public.update_webhook, public.rotate_webhook_secret, public.replay_webhook_delivery,
  public.claim_webhook_deliveries, public.settle_webhook_delivery
  from public;
grant execute on function public.create_webhook, public.update_webhook, public.rotate_webhook_secret,
  public.replay_webhook_delivery to authenticated;
grant execute on function public.claim_webhook_deliveries, public.settle_webhook_delivery to gpu_agent;
