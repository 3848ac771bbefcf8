drop trigger admit_job_pronunciations on public.render_jobs;
drop function private.admit_job_pronunciations();
drop function private.with_pronunciations(jsonb, text, uuid);
drop table public.pronunciations;
drop function private.limit_pronunciations();
drop function private.tidy_pronunciation();
