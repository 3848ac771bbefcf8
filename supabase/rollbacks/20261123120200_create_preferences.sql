drop table public.brand_kits, public.user_defaults;
drop function private.check_brand_kit, private.check_user_defaults;
