drop table public.favourite_avatars;
