drop function public.queue_depths();
