drop policy "Visitors can read the film they hold a link to" on storage.objects;
drop function private.share_shows, public.open_share_link, private.shared_job, public.revoke_share_link,
  public.create_share_link, public.restore_film, public.delete_film;
drop table public.share_links;
revoke usage on schema private from anon;

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

drop function private.purge_deleted_films, private.deletion_grace;

-- definer because it answers for the caller's own completed jobs alone; an unaccepted upload is nobody's film
create or replace function private.owns_film(object_name text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.render_jobs j
    where j.user_id = auth.uid() and j.status = 'completed'
      and starts_with(object_name, j.user_id || '/' || j.id || '/')
      and starts_with('/api/v2/files/renders/' || object_name, regexp_replace(j.video_url, '[^/]+$', ''))
  )
$$;

alter table public.render_jobs drop constraint render_jobs_deleted_has_ended, drop column deleted_at;
delete from private.error_codes where code in ('share_not_found', 'share_ended');
