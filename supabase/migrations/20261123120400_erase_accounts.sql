-- Purpose: a person takes their data with them, or takes it away.
-- Locks: everything of one person while their account is erased.
-- Why the rows are found in the catalogue: a table added later is exported without anybody remembering it.

create table public.account_deletions (
  user_id uuid primary key references public.users (id) on delete cascade,
  code_hash text not null,
  expires_at timestamptz not null,
  constraint account_deletions_code_is_a_sha256 check (code_hash ~ '^[0-9a-f]{64}$')
);
comment on table public.account_deletions is 'First of the two steps to erase an account: the code that the second must bring.';
alter table public.account_deletions enable row level security;
grant all on public.account_deletions to service_role;

-- definer because nobody may read or write the codes
create function public.request_account_deletion() returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  code constant text := replace(gen_random_uuid()::text, '-', '');
  until constant timestamptz := clock_timestamp() + interval '15 minutes';
begin
  perform private.require_scope('account');
  perform private.require(
    exists (select from public.users u where u.id = auth.uid()), 'token_missing', 'Sign in first.');
  insert into public.account_deletions as a (user_id, code_hash, expires_at)
  values (auth.uid(), encode(sha256(convert_to(code, 'UTF8')), 'hex'), until)
  on conflict on constraint account_deletions_pkey
    do update set code_hash = excluded.code_hash, expires_at = excluded.expires_at;
  return jsonb_build_object('confirmation', code, 'expires_at', until);
end
$$;
comment on function public.request_account_deletion is
  'A code, good for 15 minutes, that delete_account needs. Erases nothing by itself.';

-- definer because a person may not delete from auth.users; only their own row, and only with the code
create function public.delete_account(confirmation text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  person constant uuid := auth.uid();
begin
  perform private.require_scope('account');
  delete from public.account_deletions a
  where a.user_id = person and a.expires_at > clock_timestamp()
    and a.code_hash = encode(sha256(convert_to(confirmation, 'UTF8')), 'hex');
  perform private.require(found, 'invalid_request',
    'confirmation is not the code that was given, or it is older than 15 minutes.');
  -- Everything else follows by cascade; triggers queue folders and cloud voices for removal.
  delete from auth.users u where u.id = person;
  return jsonb_build_object('deleted', true);
end
$$;
comment on function public.delete_account is
  'Erases the caller: sign-in, rows at once, files and cloud voices as soon as an agent has removed them.';

-- As the caller, so that row level security decides what is theirs.
create function public.export_account() returns jsonb
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
      string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
    from pg_catalog.pg_class c
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and has_column_privilege(c.oid, a.attnum, 'select')
      and not has_any_column_privilege('anon', c.oid, 'select')
      -- What everybody may read is nobody's own.
      and not exists (
        select from pg_catalog.pg_policy p
        where p.polrelid = c.oid and p.polcmd in ('r', '*') and pg_get_expr(p.polqual, p.polrelid) = 'true')
    group by c.relname
    order by c.relname
  loop
    execute format('select coalesce(jsonb_agg(to_jsonb(r)), ''[]'') from (select %s from public.%I) r',
      source.columns, source.name) into own;
    answer := answer || jsonb_build_object(source.name, own);
  end loop;
  return jsonb_build_object('tables', answer, 'files', (
    select coalesce(jsonb_agg(jsonb_build_object(
      'bucket', o.bucket_id, 'path', o.name, 'bytes', (o.metadata ->> 'size')::bigint,
      'content_type', o.metadata ->> 'mimetype') order by o.bucket_id, o.name), '[]')
    from storage.objects o
    where o.bucket_id in ('renders', 'voice-samples', 'uploads', 'previews')
      and starts_with(o.name, person::text || '/')));
end
$$;
comment on function public.export_account is 'Every row and the address of every file that is the caller''s own.';

revoke all on function public.request_account_deletion, public.delete_account, public.export_account from public;
grant execute on function public.request_account_deletion, public.delete_account, public.export_account to authenticated;
