-- Purpose: the export holds every row and file of a person, also those in tables that everybody may read a part of (an
-- avatar of one's own lies beside the catalogue) and in buckets that came later.
-- Locks: none.
-- Why by the column: whatever has user_id says whose a row is; the rest is left to row level security, as before.

-- As the caller, so that row level security decides what is theirs.
create or replace function public.export_account() returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  person constant uuid := auth.uid();
  source record;
  own jsonb;
  answer jsonb := '{}';
begin
  perform private.require(person is not null, 'token_missing', 'Sign in first.');
  for source in
    select c.relname as name,
      string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns,
      bool_or(a.attname = 'user_id') as names_owner
    from pg_catalog.pg_class c
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and has_column_privilege(c.oid, a.attnum, 'select')
    group by c.oid, c.relname
    having bool_or(a.attname = 'user_id')
      or (not has_any_column_privilege('anon', c.oid, 'select')
        -- What everybody may read is nobody's own.
        and not exists (
          select from pg_catalog.pg_policy p
          where p.polrelid = c.oid and p.polcmd in ('r', '*') and pg_get_expr(p.polqual, p.polrelid) = 'true'))
    order by c.relname
  loop
    execute format('select coalesce(jsonb_agg(to_jsonb(r)), ''[]'') from (select %s from public.%I%s) r',
      source.columns, source.name, case when source.names_owner then ' where user_id = $1' else '' end)
    into own using person;
    answer := answer || jsonb_build_object(source.name, own);
  end loop;
  return jsonb_build_object('tables', answer, 'files', (
    select coalesce(jsonb_agg(jsonb_build_object(
      'bucket', o.bucket_id, 'path', o.name, 'bytes', (o.metadata ->> 'size')::bigint,
      'content_type', o.metadata ->> 'mimetype') order by o.bucket_id, o.name), '[]')
    from storage.objects o
    where starts_with(o.name, person::text || '/')));
end
$$;
