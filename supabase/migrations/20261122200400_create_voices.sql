-- Purpose: voices made from a person's recording. Training is queued by a later migration.
-- Locks: none beyond creation.

-- The contract's idea of a UUID, narrower than Postgres': an id that a person may choose must parse in every part.
create function private.is_contract_uuid(value text) returns boolean
language sql immutable set search_path = ''
as $$
  select value ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'
$$;
revoke all on function private.is_contract_uuid from public;

create table public.voice_clones (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  name varchar(100) not null,
  language varchar(10) not null default 'pt-BR',
  voice_model_id varchar(100),
  status varchar(20) not null default 'training',
  training_progress double precision not null default 0,
  audio_sample_url varchar(500),
  engine text,
  profile jsonb,
  error_code text references private.error_codes (code),
  error_message text,
  remedy text,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default now(),
  constraint voice_clones_name_not_blank check (btrim(name) <> ''),
  constraint voice_clones_language_known check (language in ('pt-BR', 'en-US', 'es-ES')),
  constraint voice_clones_status_known check (status in ('training', 'ready', 'failed')),
  constraint voice_clones_progress_is_a_share check (training_progress between 0 and 1),
  constraint voice_clones_ready_has_profile check (
    status <> 'ready' or (profile is not null and engine is not null and training_progress = 1)
  ),
  constraint voice_clones_failed_says_why check (
    (status = 'failed') = (error_code is not null)
    and (status <> 'failed' or (error_message is not null and remedy is not null))
  )
);
comment on table public.voice_clones is 'A voice learnt from its owner''s recording.';
comment on column public.voice_clones.status is
  'training: a task is queued or running; ready: profile can be spoken with; failed: see error_code and remedy.';
comment on column public.voice_clones.audio_sample_url is
  'Stable address of the recording: /api/v2/files/voice-samples/{user}/{voice}/{file}.';
comment on column public.voice_clones.engine is 'Speech engine that made the profile; only it can speak with it.';
comment on column public.voice_clones.profile is 'What training left, opaque to everything but its engine.';

create index voice_clones_user_id_idx on public.voice_clones (user_id);
create index voice_clones_error_code_idx on public.voice_clones (error_code) where error_code is not null;

create trigger touch_updated_at before update on public.voice_clones
  for each row execute function private.touch_updated_at();

alter table public.voice_clones enable row level security;
grant select, delete, insert (id, user_id, name, language, audio_sample_url), update (name)
  on public.voice_clones to authenticated;
grant all on public.voice_clones to service_role;

create policy "Owners can see their voices" on public.voice_clones
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can add voices of their own" on public.voice_clones
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Owners can rename their voices" on public.voice_clones
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Owners can delete their voices" on public.voice_clones
  for delete to authenticated using (user_id = (select auth.uid()));
