-- Purpose: a film's first picture is shown while its first range is drawn, not only once that is done.
-- Locks: none beyond the functions'.

-- definer because owners may not read tasks; one place says where the picture of a film in the making lies
create function private.first_frame(job_id uuid) returns text
language sql stable security definer set search_path = ''
as $$
  select case t.status
    when 'completed' then (t.artifact ->> 'prefix') || (t.artifact #>> '{files,poster}')
    when 'processing' then t.job_id || '/ue5/0/' || t.lease_id || '/poster.png' end
  from public.render_tasks t
  where t.job_id = first_frame.job_id and t.stage = 'ue5' and t.range_index = 0
$$;
comment on function private.first_frame is
  'Where the first picture of a film in the making lies or, while its range is drawn, will lie: agents upload it under their lease.';

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
      select o.name from storage.objects o
      where o.bucket_id = 'artifacts' and o.name = private.first_frame(j.id)) end
  from public.render_jobs j
  where j.id = any (job_ids) and j.user_id = auth.uid()
$$;

create or replace function private.owns_first_frame(object_name text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.render_jobs j
    where j.id = case when object_name ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/' then split_part(object_name, '/', 1)::uuid end
      and j.user_id = auth.uid()
      and object_name = private.first_frame(j.id))
$$;

revoke all on function private.first_frame from public;
