-- Purpose: one film, one render engine. The first agent that draws a range of a film whose settings say `auto` settles
-- the engine for all its ranges; an agent that cannot draw a film with what it has declines it; a film whose engine
-- has gone is drawn anew with another. Ranges are as short as the agents online make worth while.
-- Why settled after the claim: whether Unreal can draw an avatar depends on files that only the agent sees.
-- Locks: job, then tasks, as every transition; a short exclusive one on render_tasks for its column.

alter table public.render_tasks add column declined_by uuid[] not null default '{}';
comment on column public.render_tasks.declined_by is
  'Agents that offer the engine and lack what this film needs; the task is not handed to them again.';

drop function private.range_seconds();

-- Agents that were up within `since` and offer an engine that a task asks for.
create function private.agents_offering(stage text, engine text, since interval) returns setof uuid
language sql stable set search_path = ''
as $$
  select a.id from public.gpu_agents a
  where a.last_seen_at > clock_timestamp() - since and agents_offering.stage = any (a.stages)
    and exists (
      select from unnest(a.engines) as e
      where agents_offering.engine in (e, split_part(e, ':', 1) || ':auto'))
$$;

-- Whole seconds of film a range holds: every agent that is up gets equally many, none is shorter than 2 s (starting a
-- renderer costs a second or more), and none longer than 20 s, so that a lost host costs little.
create function private.range_seconds(film_s double precision, engine text) returns integer
language sql stable set search_path = ''
as $$
  select greatest(2, ceil(film_s / (a.online * greatest(1, ceil(film_s / (20 * a.online))))))::integer
  from (
    select greatest(1, count(*)) as online from private.agents_offering('ue5', engine, interval '60 seconds')
  ) as a
$$;

-- Makes the tasks of a stage and their messages.
create or replace function private.start_stage(job public.render_jobs, stage_name text) returns void
language plpgsql set search_path = ''
as $$
declare
  stage public.render_stages;
  needed text := private.needed_engine(stage_name, job.request);
  rate integer := private.film_rate(job.request -> 'render_settings');
  frames integer := 0;
  range_frames integer := 0;
  made uuid;
begin
  select s.* into strict stage from public.render_stages s
  where s.job_id = job.id and s.stage_name = start_stage.stage_name;
  if stage_name = 'ue5' then
    frames := (stage.stage_data ->> 'frame_count')::integer;
    range_frames := private.range_seconds(frames::double precision / rate, needed) * rate;
  end if;
  for made in
    insert into public.render_tasks
      (stage_id, job_id, user_id, stage, engine, range_index, first_frame, frame_count, priority, queued_at)
    select stage.id, job.id, job.user_id, stage.stage_name, needed,
      r.i, r.i * range_frames, least(range_frames, frames - r.i * range_frames), job.priority, job.created_at
    from generate_series(0, case when frames > 0 then (frames - 1) / range_frames else 0 end) as r (i)
    returning id
  loop
    perform private.send_message(made);
  end loop;
  perform private.wake_agents(stage_name);
end
$$;

-- Notes that an agent is alive; at most one write in five seconds and one wait for nobody. An agent asks for what its
-- free slots can do, so what it offers adds up until it registers anew; one that asks for nothing offers nothing.
create or replace function private.see_agent(stages text[], engines text[]) returns void
language plpgsql set search_path = ''
as $$
begin
  perform from public.gpu_agents a
  where a.id = private.caller_id() and a.last_seen_at > clock_timestamp() - interval '5 seconds'
    and (see_agent.stages is null or (a.stages @> see_agent.stages and a.engines @> see_agent.engines
      and (see_agent.engines <> '{}' or a.engines = '{}')));
  if not found then
    insert into public.gpu_agents as a (id, name, stages, engines)
    values (private.caller_id(), private.caller_id()::text, coalesce(stages, '{}'), coalesce(engines, '{}'))
    on conflict on constraint gpu_agents_pkey do update set
      last_seen_at = clock_timestamp(),
      stages = array(select distinct s from unnest(a.stages || see_agent.stages) as s order by s),
      engines = case when see_agent.engines = '{}' then '{}'
        else array(select distinct e from unnest(a.engines || see_agent.engines) as e order by e) end;
  end if;
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
  skipped boolean;
begin
  perform private.require(private.caller_id() is not null, 'token_missing', 'An agent must be signed in.');
  perform private.require(stages is not null and engines is not null, 'invalid_request',
    'stages and engines are required.');
  perform private.see_agent(stages, engines);
  offered := engines || array(select distinct split_part(e, ':', 1) || ':auto' from unnest(engines) as e);

  -- Agents that are woken at once for the ranges of one film find its row locked by each other, each for milliseconds:
  -- who went away empty-handed would rest for seconds beside work that waits. 25 rounds are about half a second.
  for round in 1..25 loop
    skipped := false;
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
        and private.caller_id() <> all (t.declined_by)
        and ((t.status = 'pending' and t.run_after <= clock_timestamp())
          or (t.status = 'processing' and t.lease_expires_at <= clock_timestamp()))
      order by t.priority desc, coalesce(running.tasks, 0), t.queued_at, t.range_index, t.id
      limit 64
    loop
      -- Whoever else works on the same job or task right now is not waited for: the next candidate is tried.
      perform from public.render_jobs j where j.id = candidate.job_id for update skip locked;
      if not found and candidate.job_id is not null then
        skipped := true;
        continue;
      end if;
      perform from public.voice_clones v where v.id = candidate.voice_id for update skip locked;
      continue when not found and candidate.voice_id is not null;
      -- The engine too may have been settled, or the task declined, since the list was read.
      select t.* into task from public.render_tasks t
      where t.id = candidate.id
        and (t.stage = 'voice_training' or t.engine = any (offered))
        and private.caller_id() <> all (t.declined_by)
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
      return private.describe_task(private.lease_task(task, private.lease_bounds(lease_seconds)))
        || jsonb_build_object('engine', task.engine);
    end loop;
    exit when not skipped;
    perform pg_sleep(0.005 + 0.03 * random());
  end loop;
  return null;
end
$$;

-- definer because agents may not touch tasks, stages or jobs themselves
create function public.settle_engine(lease_id uuid, engine text) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  task public.render_tasks := private.hold_lease(lease_id);
begin
  perform private.require(task.status = 'processing', 'lease_lost', 'The task has ended.');
  perform private.require(
    task.stage = 'ue5' and engine ~ '^render:[a-z][a-z0-9_]{0,39}$' and engine <> 'render:auto',
    'invalid_request', 'Only ranges of a film settle an engine, and it is called render:name.');
  if task.engine <> 'render:auto' then
    return task.engine;
  end if;
  update public.render_tasks t
  set engine = settle_engine.engine
  where t.stage_id = task.stage_id and t.status in ('pending', 'processing');
  return engine;
end
$$;
comment on function public.settle_engine is
  'The engine of all ranges of the film: the one given, unless another range settled one before.';

-- definer because agents may not touch tasks, stages or jobs themselves
create function public.decline_task(lease_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  task public.render_tasks := private.hold_lease(lease_id);
begin
  if task.status = 'cancelled' then
    return;
  end if;
  perform private.require(task.status = 'processing', 'lease_lost', 'The task has ended.');
  update public.render_tasks t
  set declined_by = t.declined_by || private.caller_id()
  where t.id = task.id and private.caller_id() <> all (t.declined_by);
  perform private.return_task(task, 0, null, true);
end
$$;
comment on function public.decline_task is
  'Gives the task back, and with it the attempt; the caller is not offered it again.';

-- Films whose settled engine nobody has offered for ten minutes, while somebody offers another: all ranges are drawn
-- anew, so that no film changes its looks in the middle. Twice at most: an engine that comes and goes must not keep a
-- film from ever ending.
create function private.restart_stages() returns integer
language plpgsql set search_path = ''
as $$
declare
  lost record;
  task public.render_tasks;
  restarted integer := 0;
begin
  for lost in
    select s.id, s.job_id from public.render_stages s
    join public.render_jobs j on j.id = s.job_id
    where s.stage_name = 'ue5' and s.status = 'processing' and j.status = 'processing'
      and private.needed_engine('ue5', j.request) = 'render:auto'
      and coalesce((s.stage_data ->> 'restarts')::integer, 0) < 2
      and exists (
        select from public.render_tasks t
        where t.stage_id = s.id and t.status = 'pending' and t.engine <> 'render:auto'
          and t.run_after <= clock_timestamp()
          and not exists (
            select from private.agents_offering('ue5', t.engine, interval '10 minutes') as a (id)
            where a.id <> all (t.declined_by)))
      -- None of these offers the settled engine, so what they offer is another.
      and exists (
        select from private.agents_offering('ue5', 'render:auto', interval '1 minute') as a (id)
        where not exists (
          select from public.render_tasks t
          where t.stage_id = s.id and t.engine = 'render:auto' and a.id = any (t.declined_by)))
    limit 100
  loop
    perform from public.render_jobs j
    where j.id = lost.job_id and j.status = 'processing'
    for update skip locked;
    continue when not found;
    -- Whoever still draws a range may yet finish it: the next sweep comes back.
    continue when exists (
      select from public.render_tasks t
      where t.stage_id = lost.id and t.status = 'processing' and t.lease_expires_at > clock_timestamp());
    for task in
      select t.* from public.render_tasks t where t.stage_id = lost.id order by t.id for update
    loop
      update public.render_tasks t
      set status = 'pending', engine = 'render:auto', declined_by = '{}', attempt = 0, progress = 0,
        lease_id = null, lease_expires_at = null, run_after = clock_timestamp(),
        artifact = null, report = null, error = null, completed_at = null
      where t.id = task.id;
      if task.status = 'completed' then
        perform private.send_message(task.id);
      else
        perform private.hide_message(task, 0);
      end if;
    end loop;
    update public.render_stages s
    set stage_data = s.stage_data
      || jsonb_build_object('restarts', coalesce((s.stage_data ->> 'restarts')::integer, 0) + 1)
    where s.id = lost.id;
    perform private.sum_up_stage(lost.id);
    perform private.wake_agents('ue5');
    restarted := restarted + 1;
  end loop;
  return restarted;
end
$$;

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

  perform private.restart_stages();

  -- Work nobody who is up can do: told after half an hour instead of waiting for ever.
  for found_task in
    select t.id from public.render_tasks t
    where t.status = 'pending' and t.attempt = 0 and t.stage <> 'voice_training'
      and t.created_at < clock_timestamp() - interval '30 minutes'
      and exists (select from public.gpu_agents a where a.last_seen_at > clock_timestamp() - interval '1 minute')
      and not exists (
        select from private.agents_offering(t.stage, t.engine, interval '30 minutes') as a (id)
        where a.id <> all (t.declined_by))
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

-- definer because nobody but the service may read gpu_agents, and who is busy stands in everybody's tasks
create function public.list_agents()
returns table (
  name text, version text, engines text[], gpus jsonb, labels jsonb, last_seen_at timestamptz, online boolean,
  busy bigint
)
language sql stable security definer set search_path = ''
as $$
  select a.name, a.version, a.engines,
    case jsonb_typeof(a.capabilities -> 'gpus') when 'array' then a.capabilities -> 'gpus' else '[]' end,
    case jsonb_typeof(a.capabilities -> 'labels') when 'object' then a.capabilities -> 'labels' else '{}' end,
    a.last_seen_at, a.last_seen_at > clock_timestamp() - interval '60 seconds',
    (select count(*) from public.render_tasks t
     where t.agent_id = a.id and t.status = 'processing' and t.lease_expires_at > clock_timestamp())
  from public.gpu_agents a
  where a.last_seen_at > clock_timestamp() - interval '1 day'
  order by 7 desc, a.name
  limit 200
$$;
comment on function public.list_agents is
  'Agents heard of within a day, for people to see: no ids, no hosts, no work. online: within the last 60 seconds.';

revoke all on function
  private.agents_offering, private.range_seconds, private.restart_stages,
  public.settle_engine, public.decline_task, public.list_agents
  from public;
revoke all on function public.list_agents from anon, gpu_agent;
grant execute on function public.settle_engine, public.decline_task to gpu_agent;
grant execute on function public.list_agents to authenticated, service_role;
