drop function public.create_render_job(text, text, jsonb, jsonb, uuid, text, text);
drop trigger clear_job on public.render_jobs;
drop trigger start_job on public.render_jobs;
drop trigger admit_job on public.render_jobs;
drop function private.clear_job();
drop function private.start_job();
drop function private.admit_job();
