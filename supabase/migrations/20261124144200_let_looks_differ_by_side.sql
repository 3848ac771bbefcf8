-- Purpose: looks may say by which seed the two halves of a face differ (`sides` of AvatarLook), as the catalogue's do.
-- Locks: none beyond the function's own row.

create or replace function private.check_look(look jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare
  part text;
begin
  perform private.require(
    jsonb_typeof(look) = 'object'
      and private.has_only_keys(look, '{version,macro,face,sides,skin,hair,brows,lashes,eyes,wardrobe}')
      and look -> 'version' = '1',
    'invalid_request',
    'look must be { version: 1, macro, face, skin, hair, brows, lashes, eyes, wardrobe, sides? } and nothing else.');
  perform private.require(
    case
      when not look ? 'sides' then true
      when jsonb_typeof(look -> 'sides') <> 'number' then false
      else (look -> 'sides')::numeric between 0 and 65535 and mod((look -> 'sides')::numeric, 1) = 0
    end,
    'invalid_request', 'look.sides must be a whole number from 0 to 65535.');
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
