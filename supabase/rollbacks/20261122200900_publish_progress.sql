drop function private.sum_up_stage(uuid);
drop function private.sum_up_job(uuid);
drop trigger announce_job_change on public.render_jobs;
drop trigger number_job_change on public.render_jobs;
drop function private.announce_job_change();
drop function private.number_job_change();
drop function private.job_event(public.render_jobs);
drop function private.broadcast(jsonb, text, text);
