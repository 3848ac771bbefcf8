create or replace function public.watch_jobs(job_ids uuid[])
returns table (job_id uuid, queue_position integer, log_tail text, frame_path text)
language sql stable security definer set search_path = ''
as $$
  select j.id,
    case when j.status = 'queued' then (
      select count(*)::integer + 1 from public.render_jobs ahead
      where ahead.status = 'queued' and (ahead.priority, j.created_at) > (j.priority, ahead.created_at)) end,
    case when j.status = 'failed' then (
      select nullif(t.error ->> 'log_tail', '') from public.render_tasks t
      where t.job_id = j.id and t.stage = j.error_stage and t.error ? 'log_tail'
      order by t.completed_at desc nulls last limit 1) end,
    case when j.status = 'processing' then (
      select (t.artifact ->> 'prefix') || (t.artifact #>> '{files,poster}') from public.render_tasks t
      where t.job_id = j.id and t.stage = 'ue5' and t.range_index = 0 and t.status = 'completed') end
  from public.render_jobs j
  where j.id = any (job_ids) and j.user_id = auth.uid()
$$;

create or replace function private.owns_first_frame(object_name text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.render_tasks t
    where t.user_id = auth.uid() and t.job_id::text = split_part(object_name, '/', 1)
      and t.stage = 'ue5' and t.range_index = 0 and t.status = 'completed'
      and object_name = (t.artifact ->> 'prefix') || (t.artifact #>> '{files,poster}'))
$$;

drop function private.first_frame;
