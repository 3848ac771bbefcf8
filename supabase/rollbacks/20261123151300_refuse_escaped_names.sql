drop policy "Nobody gives a file an escaped name" on storage.objects;
drop policy "Nobody adds a file under an escaped name" on storage.objects;

create or replace function private.is_own_upload(path text, owner uuid) returns boolean
language sql immutable set search_path = ''
as $$
  select char_length(path) <= 500
    and starts_with(path, owner::text || '/')
    and path !~ '(^|/)\.{0,2}(/|$)'
$$;

drop function private.is_plain_name(text);
