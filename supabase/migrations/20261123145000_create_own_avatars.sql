-- Purpose: avatars of one's own beside the catalogue: looks made in the creator (kind `look`) and imported GLBs (kind
-- `glb`), usable wherever a catalogue avatar is, by their owner alone.
-- Locks: short exclusive ones on avatars_3d and plans; the owner's users row while one is added, so that two at once
-- cannot share the last place; an avatar's row while it is deleted or a job is admitted with it.
-- Why rows of avatars_3d: projects, favourites and films name an avatar by one foreign key, whoever made it.
-- Why functions: what a row holds follows from its base or its file, so users may write none of its columns.

insert into private.error_codes (code, status, retryable, remedy) values
  ('avatar_not_ready', 409, null,
   'Wait until the avatar is checked; where the check failed, repair the file and import it again.'),
  ('avatar_in_use', 409, null, 'Wait until the videos that use the avatar have ended, or cancel them.');

alter table public.plans
  add column own_avatars integer not null default 3,
  add constraint plans_own_avatars_not_negative check (own_avatars >= 0);
comment on column public.plans.own_avatars is 'Avatars of their own a person may keep at once.';
update public.plans set own_avatars = 25 where id = 'pro';
update public.plans set own_avatars = 200 where id = 'enterprise';

alter table public.avatars_3d
  add column user_id uuid references public.users (id) on delete cascade,
  add column kind text not null default 'catalogue',
  add column base_avatar_id varchar(50) references public.avatars_3d (id),
  add column status text not null default 'ready',
  add column progress double precision not null default 1,
  add column source_path text,
  add column report jsonb,
  add column error_code text references private.error_codes (code),
  add column error_message text,
  add column remedy text,
  add column deleted_at timestamptz,
  add constraint avatars_3d_kind_known check (kind in ('catalogue', 'look', 'glb')),
  add constraint avatars_3d_catalogue_is_nobodys check ((kind = 'catalogue') = (user_id is null)),
  add constraint avatars_3d_own_id_is_a_uuid
    check (user_id is null or id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'),
  add constraint avatars_3d_look_has_a_base check ((kind = 'look') = (base_avatar_id is not null)),
  add constraint avatars_3d_status_known check (status in ('ready', 'checking', 'failed')),
  add constraint avatars_3d_only_files_are_checked check (status = 'ready' or kind = 'glb'),
  add constraint avatars_3d_progress_is_a_share check (progress between 0 and 1),
  add constraint avatars_3d_failed_says_why check (
    (status = 'failed') = (error_code is not null)
    and (status <> 'failed' or (error_message is not null and remedy is not null))
  ),
  add constraint avatars_3d_deleted_is_off check (deleted_at is null or (not is_active and user_id is not null));
comment on table public.avatars_3d is
  'The catalogue, written by migrations generated from seed/avatars; and the avatars that users made (user_id).';
comment on column public.avatars_3d.user_id is 'Whose own avatar it is; null for the catalogue.';
comment on column public.avatars_3d.kind is
  'catalogue; look: assets.look, baked when a film needs it; glb: assets.model, a checked file of another tool.';
comment on column public.avatars_3d.status is
  'checking: an agent has yet to judge the file; ready: can be rendered; failed: see error_code and remedy.';
comment on column public.avatars_3d.source_path is 'Object of bucket own-avatars as it was uploaded; only of kind glb.';
comment on column public.avatars_3d.report is 'AvatarReport of the contract: what an agent found in the file.';
comment on column public.avatars_3d.deleted_at is
  'Kept by its name and nothing else, because films of its owner name it.';
create index avatars_3d_user_id_idx on public.avatars_3d (user_id, created_at desc) where user_id is not null;
create index avatars_3d_base_avatar_id_idx on public.avatars_3d (base_avatar_id) where base_avatar_id is not null;
create index avatars_3d_error_code_idx on public.avatars_3d (error_code) where error_code is not null;

alter policy "Visitors can see active avatars" on public.avatars_3d using (is_active and user_id is null);
alter policy "Signed-in users can see active avatars" on public.avatars_3d using (is_active and user_id is null);
create policy "Owners can see their own avatars" on public.avatars_3d
  for select to authenticated using (user_id = (select auth.uid()));

-- --- the bucket ---------------------------------------------------------------------------------------------------

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values
  ('own-avatars', 'own-avatars', false, 104857600, '{model/gltf-binary,image/webp,image/png,image/jpeg}')
on conflict (id) do update set
  name = excluded.name, public = excluded.public, file_size_limit = excluded.file_size_limit,
  allowed_mime_types = excluded.allowed_mime_types;

-- What an owner writes lies directly in the avatar's folder, what agents write one level deeper: neither can be taken
-- for the other.
create policy "Owners can read the files of their avatars" on storage.objects
  for select to authenticated using (
    bucket_id = 'own-avatars' and split_part(name, '/', 1) = (select auth.uid())::text);
create policy "Owners can add a file or a picture of an avatar" on storage.objects
  for insert to authenticated with check (
    bucket_id = 'own-avatars' and split_part(name, '/', 1) = (select auth.uid())::text
    and name ~ '^[0-9a-f-]{36}/[0-9a-f-]{36}/(source\.glb|snapshot\.(webp|png|jpg))$');
create policy "Owners can replace the picture of an avatar" on storage.objects
  for update to authenticated
  using (
    bucket_id = 'own-avatars' and split_part(name, '/', 1) = (select auth.uid())::text
    and name ~ '^[0-9a-f-]{36}/[0-9a-f-]{36}/snapshot\.(webp|png|jpg)$')
  with check (
    bucket_id = 'own-avatars' and split_part(name, '/', 1) = (select auth.uid())::text
    and name ~ '^[0-9a-f-]{36}/[0-9a-f-]{36}/snapshot\.(webp|png|jpg)$');
create policy "Owners can take back what they uploaded for an avatar" on storage.objects
  for delete to authenticated using (
    bucket_id = 'own-avatars' and split_part(name, '/', 1) = (select auth.uid())::text
    and name ~ '^[0-9a-f-]{36}/[0-9a-f-]{36}/(source\.glb|snapshot\.(webp|png|jpg))$');

alter policy "API tokens add only files of their scope" on storage.objects with check (
  private.has_scope(case bucket_id
    when 'uploads' then 'render' when 'own-avatars' then 'render' when 'voice-samples' then 'voices' else '' end));
alter policy "API tokens replace only files of their scope" on storage.objects using (
  private.has_scope(case bucket_id
    when 'uploads' then 'render' when 'own-avatars' then 'render' when 'voice-samples' then 'voices' else '' end));
alter policy "API tokens remove only files of their scope" on storage.objects using (
  private.has_scope(case bucket_id
    when 'uploads' then 'render' when 'own-avatars' then 'render' when 'voice-samples' then 'voices' else '' end));

create function private.own_avatar_folder(owner uuid, avatar_id text) returns text
language sql immutable set search_path = ''
as $$ select owner || '/' || avatar_id || '/' $$;

create function private.own_avatar_url(path text) returns text
language sql immutable set search_path = ''
as $$ select '/api/v2/files/own-avatars/' || path $$;

-- --- making, changing, deleting -----------------------------------------------------------------------------------

-- The outline of AvatarLook of the contract: its parts, nothing beside them, bounded in size. Choices and bounds inside
-- a part are the contract's; an agent refuses a look that breaks them (`avatar_invalid`).
create function private.check_look(look jsonb) returns void
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

create function private.check_avatar_name(name text) returns text
language plpgsql stable set search_path = ''
as $$
begin
  perform private.require(char_length(btrim(name)) between 1 and 100, 'invalid_request',
    'name must have 1 to 100 characters.');
  return btrim(name);
end
$$;

-- Who may add one more avatar; holds the owner's row until the end of the transaction.
create function private.require_avatar_room() returns uuid
language plpgsql set search_path = ''
as $$
declare
  owner constant uuid := auth.uid();
  plan public.plans;
  kept integer;
begin
  perform private.require(owner is not null, 'token_missing', 'Only a signed-in user can have avatars.');
  perform private.require_scope('render');
  select l.* into plan from public.users u join public.plans l on l.id = u.plan
  where u.id = owner for no key update of u;
  select count(*) into kept from public.avatars_3d a where a.user_id = owner and a.is_active;
  if kept >= plan.own_avatars then
    perform private.refuse_with('quota_exceeded',
      format('The plan %s allows %s avatars of your own.', plan.id, plan.own_avatars),
      jsonb_build_object('limit', 'own_avatars', 'plan', plan.id, 'allowed', plan.own_avatars, 'used', kept));
  end if;
  return owner;
end
$$;

-- The caller's avatar, locked. A stranger's, a deleted one and none at all are the same.
create function private.hold_own_avatar(avatar_id text) returns public.avatars_3d
language plpgsql set search_path = ''
as $$
declare
  own public.avatars_3d;
begin
  perform private.require(auth.uid() is not null, 'token_missing', 'Only a signed-in user can have avatars.');
  perform private.require_scope('render');
  select a.* into own from public.avatars_3d a
  where a.id = hold_own_avatar.avatar_id and a.user_id = auth.uid() and a.is_active
  for update;
  perform private.require(own.id is not null, 'avatar_not_found', 'avatar_id names no avatar of yours.');
  return own;
end
$$;

-- definer because users may not write avatars: most of a row is its base's
create function public.create_look_avatar(name text, base_avatar_id text, look jsonb) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  owner constant uuid := private.require_avatar_room();
  base public.avatars_3d;
  made text;
begin
  select a.* into base from public.avatars_3d a
  where a.id = create_look_avatar.base_avatar_id and a.kind = 'catalogue' and a.is_active;
  perform private.require(base.id is not null, 'avatar_not_found',
    'base_avatar_id names no active avatar of the catalogue.');
  perform private.check_look(look);
  insert into public.avatars_3d (id, user_id, kind, base_avatar_id, name, category, gender, ethnicity, age, quality,
    features, assets, rendering_config, animations, voice_sync)
  values (gen_random_uuid()::text, owner, 'look', base.id, private.check_avatar_name(name), base.category, base.gender,
    base.ethnicity, base.age, base.quality, '{}',
    jsonb_strip_nulls(jsonb_build_object('set', base.assets -> 'set')) || jsonb_build_object('look', look), '{}',
    base.animations, base.voice_sync || '{"measured": null}')
  returning id into made;
  return made;
end
$$;
comment on function public.create_look_avatar is
  'Keeps a look as an avatar of the caller and returns its id. Voice, motion and place are those of the base.';

-- definer because users may not write avatars
create function public.change_own_avatar(avatar_id text, name text default null, look jsonb default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  own constant public.avatars_3d := private.hold_own_avatar(avatar_id);
begin
  if look is not null then
    perform private.require(own.kind = 'look', 'invalid_request',
      'Only an avatar made of a look has one to change; import a changed file as another avatar.');
    perform private.check_look(look);
  end if;
  update public.avatars_3d a
  set name = private.check_avatar_name(coalesce(change_own_avatar.name, a.name)),
    assets = case when change_own_avatar.look is null then a.assets
      else a.assets || jsonb_build_object('look', change_own_avatar.look) end
  where a.id = own.id;
end
$$;
comment on function public.change_own_avatar is
  'A new name or look, from the next job on: what is queued keeps the look it was queued with.';

-- definer because users may not write avatars
create function public.set_own_avatar_poster(avatar_id text, path text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  own constant public.avatars_3d := private.hold_own_avatar(avatar_id);
begin
  perform private.require(
    path ~ ('^' || private.own_avatar_folder(own.user_id, own.id) || 'snapshot\.(webp|png|jpg)$')
      and exists (select from storage.objects o where o.bucket_id = 'own-avatars' and o.name = path),
    'file_not_found', 'path names no picture in the folder of this avatar.');
  update public.avatars_3d a
  set assets = a.assets || jsonb_build_object('poster_url', private.own_avatar_url(path))
  where a.id = own.id;
end
$$;
comment on function public.set_own_avatar_poster is
  'Shows an avatar by a picture its owner stored as {user}/{avatar}/snapshot.(webp|png|jpg) in bucket own-avatars.';

-- definer because users may not write avatars
create function public.delete_own_avatar(avatar_id text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  own constant public.avatars_3d := private.hold_own_avatar(avatar_id);
begin
  perform private.require(
    not exists (
      select from public.render_jobs j
      where j.user_id = own.user_id and j.status in ('queued', 'processing') and j.request ->> 'avatar_id' = own.id),
    'avatar_in_use', 'Videos with this avatar are queued or running.');
  delete from public.favourite_avatars f where f.avatar_id = own.id;
  if exists (select from public.avatar_projects p where p.avatar_id = own.id) then
    -- clear_own_avatar follows as it does a deletion.
    update public.avatars_3d a
    set is_active = false, deleted_at = clock_timestamp(), status = 'ready', features = '{}', assets = '{}',
      animations = '{}', voice_sync = '{}', source_path = null, report = null, error_code = null,
      error_message = null, remedy = null
    where a.id = own.id;
  else
    delete from public.avatars_3d a where a.id = own.id;
  end if;
end
$$;
comment on function public.delete_own_avatar is
  'Gone at once with its files following; where films name it, only its name is kept. Refused while a video uses it.';

-- definer because whoever deletes a person may not write the queue of deletions
create function private.clear_own_avatar() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.queue_deletion('own-avatars', private.own_avatar_folder(old.user_id, old.id), 'avatar deleted',
    interval '1 minute');
  return null;
end
$$;
create trigger clear_own_avatar after delete on public.avatars_3d
  for each row when (old.user_id is not null) execute function private.clear_own_avatar();
create trigger clear_own_avatar_kept after update of deleted_at on public.avatars_3d
  for each row when (old.deleted_at is null and new.deleted_at is not null) execute function private.clear_own_avatar();

-- definer because whoever deletes a person may not write the queue of deletions: files never registered go too
create function private.clear_user_avatars() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.queue_deletion('own-avatars', old.id || '/', 'user deleted', interval '1 minute');
  return null;
end
$$;
create trigger clear_user_avatars after delete on public.users
  for each row execute function private.clear_user_avatars();

-- --- using --------------------------------------------------------------------------------------------------------

create function private.refuse_foreign_avatar(avatar_id text, owner uuid) returns void
language plpgsql stable set search_path = ''
as $$
begin
  perform private.require(
    not exists (
      select from public.avatars_3d a
      where a.id = refuse_foreign_avatar.avatar_id and a.user_id is not null
        -- The caller's, whatever owner the row names: nobody may learn whose an avatar is.
        and a.user_id is distinct from coalesce(auth.uid(), owner)),
    'avatar_not_found', format('There is no active avatar %s.', left(avatar_id, 50)));
end
$$;

-- Fires before the other checks of its tables (triggers run in the order of their names), so that a stranger's avatar
-- is answered like one that does not exist, whatever else is wrong with the row.
-- definer because row level security hides what must be refused
create function private.admit_avatar() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.refuse_foreign_avatar(new.avatar_id, new.user_id);
  return new;
end
$$;
create trigger admit_avatar before insert or update of avatar_id, user_id on public.avatar_projects
  for each row execute function private.admit_avatar();
create trigger admit_avatar before insert on public.favourite_avatars
  for each row execute function private.admit_avatar();

-- definer because row level security hides what must be refused
create function private.admit_preview_avatar() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.refuse_foreign_avatar(new.request ->> 'avatar_id', new.user_id);
  return new;
end
$$;
create trigger admit_preview_avatar before insert on public.speech_previews
  for each row execute function private.admit_preview_avatar();

-- Fires after admit_job, which wrote the request: the job takes a copy of an own avatar along.
-- definer because it locks a row that its owner may not write
create function private.admit_job_avatar() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  own public.avatars_3d;
begin
  select a.* into own from public.avatars_3d a
  where a.id = new.request ->> 'avatar_id' and a.kind <> 'catalogue'
  -- Whoever deletes or changes it meanwhile waits until this job is there to be seen, and the other way round.
  for share;
  if own.id is null then
    return new;
  end if;
  perform private.require(own.is_active and own.user_id = new.user_id, 'avatar_not_found',
    format('There is no active avatar %s.', own.id));
  perform private.require(own.status = 'ready', 'avatar_not_ready', case own.status
    when 'checking' then format('The avatar %s is still being checked.', own.name)
    else format('The avatar %s could not be imported: %s', own.name, own.error_message) end);
  perform private.require(private.needed_engine('ue5', new.request) <> 'render:unreal', 'invalid_request',
    'render_settings.engine: Unreal Engine draws avatars of the catalogue; your own are drawn by three, up to 3840x2160.');
  new.request := new.request || jsonb_build_object('avatar', jsonb_build_object(
    'id', own.id, 'name', own.name, 'gender', own.gender, 'kind', own.kind, 'base_avatar_id', own.base_avatar_id,
    'assets', own.assets, 'voice_sync', own.voice_sync));
  return new;
end
$$;
create trigger admit_job_avatar before insert on public.render_jobs
  for each row execute function private.admit_job_avatar();
comment on column public.render_jobs.request is
  'Copy of avatar_id, script, voice_config, render_settings and of an own avatar, made when queued: later changes change no film.';

revoke all on function
  private.own_avatar_folder, private.own_avatar_url, private.check_look, private.check_avatar_name,
  private.require_avatar_room, private.hold_own_avatar, private.clear_own_avatar, private.clear_user_avatars,
  private.refuse_foreign_avatar, private.admit_avatar, private.admit_preview_avatar, private.admit_job_avatar,
  public.create_look_avatar, public.change_own_avatar, public.set_own_avatar_poster, public.delete_own_avatar
  from public;
grant execute on function
  public.create_look_avatar, public.change_own_avatar, public.set_own_avatar_poster, public.delete_own_avatar
  to authenticated;
