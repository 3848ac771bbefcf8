drop function public.complete_task(uuid, jsonb, jsonb);
drop function private.finish_stage(public.render_tasks, public.render_jobs, jsonb, jsonb);
drop function private.finish_film(public.render_jobs, jsonb, jsonb);
drop function private.set_film_length(public.render_jobs, numeric);
drop function private.stable_url(jsonb, text);
drop function private.learn_rate(public.render_tasks, public.render_jobs, jsonb);
drop function private.check_artifact(public.render_tasks, jsonb);
drop function private.is_positive(jsonb, boolean);
