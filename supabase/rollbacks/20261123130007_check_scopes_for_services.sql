-- The way down: asked for with the rights of whoever changes a row.

create or replace function private.check_scope() returns trigger
language plpgsql set search_path = ''
as $$
begin
  perform private.require_scope(tg_argv[0]);
  return null;
end
$$;
