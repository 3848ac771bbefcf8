-- Purpose: a service role that changes rows of its own accord is no API token and need not be able to ask about one.
-- Locks: none.

-- definer because whoever changes a row, a service role among them, need not be allowed to ask about API tokens
create or replace function private.check_scope() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_scope(tg_argv[0]);
  return null;
end
$$;
