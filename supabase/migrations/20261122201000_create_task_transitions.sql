-- Purpose: every change of state of tasks, stages and jobs that more than one public function needs.
-- Locks: a job's row first, then its tasks, always in that order, so that no two transitions deadlock. A voice's row
-- stands in for the job where a task serves a voice.

create table public.storage_deletions (
  id bigint generated always as identity primary key,
  bucket text not null,
  prefix text not null,
  reason text not null,
  run_after timestamptz not null,
  claimed_by uuid,
  claimed_until timestamptz,
  created_at timestamptz not null default now(),
  constraint storage_deletions_once unique (bucket, prefix),
  constraint storage_deletions_prefix_is_a_folder check (prefix ~ '^[0-9a-f-]{36}/.*$' and right(prefix, 1) = '/'),
  constraint storage_deletions_claim_is_whole check ((claimed_by is null) = (claimed_until is null))
);
comment on table public.storage_deletions is
  'Folders of Storage to remove. SQL may not delete objects, so agents claim rows here and use the Storage API.';
create index storage_deletions_run_after_idx on public.storage_deletions (run_after);
create index storage_deletions_claimed_by_idx on public.storage_deletions (claimed_by) where claimed_by is not null;
alter table public.storage_deletions enable row level security;
grant all on public.storage_deletions to service_role;

create function private.queue_deletion(bucket text, prefix text, reason text, delay interval) returns void
language sql set search_path = ''
as $$
  insert into public.storage_deletions (bucket, prefix, reason, run_after)
  values (bucket, prefix, reason, clock_timestamp() + delay)
  on conflict on constraint storage_deletions_once
    do update set run_after = least(storage_deletions.run_after, excluded.run_after), reason = excluded.reason
$$;

-- Where the holder of a lease may write: interfaces between stages and Storage meet here and nowhere else.
create function private.task_bucket(task public.render_tasks) returns text
language sql immutable set search_path = ''
as $$
  select case task.stage when 'compositing' then 'renders' when 'voice_training' then null else 'artifacts' end
$$;

create function private.task_prefix(task public.render_tasks) returns text
language sql immutable set search_path = ''
as $$
  select case task.stage
    when 'voice_training' then null
    when 'compositing' then format('%s/%s/%s/', task.user_id, task.job_id, task.lease_id)
    else format('%s/%s/%s/%s/', task.job_id, task.stage, task.range_index, task.lease_id)
  end
$$;

create function private.archive_message(task public.render_tasks) returns void
language plpgsql set search_path = ''
as $$
begin
  if task.message_id is not null then
    perform pgmq.archive(private.queue_of(task.stage), task.message_id);
  end if;
end
$$;

create function private.hide_message(task public.render_tasks, seconds integer) returns void
language plpgsql set search_path = ''
as $$
begin
  if task.message_id is not null then
    perform pgmq.set_vt(private.queue_of(task.stage), task.message_id, seconds);
  end if;
end
$$;

create function private.wake_agents(stage text) returns void
language sql set search_path = ''
as $$
  select private.broadcast(jsonb_build_object('stage', stage), 'task_available', 'agents')
$$;

create function private.tell_agent_cancelled(task public.render_tasks) returns void
language sql set search_path = ''
as $$
  select private.broadcast(jsonb_build_object('lease_id', task.lease_id), 'task_cancelled', 'agent:' || task.agent_id)
$$;

create function private.send_message(task_id uuid) returns void
language plpgsql set search_path = ''
as $$
declare
  task_stage text;
  new_message bigint;
begin
  select t.stage into strict task_stage from public.render_tasks t where t.id = send_message.task_id;
  select sent.id into new_message
  from pgmq.send(private.queue_of(task_stage), jsonb_build_object('v', 1, 'task_id', send_message.task_id)) as sent (id);
  update public.render_tasks t set message_id = new_message where t.id = send_message.task_id;
end
$$;

-- A film longer than this is drawn in ranges, so that several agents share it and a lost one costs little.
create function private.range_seconds() returns integer
language sql immutable set search_path = ''
as $$ select 20 $$;

-- Makes the tasks of a stage and their messages.
create function private.start_stage(job public.render_jobs, stage_name text) returns void
language plpgsql set search_path = ''
as $$
declare
  stage public.render_stages;
  frames integer := 0;
  range_frames integer := 0;
  made uuid;
begin
  select s.* into strict stage from public.render_stages s
  where s.job_id = job.id and s.stage_name = start_stage.stage_name;
  if stage_name = 'ue5' then
    frames := (stage.stage_data ->> 'frame_count')::integer;
    range_frames := private.range_seconds() * private.film_rate(job.request -> 'render_settings');
  end if;
  for made in
    insert into public.render_tasks
      (stage_id, job_id, user_id, stage, engine, range_index, first_frame, frame_count, priority, queued_at)
    select stage.id, job.id, job.user_id, stage.stage_name, private.needed_engine(stage.stage_name, job.request),
      r.i, r.i * range_frames, least(range_frames, frames - r.i * range_frames), job.priority, job.created_at
    from generate_series(0, case when frames > 0 then (frames - 1) / range_frames else 0 end) as r (i)
    returning id
  loop
    perform private.send_message(made);
  end loop;
  perform private.wake_agents(stage_name);
end
$$;

-- Ends the live tasks of a job or voice: messages archived, agents told, half-written films queued for removal.
create function private.cancel_tasks(for_job uuid, for_voice uuid, reason jsonb) returns void
language plpgsql set search_path = ''
as $$
declare
  task public.render_tasks;
begin
  for task in
    select t.* from public.render_tasks t
    where (t.job_id = for_job or t.voice_id = for_voice) and t.status in ('pending', 'processing')
    order by t.id
    for update
  loop
    perform private.archive_message(task);
    if task.status = 'processing' then
      perform private.tell_agent_cancelled(task);
      perform private.forget_upload(task);
    end if;
    update public.render_tasks t
    set status = 'cancelled', lease_expires_at = null, error = reason, completed_at = clock_timestamp()
    where t.id = task.id;
  end loop;
end
$$;

-- Removes the tasks of a job or voice that is being deleted: messages archived, agents told.
create function private.drop_tasks(for_job uuid, for_voice uuid) returns void
language plpgsql set search_path = ''
as $$
declare
  task public.render_tasks;
begin
  for task in
    delete from public.render_tasks t where t.job_id = for_job or t.voice_id = for_voice returning t.*
  loop
    continue when task.status not in ('pending', 'processing');
    perform private.archive_message(task);
    if task.status = 'processing' then
      perform private.tell_agent_cancelled(task);
    end if;
  end loop;
end
$$;

-- Queues what the holder of a lost lease may have written outside artifacts, whose folder goes with its job.
create function private.forget_upload(task public.render_tasks) returns void
language plpgsql set search_path = ''
as $$
begin
  if task.stage = 'compositing' and task.lease_id is not null then
    perform private.queue_deletion('renders', private.task_prefix(task), 'lease lost', interval '5 minutes');
  end if;
end
$$;

-- Ends a job without a film. `status` is failed or cancelled; the caller holds the job's row.
create function private.end_job(job_id uuid, status text, stage text, code text, message text) returns void
language plpgsql set search_path = ''
as $$
declare
  advice text;
begin
  select c.remedy into strict advice from private.error_codes c where c.code = end_job.code;
  perform private.cancel_tasks(end_job.job_id, null,
    jsonb_build_object('code', code, 'message', message, 'retryable', false));
  update public.render_stages s
  set status = 'failed', error_code = end_job.code, error_message = end_job.message,
    completed_at = clock_timestamp()
  where s.job_id = end_job.job_id and s.status in ('pending', 'processing');
  update public.render_jobs j
  set status = end_job.status, error_code = end_job.code, error_stage = end_job.stage,
    error_message = end_job.message, remedy = advice, completed_at = clock_timestamp()
  where j.id = end_job.job_id;
  perform private.queue_deletion('artifacts', end_job.job_id || '/', 'job ' || end_job.status,
    case end_job.status when 'cancelled' then interval '1 minute' else interval '1 day' end);
end
$$;

-- Ends a voice that could not be learnt.
create function private.end_voice(voice_id uuid, code text, message text) returns void
language plpgsql set search_path = ''
as $$
declare
  advice text;
begin
  select c.remedy into strict advice from private.error_codes c where c.code = end_voice.code;
  perform private.cancel_tasks(null, end_voice.voice_id,
    jsonb_build_object('code', code, 'message', message, 'retryable', false));
  update public.voice_clones v
  set status = 'failed', error_code = end_voice.code, error_message = end_voice.message, remedy = advice
  where v.id = end_voice.voice_id;
end
$$;

-- Gives up on a task and on what it serves. The caller holds the job's or voice's row and the task's.
create function private.give_up_task(task public.render_tasks, code text, message text, log_tail text) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.archive_message(task);
  perform private.forget_upload(task);
  update public.render_tasks t
  set status = 'failed', lease_expires_at = null, completed_at = clock_timestamp(),
    error = jsonb_build_object('code', code, 'message', message, 'retryable', false, 'log_tail', log_tail)
  where t.id = task.id;
  if task.voice_id is not null then
    perform private.end_voice(task.voice_id, code, message);
  else
    perform private.end_job(task.job_id, 'failed', task.stage, code, message);
  end if;
end
$$;

-- Puts a task back in its queue after `delay_s` seconds.
create function private.return_task(task public.render_tasks, delay_s integer, error jsonb, give_back boolean)
returns timestamptz
language plpgsql set search_path = ''
as $$
declare
  due timestamptz := clock_timestamp() + make_interval(secs => delay_s);
begin
  perform private.forget_upload(task);
  update public.render_tasks t
  set status = 'pending', lease_id = null, lease_expires_at = null, progress = 0, run_after = due,
    error = coalesce(return_task.error, t.error),
    attempt = t.attempt - case when give_back then 1 else 0 end
  where t.id = task.id;
  perform private.hide_message(task, delay_s);
  if task.stage_id is not null then
    perform private.sum_up_stage(task.stage_id);
  end if;
  if delay_s = 0 then
    perform private.wake_agents(task.stage);
  end if;
  return due;
end
$$;

-- Locks what a task serves, then the task itself, and returns it as it is then.
create function private.lock_task(task_id uuid) returns public.render_tasks
language plpgsql set search_path = ''
as $$
declare
  task public.render_tasks;
begin
  select t.* into task from public.render_tasks t where t.id = lock_task.task_id;
  perform from public.render_jobs j where j.id = task.job_id for update;
  perform from public.voice_clones v where v.id = task.voice_id for update;
  select t.* into task from public.render_tasks t where t.id = lock_task.task_id for update;
  return task;
end
$$;

revoke all on function
  private.queue_deletion, private.task_bucket, private.task_prefix, private.archive_message, private.hide_message,
  private.wake_agents, private.tell_agent_cancelled, private.send_message, private.range_seconds,
  private.start_stage, private.cancel_tasks, private.drop_tasks, private.forget_upload, private.end_job, private.end_voice,
  private.give_up_task, private.return_task, private.lock_task
  from public;
