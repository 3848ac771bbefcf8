-- Purpose: whoever registers a voice may say what learns it, and what a cloud engine wants to hear from its speaker
-- reaches the agent that was chosen, and no other. A voice and its consent are stored together: an agent that is quick
-- must not find the one without the other.
-- Locks: short exclusive ones on voice_clones for its column; later none beyond those of an insert.

insert into private.error_codes (code, status, retryable, remedy) values
  ('voice_statement_missing', 422, null,
   'Send the consent_ fields and consent_audio: the statement of GET /api/v2/voice-cloning/engines, read aloud by the speaker.'),
  ('voice_engine_not_offered', 409, null,
   'Choose an engine of GET /api/v2/voice-cloning/engines, or leave clone_engine out.'),
  ('consent_refused', null, false,
   'Have the statement of GET /api/v2/voice-cloning/engines read aloud word for word by whoever speaks in the recording, and register the voice anew.');

alter table public.voice_clones
  add column clone_engine text not null default 'auto',
  add constraint voice_clones_clone_engine_known check (clone_engine in ('auto', 'espeak', 'elevenlabs', 'azure'));
comment on column public.voice_clones.clone_engine is
  'What its owner wants it learnt by. auto: a cloud engine of the agent that asks for no statement, else a profile on its host; espeak: no cloud. `engine` says what did it.';

-- Engines that learn voices on agents heard of within half an hour. An agent says so when it registers:
-- capabilities.voice_engines [{ engine, statement?, company? }].
-- definer because nobody but the service may read gpu_agents
create function public.list_voice_engines()
returns table (engine text, online boolean, statement text, company text)
language sql stable security definer set search_path = ''
as $$
  select distinct on (e.value ->> 'engine')
    e.value ->> 'engine', a.last_seen_at > clock_timestamp() - interval '60 seconds',
    e.value ->> 'statement', e.value ->> 'company'
  from public.gpu_agents a
  cross join lateral jsonb_array_elements(
    case jsonb_typeof(a.capabilities -> 'voice_engines') when 'array' then a.capabilities -> 'voice_engines' else '[]' end
  ) as e (value)
  where a.last_seen_at > clock_timestamp() - interval '30 minutes'
    and e.value ->> 'engine' in ('espeak', 'elevenlabs', 'azure')
  order by e.value ->> 'engine', a.last_seen_at desc
$$;
comment on function public.list_voice_engines is
  'What learns voices here. statement: whose words the speaker must read aloud (azure), naming company; null: none.';

-- definer because owners may not choose an engine by a bare insert, which brings no consent along
create function public.register_voice(
  voice_id uuid,
  name text,
  language text,
  sample_path text,
  clone_engine text default 'auto',
  consent jsonb default null
) returns public.voice_clones
language plpgsql security definer set search_path = ''
as $$
declare
  made public.voice_clones;
begin
  perform private.require(auth.uid() is not null, 'token_missing', 'A voice needs an owner.');
  perform private.require_scope('voices');
  perform private.require(
    clone_engine in ('auto', 'espeak', 'elevenlabs', 'azure'), 'invalid_request',
    'clone_engine must be auto, espeak, elevenlabs or azure.');
  perform private.require(consent is null or jsonb_typeof(consent) = 'object', 'invalid_request',
    'consent must be an object.');
  perform private.require(
    clone_engine in ('auto', 'espeak')
      or exists (select from public.list_voice_engines() e where e.engine = clone_engine),
    'voice_engine_not_offered', format('No running agent learns voices with %s.', clone_engine));
  perform private.require(
    clone_engine <> 'azure' or consent ->> 'statement_audio' is not null, 'voice_statement_missing',
    'Azure learns a voice only with the recorded statement of its speaker.');
  perform private.require(
    clone_engine <> 'elevenlabs' or consent is not null, 'voice_consent_missing',
    'A recording is given to ElevenLabs only with the consent of its speaker.');

  insert into public.voice_clones as v (id, user_id, name, language, audio_sample_url, clone_engine)
  values (voice_id, auth.uid(), register_voice.name, register_voice.language, sample_path, register_voice.clone_engine)
  returning v.* into made;
  if consent is not null then
    perform public.give_voice_consent(
      made.id, consent ->> 'consenter_name', consent ->> 'statement_version',
      coalesce(consent ->> 'relation', 'self'), consent ->> 'speaker_name', consent ->> 'language',
      consent ->> 'statement_audio');
  end if;
  return made;
end
$$;
comment on function public.register_voice is
  'A voice and, in the same transaction, its consent: { consenter_name, statement_version, relation?, speaker_name?, language?, statement_audio? }.';

create or replace function private.start_voice_training() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  made uuid;
begin
  insert into public.render_tasks (voice_id, user_id, stage, engine, queued_at)
  values (new.id, new.user_id, 'voice_training', 'voice:' || new.clone_engine, new.created_at)
  returning id into made;
  perform private.send_message(made);
  perform private.wake_agents('voice_training');
  return null;
end
$$;

-- The consent under which an engine that wants to hear it learns the voice; null for every other.
create function private.spoken_consent(voice public.voice_clones) returns public.voice_consents
language sql stable set search_path = ''
as $$
  select k from public.voice_consents k
  where k.voice_id = voice.id and k.revoked_at is null and k.statement_audio is not null
    and voice.clone_engine = 'azure'
$$;

-- Everything an agent needs to work on a task: ClaimedTask of the contract.
create or replace function private.describe_task(task public.render_tasks) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'task_id', task.id, 'lease_id', task.lease_id, 'lease_expires_at', task.lease_expires_at,
    'attempt', task.attempt, 'stage', task.stage, 'range_index', task.range_index,
    'first_frame', task.first_frame, 'frame_count', task.frame_count,
    'job_id', task.job_id, 'preview_id', task.preview_id, 'user_id', task.user_id,
    'title', p.title, 'script', asked.request -> 'script', 'voice_config', asked.request -> 'voice_config',
    'render_settings', asked.request -> 'render_settings',
    'avatar', case when a.id is not null then jsonb_build_object(
      'id', a.id, 'name', a.name, 'gender', a.gender, 'assets', a.assets, 'voice_sync', a.voice_sync) end,
    'inputs', jsonb_build_object(
      'tts', private.artifacts_of(task.job_id, 'tts') -> 0,
      'audio2face', private.artifacts_of(task.job_id, 'audio2face') -> 0,
      'ue5', private.artifacts_of(task.job_id, 'ue5')),
    'clone', case when task.stage in ('tts', 'speech_preview') and c.id is not null then
      jsonb_build_object('id', c.id, 'profile', c.profile) end,
    'voice', case when v.id is not null then jsonb_build_object(
      'id', v.id, 'name', v.name, 'language', v.language,
      'sample_path', private.sample_path(v),
      'consented', exists (select from public.voice_consents k where k.voice_id = v.id and k.revoked_at is null),
      'clone_engine', v.clone_engine,
      'statement', (
        select jsonb_build_object(
          'path', k.statement_audio, 'talent', coalesce(k.speaker_name, k.consenter_name), 'language', k.language)
        from private.spoken_consent(v) as k where k.id is not null)) end
  )
  from (select) as one
  left join public.render_jobs j on j.id = task.job_id
  left join public.avatar_projects p on p.id = j.project_id
  left join public.speech_previews w on w.id = task.preview_id
  cross join lateral (select coalesce(j.request, w.request) as request) as asked
  left join public.avatars_3d a on a.id = asked.request ->> 'avatar_id'
  left join public.voice_clones c
    on c.id = (asked.request #>> '{voice_config,clone_id}')::uuid and c.status = 'ready'
  left join public.voice_clones v on v.id = task.voice_id
$$;

-- definer because agents may not read tasks: what a live lease of theirs works from
create or replace function private.agent_may_read(bucket text, object_name text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select private.agent_may_write(bucket, object_name)
    or private.agent_may_remove(bucket, object_name)
    or exists (
      select from public.render_tasks t
      left join public.render_jobs j on j.id = t.job_id
      where t.agent_id = private.caller_id() and t.status = 'processing' and t.lease_expires_at > clock_timestamp()
        and case bucket
          -- Only accepted artefacts of the same job: what a lost lease left is never read.
          when 'artifacts' then exists (
            select from public.render_tasks done
            where done.job_id = t.job_id and done.status = 'completed'
              and done.artifact ->> 'bucket' = bucket
              and starts_with(object_name, done.artifact ->> 'prefix'))
          when 'voice-samples' then t.voice_id is not null
            and exists (
              select from public.voice_clones v where v.id = t.voice_id
              and object_name in (private.sample_path(v), (private.spoken_consent(v)).statement_audio))
          when 'uploads' then object_name in (
            j.request #>> '{voice_config,recording,path}',
            j.request #>> '{render_settings,background,path}',
            j.request #>> '{render_settings,logo,path}')
          else false
        end
    )
$$;

-- definer because deleting a voice ends jobs and queues a removal, which users may not write
create or replace function private.release_voice() returns trigger
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
  elsif old.clone_engine = 'azure' then
    -- An agent that died while it was learnt may have left it there, under this name (azure-personal.ts). The agents
    -- that hold the task now have their lease for minutes at most.
    insert into public.voice_removals (engine, voice_id, model_id, profile, run_after)
    values ('azure', old.id, 'semblante-' || old.id, '{}', clock_timestamp() + interval '10 minutes');
  end if;
  return old;
end
$$;

revoke all on function
  public.list_voice_engines, public.register_voice, private.spoken_consent from public;
grant execute on function public.list_voice_engines, public.register_voice to authenticated;
