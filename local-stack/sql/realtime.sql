-- Schema realtime: private channels are authorised by the policies migrations put on realtime.messages, and
-- realtime.send stores a row there which the Realtime service broadcasts when it reads it from the replication slot.
-- Owned by supabase_realtime_admin.
--
-- Hosted partitions the table by day and makes a day's partition when a client connects, so its send can be lost.
-- Here it is one table: nothing may depend on the loss, and every follower ends by refetching rows anyway. The
-- service deletes rows older than three days, as hosted drops partitions.

create schema realtime authorization supabase_realtime_admin;
set local role supabase_realtime_admin;

create table realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default now(),
  inserted_at timestamp not null default now(),
  id uuid not null default gen_random_uuid(),
  primary key (id, inserted_at)
);
create index messages_inserted_at_topic_index on realtime.messages (inserted_at desc, topic)
  where extension = 'broadcast' and private;
alter table realtime.messages enable row level security;

-- The topic whose policies are being judged: the service sets it in the transaction that asks.
create function realtime.topic() returns text
language sql stable
as $$
  select nullif(current_setting('realtime.topic', true), '')::text
$$;

-- Warns instead of failing, as hosted: a broadcast must never undo the change it tells of. Security invoker: who may
-- not insert under the policies of realtime.messages only gets the warning.
create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
language plpgsql
as $$
declare
  message_id uuid := gen_random_uuid();
begin
  begin
    perform set_config('realtime.topic', send.topic, true);
    insert into realtime.messages (id, payload, event, topic, private, extension)
    values (
      message_id,
      case when send.payload ? 'id' then send.payload
           else jsonb_set(send.payload, '{id}', to_jsonb(message_id)) end,
      send.event,
      send.topic,
      send.private,
      'broadcast'
    );
  exception when others then
    raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
  end;
end
$$;

grant usage on schema realtime to postgres, anon, authenticated, service_role;
grant select, insert, update on realtime.messages to postgres, anon, authenticated, service_role;

reset role;

-- What the service reads broadcasts from. Separate from supabase_realtime, which migrations own and fill with the
-- tables whose changes clients may follow.
create publication supabase_realtime_messages_publication for table realtime.messages with (publish = 'insert');
create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;
