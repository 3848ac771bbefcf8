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

drop function private.try_claim(uuid, uuid, uuid, text[], integer);
drop function private.next_of_everybody(text[], text[], smallint, uuid[], uuid, integer);
drop function private.next_of_the_idle(text[], text[], smallint, uuid[], uuid[], uuid, integer);
drop function private.waiting_kinds(text[], text[]);

create index render_tasks_claimable_idx on public.render_tasks (stage, priority desc, queued_at)
  where status in ('pending', 'processing');
drop index public.render_tasks_waiting_people_idx;
drop index public.render_tasks_waiting_idx;
