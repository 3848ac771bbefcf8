-- Purpose: cancelling a job, settling what nobody holds, and removing files of what has ended.
-- Locks: job, then tasks. sweep skips whatever somebody else has locked: it comes back to it.

-- definer because users may not write a job's status; only the owner (or a privileged client) gets past the check
create function public.cancel_render_job(job_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  job public.render_jobs;
begin
  select j.* into job from public.render_jobs j
  where j.id = cancel_render_job.job_id
    and (j.user_id = auth.uid() or auth.jwt() ->> 'role' = 'service_role')
  for update;
  perform private.require(job.id is not null, 'job_not_found', 'job_id names no video of yours.');
  perform private.require(job.status not in ('completed', 'failed'), 'job_not_cancellable',
    format('The video is already %s.', job.status));
  if job.status <> 'cancelled' then
    perform private.end_job(job.id, 'cancelled', job.current_stage, 'cancelled', 'Cancelled on request.');
  end if;
  return jsonb_build_object('job_id', job.id, 'status', 'cancelled');
end
$$;
comment on function public.cancel_render_job is 'Ends a queued or running job; asking again answers the same.';
revoke all on function public.cancel_render_job from public;
grant execute on function public.cancel_render_job to authenticated, service_role;

-- Locks what a task serves and the task, unless somebody else holds either; null then.
create function private.try_lock_task(task_id uuid) returns public.render_tasks
language plpgsql set search_path = ''
as $$
declare
  task public.render_tasks;
begin
  select t.* into task from public.render_tasks t where t.id = try_lock_task.task_id;
  perform from public.render_jobs j where j.id = task.job_id for update skip locked;
  if not found and task.job_id is not null then
    return null;
  end if;
  perform from public.voice_clones v where v.id = task.voice_id for update skip locked;
  if not found and task.voice_id is not null then
    return null;
  end if;
  select t.* into task from public.render_tasks t where t.id = try_lock_task.task_id for update skip locked;
  return task;
end
$$;

-- Messages of a queue that no live task owns.
create function private.archive_orphans(queue_name text) returns integer
language plpgsql set search_path = ''
as $$
declare
  archived integer;
begin
  execute format($query$
    select count(*) from (
      select pgmq.archive(%1$L, q.msg_id) as done
      from pgmq.%2$I as q
      where not exists (
        select from public.render_tasks t
        where t.message_id = q.msg_id and private.queue_of(t.stage) = %1$L
          and t.status in ('pending', 'processing'))
      limit 1000
    ) as orphans where orphans.done
  $query$, queue_name, 'q_' || queue_name) into archived;
  return archived;
end
$$;

-- definer because any agent may call it and it settles everybody's rows
create function public.sweep() returns jsonb
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
    '{render_tts,render_audio2face,render_ue5,render_compositing,voice_training}'::text[]
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

  delete from public.render_requests r where r.created_at < now() - interval '30 days';

  return jsonb_build_object(
    'returned', returned, 'given_up', given_up, 'archived', archived, 'resent', resent,
    'deletions', (select count(*) from public.storage_deletions d where d.run_after <= clock_timestamp()));
end
$$;
comment on function public.sweep is
  'Settles what nobody holds. Idempotent; any agent calls it, and pg_cron where it exists.';

-- definer because agents may not read or write the queue of deletions themselves
create function public.claim_deletions(batch integer default 100)
returns table (id bigint, bucket text, path text)
language plpgsql security definer set search_path = ''
as $$
declare
  wanted integer := least(1000, greatest(1, coalesce(batch, 100)));
  folder public.storage_deletions;
  found_objects integer;
begin
  perform private.require(private.caller_id() is not null, 'token_missing', 'An agent must be signed in.');
  for folder in
    select d.* from public.storage_deletions d
    where d.run_after <= clock_timestamp()
      and (d.claimed_until is null or d.claimed_until <= clock_timestamp())
    order by d.run_after
    limit 50
    for update skip locked
  loop
    return query
      select folder.id, o.bucket_id, o.name from storage.objects o
      where o.bucket_id = folder.bucket and starts_with(o.name, folder.prefix)
      order by o.name limit wanted;
    get diagnostics found_objects = row_count;
    if found_objects = 0 then
      delete from public.storage_deletions d where d.id = folder.id;
      continue;
    end if;
    update public.storage_deletions d
    set claimed_by = private.caller_id(), claimed_until = clock_timestamp() + interval '5 minutes'
    where d.id = folder.id;
    wanted := wanted - found_objects;
    exit when wanted <= 0;
  end loop;
end
$$;
comment on function public.claim_deletions is
  'Objects the caller must now remove through the Storage API, within five minutes; id is that of their folder.';

-- definer because agents may not read or write the queue of deletions themselves
create function public.settle_deletions(ids bigint[]) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  settled integer;
begin
  delete from public.storage_deletions d
  where d.id = any (ids) and d.claimed_by = private.caller_id()
    and not exists (
      select from storage.objects o where o.bucket_id = d.bucket and starts_with(o.name, d.prefix));
  get diagnostics settled = row_count;
  -- What is still full was larger than the batch, or somebody could not remove it: it is handed out again.
  update public.storage_deletions d
  set claimed_by = null, claimed_until = null
  where d.id = any (ids) and d.claimed_by = private.caller_id();
  return settled;
end
$$;
comment on function public.settle_deletions is 'Forgets claimed folders that are empty now; returns how many.';

revoke all on function
  private.try_lock_task, private.archive_orphans, public.sweep, public.claim_deletions, public.settle_deletions
  from public;
grant execute on function public.sweep to gpu_agent, service_role;
grant execute on function public.claim_deletions, public.settle_deletions to gpu_agent;
