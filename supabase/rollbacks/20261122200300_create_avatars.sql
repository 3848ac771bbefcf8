drop table public.avatars_3d;
drop function private.touch_updated_at();
