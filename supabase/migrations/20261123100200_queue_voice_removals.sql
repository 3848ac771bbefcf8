-- Purpose: deleting a voice ends what is made with it and removes its model where a cloud engine keeps one. SQL cannot
-- call a cloud, so the removal is queued here until an agent with that engine has done it.
-- Locks: ShareRowExclusive on voice_clones for the trigger.

create table public.voice_removals (
  id bigint generated always as identity primary key,
  engine text not null,
  voice_id uuid not null,
  model_id text not null,
  profile jsonb not null,
  attempts integer not null default 0,
  run_after timestamptz not null default clock_timestamp(),
  claimed_by uuid,
  claimed_until timestamptz,
  last_error text,
  created_at timestamptz not null default clock_timestamp(),
  constraint voice_removals_claim_is_whole check ((claimed_by is null) = (claimed_until is null))
);
comment on table public.voice_removals is
  'Models of deleted voices that a cloud engine still keeps. A row stays, and is tried again for ever, until an agent says the model is gone.';
comment on column public.voice_removals.voice_id is 'The voice it was; no foreign key, the voice is gone.';
comment on column public.voice_removals.model_id is 'The engine''s own name for the model: voice_clones.voice_model_id.';
comment on column public.voice_removals.attempts is 'Claims so far: each failure doubles the wait, from a minute to a day.';
create index voice_removals_run_after_idx on public.voice_removals (engine, run_after);
alter table public.voice_removals enable row level security;
grant all on public.voice_removals to service_role;

-- definer because deleting a voice ends jobs and queues a removal, which users may not write
create function private.release_voice() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- A person who goes takes the jobs along: nothing is left to end.
  if exists (select from public.users u where u.id = old.user_id) then
    perform private.end_voice_jobs(old, 'Its voice was deleted.');
  end if;
  if old.voice_model_id is not null then
    insert into public.voice_removals (engine, voice_id, model_id, profile)
    values (old.engine, old.id, old.voice_model_id, old.profile);
  end if;
  return old;
end
$$;
create trigger release_voice before delete on public.voice_clones
  for each row execute function private.release_voice();

-- definer because agents may not read or write the queue of removals themselves
create function public.claim_voice_removals(engines text[])
returns table (id bigint, engine text, voice_id uuid, model_id text, profile jsonb)
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require(private.caller_id() is not null, 'token_missing', 'An agent must be signed in.');
  perform private.require(engines is not null, 'invalid_request', 'engines is required.');
  return query
    update public.voice_removals r
    set claimed_by = private.caller_id(), claimed_until = clock_timestamp() + interval '5 minutes',
      attempts = r.attempts + 1
    where r.id in (
      select due.id from public.voice_removals due
      where 'tts:' || due.engine = any (claim_voice_removals.engines) and due.run_after <= clock_timestamp()
        and (due.claimed_until is null or due.claimed_until <= clock_timestamp())
      order by due.run_after, due.id limit 10
      for update skip locked)
    returning r.id, r.engine, r.voice_id, r.model_id, r.profile;
end
$$;
comment on function public.claim_voice_removals is
  'Models the caller must now remove through their engine, within five minutes; engines as in claim_task.';

-- definer because agents may not read or write the queue of removals themselves
create function public.settle_voice_removal(id bigint, error text default null) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
  if error is null then
    delete from public.voice_removals r where r.id = settle_voice_removal.id and r.claimed_by = private.caller_id();
  else
    update public.voice_removals r
    set claimed_by = null, claimed_until = null, last_error = left(error, 2000),
      run_after = clock_timestamp() + least(interval '1 day', interval '1 minute' * 2 ^ least(r.attempts - 1, 20))
    where r.id = settle_voice_removal.id and r.claimed_by = private.caller_id();
  end if;
  return found;
end
$$;
comment on function public.settle_voice_removal is
  'Without an error: the model is gone. With one: it is tried again later. False when the claim was lost.';

revoke all on function
  private.release_voice, public.claim_voice_removals, public.settle_voice_removal from public;
grant execute on function public.claim_voice_removals, public.settle_voice_removal to gpu_agent;
