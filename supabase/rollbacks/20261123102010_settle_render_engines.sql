drop function public.list_agents();

-- definer because any agent may call it and it settles everybody's rows
create or replace function public.sweep() returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  found_task record;
  found_job record;
  task public.render_tasks;
  queue text;
  returned integer := 0;
  given_up integer := 0;
  archived integer := 0;
  resent integer := 0;
begin
  -- Leases that ran out.
  for found_task in
    select t.id from public.render_tasks t
    where t.status = 'processing' and t.lease_expires_at <= clock_timestamp()
    order by t.lease_expires_at limit 500
  loop
    task := private.try_lock_task(found_task.id);
    continue when task.id is null or task.status <> 'processing' or task.lease_expires_at > clock_timestamp();
    if task.attempt >= task.max_attempts then
      perform private.give_up_task(task, 'attempts_exhausted',
        format('%s was tried %s times and no agent finished it.', task.stage, task.attempt), null);
      given_up := given_up + 1;
    else
      perform private.return_task(task, 0, jsonb_build_object(
        'code', 'attempts_exhausted', 'message', 'The lease ran out.', 'retryable', true,
        'attempt', task.attempt), false);
      returned := returned + 1;
    end if;
  end loop;

  -- Work nobody who is up can do: told after half an hour instead of waiting for ever.
  for found_task in
    select t.id from public.render_tasks t
    where t.status = 'pending' and t.attempt = 0 and t.stage <> 'voice_training'
      and t.created_at < clock_timestamp() - interval '30 minutes'
      and exists (select from public.gpu_agents a where a.last_seen_at > clock_timestamp() - interval '1 minute')
      and not exists (
        select from public.gpu_agents a, unnest(a.engines) as e
        where a.last_seen_at > clock_timestamp() - interval '30 minutes' and t.stage = any (a.stages)
          and t.engine in (e, split_part(e, ':', 1) || ':auto'))
    limit 100
  loop
    task := private.try_lock_task(found_task.id);
    continue when task.id is null or task.status <> 'pending';
    perform private.give_up_task(task, 'no_engine', format('No running agent offers %s.', task.engine), null);
    given_up := given_up + 1;
  end loop;

  -- Live tasks of ended jobs, and live jobs without a live task: no transition makes them, a restore from a backup may.
  for found_job in
    select j.id, j.status from public.render_jobs j
    where (j.status in ('queued', 'processing')) <> exists (
      select from public.render_tasks t where t.job_id = j.id and t.status in ('pending', 'processing'))
    limit 500
    for update of j skip locked
  loop
    if found_job.status in ('queued', 'processing') then
      perform private.end_job(found_job.id, 'failed', null, 'internal', 'The job lost its work.');
    else
      perform private.cancel_tasks(found_job.id, null,
        jsonb_build_object('code', 'cancelled', 'message', 'The job had ended.'));
    end if;
    given_up := given_up + 1;
  end loop;

  -- Messages without a task, and tasks without a message.
  foreach queue in array
    '{render_tts,render_audio2face,render_ue5,render_compositing,voice_training,speech_preview}'::text[]
  loop
    archived := archived + private.archive_orphans(queue);
    for found_task in execute format($query$
      select t.id from public.render_tasks t
      where t.status in ('pending', 'processing') and private.queue_of(t.stage) = %1$L
        and not exists (select from pgmq.%2$I as q where q.msg_id = t.message_id)
      limit 500
      for update of t skip locked
    $query$, queue, 'q_' || queue)
    loop
      perform private.send_message(found_task.id);
      resent := resent + 1;
    end loop;
  end loop;

  perform private.expire_previews();
  delete from public.render_requests r where r.created_at < now() - interval '30 days';

  return jsonb_build_object(
    'returned', returned, 'given_up', given_up, 'archived', archived, 'resent', resent,
    'deletions', (select count(*) from public.storage_deletions d where d.run_after <= clock_timestamp()));
end
$$;

-- definer because agents may not touch tasks, stages or jobs themselves
create or replace function public.claim_task(stages text[], engines text[], lease_seconds integer default 30) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  offered text[];
  candidate record;
  task public.render_tasks;
begin
  perform private.require(private.caller_id() is not null, 'token_missing', 'An agent must be signed in.');
  perform private.require(stages is not null and engines is not null, 'invalid_request',
    'stages and engines are required.');
  perform private.see_agent(stages, engines);
  offered := engines || array(select distinct split_part(e, ':', 1) || ':auto' from unnest(engines) as e);

  for candidate in
    with running as (
      select r.user_id, count(*) as tasks from public.render_tasks r
      where r.status = 'processing' and r.lease_expires_at > clock_timestamp()
      group by r.user_id
    )
    select t.id, t.job_id, t.voice_id
    from public.render_tasks t
    left join running on running.user_id = t.user_id
    where t.stage = any (claim_task.stages)
      and (t.stage = 'voice_training' or t.engine = any (offered))
      and ((t.status = 'pending' and t.run_after <= clock_timestamp())
        or (t.status = 'processing' and t.lease_expires_at <= clock_timestamp()))
    order by t.priority desc, coalesce(running.tasks, 0), t.queued_at, t.range_index, t.id
    limit 64
  loop
    -- Whoever else works on the same job or task right now is not waited for: the next candidate is tried.
    perform from public.render_jobs j where j.id = candidate.job_id for update skip locked;
    continue when not found and candidate.job_id is not null;
    perform from public.voice_clones v where v.id = candidate.voice_id for update skip locked;
    continue when not found and candidate.voice_id is not null;
    select t.* into task from public.render_tasks t
    where t.id = candidate.id
      and ((t.status = 'pending' and t.run_after <= clock_timestamp())
        or (t.status = 'processing' and t.lease_expires_at <= clock_timestamp()))
    for update skip locked;
    continue when not found;

    if task.attempt >= task.max_attempts then
      perform private.give_up_task(task, 'attempts_exhausted',
        format('%s was tried %s times and no agent finished it.', task.stage, task.attempt), null);
      continue;
    end if;
    perform private.forget_upload(task);
    return private.describe_task(private.lease_task(task, private.lease_bounds(lease_seconds)));
  end loop;
  return null;
end
$$;

create or replace function private.see_agent(stages text[], engines text[]) returns void
language plpgsql set search_path = ''
as $$
begin
  perform from public.gpu_agents a
  where a.id = private.caller_id() and a.last_seen_at > clock_timestamp() - interval '5 seconds'
    and (see_agent.stages is null or (a.stages @> see_agent.stages and a.engines = see_agent.engines));
  if not found then
    insert into public.gpu_agents as a (id, name, stages, engines)
    values (private.caller_id(), private.caller_id()::text, coalesce(stages, '{}'), coalesce(engines, '{}'))
    on conflict on constraint gpu_agents_pkey do update set
      last_seen_at = clock_timestamp(),
      stages = array(select distinct s from unnest(a.stages || see_agent.stages) as s order by s), engines = coalesce(see_agent.engines, a.engines);
  end if;
end
$$;

drop function private.restart_stages();
drop function public.decline_task(uuid);
drop function public.settle_engine(uuid, text);
drop function private.range_seconds(double precision, text);
drop function private.agents_offering(text, text, interval);

-- A film longer than this is drawn in ranges, so that several agents share it and a lost one costs little.
create function private.range_seconds() returns integer
language sql immutable set search_path = ''
as $$ select 20 $$;
revoke all on function private.range_seconds from public;

create or replace function private.start_stage(job public.render_jobs, stage_name text) returns void
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

alter table public.render_tasks drop column declined_by;
