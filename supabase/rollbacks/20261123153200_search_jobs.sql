drop function public.search_jobs(text, text, text, text, text, uuid, integer);
drop collation private.by_number;
