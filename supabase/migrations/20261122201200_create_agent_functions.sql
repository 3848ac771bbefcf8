-- Purpose: the task protocol. EXECUTE belongs to gpu_agent alone.
-- Locks: job, then task (see the transitions). claim_task waits for nobody.
-- Why definer throughout: an agent owns nothing; these functions are all it can do. The caller is the subject of its
-- token, and every change is fenced by the lease it was given.

create function private.lease_bounds(lease_seconds integer) returns integer
language sql immutable set search_path = ''
as $$ select least(300, greatest(2, coalesce(lease_seconds, 30))) $$;

-- The task a live lease of the caller names, locked. Anything else is a lost lease.
create function private.hold_lease(lease_id uuid) returns public.render_tasks
language plpgsql set search_path = ''
as $$
declare
  task public.render_tasks;
begin
  select t.* into task from public.render_tasks t
  where t.lease_id = hold_lease.lease_id and t.agent_id = private.caller_id();
  if task.id is not null then
    task := private.lock_task(task.id);
  end if;
  perform private.require(
    task.id is not null and task.lease_id = hold_lease.lease_id, 'lease_lost',
    'The lease is no longer yours: another agent holds the task or it has ended.');
  return task;
end
$$;

-- definer because agents may not write gpu_agents
create function public.register_agent(name text, version text, capabilities jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  sample jsonb;
begin
  perform private.require(private.caller_id() is not null, 'token_missing', 'An agent must be signed in.');
  perform private.require(char_length(name) between 1 and 200, 'invalid_request', 'name must have 1 to 200 characters.');
  perform private.require(jsonb_typeof(coalesce(capabilities, '{}')) = 'object', 'invalid_request',
    'capabilities must be an object.');
  insert into public.gpu_agents (id, name, version, capabilities)
  values (private.caller_id(), name, coalesce(version, ''), coalesce(capabilities, '{}'))
  on conflict on constraint gpu_agents_pkey do update set
    name = excluded.name, version = excluded.version, capabilities = excluded.capabilities,
    registered_at = now(), last_seen_at = clock_timestamp();

  -- A calibration fills rates nobody has measured yet: [{ stage, engine, size?, quality?, seconds_per_second }].
  for sample in
    select c.value
    from jsonb_array_elements(
      case jsonb_typeof(capabilities -> 'calibration') when 'array' then capabilities -> 'calibration' else '[]' end
    ) as c
    where c.value ->> 'stage' in ('tts', 'audio2face', 'ue5', 'compositing')
      and jsonb_typeof(c.value -> 'seconds_per_second') = 'number'
      and coalesce(c.value ->> 'size', '') ~ '^([1-9][0-9]{1,3}x[1-9][0-9]{1,3})?$'
      and c.value ->> 'engine' is not null
      and not exists (
        select from public.stage_rates r
        where r.stage = c.value ->> 'stage' and r.engine = c.value ->> 'engine'
          and r.size = coalesce(c.value ->> 'size', '') and r.quality = coalesce(c.value ->> 'quality', '')
          and r.samples > 0)
  loop
    perform private.record_rate(sample ->> 'stage', sample ->> 'engine', coalesce(sample ->> 'size', ''),
      coalesce(sample ->> 'quality', ''), (sample ->> 'seconds_per_second')::double precision);
  end loop;
end
$$;

-- Notes that an agent is alive; at most one write in five seconds and one wait for nobody.
create function private.see_agent(stages text[], engines text[]) returns void
language plpgsql set search_path = ''
as $$
begin
  perform from public.gpu_agents a
  where a.id = private.caller_id() and a.last_seen_at > clock_timestamp() - interval '5 seconds'
    and (see_agent.stages is null or (a.stages = see_agent.stages and a.engines = see_agent.engines));
  if not found then
    insert into public.gpu_agents as a (id, name, stages, engines)
    values (private.caller_id(), private.caller_id()::text, coalesce(stages, '{}'), coalesce(engines, '{}'))
    on conflict on constraint gpu_agents_pkey do update set
      last_seen_at = clock_timestamp(),
      stages = coalesce(see_agent.stages, a.stages), engines = coalesce(see_agent.engines, a.engines);
  end if;
end
$$;

-- Accepted artefacts of a stage, ranges in order, each with the engine that made it.
create function private.artifacts_of(job_id uuid, stage text) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(
    t.artifact || jsonb_build_object('engine', jsonb_build_object(
      'name', t.report #>> '{engine,name}', 'version', t.report #>> '{engine,version}'))
    order by t.range_index), '[]')
  from public.render_tasks t
  where t.job_id = artifacts_of.job_id and t.stage = artifacts_of.stage and t.status = 'completed'
$$;

-- Object name of a voice's recording in bucket voice-samples.
create function private.sample_path(voice public.voice_clones) returns text
language sql immutable set search_path = ''
as $$
  select regexp_replace(voice.audio_sample_url, '^/api/v2/files/voice-samples/', '')
$$;

-- Everything an agent needs to work on a task: ClaimedTask of the contract.
create function private.describe_task(task public.render_tasks) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'task_id', task.id, 'lease_id', task.lease_id, 'lease_expires_at', task.lease_expires_at,
    'attempt', task.attempt, 'stage', task.stage, 'range_index', task.range_index,
    'first_frame', task.first_frame, 'frame_count', task.frame_count,
    'job_id', task.job_id, 'user_id', task.user_id,
    'title', p.title, 'script', j.request -> 'script', 'voice_config', j.request -> 'voice_config',
    'render_settings', j.request -> 'render_settings',
    'avatar', case when a.id is not null then jsonb_build_object(
      'id', a.id, 'name', a.name, 'gender', a.gender, 'assets', a.assets, 'voice_sync', a.voice_sync) end,
    'inputs', jsonb_build_object(
      'tts', private.artifacts_of(task.job_id, 'tts') -> 0,
      'audio2face', private.artifacts_of(task.job_id, 'audio2face') -> 0,
      'ue5', private.artifacts_of(task.job_id, 'ue5')),
    'clone', case when task.stage = 'tts' and c.id is not null then
      jsonb_build_object('id', c.id, 'profile', c.profile) end,
    'voice', case when v.id is not null then jsonb_build_object(
      'id', v.id, 'name', v.name, 'language', v.language,
      'sample_path', private.sample_path(v)) end
  )
  from (select) as one
  left join public.render_jobs j on j.id = task.job_id
  left join public.avatar_projects p on p.id = j.project_id
  left join public.avatars_3d a on a.id = j.request ->> 'avatar_id'
  left join public.voice_clones c
    on c.id = (j.request #>> '{voice_config,clone_id}')::uuid and c.status = 'ready'
  left join public.voice_clones v on v.id = task.voice_id
$$;

create function private.lease_task(task public.render_tasks, lease_seconds integer) returns public.render_tasks
language plpgsql set search_path = ''
as $$
declare
  leased public.render_tasks;
begin
  update public.render_tasks t
  set status = 'processing', lease_id = gen_random_uuid(), agent_id = private.caller_id(),
    lease_expires_at = clock_timestamp() + make_interval(secs => lease_task.lease_seconds),
    lease_seconds = lease_task.lease_seconds, attempt = t.attempt + 1, progress = 0, started_at = coalesce(t.started_at, clock_timestamp())
  where t.id = task.id
  returning t.* into leased;
  perform private.hide_message(leased, lease_seconds);
  update public.render_stages s
  set status = 'processing', started_at = coalesce(s.started_at, clock_timestamp())
  where s.id = leased.stage_id and s.status = 'pending';
  update public.render_jobs j
  set status = 'processing', current_stage = leased.stage, started_at = coalesce(j.started_at, clock_timestamp())
  where j.id = leased.job_id and (j.status, j.current_stage) is distinct from ('processing', leased.stage);
  return leased;
end
$$;

-- definer because agents may not touch tasks, stages or jobs themselves
create function public.claim_task(stages text[], engines text[], lease_seconds integer default 30) returns jsonb
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

-- definer because agents may not touch tasks, stages or jobs themselves
create function public.heartbeat_task(lease_id uuid, progress double precision) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  task public.render_tasks := private.hold_lease(lease_id);
  expires timestamptz;
begin
  if task.status = 'cancelled' then
    return jsonb_build_object('lease_expires_at', clock_timestamp(), 'cancelled', true);
  end if;
  perform private.require(task.status = 'processing', 'lease_lost', 'The task has ended.');
  expires := clock_timestamp() + make_interval(secs => task.lease_seconds);
  update public.render_tasks t
  set lease_expires_at = expires, progress = greatest(t.progress, least(1, coalesce(heartbeat_task.progress, 0)))
  where t.id = task.id;
  perform private.hide_message(task, task.lease_seconds);
  perform private.see_agent(null, null);
  if task.voice_id is not null then
    update public.voice_clones v
    set training_progress = greatest(v.training_progress, least(0.99, coalesce(heartbeat_task.progress, 0)))
    where v.id = task.voice_id;
  else
    perform private.sum_up_stage(task.stage_id);
    perform private.sum_up_job(task.job_id);
  end if;
  return jsonb_build_object('lease_expires_at', expires, 'cancelled', false);
end
$$;

-- definer because agents may not touch tasks, stages or jobs themselves
create function public.fail_task(lease_id uuid, code text, retryable boolean, message text, log_tail text)
returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  task public.render_tasks := private.hold_lease(lease_id);
  due timestamptz;
  said text := left(coalesce(message, ''), 2000);
  tail text := right(coalesce(log_tail, ''), 16384);
begin
  perform private.require(
    exists (select from private.error_codes c where c.code = fail_task.code and c.retryable is not null),
    'invalid_request', format('%s is not a failure code.', left(coalesce(code, 'null'), 50)));
  if task.status in ('failed', 'cancelled') then
    return jsonb_build_object('status', 'failed', 'run_after', null);
  end if;
  perform private.require(task.status = 'processing', 'lease_lost', 'The task has ended.');

  if coalesce(retryable, false) and task.attempt < task.max_attempts then
    due := private.return_task(task, least(300, 2 ^ task.attempt)::integer,
      jsonb_build_object('code', code, 'message', said, 'retryable', true, 'log_tail', tail,
        'attempt', task.attempt), false);
    return jsonb_build_object('status', 'retrying', 'run_after', due);
  end if;
  perform private.give_up_task(task, code, said, tail);
  return jsonb_build_object('status', 'failed', 'run_after', null);
end
$$;

-- definer because agents may not touch tasks, stages or jobs themselves
create function public.release_task(lease_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  task public.render_tasks := private.hold_lease(lease_id);
begin
  if task.status = 'cancelled' then
    return;
  end if;
  perform private.require(task.status = 'processing', 'lease_lost', 'The task has ended.');
  perform private.return_task(task, 0, null, true);
end
$$;

revoke all on function
  private.lease_bounds, private.hold_lease, private.see_agent, private.artifacts_of, private.sample_path,
  private.describe_task, private.lease_task,
  public.register_agent, public.claim_task, public.heartbeat_task, public.fail_task, public.release_task
  from public;
grant execute on function
  public.register_agent, public.claim_task, public.heartbeat_task, public.fail_task, public.release_task
  to gpu_agent;
