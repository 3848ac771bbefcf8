-- Seconds of work queued by others, shared by the agents that are up.
create or replace function private.queue_ahead_s(except_job uuid) returns double precision
language sql stable set search_path = ''
as $$
  select coalesce(sum(s.estimated_s * (1 - s.progress)), 0)
    / greatest(1, (select public.count_agents_online()))
  from public.render_stages s
  join public.render_jobs j on j.id = s.job_id
  where j.status in ('queued', 'processing') and s.status in ('pending', 'processing')
    and j.id is distinct from except_job
$$;

drop index public.render_stages_running_idx;
drop trigger note_new_work on public.render_stages;
drop trigger note_removed_work on public.render_stages;
drop trigger note_changed_work on public.render_stages;
drop function private.note_stage_work();
drop function private.work_of(text, double precision);
drop function private.note_work(bigint);
drop table private.queued_work;
