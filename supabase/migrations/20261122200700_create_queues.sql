-- Purpose: one pgmq queue per kind of work. Locks: none beyond creation.
-- Why queues beside rows: their metrics are what a cluster scales on, and an archived message is the record of work
-- done. Rows decide who works on what (priority, fairness, fencing); a message is only a pointer to a row.

create extension if not exists pgmq;

select pgmq.create('render_tts');
select pgmq.create('render_audio2face');
select pgmq.create('render_ue5');
select pgmq.create('render_compositing');
select pgmq.create('voice_training');

create function private.queue_of(stage text) returns text
language sql immutable set search_path = ''
as $$
  select case stage when 'voice_training' then 'voice_training' else 'render_' || stage end
$$;
revoke all on function private.queue_of from public;
