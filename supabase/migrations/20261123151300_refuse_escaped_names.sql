-- Purpose: a file's name holds no per cent escapes, backslashes or control characters: what Storage takes for a name, a
-- proxy, a tool or an agent behind it could take for dots and slashes. Locks: none beyond creation.
-- Files that were stored before under such names stay readable; no film takes them any more.

create function private.is_plain_name(name text) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return name !~ '%[0-9A-Fa-f]{2}' and name !~ '[\\\x01-\x1f\x7f]';
end
$$;
comment on function private.is_plain_name is 'Whether a path means the same to whoever decodes it once more.';
revoke all on function private.is_plain_name from public;
grant execute on function private.is_plain_name to authenticated;

create or replace function private.is_own_upload(path text, owner uuid) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return char_length(path) <= 500
    and starts_with(path, owner::text || '/')
    and path !~ '(^|/)\.{0,2}(/|$)'
    and private.is_plain_name(path);
end
$$;

create policy "Nobody adds a file under an escaped name" on storage.objects
  as restrictive for insert to authenticated with check (private.is_plain_name(name));
create policy "Nobody gives a file an escaped name" on storage.objects
  as restrictive for update to authenticated using (true) with check (private.is_plain_name(name));
