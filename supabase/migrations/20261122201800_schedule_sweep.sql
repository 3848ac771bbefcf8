-- Purpose: sweep() every minute where pg_cron exists. Agents call it too, so that nothing depends on the scheduler.
-- Locks: none.

do $$
begin
  if not exists (select from pg_catalog.pg_available_extensions where name = 'pg_cron') then
    raise notice 'pg_cron is not available: agents alone call sweep()';
    return;
  end if;
  create extension if not exists pg_cron;
  perform cron.schedule('semblante-sweep', '* * * * *', 'select public.sweep()');
exception
  when insufficient_privilege or undefined_function or undefined_file or object_not_in_prerequisite_state
    or feature_not_supported or raise_exception then
    raise notice 'sweep() was not scheduled (%): agents alone call it', sqlerrm;
end
$$;
