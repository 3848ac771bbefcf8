-- Purpose: buckets and who may touch which object.
-- Locks: short ones on storage.objects for each policy.
-- Why functions: a policy sees one object name; whether a lease, a finished film or a claimed deletion covers it is
-- decided in one place each. They take auth.uid() or the token's subject, never an argument, as identity.

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values
  ('avatars', 'avatars', true, 268435456,
   '{model/gltf-binary,image/webp,image/png,image/jpeg,video/mp4,application/json,application/octet-stream}'),
  ('artifacts', 'artifacts', false, 5368709120, null),
  ('renders', 'renders', false, 5368709120,
   '{video/mp4,video/webm,image/webp,application/json,application/x-subrip,text/vtt,text/plain}'),
  ('voice-samples', 'voice-samples', false, 52428800,
   '{audio/wav,audio/x-wav,audio/wave,audio/vnd.wave,audio/mpeg,audio/mp3}'),
  ('uploads', 'uploads', false, 104857600,
   '{image/png,image/jpeg,image/webp,audio/wav,audio/x-wav,audio/wave,audio/vnd.wave,audio/mpeg,audio/mp3}')
on conflict (id) do update set
  name = excluded.name, public = excluded.public, file_size_limit = excluded.file_size_limit,
  allowed_mime_types = excluded.allowed_mime_types;

-- definer because agents may not read tasks: the folder of a live lease of theirs
create function private.agent_may_write(bucket text, object_name text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.render_tasks t
    where t.agent_id = private.caller_id() and t.status = 'processing' and t.lease_expires_at > clock_timestamp()
      and private.task_bucket(t) = bucket
      and starts_with(object_name, private.task_prefix(t))
  )
$$;

-- definer because agents may not read the queue of deletions: a folder they have claimed
create function private.agent_may_remove(bucket text, object_name text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.storage_deletions d
    where d.claimed_by = private.caller_id() and d.claimed_until > clock_timestamp()
      and d.bucket = agent_may_remove.bucket and starts_with(object_name, d.prefix)
  )
$$;

-- definer because agents may not read tasks: what a live lease of theirs works from
create function private.agent_may_read(bucket text, object_name text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select private.agent_may_write(bucket, object_name)
    or private.agent_may_remove(bucket, object_name)
    or exists (
      select from public.render_tasks t
      left join public.render_jobs j on j.id = t.job_id
      where t.agent_id = private.caller_id() and t.status = 'processing' and t.lease_expires_at > clock_timestamp()
        and case bucket
          -- Only accepted artefacts of the same job: what a lost lease left is never read.
          when 'artifacts' then exists (
            select from public.render_tasks done
            where done.job_id = t.job_id and done.status = 'completed'
              and done.artifact ->> 'bucket' = bucket
              and starts_with(object_name, done.artifact ->> 'prefix'))
          when 'voice-samples' then t.voice_id is not null
            and object_name = (
              select private.sample_path(v) from public.voice_clones v where v.id = t.voice_id)
          when 'uploads' then object_name in (
            j.request #>> '{voice_config,recording,path}',
            j.request #>> '{render_settings,background,path}',
            j.request #>> '{render_settings,logo,path}')
          else false
        end
    )
$$;

-- definer because it answers for the caller's own completed jobs alone; an unaccepted upload is nobody's film
create function private.owns_film(object_name text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.render_jobs j
    where j.user_id = auth.uid() and j.status = 'completed'
      and starts_with(object_name, j.user_id || '/' || j.id || '/')
      and starts_with('/api/v2/files/renders/' || object_name, regexp_replace(j.video_url, '[^/]+$', ''))
  )
$$;

revoke all on function
  private.agent_may_write, private.agent_may_remove, private.agent_may_read, private.owns_film from public;
grant execute on function private.agent_may_write, private.agent_may_remove, private.agent_may_read to gpu_agent;
grant execute on function private.owns_film to authenticated;

create policy "Visitors can read the avatars' files" on storage.objects
  for select to anon using (bucket_id = 'avatars');
create policy "Signed-in users can read the avatars' files" on storage.objects
  for select to authenticated using (bucket_id = 'avatars');

create policy "Agents can add files of a catalogued avatar" on storage.objects
  for insert to gpu_agent with check (
    bucket_id = 'avatars'
    and exists (select from public.avatars_3d a where a.id = split_part(objects.name, '/', 1)));
create policy "Agents can replace files of a catalogued avatar" on storage.objects
  for update to gpu_agent
  using (bucket_id = 'avatars' and exists (select from public.avatars_3d a where a.id = split_part(objects.name, '/', 1)))
  with check (
    bucket_id = 'avatars' and exists (select from public.avatars_3d a where a.id = split_part(objects.name, '/', 1)));

create policy "Agents can write into the folder of their lease" on storage.objects
  for insert to gpu_agent with check (
    bucket_id in ('artifacts', 'renders') and private.agent_may_write(bucket_id, name));
create policy "Agents can overwrite in the folder of their lease" on storage.objects
  for update to gpu_agent
  using (bucket_id in ('artifacts', 'renders') and private.agent_may_write(bucket_id, name))
  with check (bucket_id in ('artifacts', 'renders') and private.agent_may_write(bucket_id, name));
create policy "Agents can read what their leased task names" on storage.objects
  for select to gpu_agent using (
    bucket_id in ('artifacts', 'renders', 'voice-samples', 'uploads') and private.agent_may_read(bucket_id, name));
create policy "Agents can remove the folders they claimed for removal" on storage.objects
  for delete to gpu_agent using (
    bucket_id in ('artifacts', 'renders', 'voice-samples', 'uploads') and private.agent_may_remove(bucket_id, name));

create policy "Owners can read their finished films" on storage.objects
  for select to authenticated using (bucket_id = 'renders' and private.owns_film(name));

create policy "Owners can read their recordings and uploads" on storage.objects
  for select to authenticated using (
    bucket_id in ('voice-samples', 'uploads') and split_part(name, '/', 1) = (select auth.uid())::text);
create policy "Owners can add recordings of a voice" on storage.objects
  for insert to authenticated with check (
    bucket_id = 'voice-samples' and split_part(name, '/', 1) = (select auth.uid())::text
    and name ~ '^[0-9a-f-]{36}/[0-9a-f-]{36}/[^/]+$');
create policy "Owners can add uploads" on storage.objects
  for insert to authenticated with check (
    bucket_id = 'uploads' and split_part(name, '/', 1) = (select auth.uid())::text and name ~ '^[^/]+/.+$');
create policy "Owners can replace their uploads" on storage.objects
  for update to authenticated
  using (bucket_id = 'uploads' and split_part(name, '/', 1) = (select auth.uid())::text)
  with check (bucket_id = 'uploads' and split_part(name, '/', 1) = (select auth.uid())::text);
create policy "Owners can remove their recordings and uploads" on storage.objects
  for delete to authenticated using (
    bucket_id in ('voice-samples', 'uploads') and split_part(name, '/', 1) = (select auth.uid())::text);
