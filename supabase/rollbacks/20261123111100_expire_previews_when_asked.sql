drop trigger expire_previews_when_asked on public.speech_previews;
drop function private.expire_previews_when_asked();
