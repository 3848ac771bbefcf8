-- Purpose: films that can be shown to people without an account, and deleted with a day to think again.
-- Locks: short exclusive ones on render_jobs for its column; the job's row in every function that changes one.
-- Why a header: Storage signs a film's address as anon, and a policy sees nothing of the caller but the request. The
-- token of a link travels in `x-semblante-share`, so that anon can list or sign nothing it was not given a link to.

insert into private.error_codes (code, status, retryable, remedy) values
  ('share_not_found', 404, null, 'Check the link; ask whoever sent it for a new one.'),
  ('share_ended', 410, null, 'The link has expired or was withdrawn; ask whoever sent it for a new one.');

-- --- deleting, with undo -------------------------------------------------------------------------------------------

alter table public.render_jobs
  add column deleted_at timestamptz,
  add constraint render_jobs_deleted_has_ended
    check (deleted_at is null or status in ('completed', 'failed', 'cancelled'));
comment on column public.render_jobs.deleted_at is
  'When its owner deleted it: out of reach at once, gone with its files a day later, restored until then.';
create index render_jobs_deleted_at_idx on public.render_jobs (deleted_at) where deleted_at is not null;

create function private.deletion_grace() returns interval
language sql immutable set search_path = ''
as $$ select interval '1 day' $$;

-- definer because users may not write jobs; nobody but the owner gets past the check
create function public.delete_film(job_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  job public.render_jobs;
begin
  perform private.require_scope('render');
  select j.* into job from public.render_jobs j
  where j.id = delete_film.job_id and j.user_id = auth.uid()
  for update;
  perform private.require(job.id is not null, 'job_not_found', 'job_id names no video of yours.');
  perform private.require(job.status in ('completed', 'failed', 'cancelled'), 'invalid_request',
    'The video is still being made: cancel it first.');
  if job.deleted_at is null then
    update public.render_jobs j set deleted_at = clock_timestamp(), seq = j.seq + 1 where j.id = job.id
    returning j.* into job;
  end if;
  return jsonb_build_object('job_id', job.id, 'restorable_until', job.deleted_at + private.deletion_grace());
end
$$;
comment on function public.delete_film is
  'Puts an ended job and its film out of reach; restore_film takes it back for a day. Asking again answers the same.';

-- definer because users may not write jobs; nobody but the owner gets past the check
create function public.restore_film(job_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  job public.render_jobs;
begin
  perform private.require_scope('render');
  update public.render_jobs j set deleted_at = null, seq = j.seq + 1
  where j.id = restore_film.job_id and j.user_id = auth.uid()
    and (j.deleted_at is null or j.deleted_at > clock_timestamp() - private.deletion_grace())
  returning j.* into job;
  perform private.require(job.id is not null, 'job_not_found', 'job_id names no video of yours that can be restored.');
  return jsonb_build_object('job_id', job.id, 'restored', true);
end
$$;
comment on function public.restore_film is 'Takes delete_film back. Restoring what was not deleted answers the same.';

-- Rows deleted long enough ago; the trigger of a deleted job queues its folders.
create function private.purge_deleted_films() returns void
language plpgsql set search_path = ''
as $$
begin
  delete from public.render_jobs j
  where j.id in (
    select due.id from public.render_jobs due
    where due.deleted_at <= clock_timestamp() - private.deletion_grace()
    order by due.deleted_at limit 100
    for update skip locked);
end
$$;

-- definer because agents may not read or write the queue of deletions themselves
create or replace function public.claim_deletions(batch integer default 100)
returns table (id bigint, bucket text, path text)
language plpgsql security definer set search_path = ''
as $$
declare
  wanted integer := least(1000, greatest(1, coalesce(batch, 100)));
  folder public.storage_deletions;
  found_objects integer;
begin
  perform private.require(private.caller_id() is not null, 'token_missing', 'An agent must be signed in.');
  perform private.purge_deleted_films();
  for folder in
    select d.* from public.storage_deletions d
    where d.run_after <= clock_timestamp()
      and (d.claimed_until is null or d.claimed_until <= clock_timestamp())
    order by d.run_after
    limit 50
    for update skip locked
  loop
    return query
      select folder.id, o.bucket_id, o.name from storage.objects o
      where o.bucket_id = folder.bucket and starts_with(o.name, folder.prefix)
      order by o.name limit wanted;
    get diagnostics found_objects = row_count;
    if found_objects = 0 then
      delete from public.storage_deletions d where d.id = folder.id;
      continue;
    end if;
    update public.storage_deletions d
    set claimed_by = private.caller_id(), claimed_until = clock_timestamp() + interval '5 minutes'
    where d.id = folder.id;
    wanted := wanted - found_objects;
    exit when wanted <= 0;
  end loop;
end
$$;

-- definer because it answers for the caller's own completed jobs alone; an unaccepted upload is nobody's film
create or replace function private.owns_film(object_name text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.render_jobs j
    where j.user_id = auth.uid() and j.status = 'completed' and j.deleted_at is null
      and starts_with(object_name, j.user_id || '/' || j.id || '/')
      and starts_with('/api/v2/files/renders/' || object_name, regexp_replace(j.video_url, '[^/]+$', ''))
  )
$$;

-- --- links for people without an account ---------------------------------------------------------------------------

create table public.share_links (
  id uuid primary key default gen_random_uuid(),
  job_id uuid not null references public.render_jobs (id) on delete cascade,
  user_id uuid not null references public.users (id) on delete cascade,
  token_hash text not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  views bigint not null default 0,
  last_viewed_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  constraint share_links_token_once unique (token_hash),
  constraint share_links_token_is_a_sha256 check (token_hash ~ '^[0-9a-f]{64}$'),
  constraint share_links_expires_within_a_year
    check (expires_at > created_at and expires_at <= created_at + interval '366 days'),
  constraint share_links_views_counted check (views >= 0 and (views > 0) = (last_viewed_at is not null))
);
comment on table public.share_links is
  'Links that show one film to whoever holds them. Only the SHA-256 of a token is kept: a link is shown once, when made.';
comment on column public.share_links.revoked_at is 'Withdrawn by its owner; never set back.';
comment on column public.share_links.views is 'Times the page was opened, not times the film was played to its end.';
create index share_links_job_id_idx on public.share_links (job_id);
create index share_links_user_id_idx on public.share_links (user_id);
alter table public.share_links enable row level security;
grant select on public.share_links to authenticated;
grant all on public.share_links to service_role;
create policy "Owners can see the links they made" on public.share_links
  for select to authenticated using (user_id = (select auth.uid()));

-- definer because links are made by this function alone, so that every token is a random one
create function public.create_share_link(job_id uuid, days integer default 7) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  -- 244 random bits, in the letters of a URL.
  token constant text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  job public.render_jobs;
  link public.share_links;
begin
  perform private.require_scope('render');
  perform private.require(days between 1 and 365, 'invalid_request', 'days must be from 1 to 365.');
  select j.* into job from public.render_jobs j
  where j.id = create_share_link.job_id and j.user_id = auth.uid() and j.deleted_at is null
  for update;
  perform private.require(job.id is not null, 'job_not_found', 'job_id names no video of yours.');
  perform private.require(job.status = 'completed', 'invalid_request', 'Only a finished video can be shared.');
  perform private.require(
    (select count(*) from public.share_links s
     where s.job_id = job.id and s.revoked_at is null and s.expires_at > clock_timestamp()) < 20,
    'invalid_request', 'A video has at most 20 links at a time. Withdraw one first.');
  insert into public.share_links (job_id, user_id, token_hash, expires_at)
  values (job.id, job.user_id, encode(sha256(convert_to(token, 'UTF8')), 'hex'),
    clock_timestamp() + make_interval(days => days))
  returning * into link;
  return jsonb_build_object('share_id', link.id, 'job_id', link.job_id, 'token', token,
    'created_at', link.created_at, 'expires_at', link.expires_at, 'revoked_at', null, 'views', 0);
end
$$;
comment on function public.create_share_link is 'A new link to one''s own finished film. The token is answered this once.';

-- definer because users may not write links
create function public.revoke_share_link(share_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  link public.share_links;
begin
  perform private.require_scope('render');
  update public.share_links s set revoked_at = coalesce(s.revoked_at, clock_timestamp())
  where s.id = revoke_share_link.share_id and s.user_id = auth.uid()
  returning s.* into link;
  perform private.require(link.id is not null, 'share_not_found', 'share_id names no link of yours.');
  return jsonb_build_object('share_id', link.id, 'revoked_at', link.revoked_at);
end
$$;
comment on function public.revoke_share_link is 'Withdraws a link for good; asking again answers the same.';

create function private.shared_job(token text) returns public.render_jobs
language sql stable set search_path = ''
as $$
  select j from public.share_links s
  join public.render_jobs j on j.id = s.job_id
  where s.token_hash = encode(sha256(convert_to(token, 'UTF8')), 'hex')
    and s.revoked_at is null and s.expires_at > clock_timestamp()
    and j.status = 'completed' and j.deleted_at is null
$$;

-- definer because visitors may read no job: whoever holds the token learns what the page shows, and nothing else
create function public.open_share_link(token text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  link public.share_links;
  job public.render_jobs;
begin
  select s.* into link from public.share_links s
  where s.token_hash = encode(sha256(convert_to(token, 'UTF8')), 'hex');
  perform private.require(link.id is not null, 'share_not_found', 'There is no such link.');
  job := private.shared_job(token);
  perform private.require(job.id is not null, 'share_ended', 'This link no longer shows a video.');
  update public.share_links s set views = s.views + 1, last_viewed_at = clock_timestamp() where s.id = link.id;
  return jsonb_build_object(
    'title', (select p.title from public.avatar_projects p where p.id = job.project_id),
    'language', job.request #>> '{voice_config,language}',
    'duration_s', job.metadata -> 'duration_s',
    'width', job.metadata #> '{report,width}', 'height', job.metadata #> '{report,height}',
    'video_url', job.video_url, 'poster_url', job.metadata -> 'poster_url',
    'captions_url', job.metadata #> '{captions,vtt}', 'expires_at', link.expires_at);
end
$$;
comment on function public.open_share_link is
  'What the page of a link shows; counts a view. Addresses are stable ones: Storage signs them for the token''s holder.';

-- definer because visitors may read no job: only the film of the link whose token the request carries
create function private.share_shows(object_name text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from private.shared_job(
      nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-semblante-share') j
    where object_name in (
      select substr(address, char_length('/api/v2/files/renders/') + 1)
      from unnest(array[j.video_url, j.metadata ->> 'poster_url', j.metadata #>> '{captions,vtt}']) as address
      where starts_with(address, '/api/v2/files/renders/')))
$$;

revoke all on function
  private.deletion_grace, public.delete_film, public.restore_film, private.purge_deleted_films,
  public.create_share_link, public.revoke_share_link, private.shared_job, public.open_share_link, private.share_shows
  from public;
grant execute on function
  public.delete_film, public.restore_film, public.create_share_link, public.revoke_share_link to authenticated;
grant execute on function public.open_share_link, private.share_shows to anon;
grant usage on schema private to anon;

create policy "Visitors can read the film they hold a link to" on storage.objects
  for select to anon using (bucket_id = 'renders' and private.share_shows(name));
