drop function public.admit_render_job;
