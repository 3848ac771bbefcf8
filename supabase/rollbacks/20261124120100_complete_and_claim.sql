-- Two calls again, and the claim as it was.

drop function public.complete_and_claim;
-- What waits, told apart by what an agent must be able to do and by plan: a handful of rows whatever the queue's length.
-- PL/pgSQL here and below, because it plans once a session. No sequential scans: a plan kept from when the queue was
-- short must not be used when it is long.
create or replace function private.waiting_kinds(stages text[], engines text[])
returns table (stage text, engine text, priority smallint)
language plpgsql stable set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set jit = off
as $$
#variable_conflict use_column
begin
  return query
    with recursive kinds as (
      select f.stage, f.engine, f.priority
      from unnest(stages) as s (name) cross join lateral (
        select t.stage, t.engine, t.priority from public.render_tasks t
        where t.status = 'pending' and t.stage = s.name
        order by t.engine desc, t.priority desc limit 1) as f
      union all
      select n.stage, n.engine, n.priority
      from kinds k cross join lateral (
        select t.stage, t.engine, t.priority from public.render_tasks t
        where t.status = 'pending' and t.stage = k.stage and (t.engine, t.priority) < (k.engine, k.priority)
        order by t.engine desc, t.priority desc limit 1) as n
    )
    select k.stage, k.engine, k.priority from kinds k
    where k.stage = 'voice_training' or k.engine = any (engines);
end
$$;

-- Candidates of one priority whose owners have nothing running, oldest first. Of each kind the first `depth` tasks are
-- read; where that is not all and nothing older can be ruled out, the answer ends.
create or replace function private.next_of_the_idle(
  kinds_stage text[], kinds_engine text[], of_priority smallint, expired uuid[], busy uuid[], agent uuid, depth integer
) returns table (id uuid, job_id uuid, voice_id uuid)
language plpgsql stable rows 8 set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set jit = off
as $$
#variable_conflict use_column
begin
  return query
    with walked as (
      select w.*, k.kind
      from unnest(kinds_stage, kinds_engine) with ordinality as k (stage, engine, kind) cross join lateral (
        select t.id, t.job_id, t.voice_id, t.user_id, t.queued_at, t.range_index, t.run_after, t.declined_by
        from public.render_tasks t
        where t.status = 'pending' and t.stage = k.stage and t.engine = k.engine and t.priority = of_priority
        order by t.queued_at, t.range_index, t.id limit depth) as w
    ), horizon as (
      select min(f.last) as queued_at
      from (select max(w.queued_at) as last from walked w group by w.kind having count(*) = depth) as f
    )
    select c.id, c.job_id, c.voice_id
    from (
      select w.id, w.job_id, w.voice_id, w.user_id, w.queued_at, w.range_index from walked w
      where w.run_after <= clock_timestamp() and agent <> all (w.declined_by)
      union all
      select t.id, t.job_id, t.voice_id, t.user_id, t.queued_at, t.range_index from public.render_tasks t
      where t.id = any (expired) and t.priority = of_priority
    ) as c, horizon h
    where c.user_id <> all (busy) and c.queued_at <= coalesce(h.queued_at, 'infinity')
    order by c.queued_at, c.range_index, c.id;
end
$$;

-- Candidates of one priority in the whole order: whoever has least running, then age. Of each person and kind the first
-- `depth` tasks.
create or replace function private.next_of_everybody(
  kinds_stage text[], kinds_engine text[], of_priority smallint, expired uuid[], agent uuid, depth integer
) returns table (id uuid, job_id uuid, voice_id uuid)
language plpgsql stable rows 64 set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set jit = off
as $$
#variable_conflict use_column
begin
  return query
    with recursive people as (
      select k.stage, k.engine, f.user_id
      from unnest(kinds_stage, kinds_engine) as k (stage, engine) cross join lateral (
        select t.user_id from public.render_tasks t
        where t.status = 'pending' and t.stage = k.stage and t.engine = k.engine and t.priority = of_priority
        order by t.user_id limit 1) as f
      union all
      select p.stage, p.engine, n.user_id
      from people p cross join lateral (
        select t.user_id from public.render_tasks t
        where t.status = 'pending' and t.stage = p.stage and t.engine = p.engine and t.priority = of_priority
          and t.user_id > p.user_id
        order by t.user_id limit 1) as n
    ), running as (
      select r.user_id, count(*) as tasks from public.render_tasks r
      where r.status = 'processing' and r.lease_expires_at > clock_timestamp()
      group by r.user_id
    )
    select c.id, c.job_id, c.voice_id
    from (
      select w.* from people p cross join lateral (
        select t.id, t.job_id, t.voice_id, t.user_id, t.queued_at, t.range_index from public.render_tasks t
        where t.status = 'pending' and t.stage = p.stage and t.engine = p.engine and t.priority = of_priority
          and t.user_id = p.user_id and t.run_after <= clock_timestamp() and agent <> all (t.declined_by)
        order by t.queued_at, t.range_index, t.id limit depth) as w
      union all
      select t.id, t.job_id, t.voice_id, t.user_id, t.queued_at, t.range_index from public.render_tasks t
      where t.id = any (expired) and t.priority = of_priority
    ) as c
    left join running on running.user_id = c.user_id
    order by coalesce(running.tasks, 0), c.queued_at, c.range_index, c.id
    limit 64;
end
$$;

create or replace function private.lease_task(task public.render_tasks, lease_seconds integer) returns public.render_tasks
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

drop function private.claim_next, private.try_claim;
-- Leases a candidate unless somebody works on it or its film right now. `locked` then says so.
create or replace function private.try_claim(
  task_id uuid, job_id uuid, voice_id uuid, offered text[], lease_seconds integer, out claim jsonb, out locked boolean
)
language plpgsql set search_path = ''
as $$
declare
  task public.render_tasks;
begin
  locked := false;
  if try_claim.job_id is not null then
    perform from public.render_jobs j where j.id = try_claim.job_id for update skip locked;
    locked := not found;
  elsif try_claim.voice_id is not null then
    -- A voice has one task: whoever holds its row is at work on that.
    perform from public.voice_clones v where v.id = try_claim.voice_id for update skip locked;
    if not found then
      return;
    end if;
  end if;
  if locked then
    return;
  end if;
  -- The engine too may have been settled, or the task declined, since the list was read.
  select t.* into task from public.render_tasks t
  where t.id = try_claim.task_id
    and (t.stage = 'voice_training' or t.engine = any (offered))
    and private.caller_id() <> all (t.declined_by)
    and ((t.status = 'pending' and t.run_after <= clock_timestamp())
      or (t.status = 'processing' and t.lease_expires_at <= clock_timestamp()))
  for update skip locked;
  if not found then
    return;
  end if;
  if task.attempt >= task.max_attempts then
    perform private.give_up_task(task, 'attempts_exhausted',
      format('%s was tried %s times and no agent finished it.', task.stage, task.attempt), null);
    return;
  end if;
  perform private.forget_upload(task);
  claim := private.describe_task(private.lease_task(task, private.lease_bounds(lease_seconds)))
    || jsonb_build_object('engine', task.engine);
end
$$;

-- definer because agents may not touch tasks, stages or jobs themselves
create or replace function public.claim_task(stages text[], engines text[], lease_seconds integer default 30)
returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  agent uuid := private.caller_id();
  offered text[];
  stages_of text[]; engines_of text[]; priorities_of smallint[];
  stages_at text[]; engines_at text[];
  expired uuid[];
  busy uuid[];
  of_priority smallint;
  candidate record;
  tried record;
  skipped boolean;
begin
  perform private.require(agent is not null, 'token_missing', 'An agent must be signed in.');
  perform private.require(stages is not null and engines is not null, 'invalid_request',
    'stages and engines are required.');
  perform private.see_agent(stages, engines);
  offered := engines || array(select distinct split_part(e, ':', 1) || ':auto' from unnest(engines) as e);

  -- Agents that are woken at once for the ranges of one film find its row locked by each other, each for milliseconds:
  -- who went away empty-handed would rest for seconds beside work that waits. 25 rounds are about half a second.
  for round in 1..25 loop
    skipped := false;
    select array_agg(k.stage), array_agg(k.engine), array_agg(k.priority)
    into stages_of, engines_of, priorities_of
    from private.waiting_kinds(claim_task.stages, offered) as k;
    -- What runs is as much as there are slots of agents; leases that ran out are few.
    select
      coalesce(array_agg(distinct t.user_id) filter (where t.lease_expires_at > clock_timestamp()), '{}'),
      coalesce(array_agg(t.id) filter (
        where t.lease_expires_at <= clock_timestamp() and t.stage = any (claim_task.stages)
          and (t.stage = 'voice_training' or t.engine = any (offered)) and agent <> all (t.declined_by)), '{}')
    into busy, expired
    from public.render_tasks t where t.status = 'processing';

    for of_priority in
      select p.level from (
        select u.level from unnest(priorities_of) as u (level)
        union
        select t.priority from public.render_tasks t where t.id = any (expired)
      ) as p
      order by p.level desc
    loop
      select array_agg(k.stage), array_agg(k.engine) into stages_at, engines_at
      from unnest(stages_of, engines_of, priorities_of) as k (stage, engine, priority)
      where k.priority = of_priority;
      -- Whoever else works on the same job or task right now is not waited for: the next candidate is tried.
      for candidate in
        select * from private.next_of_the_idle(
          stages_at, engines_at, of_priority, expired, busy, agent, case round when 1 then 4 else 64 end)
      loop
        tried := private.try_claim(candidate.id, candidate.job_id, candidate.voice_id, offered, lease_seconds);
        if tried.claim is not null then
          return tried.claim;
        end if;
        skipped := skipped or tried.locked;
      end loop;
      for candidate in
        select * from private.next_of_everybody(
          stages_at, engines_at, of_priority, expired, agent, case round when 1 then 2 else 16 end)
      loop
        tried := private.try_claim(candidate.id, candidate.job_id, candidate.voice_id, offered, lease_seconds);
        if tried.claim is not null then
          return tried.claim;
        end if;
        skipped := skipped or tried.locked;
      end loop;
    end loop;
    exit when not skipped;
    perform pg_sleep(0.005 + 0.03 * random());
  end loop;
  return null;
end
$$;

alter function public.claim_task set plan_cache_mode = force_generic_plan;
revoke all on function private.waiting_kinds, private.next_of_the_idle, private.next_of_everybody, private.lease_task,
  private.try_claim from public;
alter table public.render_tasks drop column claimed_after;
