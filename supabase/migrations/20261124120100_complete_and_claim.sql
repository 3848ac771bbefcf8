-- Purpose: one call that completes a task and claims the next, and claims that cost less.
-- Locks: a short exclusive one on render_tasks for its column; claims lock job, voice, task as before.
-- Why: an agent with work before it settled and asked in two requests and two transactions; choosing among people went
-- through three functions that set and reset four settings each.

alter table public.render_tasks add column claimed_after uuid;
comment on column public.render_tasks.claimed_after is
  'The lease whose completion claimed this task in the same call: a repeated call, whose answer got lost, finds it again.';

-- Leases a candidate unless somebody works on it or its film right now. `locked` then says so.
drop function private.try_claim;
create function private.try_claim(
  agent uuid, task_id uuid, job_id uuid, voice_id uuid, offered text[], lease_seconds integer, after_lease uuid,
  out claim jsonb, out locked boolean
)
language plpgsql set search_path = ''
as $$
declare
  task public.render_tasks;
  film_status text;
  film_stage text;
begin
  locked := false;
  if try_claim.job_id is not null then
    select j.status, j.current_stage into film_status, film_stage
    from public.render_jobs j where j.id = try_claim.job_id for update skip locked;
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
    and agent <> all (t.declined_by)
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
  if task.stage in ('compositing', 'avatar_import') then
    perform private.forget_upload(task);
  end if;

  update public.render_tasks t
  set status = 'processing', lease_id = gen_random_uuid(), agent_id = agent,
    lease_expires_at = clock_timestamp() + make_interval(secs => try_claim.lease_seconds),
    lease_seconds = try_claim.lease_seconds, attempt = t.attempt + 1, progress = 0,
    started_at = coalesce(t.started_at, clock_timestamp()), claimed_after = after_lease
  where t.id = task.id
  returning t.* into task;
  perform private.hide_message(task, try_claim.lease_seconds);
  if task.job_id is not null then
    update public.render_stages s
    set status = 'processing', started_at = coalesce(s.started_at, clock_timestamp())
    where s.id = task.stage_id and s.status = 'pending';
    if (film_status, film_stage) is distinct from ('processing', task.stage) then
      update public.render_jobs j
      set status = 'processing', current_stage = task.stage, started_at = coalesce(j.started_at, clock_timestamp())
      where j.id = task.job_id;
    end if;
  end if;
  claim := private.describe_task(task);
end
$$;
drop function private.lease_task;

-- The next task for an agent under a new lease, or null. The order: priority, then how little its owner has running, then
-- age. Index walks only, whatever waits: of one person only the oldest task of a kind can be next. A kind is what an agent
-- must be able to do, told apart by plan. Whom this agent has just `served` counts as if that still ran: where one agent is
-- all there is, nobody has anything running when it asks, and people would otherwise wait for all films of whoever came first.
-- No sequential scans: a plan kept from when the queue was short must not be used when it is long.
create function private.claim_next(
  agent uuid, stages text[], engines text[], lease_seconds integer, after_lease uuid, served uuid, rounds integer
) returns jsonb
language plpgsql set search_path = ''
  set enable_seqscan = off set enable_bitmapscan = off set jit = off
as $$
#variable_conflict use_column
declare
  offered constant text[] := engines || array(select distinct split_part(e, ':', 1) || ':auto' from unnest(engines) as e);
  lease_s constant integer := private.lease_bounds(lease_seconds);
  kind_stages text[]; kind_engines text[]; kind_levels smallint[];
  levels smallint[]; expired_levels smallint[];
  expired uuid[];
  -- Owners of what runs, once for each of their tasks: as much as there are slots of agents.
  busy uuid[];
  level smallint;
  depth integer;
  candidate record;
  tried record;
  skipped boolean;
begin
  -- Agents that are woken at once for the ranges of one film find its row locked by each other, each for milliseconds:
  -- who went away empty-handed would rest for seconds beside work that waits. 25 rounds are about half a second.
  for round in 1..rounds loop
    skipped := false;
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
    select array_agg(k.stage), array_agg(k.engine), array_agg(k.priority), array_agg(distinct k.priority order by k.priority desc)
    into kind_stages, kind_engines, kind_levels, levels
    from kinds k
    where k.stage = 'voice_training' or k.engine = any (offered);
    select array_remove(array_agg(t.user_id) filter (where t.lease_expires_at > clock_timestamp()) || served, null),
      coalesce(array_agg(t.id) filter (where t.lease_expires_at <= clock_timestamp()), '{}'),
      array_agg(t.priority) filter (where t.lease_expires_at <= clock_timestamp())
    into busy, expired, expired_levels
    from public.render_tasks t
    where t.status = 'processing' and (t.lease_expires_at > clock_timestamp()
      or (t.stage = any (stages) and (t.stage = 'voice_training' or t.engine = any (offered))
        and agent <> all (t.declined_by)));
    if expired <> '{}' then
      levels := array(select distinct l from unnest(levels || expired_levels) as l order by l desc);
    end if;

    -- Whoever else works on the same job or task right now is not waited for: the next candidate is tried.
    foreach level in array coalesce(levels, '{}') loop
      -- Owners with nothing running, oldest first. Of each kind the first tasks are read; where that is not all and
      -- nothing older can be ruled out, the list ends.
      depth := case round when 1 then 4 else 64 end;
      for candidate in
        with walked as (
          select w.*, k.kind
          from unnest(kind_stages, kind_engines, kind_levels) with ordinality as k (stage, engine, priority, kind)
          cross join lateral (
            select t.id, t.job_id, t.voice_id, t.user_id, t.queued_at, t.range_index, t.run_after, t.declined_by
            from public.render_tasks t
            where t.status = 'pending' and t.stage = k.stage and t.engine = k.engine and t.priority = k.priority
            order by t.queued_at, t.range_index, t.id limit depth) as w
          where k.priority = level
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
          where t.id = any (expired) and t.priority = level
        ) as c, horizon h
        where c.user_id <> all (busy) and c.queued_at <= coalesce(h.queued_at, 'infinity')
        order by c.queued_at, c.range_index, c.id
      loop
        tried := private.try_claim(agent, candidate.id, candidate.job_id, candidate.voice_id, offered, lease_s, after_lease);
        if tried.claim is not null then
          return tried.claim;
        end if;
        skipped := skipped or tried.locked;
      end loop;
      -- The whole order: of each person and kind the first tasks.
      depth := case round when 1 then 2 else 16 end;
      for candidate in
        with recursive people as (
          select k.stage, k.engine, k.priority, f.user_id
          from unnest(kind_stages, kind_engines, kind_levels) as k (stage, engine, priority) cross join lateral (
            select t.user_id from public.render_tasks t
            where t.status = 'pending' and t.stage = k.stage and t.engine = k.engine and t.priority = k.priority
            order by t.user_id limit 1) as f
          where k.priority = level
          union all
          select p.stage, p.engine, p.priority, n.user_id
          from people p cross join lateral (
            select t.user_id from public.render_tasks t
            where t.status = 'pending' and t.stage = p.stage and t.engine = p.engine and t.priority = p.priority
              and t.user_id > p.user_id
            order by t.user_id limit 1) as n
        )
        select c.id, c.job_id, c.voice_id
        from (
          select w.* from people p cross join lateral (
            select t.id, t.job_id, t.voice_id, t.user_id, t.queued_at, t.range_index from public.render_tasks t
            where t.status = 'pending' and t.stage = p.stage and t.engine = p.engine and t.priority = p.priority
              and t.user_id = p.user_id and t.run_after <= clock_timestamp() and agent <> all (t.declined_by)
            order by t.queued_at, t.range_index, t.id limit depth) as w
          union all
          select t.id, t.job_id, t.voice_id, t.user_id, t.queued_at, t.range_index from public.render_tasks t
          where t.id = any (expired) and t.priority = level
        ) as c
        order by cardinality(array_positions(busy, c.user_id)), c.queued_at, c.range_index, c.id
        limit 64
      loop
        tried := private.try_claim(agent, candidate.id, candidate.job_id, candidate.voice_id, offered, lease_s, after_lease);
        if tried.claim is not null then
          return tried.claim;
        end if;
        skipped := skipped or tried.locked;
      end loop;
    end loop;
    exit when not skipped or round = rounds;
    perform pg_sleep(0.005 + 0.03 * random());
  end loop;
  return null;
end
$$;
drop function private.next_of_the_idle;
drop function private.next_of_everybody;
drop function private.waiting_kinds;

-- definer because agents may not touch tasks, stages or jobs themselves
create or replace function public.claim_task(stages text[], engines text[], lease_seconds integer default 30)
returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  agent constant uuid := private.caller_id();
begin
  perform private.require(agent is not null, 'token_missing', 'An agent must be signed in.');
  perform private.require(stages is not null and engines is not null, 'invalid_request',
    'stages and engines are required.');
  perform private.see_agent(stages, engines);
  return private.claim_next(agent, stages, engines, lease_seconds, null, null, 25);
end
$$;

-- Completes a task and claims the next in one transaction: { completed, task }, where `completed` is what complete_task
-- answers and `task` what claim_task does. Called again because the answer got lost, it answers the same completion and the
-- same task, under the same lease and for as long again. A claim that goes wrong never undoes the completion.
-- definer because agents may not touch tasks, stages or jobs themselves
create function public.complete_and_claim(
  lease_id uuid, artifact jsonb, report jsonb, stages text[], engines text[], lease_seconds integer default 30
) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  agent constant uuid := private.caller_id();
  lease_s constant integer := private.lease_bounds(lease_seconds);
  settled record;
  again public.render_tasks;
  next_task jsonb;
begin
  perform private.require(stages is not null and engines is not null, 'invalid_request',
    'stages and engines are required.');
  settled := private.settle_task(lease_id, artifact, report);
  begin
    perform private.see_agent(stages, engines);
    if settled.repeated then
      -- Without its film's lock: whoever holds that may wait for this task, and this waits for nothing but the task.
      update public.render_tasks t
      set lease_expires_at = clock_timestamp() + make_interval(secs => lease_s), lease_seconds = lease_s
      where t.agent_id = agent and t.status = 'processing' and t.claimed_after = complete_and_claim.lease_id
        and t.lease_expires_at > clock_timestamp()
      returning t.* into again;
    end if;
    if again.id is not null then
      perform private.hide_message(again, lease_s);
      next_task := private.describe_task(again);
    else
      -- One round: the film that was completed is locked until this ends, and nobody waits for that.
      next_task := private.claim_next(agent, stages, engines, lease_s, lease_id, settled.owner, 1);
    end if;
  exception
    when others then
      raise warning 'nothing was claimed after the completion of lease %: %', lease_id, sqlerrm;
      next_task := null;
  end;
  return jsonb_build_object('completed', settled.answer, 'task', next_task);
end
$$;
comment on function public.complete_and_claim is
  'Completes a task and claims the next one in the same transaction; repeated, it answers the same.';
revoke all on function
  private.try_claim, private.claim_next, public.complete_and_claim from public;
grant execute on function public.complete_and_claim to gpu_agent;
