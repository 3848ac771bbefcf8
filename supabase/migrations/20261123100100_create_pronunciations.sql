-- Purpose: a person's own pronunciations, and their copy into every job.
-- Locks: ShareRowExclusive on render_jobs for the trigger; later the owner's users row, so that two inserts at once cannot
-- both slip under the limit.
-- Why jobs get a copy when they are queued: every attempt of a job must speak alike, whatever is edited meanwhile.

create table public.pronunciations (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  language varchar(10) not null,
  grapheme text not null,
  say text not null,
  key text not null generated always as (lower(grapheme collate "und-x-icu")) stored,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint pronunciations_language_known check (language in ('pt-BR', 'en-US', 'es-ES')),
  constraint pronunciations_grapheme_length check (char_length(grapheme) between 1 and 100),
  constraint pronunciations_say_length check (char_length(say) between 1 and 200),
  constraint pronunciations_once_a_language unique (user_id, language, key)
);
comment on table public.pronunciations is
  'How its owner wants something read: grapheme as written in scripts whatever the case, say as it should be read.';
comment on column public.pronunciations.key is 'grapheme in lower case: one entry a language. For upserts: on_conflict=user_id,language,key.';

alter table public.pronunciations enable row level security;
grant select, delete, insert (user_id, language, grapheme, say), update (language, grapheme, say)
  on public.pronunciations to authenticated;
grant all on public.pronunciations to service_role;
create policy "Owners can see their pronunciations" on public.pronunciations
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can add pronunciations of their own" on public.pronunciations
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Owners can change their pronunciations" on public.pronunciations
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Owners can delete their pronunciations" on public.pronunciations
  for delete to authenticated using (user_id = (select auth.uid()));

-- One way of writing each entry: composed letters, single spaces, none around.
create function private.tidy_pronunciation() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.grapheme := btrim(regexp_replace(normalize(new.grapheme, nfc), '\s+', ' ', 'g'));
  new.say := btrim(regexp_replace(normalize(new.say, nfc), '\s+', ' ', 'g'));
  new.updated_at := clock_timestamp();
  return new;
end
$$;
create trigger tidy_pronunciation before insert or update on public.pronunciations
  for each row execute function private.tidy_pronunciation();

-- definer because it counts and locks under any role
create function private.limit_pronunciations() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  owner uuid;
begin
  for owner in select distinct n.user_id from changed n order by 1 loop
    perform from public.users u where u.id = owner for no key update;
    perform private.require(
      not exists (
        select from public.pronunciations p where p.user_id = owner group by p.language having count(*) > 500),
      'invalid_request', 'A language holds at most 500 pronunciations; delete some first.');
  end loop;
  return null;
end
$$;
create trigger limit_pronunciations after insert on public.pronunciations
  referencing new table as changed for each statement execute function private.limit_pronunciations();
create trigger limit_moved_pronunciations after update on public.pronunciations
  referencing new table as changed for each statement execute function private.limit_pronunciations();

-- voice_config as it will be spoken: its own entries first, which win, then the owner's of its language. A voice_config
-- holds at most 500, so those that the script needs come before those it does not.
create function private.with_pronunciations(voice_config jsonb, script text, owner uuid) returns jsonb
language sql stable set search_path = ''
as $$
  with given as (
    select e.value as entry, e.position,
      lower(normalize(e.value ->> 'grapheme', nfc) collate "und-x-icu") as key
    from jsonb_array_elements(coalesce(voice_config -> 'lexicon', '[]')) with ordinality as e (value, position)
  ), known as (
    select jsonb_build_object('grapheme', p.grapheme, 'say', p.say) as entry,
      row_number() over (
        order by strpos(lower(normalize(script, nfc) collate "und-x-icu"), p.key) = 0, p.updated_at desc, p.key) as position
    from public.pronunciations p
    where p.user_id = owner and p.language = voice_config ->> 'language'
      and not exists (select from given where given.key = p.key)
  ), merged as (
    select entry, own, position from (
      select entry, true as own, position from given union all select entry, false, position from known) as e
    order by own desc, position limit 500
  )
  select case when exists (select from known)
    then voice_config || jsonb_build_object(
      'lexicon', (select jsonb_agg(entry order by own desc, position) from merged))
    else voice_config end
$$;

-- definer because it reads the owner's entries under any role
create function private.admit_job_pronunciations() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.request := jsonb_set(new.request, '{voice_config}',
    private.with_pronunciations(new.request -> 'voice_config', new.request ->> 'script', new.user_id));
  return new;
end
$$;
comment on function private.admit_job_pronunciations is
  'Runs after admit_job, whose name sorts before and which writes request.';
create trigger admit_job_pronunciations before insert on public.render_jobs
  for each row execute function private.admit_job_pronunciations();

revoke all on function
  private.tidy_pronunciation, private.limit_pronunciations, private.with_pronunciations,
  private.admit_job_pronunciations
  from public;
