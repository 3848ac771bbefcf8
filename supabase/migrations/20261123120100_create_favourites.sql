-- Purpose: the avatars a person likes best. Locks: none beyond creation.

create table public.favourite_avatars (
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  avatar_id varchar(50) not null references public.avatars_3d (id) on delete cascade,
  created_at timestamptz not null default clock_timestamp(),
  primary key (user_id, avatar_id)
);
comment on table public.favourite_avatars is 'One row per heart a person gave.';
create index favourite_avatars_avatar_id_idx on public.favourite_avatars (avatar_id);

create trigger check_scope before insert or update or delete on public.favourite_avatars
  for each statement execute function private.check_scope('render');

alter table public.favourite_avatars enable row level security;
grant select, delete, insert (user_id, avatar_id) on public.favourite_avatars to authenticated;
grant all on public.favourite_avatars to service_role;
create policy "Users can see their favourites" on public.favourite_avatars
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can add favourites of their own" on public.favourite_avatars
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users can take their favourites back" on public.favourite_avatars
  for delete to authenticated using (user_id = (select auth.uid()));
