-- The way down: nobody has avatars of their own, and no project names one; policies on Storage go first, the bucket stays.

drop policy "Owners can read the files of their avatars" on storage.objects;
drop policy "Owners can add a file or a picture of an avatar" on storage.objects;
drop policy "Owners can replace the picture of an avatar" on storage.objects;
drop policy "Owners can take back what they uploaded for an avatar" on storage.objects;
alter policy "API tokens add only files of their scope" on storage.objects with check (
  private.has_scope(case bucket_id when 'uploads' then 'render' when 'voice-samples' then 'voices' else '' end));
alter policy "API tokens replace only files of their scope" on storage.objects using (
  private.has_scope(case bucket_id when 'uploads' then 'render' when 'voice-samples' then 'voices' else '' end));
alter policy "API tokens remove only files of their scope" on storage.objects using (
  private.has_scope(case bucket_id when 'uploads' then 'render' when 'voice-samples' then 'voices' else '' end));

drop trigger admit_job_avatar on public.render_jobs;
drop trigger admit_preview_avatar on public.speech_previews;
drop trigger admit_avatar on public.favourite_avatars;
drop trigger admit_avatar on public.avatar_projects;
drop trigger clear_user_avatars on public.users;
delete from public.avatar_projects p using public.avatars_3d a where a.id = p.avatar_id and a.user_id is not null;
delete from public.avatars_3d where user_id is not null;
drop trigger clear_own_avatar_kept on public.avatars_3d;
drop trigger clear_own_avatar on public.avatars_3d;
drop function private.admit_job_avatar, private.admit_preview_avatar, private.admit_avatar,
  private.refuse_foreign_avatar, private.clear_user_avatars, private.clear_own_avatar, public.delete_own_avatar,
  public.set_own_avatar_poster, public.change_own_avatar, public.create_look_avatar, private.hold_own_avatar,
  private.require_avatar_room, private.check_avatar_name, private.check_look, private.own_avatar_url,
  private.own_avatar_folder;

drop policy "Owners can see their own avatars" on public.avatars_3d;
alter policy "Visitors can see active avatars" on public.avatars_3d using (is_active);
alter policy "Signed-in users can see active avatars" on public.avatars_3d using (is_active);
alter table public.avatars_3d
  drop constraint avatars_3d_catalogue_is_nobodys,
  drop constraint avatars_3d_own_id_is_a_uuid,
  drop constraint avatars_3d_look_has_a_base,
  drop constraint avatars_3d_only_files_are_checked,
  drop constraint avatars_3d_failed_says_why,
  drop constraint avatars_3d_deleted_is_off,
  drop column user_id, drop column kind, drop column base_avatar_id, drop column status, drop column progress,
  drop column source_path, drop column report, drop column error_code, drop column error_message,
  drop column remedy, drop column deleted_at;
comment on table public.avatars_3d is 'The catalogue. Written by migrations generated from seed/avatars.';
comment on column public.render_jobs.request is
  'Copy of avatar_id, script, voice_config, render_settings made when queued: editing the project changes no film.';

alter table public.plans drop column own_avatars;
delete from private.error_codes where code in ('avatar_not_ready', 'avatar_in_use');
