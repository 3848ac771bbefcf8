drop function public.settle_voice_removal(bigint, text);
drop function public.claim_voice_removals(text[]);
drop trigger release_voice on public.voice_clones;
drop function private.release_voice();
drop table public.voice_removals;
