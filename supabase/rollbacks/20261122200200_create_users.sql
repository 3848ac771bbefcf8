drop trigger mirror_auth_user on auth.users;
drop function private.mirror_auth_user();
drop table public.users;
drop table public.plans;
