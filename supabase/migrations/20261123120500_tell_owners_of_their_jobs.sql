-- Purpose: what an owner wants to know of a job that its row does not say. Locks: a short one on storage.objects.

-- definer because owners may not read tasks
create function public.watch_jobs(job_ids uuid[])
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
comment on function public.watch_jobs is
  'Of one''s own jobs: place in the queue, by plan and age, while queued; the end of the tool''s log when failed; the first frame while frames are drawn.';

-- definer because owners may not read tasks: the first frame of a film of theirs in the making, and no other artefact
create function private.owns_first_frame(object_name text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.render_tasks t
    where t.user_id = auth.uid() and t.job_id::text = split_part(object_name, '/', 1)
      and t.stage = 'ue5' and t.range_index = 0 and t.status = 'completed'
      and object_name = (t.artifact ->> 'prefix') || (t.artifact #>> '{files,poster}'))
$$;

revoke all on function public.watch_jobs, private.owns_first_frame from public;
grant execute on function public.watch_jobs, private.owns_first_frame to authenticated;

create policy "Owners can see the first frame of a film in the making" on storage.objects
  for select to authenticated using (bucket_id = 'artifacts' and private.owns_first_frame(name));
