-- Purpose: a voice's owner can see who spoke with it and who was given its recordings: a row for every lease of a task
-- that speaks with it or learns it, and for every address that the API signs for one of its recordings.
-- Locks: ShareRowExclusive on render_tasks for the trigger. Later: none beyond an insert.
-- Why no foreign key to the voice: what was done with it is still told when it is deleted. The account takes all along.

create table public.voice_uses (
  id bigint generated always as identity primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  voice_id uuid not null,
  kind text not null,
  actor text not null,
  actor_id uuid not null,
  actor_name text,
  job_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  constraint voice_uses_kind_known check (kind in ('spoken', 'sample_read', 'statement_read')),
  constraint voice_uses_actor_known check (actor in ('owner', 'token', 'agent'))
);
comment on table public.voice_uses is
  'Append-only: who used a voice, and who was given what was recorded of it. Its owner reads it; nobody writes it by hand.';
comment on column public.voice_uses.user_id is 'The voice''s owner.';
comment on column public.voice_uses.kind is
  'spoken: a task that speaks with it was leased; sample_read, statement_read: the recording was handed to actor.';
comment on column public.voice_uses.actor_id is 'Person, API token or agent, by actor.';
comment on column public.voice_uses.job_id is 'The film it spoke in; null for a preview and for recordings.';
create index voice_uses_voice_id_idx on public.voice_uses (voice_id, id desc);
create index voice_uses_user_id_idx on public.voice_uses (user_id);

alter table public.voice_uses enable row level security;
grant select on public.voice_uses to authenticated, service_role;
create policy "Owners can see what was done with their voices" on public.voice_uses
  for select to authenticated using (user_id = (select auth.uid()));

-- Nobody rewrites it, whatever their role; only erasing a person takes their rows along.
create function private.keep_voice_uses() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if tg_op = 'DELETE' and not exists (select from public.users u where u.id = old.user_id) then
    return old;
  end if;
  raise exception 'what was done with a voice is never rewritten' using errcode = 'restrict_violation';
end
$$;
create trigger keep_voice_uses before update or delete on public.voice_uses
  for each row execute function private.keep_voice_uses();

-- definer because nobody may write the record
create function private.note_voice_lease() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  agent_name text := (select a.name from public.gpu_agents a where a.id = new.agent_id);
begin
  if new.stage = 'voice_training' then
    insert into public.voice_uses (user_id, voice_id, kind, actor, actor_id, actor_name)
    select v.user_id, v.id, given.kind, 'agent', new.agent_id, agent_name
    from public.voice_clones v
    cross join unnest(array[
      'sample_read', case when (private.spoken_consent(v)).id is not null then 'statement_read' end]) as given (kind)
    where v.id = new.voice_id and given.kind is not null;
  else
    insert into public.voice_uses (user_id, voice_id, kind, actor, actor_id, actor_name, job_id)
    select v.user_id, v.id, 'spoken', 'agent', new.agent_id, agent_name, new.job_id
    from (
      select j.request from public.render_jobs j where j.id = new.job_id
      union all
      select w.request from public.speech_previews w where w.id = new.preview_id) as asked
    join public.voice_clones v on v.id = (asked.request #>> '{voice_config,clone_id}')::uuid;
  end if;
  return null;
end
$$;
create trigger note_voice_lease after update of lease_id on public.render_tasks
  for each row
  when (new.lease_id is distinct from old.lease_id and new.lease_id is not null
    and new.stage in ('tts', 'speech_preview', 'voice_training'))
  execute function private.note_voice_lease();

-- definer because nobody may write the record
create function public.note_sample_reads(object_names text[]) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.voice_uses (user_id, voice_id, kind, actor, actor_id, actor_name)
  select v.user_id, v.id,
    case when exists (select from public.voice_consents k where k.statement_audio = o.name)
      then 'statement_read' else 'sample_read' end,
    case when t.id is null then 'owner' else 'token' end, coalesce(t.id, auth.uid()), t.name
  from unnest(object_names) with ordinality as o (name, nth)
  join public.voice_clones v on starts_with(o.name, v.user_id || '/' || v.id || '/')
  left join public.api_tokens t on t.id = private.caller_token()
  where v.user_id = auth.uid()
  order by o.nth;
end
$$;
comment on function public.note_sample_reads is
  'Notes that the caller was given addresses of recordings of their own voices; of anybody else''s nothing is noted.';

revoke all on function private.keep_voice_uses, private.note_voice_lease, public.note_sample_reads from public;
grant execute on function public.note_sample_reads to authenticated;
