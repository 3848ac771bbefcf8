-- Avatars that a project uses stay, switched off; the way up switches them on again.
update public.avatars_3d set is_active = false;
delete from public.avatars_3d a
where not exists (select from public.avatar_projects p where p.avatar_id = a.id);
