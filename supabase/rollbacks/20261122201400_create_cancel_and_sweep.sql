drop function public.settle_deletions(bigint[]);
drop function public.claim_deletions(integer);
drop function public.sweep();
drop function private.archive_orphans(text);
drop function private.try_lock_task(uuid);
drop function public.cancel_render_job(uuid);
