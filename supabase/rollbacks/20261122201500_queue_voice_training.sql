drop trigger clear_voice on public.voice_clones;
drop trigger start_voice_training on public.voice_clones;
drop trigger admit_voice on public.voice_clones;
drop trigger clear_user on public.users;
drop function private.clear_user();
drop function private.clear_voice();
drop function private.start_voice_training();
drop function private.admit_voice();
