-- The way down: no rates, and idempotency for renders alone.

drop function public.settle_request, public.admit_request;
drop table private.idempotency_keys, private.rate_windows, private.rate_classes;
delete from private.error_codes where code = 'idempotency_in_progress';
