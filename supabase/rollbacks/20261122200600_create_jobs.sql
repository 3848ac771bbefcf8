drop table public.render_requests;
drop table public.render_tasks;
drop table public.render_stages;
drop table public.render_jobs;
