drop function public.export_account, public.delete_account, public.request_account_deletion;
drop table public.account_deletions;
