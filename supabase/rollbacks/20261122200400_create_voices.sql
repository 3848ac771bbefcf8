drop table public.voice_clones;
