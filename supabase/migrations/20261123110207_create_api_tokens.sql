-- Purpose: API tokens: long-lived, scoped, revocable keys that programs use instead of a person's session.
-- Locks: the owner's users row while a token is made; short exclusive ones on the tables that get a trigger.
-- Why scopes are checked here: a token is exchanged for a short-lived user token that PostgREST and Storage take, so the
-- API is not the only door. Row level security sees the same user; triggers and Storage policies see the scopes in the
-- claims. Tokens may read what their owner may read; `render` and `voices` say what they may change; nothing else.

insert into private.error_codes (code, status, retryable, remedy) values
  ('scope_missing', 403, null, 'Use a token with the scope that the message names, or sign in as a person.'),
  ('token_not_found', 404, null, 'Choose an id from GET /api/v2/tokens.');

create table public.api_tokens (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  name text not null,
  prefix text not null,
  scopes text[] not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  constraint api_tokens_name_length check (char_length(name) between 1 and 100),
  constraint api_tokens_scopes_known check (scopes <@ '{read,render,voices}' and cardinality(scopes) > 0),
  constraint api_tokens_life_is_bounded
    check (expires_at > created_at and expires_at <= created_at + interval '366 days')
);
comment on table public.api_tokens is
  'Keys of programs that act as their owner. The secret is shown once; private.api_token_hashes keeps its SHA-256.';
comment on column public.api_tokens.prefix is 'The first characters of the secret, to recognise it by.';
comment on column public.api_tokens.last_used_at is 'To the minute: written at most once in one.';
create index api_tokens_user_id_idx on public.api_tokens (user_id);

-- SHA-256 without salt or stretching: the secret is 256 random bits, which nobody guesses or looks up.
create table private.api_token_hashes (
  token_id uuid primary key references public.api_tokens (id) on delete cascade,
  hash bytea not null unique,
  constraint api_token_hashes_are_sha256 check (length(hash) = 32)
);
alter table private.api_token_hashes enable row level security;
comment on table private.api_token_hashes is 'Apart from the tokens, so that no select on them can ever show it.';

-- The API token the caller's claims came from; null for a person's own session.
create function private.caller_token() returns uuid
language sql stable set search_path = ''
as $$
  select (nullif(pg_catalog.current_setting('request.jwt.claims', true), '')::jsonb ->> 'api_token')::uuid
$$;

alter table public.api_tokens enable row level security;
grant select on public.api_tokens to authenticated;
grant all on public.api_tokens to service_role;
create policy "People can see their API tokens, and no token can" on public.api_tokens
  for select to authenticated
  using (user_id = (select auth.uid()) and (select private.caller_token()) is null);

-- Whether the caller may change what `scope` guards: a person may; a token that has the scope and is still good may.
-- definer because the claims of an exchanged token outlive its revocation by minutes: the row decides
create function private.has_scope(scope text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select private.caller_token() is null or exists (
    select from public.api_tokens t
    where t.id = private.caller_token() and has_scope.scope = any (t.scopes)
      and t.revoked_at is null and t.expires_at > clock_timestamp())
$$;
comment on function private.has_scope is 'True for people, and for API tokens with this scope that still hold.';

create function private.require_scope(scope text) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.require(private.has_scope(scope), 'scope_missing', case scope
    when 'account' then 'An API token cannot change an account.'
    else format('This API token lacks the scope %s, or no longer holds.', scope) end);
end
$$;

-- Of the table that fires it; the argument is the scope.
create function private.check_scope() returns trigger
language plpgsql set search_path = ''
as $$
begin
  perform private.require_scope(tg_argv[0]);
  return null;
end
$$;

create trigger check_scope before insert or update or delete on public.avatar_projects
  for each statement execute function private.check_scope('render');
create trigger check_scope before insert or delete on public.render_jobs
  for each statement execute function private.check_scope('render');
create trigger check_scope before insert on public.speech_previews
  for each statement execute function private.check_scope('render');
create trigger check_scope before insert or update or delete on public.pronunciations
  for each statement execute function private.check_scope('render');
create trigger check_scope before insert or update or delete on public.voice_clones
  for each statement execute function private.check_scope('voices');
create trigger check_scope before insert or update or delete on public.voice_consents
  for each statement execute function private.check_scope('voices');
create trigger check_scope before update on public.users
  for each statement execute function private.check_scope('account');
create trigger check_scope before insert or update or delete on public.api_tokens
  for each statement execute function private.check_scope('account');

create policy "API tokens add only files of their scope" on storage.objects
  as restrictive for insert to authenticated with check (
    private.has_scope(case bucket_id when 'uploads' then 'render' when 'voice-samples' then 'voices' else '' end));
create policy "API tokens replace only files of their scope" on storage.objects
  as restrictive for update to authenticated using (
    private.has_scope(case bucket_id when 'uploads' then 'render' when 'voice-samples' then 'voices' else '' end));
create policy "API tokens remove only files of their scope" on storage.objects
  as restrictive for delete to authenticated using (
    private.has_scope(case bucket_id when 'uploads' then 'render' when 'voice-samples' then 'voices' else '' end));

-- definer because users may not write a job's status; only the owner (or a privileged client) gets past the check
create or replace function public.cancel_render_job(job_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  job public.render_jobs;
begin
  perform private.require_scope('render');
  select j.* into job from public.render_jobs j
  where j.id = cancel_render_job.job_id
    and (j.user_id = auth.uid() or auth.jwt() ->> 'role' = 'service_role')
  for update;
  perform private.require(job.id is not null, 'job_not_found', 'job_id names no video of yours.');
  perform private.require(job.status not in ('completed', 'failed'), 'job_not_cancellable',
    format('The video is already %s.', job.status));
  if job.status <> 'cancelled' then
    perform private.end_job(job.id, 'cancelled', job.current_stage, 'cancelled', 'Cancelled on request.');
  end if;
  return jsonb_build_object('job_id', job.id, 'status', 'cancelled');
end
$$;

create function private.base64url(bytes bytea) returns text
language sql immutable set search_path = ''
as $$ select rtrim(translate(encode(bytes, 'base64'), E'+/\n', '-_'), '=') $$;

-- 256 random bits: three random UUIDs hold 366 from the operating system's generator, condensed by SHA-256.
create function private.random_bytes32() returns bytea
language sql volatile set search_path = ''
as $$
  select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
$$;

-- definer because users may not write tokens: the secret must be made here
create function public.create_api_token(name text, scopes text[], expires_at timestamptz default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  owner constant uuid := auth.uid();
  ends constant timestamptz := coalesce(expires_at, clock_timestamp() + interval '90 days');
  secret constant text := 'smb_' || private.base64url(private.random_bytes32());
  made public.api_tokens;
begin
  perform private.require(owner is not null, 'token_missing', 'Only a signed-in user can make an API token.');
  perform private.require_scope('account');
  perform private.require(char_length(btrim(name)) between 1 and 100, 'invalid_request',
    'name must have 1 to 100 characters.');
  perform private.require(
    cardinality(scopes) > 0 and scopes <@ '{read,render,voices}'::text[], 'invalid_request',
    'scopes must name at least one of read, render and voices.');
  perform private.require(
    ends > clock_timestamp() and ends <= clock_timestamp() + interval '365 days', 'invalid_request',
    'expires_at must lie within the next 365 days.');
  perform from public.users u where u.id = owner for no key update;
  perform private.require(
    (select count(*) < 50 from public.api_tokens t
     where t.user_id = owner and t.revoked_at is null and t.expires_at > clock_timestamp()),
    'quota_exceeded', 'Fifty API tokens hold already: revoke those you do not use.');
  insert into public.api_tokens (user_id, name, prefix, scopes, expires_at)
  values (owner, btrim(create_api_token.name), left(secret, 10),
    array(select distinct s from unnest(create_api_token.scopes) as s order by s), ends)
  returning * into made;
  insert into private.api_token_hashes (token_id, hash) values (made.id, sha256(convert_to(secret, 'UTF8')));
  return to_jsonb(made) - 'user_id' || jsonb_build_object('token', secret);
end
$$;
comment on function public.create_api_token is
  'Makes a key and answers it, this once: `token`. Without expires_at it holds for 90 days.';

-- definer because users may not write tokens
create function public.revoke_api_token(token_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  revoked public.api_tokens;
begin
  perform private.require_scope('account');
  update public.api_tokens t set revoked_at = coalesce(t.revoked_at, clock_timestamp())
  where t.id = revoke_api_token.token_id and t.user_id = auth.uid()
  returning * into revoked;
  perform private.require(revoked.id is not null, 'token_not_found', 'token_id names no API token of yours.');
  return jsonb_build_object('id', revoked.id, 'revoked_at', revoked.revoked_at);
end
$$;
comment on function public.revoke_api_token is 'Ends a key for good; asking again answers the same.';

-- definer because nobody may read hashes, and whoever holds the secret is not signed in yet
create function public.use_api_token(token text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  found_token public.api_tokens;
begin
  select t.* into found_token
  from private.api_token_hashes h join public.api_tokens t on t.id = h.token_id
  where h.hash = sha256(convert_to(use_api_token.token, 'UTF8'));
  perform private.require(found_token.id is not null and found_token.revoked_at is null, 'token_invalid',
    'This API token is unknown or was revoked.');
  perform private.require(found_token.expires_at > clock_timestamp(), 'token_expired', 'This API token has expired.');
  perform private.require(
    exists (select from auth.users u where u.id = found_token.user_id
      and (u.banned_until is null or u.banned_until <= clock_timestamp())),
    'token_invalid', 'The owner of this API token may not sign in.');
  -- Coalesced, and waiting for nobody: two uses at once need one note.
  if found_token.last_used_at is null or found_token.last_used_at < clock_timestamp() - interval '1 minute' then
    perform from public.api_tokens t where t.id = found_token.id for update skip locked;
    if found then
      update public.api_tokens t set last_used_at = clock_timestamp() where t.id = found_token.id;
    end if;
  end if;
  return jsonb_build_object('id', found_token.id, 'user_id', found_token.user_id, 'scopes', found_token.scopes,
    'expires_at', found_token.expires_at);
end
$$;
comment on function public.use_api_token is
  'Whose key this is and what it may do. Knowing the secret is the permission: open to visitors.';

revoke all on function
  private.caller_token, private.has_scope, private.require_scope, private.check_scope, private.base64url,
  private.random_bytes32, public.create_api_token, public.revoke_api_token, public.use_api_token
  from public;
grant execute on function private.caller_token, private.has_scope to authenticated;
grant execute on function public.create_api_token, public.revoke_api_token to authenticated;
grant execute on function public.use_api_token to anon;
