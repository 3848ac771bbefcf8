-- Purpose: nobody's voice is used without a record of who allowed it. The record, how it is given and withdrawn, and the
-- rule at job intake that asks for it on every road.
-- Locks: ShareRowExclusive on render_jobs for the trigger. Later: a voice's row first, then its consent,
-- then the jobs that speak with it.
-- Why no address or browser of the consenter is kept: the account that was signed in and the time already say who gave
-- it, and a record of personal data should hold no more than it needs (LGPD, art. 6, III).

insert into private.error_codes (code, status, retryable, remedy) values
  ('voice_consent_missing', 409, null,
   'Record the consent of the person who spoke: POST /api/v2/voice-cloning/{voice_id}/consent.'),
  ('voice_consent_exists', 409, null,
   'The voice has a consent that holds; revoke it before another one is given.'),
  ('sample_unreadable', null, false, 'Export the recording as WAV or MP3 again and register the voice anew.'),
  ('sample_too_short', null, false,
   'Record at least 30 seconds, of which at least 15 are speech, and register the voice anew.'),
  ('sample_noisy', null, false, 'Record in a quieter room, nearer the microphone, and register the voice anew.'),
  ('sample_clipped', null, false,
   'Lower the input level until nothing is clipped, record again and register the voice anew.');

create table private.consent_statements (
  version text not null,
  language text not null,
  relation text not null,
  statement text not null,
  primary key (version, language, relation)
);
alter table private.consent_statements enable row level security;
comment on table private.consent_statements is
  'What people consent to, word for word: the copy of functions/_shared/contract/consent.ts that records are written from. A released text is never edited.';
insert into private.consent_statements (version, language, relation, statement) values
  ('2026-11', 'pt-BR', 'self',
   'Eu, {name}, declaro que a voz gravada é minha e autorizo que dela se faça um modelo, também por um serviço de voz contratado para isso, e que ele seja usado para gerar fala nos vídeos desta conta. Sei que posso revogar esta autorização a qualquer momento, o que impede novos vídeos com a voz, e que excluir a voz apaga as gravações e o modelo. Vídeos já prontos permanecem até serem excluídos.'),
  ('2026-11', 'pt-BR', 'authorised',
   'Eu, {name}, declaro que tenho autorização por escrito de {speaker}, de quem é a voz gravada, para que dela se faça um modelo, também por um serviço de voz contratado para isso, e que ele seja usado para gerar fala nos vídeos desta conta. Sei que a autorização pode ser revogada a qualquer momento, o que impede novos vídeos com a voz, e que excluir a voz apaga as gravações e o modelo. Vídeos já prontos permanecem até serem excluídos.'),
  ('2026-11', 'en-US', 'self',
   'I, {name}, declare that the recorded voice is mine, and I allow a model to be made of it, also by a speech service engaged for that, and to be used to generate speech in the videos of this account. I know that I can withdraw this consent at any time, which stops new videos with the voice, and that deleting the voice erases the recordings and the model. Finished videos stay until they are deleted.'),
  ('2026-11', 'en-US', 'authorised',
   'I, {name}, declare that I hold the written permission of {speaker}, whose voice was recorded, for a model to be made of it, also by a speech service engaged for that, and to be used to generate speech in the videos of this account. I know that the consent can be withdrawn at any time, which stops new videos with the voice, and that deleting the voice erases the recordings and the model. Finished videos stay until they are deleted.'),
  ('2026-11', 'es-ES', 'self',
   'Yo, {name}, declaro que la voz grabada es mía y autorizo que se haga de ella un modelo, también por un servicio de voz contratado para ello, y que se use para generar habla en los vídeos de esta cuenta. Sé que puedo retirar este consentimiento en cualquier momento, lo que impide nuevos vídeos con la voz, y que al eliminar la voz se borran las grabaciones y el modelo. Los vídeos ya terminados permanecen hasta que se eliminen.'),
  ('2026-11', 'es-ES', 'authorised',
   'Yo, {name}, declaro que tengo la autorización por escrito de {speaker}, de quien es la voz grabada, para que se haga de ella un modelo, también por un servicio de voz contratado para ello, y se use para generar habla en los vídeos de esta cuenta. Sé que el consentimiento puede retirarse en cualquier momento, lo que impide nuevos vídeos con la voz, y que al eliminar la voz se borran las grabaciones y el modelo. Los vídeos ya terminados permanecen hasta que se eliminen.');

create table public.voice_consents (
  id uuid primary key default gen_random_uuid(),
  voice_id uuid not null references public.voice_clones (id) on delete cascade,
  user_id uuid not null references public.users (id) on delete cascade,
  consenter_name text not null,
  speaker_name text,
  relation text not null,
  statement_version text not null,
  language text not null,
  statement text not null,
  statement_audio text,
  given_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz,
  constraint voice_consents_statement_known foreign key (statement_version, language, relation)
    references private.consent_statements (version, language, relation),
  constraint voice_consents_consenter_named check (char_length(btrim(consenter_name)) between 3 and 200),
  constraint voice_consents_speaker_named_when_another check (
    (relation = 'authorised') = (speaker_name is not null)
    and (speaker_name is null or char_length(btrim(speaker_name)) between 3 and 200)
  ),
  constraint voice_consents_revoked_after_given check (revoked_at >= given_at)
);
comment on table public.voice_consents is
  'Who allowed a voice to be used. Written once by give_voice_consent; nothing but its withdrawal ever changes it.';
comment on column public.voice_consents.relation is
  'self: the consenter spoke; authorised: the consenter holds the written permission of speaker_name.';
comment on column public.voice_consents.statement is 'The words consented to, names written in.';
comment on column public.voice_consents.statement_audio is
  'Object name in bucket voice-samples of the statement as it was spoken, if it was.';
comment on column public.voice_consents.revoked_at is 'Null while the consent holds; at most one of a voice does.';

create unique index voice_consents_one_holds_idx on public.voice_consents (voice_id) where revoked_at is null;
create index voice_consents_voice_id_idx on public.voice_consents (voice_id);
create index voice_consents_user_id_idx on public.voice_consents (user_id);
create index voice_consents_statement_audio_idx on public.voice_consents (statement_audio)
  where statement_audio is not null;
create index voice_consents_statement_idx on public.voice_consents (statement_version, language, relation);

alter table public.voice_consents enable row level security;
grant select on public.voice_consents to authenticated, service_role;
create policy "Owners can see the consents of their voices" on public.voice_consents
  for select to authenticated using (user_id = (select auth.uid()));

create function private.keep_consent() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if old.revoked_at is not null or new.revoked_at is null
    or (to_jsonb(new) - 'revoked_at') <> (to_jsonb(old) - 'revoked_at')
  then
    raise exception 'a consent is never edited, only withdrawn' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger keep_consent before update on public.voice_consents
  for each row execute function private.keep_consent();

-- The spoken statement is evidence: it goes with its voice, through the queue of deletions, and not before.
create policy "Nobody removes the recording of a consent by itself" on storage.objects
  as restrictive for delete to authenticated using (
    bucket_id <> 'voice-samples'
    or not exists (select from public.voice_consents c where c.statement_audio = objects.name));

-- Ends what is waiting or being made with a voice. The caller holds the voice's row. The message stays with the jobs: it
-- must not hold the voice's name, which is often a person's.
create function private.end_voice_jobs(voice public.voice_clones, message text) returns integer
language plpgsql set search_path = ''
as $$
declare
  job public.render_jobs;
  ended integer := 0;
begin
  for job in
    select j.* from public.render_jobs j
    where j.user_id = voice.user_id and j.status in ('queued', 'processing')
      and lower(j.request #>> '{voice_config,clone_id}') = voice.id::text
    order by j.id
    for update
  loop
    perform private.end_job(job.id, 'cancelled', job.current_stage, 'cancelled', message);
    ended := ended + 1;
  end loop;
  return ended;
end
$$;

-- definer because users may read consents but not write them: the statement is taken from the released texts
create function public.give_voice_consent(
  voice_id uuid,
  consenter_name text,
  statement_version text,
  relation text default 'self',
  speaker_name text default null,
  language text default null,
  statement_audio text default null
) returns public.voice_consents
language plpgsql security definer set search_path = ''
as $$
declare
  bad constant text := 'invalid_request';
  voice public.voice_clones;
  words text;
  given public.voice_consents;
begin
  perform private.require(auth.uid() is not null, 'token_missing', 'Only a signed-in user can give a consent.');
  select v.* into voice from public.voice_clones v
  where v.id = give_voice_consent.voice_id and v.user_id = auth.uid()
  for update;
  perform private.require(voice.id is not null, 'voice_not_found', 'voice_id names no voice of yours.');
  perform private.require(char_length(btrim(consenter_name)) between 3 and 200, bad,
    'consenter_name must be the full name of whoever consents, of 3 to 200 characters.');
  perform private.require(relation in ('self', 'authorised'), bad, 'relation must be self or authorised.');
  perform private.require(
    case relation when 'self' then speaker_name is null
      else char_length(btrim(speaker_name)) between 3 and 200 end,
    bad, 'speaker_name must name whose voice it is with relation authorised, and be left out with self.');

  select s.statement into words from private.consent_statements s
  where s.version = statement_version and s.language = coalesce(give_voice_consent.language, voice.language)
    and s.relation = give_voice_consent.relation;
  perform private.require(words is not null, bad,
    'statement_version and language must name a statement of this project.');
  perform private.require(
    statement_audio is null or (
      starts_with(statement_audio, voice.user_id || '/' || voice.id || '/')
      and statement_audio <> private.sample_path(voice)
      and exists (select from storage.objects o where o.bucket_id = 'voice-samples' and o.name = statement_audio)),
    bad, 'statement_audio must name a recording of the statement, uploaded to voice-samples/{user}/{voice}/.');
  perform private.require(
    not exists (select from public.voice_consents c where c.voice_id = voice.id and c.revoked_at is null),
    'voice_consent_exists', format('The voice %s already has a consent.', voice.name));

  -- Both at once: a name that reads like the other's placeholder stays a name.
  words := (
    select string_agg(
      case part.text when '{name}' then btrim(consenter_name) when '{speaker}' then btrim(speaker_name) else part.text end,
      '' order by part.position)
    from regexp_split_to_table(
      regexp_replace(words, '(\{name\}|\{speaker\})', E'\x01\\1\x01', 'g'), E'\x01') with ordinality as part (text, position));
  insert into public.voice_consents
    (voice_id, user_id, consenter_name, speaker_name, relation, statement_version, language, statement, statement_audio)
  values (
    voice.id, voice.user_id, btrim(consenter_name), btrim(speaker_name), relation, statement_version,
    coalesce(give_voice_consent.language, voice.language), words, statement_audio)
  returning * into given;
  return given;
end
$$;
comment on function public.give_voice_consent is
  'Records that a person consents to the use of a voice of the caller''s. language is the one the statement was read in.';

-- definer because users may not write consents, and jobs that speak with the voice are ended
create function public.revoke_voice_consent(voice_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  voice public.voice_clones;
  consent public.voice_consents;
  ended integer := 0;
begin
  select v.* into voice from public.voice_clones v
  where v.id = revoke_voice_consent.voice_id and v.user_id = auth.uid()
  for update;
  perform private.require(voice.id is not null, 'voice_not_found', 'voice_id names no voice of yours.');
  select c.* into consent from public.voice_consents c
  where c.voice_id = voice.id order by c.revoked_at desc nulls first limit 1;
  perform private.require(consent.id is not null, 'voice_consent_missing',
    format('Nobody has consented to the use of the voice %s.', voice.name));
  if consent.revoked_at is null then
    -- Waits for jobs that are being admitted under it; they are seen, and ended, by the next statement.
    update public.voice_consents c set revoked_at = clock_timestamp() where c.id = consent.id returning * into consent;
    ended := private.end_voice_jobs(voice, 'The consent for its voice was withdrawn.');
  end if;
  return jsonb_build_object('voice_id', voice.id, 'revoked_at', consent.revoked_at, 'cancelled_jobs', ended);
end
$$;
comment on function public.revoke_voice_consent is
  'Withdraws the consent of a voice and cancels what is being made with it; asking again answers the same.';

-- Holds the consent until the end of the transaction, so that it cannot be withdrawn beside what relies on it.
create function private.require_voice_consent(voice_id uuid) returns void
language plpgsql set search_path = ''
as $$
begin
  perform from public.voice_consents c
  where c.voice_id = require_voice_consent.voice_id and c.revoked_at is null
  for share;
  perform private.require(found, 'voice_consent_missing', 'Nobody consents to the use of this voice.');
end
$$;

-- definer because it holds a row that users may not write
create function private.admit_job_consent() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if new.request #> '{voice_config}' ? 'clone_id' then
    perform private.require_voice_consent((new.request #>> '{voice_config,clone_id}')::uuid);
  end if;
  return new;
end
$$;
comment on function private.admit_job_consent is
  'Runs after admit_job, whose name sorts before: whose voice it is and whether it is ready is known by then.';
create trigger admit_job_consent before insert on public.render_jobs
  for each row execute function private.admit_job_consent();

revoke all on function
  private.keep_consent, private.end_voice_jobs, private.require_voice_consent, private.admit_job_consent,
  public.give_voice_consent, public.revoke_voice_consent
  from public;
grant execute on function public.give_voice_consent, public.revoke_voice_consent to authenticated;
