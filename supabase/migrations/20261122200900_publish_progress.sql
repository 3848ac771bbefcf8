-- Purpose: tell owners and agents that a row changed. Locks: none beyond creation.
-- Why only hints: broadcasts can be lost, rows cannot. Every listener refetches.

-- definer because callers of a transition have no business in schema realtime
create function private.broadcast(payload jsonb, event text, topic text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform realtime.send(payload, event, topic, true);
exception
  -- A job must not fail because nobody can be told about it.
  when others then
    raise warning 'broadcast of % to % failed: %', event, topic, sqlerrm;
end
$$;

create function private.job_event(job public.render_jobs) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'job_id', job.id,
    'seq', job.seq,
    'status', job.status,
    'progress', job.progress,
    'current_stage', job.current_stage,
    'stage_progress', coalesce((
      select s.progress from public.render_stages s
      where s.job_id = job.id and s.stage_name = job.current_stage), 0),
    'eta_s', case when job.status in ('queued', 'processing') then (
      select round(sum(s.estimated_s * (1 - s.progress))::numeric, 1)
      from public.render_stages s where s.job_id = job.id and s.status in ('pending', 'processing'))
    end
  )
$$;
comment on function private.job_event is 'Payload of a job''s events: JobEvent of the contract.';

create function private.number_job_change() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if (new.status, new.progress, new.current_stage) is distinct from (old.status, old.progress, old.current_stage) then
    new.seq := old.seq + 1;
  end if;
  return new;
end
$$;

-- definer because it reads stages and broadcasts whatever role changed the job
create function private.announce_job_change() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.broadcast(
    private.job_event(new),
    case
      when new.status = old.status or new.status in ('queued', 'processing') then 'job_progressed'
      else 'job_' || new.status
    end,
    'job:' || new.id);
  return null;
end
$$;

create trigger number_job_change before update on public.render_jobs
  for each row execute function private.number_job_change();
create trigger announce_job_change after update on public.render_jobs
  for each row when (new.seq <> old.seq) execute function private.announce_job_change();

-- Progress of a job: its stages weighted by their expected seconds. Never falls, since estimates sharpen on the way.
create function private.sum_up_job(job_id uuid) returns void
language sql set search_path = ''
as $$
  update public.render_jobs j
  set progress = greatest(j.progress, least(1, (
    select sum(s.estimated_s * s.progress) / sum(s.estimated_s)
    from public.render_stages s where s.job_id = sum_up_job.job_id)))
  where j.id = sum_up_job.job_id and j.status = 'processing'
$$;

-- Progress of a stage: its tasks weighted by their frames.
create function private.sum_up_stage(stage_id uuid) returns void
language sql set search_path = ''
as $$
  update public.render_stages s
  set progress = (
    select least(1, sum(greatest(t.frame_count, 1) * t.progress) / sum(greatest(t.frame_count, 1)))
    from public.render_tasks t where t.stage_id = sum_up_stage.stage_id)
  where s.id = sum_up_stage.stage_id and s.status = 'processing'
$$;

revoke all on function
  private.broadcast, private.job_event, private.number_job_change, private.announce_job_change,
  private.sum_up_job, private.sum_up_stage
  from public;
