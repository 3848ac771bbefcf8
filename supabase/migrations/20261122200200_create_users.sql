-- Purpose: the people who own projects and voices, their plans, and the mirror of auth.users.
-- Locks: a short ShareRowExclusive on auth.users for the trigger.

create table public.plans (
  id text primary key,
  active_jobs integer not null,
  priority smallint not null,
  constraint plans_active_jobs_positive check (active_jobs > 0)
);
comment on table public.plans is 'What a plan allows: renders queued or running at once, and their priority.';
insert into public.plans (id, active_jobs, priority) values
  ('free', 10, 0), ('pro', 50, 10), ('business', 200, 20);

create table public.users (
  id uuid primary key references auth.users (id) on delete cascade,
  email text,
  name text,
  plan text not null default 'free' references public.plans (id),
  created_at timestamptz not null default now(),
  constraint users_name_length check (char_length(name) between 1 and 200)
);
comment on table public.users is 'A person, made when they sign up. Agents have no row here.';
comment on column public.users.plan is 'Set by an administrator; never writable by its user.';
create index users_plan_idx on public.users (plan);

alter table public.plans enable row level security;
alter table public.users enable row level security;

grant select on public.plans to anon, authenticated;
grant select, update (name) on public.users to authenticated;
grant all on public.plans, public.users to service_role;

create policy "Visitors can read what a plan allows" on public.plans
  for select to anon using (true);
create policy "Signed-in users can read what a plan allows" on public.plans
  for select to authenticated using (true);
create policy "Users can read their own row" on public.users
  for select to authenticated using (id = (select auth.uid()));
create policy "Users can change their own name" on public.users
  for update to authenticated
  using (id = (select auth.uid())) with check (id = (select auth.uid()));

-- definer because Auth signs people up as supabase_auth_admin, which may not write public.users
create function private.mirror_auth_user() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- Auth inserts a user first and sets an administrator's role claim by an update in the same transaction, so the
  -- row made by the insert must be taken back when the user turns out to be an agent.
  if new.role = 'gpu_agent' then
    delete from public.users u
    where u.id = new.id
      -- A person with work of their own who is turned into an agent keeps it.
      and not exists (select from public.avatar_projects p where p.user_id = new.id)
      and not exists (select from public.voice_clones v where v.user_id = new.id);
    return null;
  end if;
  insert into public.users (id, email, name)
  values (
    new.id,
    new.email,
    left(nullif(btrim(coalesce(new.raw_user_meta_data ->> 'name', new.raw_user_meta_data ->> 'full_name')), ''), 200)
  )
  on conflict on constraint users_pkey do update set email = excluded.email;
  return null;
end
$$;
revoke all on function private.mirror_auth_user from public;

-- People who signed up before this migration.
insert into public.users (id, email)
select u.id, u.email from auth.users u where u.role is distinct from 'gpu_agent';

create trigger mirror_auth_user
  after insert or update of email, role on auth.users
  for each row execute function private.mirror_auth_user();
