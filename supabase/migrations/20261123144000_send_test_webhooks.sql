-- Purpose: a message whose only news is that it arrived, so that a receiver can be tried before a film ends; and a bound
-- on what its owner can have sent there by hand, by the function as well as through the API.
-- Locks: none.

-- definer because users may not write deliveries
create function public.test_webhook(webhook_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  hook constant public.webhooks := private.own_webhook(webhook_id);
  event_id constant uuid := gen_random_uuid();
  made uuid;
begin
  perform private.require(hook.is_active, 'invalid_request', 'The webhook is switched off: switch it on first.');
  -- One at a time: whoever asks again while it is on its way is told of the same.
  select d.id into made from public.webhook_deliveries d
  where d.webhook_id = hook.id and d.event = 'webhook.test' and d.status = 'pending';
  if made is null then
    made := private.queue_delivery(hook, event_id, 'webhook.test', jsonb_build_object(
      'id', event_id, 'type', 'webhook.test', 'created_at', clock_timestamp(),
      'data', jsonb_build_object('webhook_id', hook.id)));
  end if;
  return jsonb_build_object('delivery_id', made, 'status', 'pending');
end
$$;
comment on function public.test_webhook is 'Sends an event of type webhook.test, whatever events the webhook is for.';

-- definer because users may not write deliveries
create or replace function public.replay_webhook_delivery(delivery_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  earlier public.webhook_deliveries;
  hook public.webhooks;
begin
  select d.* into earlier from public.webhook_deliveries d
  where d.id = replay_webhook_delivery.delivery_id and d.user_id = auth.uid();
  perform private.require(earlier.id is not null, 'delivery_not_found', 'delivery_id names no delivery of yours.');
  hook := private.own_webhook(earlier.webhook_id);
  perform private.require(
    (select count(*) < 100 from public.webhook_deliveries d where d.webhook_id = hook.id and d.status = 'pending'),
    'quota_exceeded', 'A hundred deliveries wait for this webhook: let them arrive first.');
  return jsonb_build_object('delivery_id',
    private.queue_delivery(hook, earlier.event_id, earlier.event, earlier.payload), 'status', 'pending');
end
$$;

revoke all on function public.test_webhook from public;
grant execute on function public.test_webhook to authenticated;
