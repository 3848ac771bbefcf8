-- Purpose: how much waits, how much runs, and how long the oldest waits, by stage: for metrics and for scaling.
-- Locks: none. Why: an autoscaler must not read rows, and an agent sees no task but its own.

-- definer because neither agents nor the scaler's role may read render_tasks
create function public.queue_depths()
returns table (stage text, waiting bigint, running bigint, oldest_age_s double precision)
language sql stable security definer set search_path = ''
as $$
  select s.stage,
    count(t.id) filter (where t.status = 'pending'),
    count(t.id) filter (where t.status = 'processing'),
    -- Waiting counts from when a task may run: a retry's pause is not a queue.
    coalesce(extract(epoch from clock_timestamp() - min(greatest(t.queued_at, t.run_after))
      filter (where t.status = 'pending' and t.run_after <= clock_timestamp())), 0)::double precision
  from unnest(array['tts', 'audio2face', 'ue5', 'compositing', 'voice_training', 'speech_preview']) as s (stage)
  left join public.render_tasks t on t.stage = s.stage and t.status in ('pending', 'processing')
  group by s.stage
$$;

comment on function public.queue_depths() is
  'One row a stage: tasks waiting, tasks running, seconds the oldest waits. Grant it to a role of your autoscaler.';

revoke all on function public.queue_depths() from public, anon, authenticated, service_role;
grant execute on function public.queue_depths() to gpu_agent, service_role;
