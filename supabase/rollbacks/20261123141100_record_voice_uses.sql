drop function public.note_sample_reads;
drop trigger note_voice_lease on public.render_tasks;
drop function private.note_voice_lease;
drop table public.voice_uses;
drop function private.keep_voice_uses;
