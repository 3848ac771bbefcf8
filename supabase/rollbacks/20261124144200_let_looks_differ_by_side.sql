-- Restores the outline of a look without `sides`.

create or replace function private.check_look(look jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare
  part text;
begin
  perform private.require(
    jsonb_typeof(look) = 'object'
      and private.has_only_keys(look, '{version,macro,face,skin,hair,brows,lashes,eyes,wardrobe}')
      and look -> 'version' = '1',
    'invalid_request',
    'look must be { version: 1, macro, face, skin, hair, brows, lashes, eyes, wardrobe } and nothing else.');
  foreach part in array '{macro,face,skin,hair,brows,lashes,eyes,wardrobe}'::text[] loop
    perform private.require(jsonb_typeof(look -> part) = 'object', 'invalid_request',
      format('look.%s must be an object.', part));
  end loop;
  perform private.require(
    not exists (
      select from jsonb_each(look -> 'face') as s
      where jsonb_typeof(s.value) <> 'number' or (s.value #>> '{}')::numeric not between -1 and 1),
    'invalid_request', 'Each slider of look.face must be a number from -1 to 1.');
  perform private.require(octet_length(look::text) <= 16384, 'invalid_request', 'look is larger than 16 kB.');
end
$$;
