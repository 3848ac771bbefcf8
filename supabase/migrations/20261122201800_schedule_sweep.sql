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
  -- The scheduler is a convenience: whatever keeps it from working must not keep a project from being migrated.
  when others then
    raise notice 'sweep() was not scheduled (%): agents alone call it', sqlerrm;
end
$$;
