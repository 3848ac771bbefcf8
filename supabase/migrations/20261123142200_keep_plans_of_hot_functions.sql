-- Purpose: claims and completions that cost a fifth of what they did. Nothing is answered differently.
-- Over 400 lines because functions that are replaced must be written out whole.
-- Locks: none beyond creation.
-- Why: a function in SQL with a fixed search_path is not inlined and is planned anew at every call, 0.1 to 2 ms for each of
-- the dozens of a settlement; PL/pgSQL plans once a session. A settlement (claim and completion) took 10 ms of Postgres.

create or replace function private.caller_id() returns uuid
language plpgsql stable set search_path = ''
as $$
begin
  return (nullif(pg_catalog.current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid;
end
$$;

create or replace function private.has_only_keys(config jsonb, keys text[]) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return case when jsonb_typeof(config) = 'object' then (config - keys) = '{}'::jsonb else false end;
end
$$;

create or replace function private.is_text(config jsonb, key text, shortest integer, longest integer) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return not config ? key
    or (jsonb_typeof(config -> key) = 'string'
      and char_length(config ->> key) between shortest and longest);
end
$$;

create or replace function private.is_one_of(config jsonb, key text, choices text[]) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return not config ? key or (jsonb_typeof(config -> key) = 'string' and (config ->> key) = any (choices));
end
$$;

create or replace function private.is_number(config jsonb, key text, lowest numeric, highest numeric) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return case
    when not config ? key then true
    when jsonb_typeof(config -> key) = 'number' then (config ->> key)::numeric between lowest and highest
    else false
  end;
end
$$;

create or replace function private.queue_of(stage text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return case when stage in ('voice_training', 'speech_preview') then stage else 'render_' || stage end;
end
$$;

create or replace function private.picture_size(settings jsonb) returns integer[]
language plpgsql immutable set search_path = ''
as $$
begin
  return string_to_array(coalesce(settings ->> 'resolution', '1280x720'), 'x')::integer[];
end
$$;

create or replace function private.film_rate(settings jsonb) returns integer
language plpgsql immutable set search_path = ''
as $$
begin
  return coalesce((settings ->> 'fps')::integer, 25);
end
$$;

-- Where the holder of a lease may write: interfaces between stages and Storage meet here and nowhere else.
create or replace function private.task_bucket(task public.render_tasks) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return case task.stage
    when 'compositing' then 'renders' when 'speech_preview' then 'previews' when 'voice_training' then null
    else 'artifacts'
  end;
end
$$;

create or replace function private.task_prefix(task public.render_tasks) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return case task.stage
    when 'voice_training' then null
    when 'compositing' then format('%s/%s/%s/', task.user_id, task.job_id, task.lease_id)
    when 'speech_preview' then format('%s/%s/%s/', task.user_id, task.preview_id, task.lease_id)
    else format('%s/%s/%s/%s/', task.job_id, task.stage, task.range_index, task.lease_id)
  end;
end
$$;

create or replace function private.wake_agents(stage text) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.broadcast(jsonb_build_object('stage', stage), 'task_available', 'agents');
end
$$;

create or replace function private.queue_deletion(bucket text, prefix text, reason text, delay interval) returns void
language plpgsql set search_path = ''
as $$
#variable_conflict use_column
begin
  insert into public.storage_deletions (bucket, prefix, reason, run_after)
  values (queue_deletion.bucket, queue_deletion.prefix, queue_deletion.reason, clock_timestamp() + delay)
  on conflict on constraint storage_deletions_once
    do update set run_after = least(storage_deletions.run_after, excluded.run_after), reason = excluded.reason;
end
$$;

create or replace function private.is_positive(value jsonb, whole boolean) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return case when jsonb_typeof(value) = 'number'
    then (value #>> '{}')::numeric > 0 and (not whole or (value #>> '{}')::numeric % 1 = 0)
    else false end;
end
$$;

create or replace function private.stable_url(artifact jsonb, file text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return format('/api/v2/files/%s/%s%s', artifact ->> 'bucket', artifact ->> 'prefix', artifact -> 'files' ->> file);
end
$$;

create or replace function private.spoken_seconds(script text, voice_config jsonb) returns double precision
language plpgsql immutable set search_path = ''
as $$
begin
  return 0.6 + greatest(0.4,
    char_length(script) / (14.5 * coalesce((voice_config ->> 'rate')::double precision, 1)));
end
$$;

-- The kind of engine a stage of this request needs. Pictures beyond 3840x2160 are only offered on Unreal.
create or replace function private.needed_engine(stage text, request jsonb) returns text
language plpgsql stable set search_path = ''
as $$
declare
  size integer[];
begin
  if stage = 'audio2face' then
    return 'face:auto';
  elsif stage = 'compositing' then
    return 'compositing:auto';
  elsif stage = 'tts' then
    -- No engine speaks a recording, whatever was asked for: its words are timed beside espeak-ng's. Without words it
    -- is heard alone, which every agent can do.
    if request #> '{voice_config,recording}' is not null then
      return case when (coalesce(request #>> '{voice_config,recording,text}', request ->> 'script', '')
        collate "und-x-icu") ~ '[[:alnum:]]' then 'tts:espeak' else 'tts:auto' end;
    end if;
    return 'tts:' || coalesce(
      -- A profile that one speech engine made is spoken by that engine.
      case when request #> '{voice_config}' ? 'clone_id' then (
        select v.engine from public.voice_clones v
        where v.id = (request #>> '{voice_config,clone_id}')::uuid
          and v.engine in ('espeak', 'neural', 'elevenlabs', 'azure')) end,
      request #>> '{voice_config,engine}', 'auto');
  elsif stage = 'ue5' then
    if coalesce(request #>> '{render_settings,engine}', 'auto') <> 'auto' then
      return 'render:' || (request #>> '{render_settings,engine}');
    end if;
    size := private.picture_size(request -> 'render_settings');
    return case when size[1] > 3840 or size[2] > 2160 then 'render:unreal' else 'render:auto' end;
  end if;
  return null;
end
$$;

create or replace function private.job_event(job public.render_jobs) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  of_stage double precision;
  left_s numeric;
begin
  select max(s.progress) filter (where s.stage_name = job.current_stage),
    round(sum(s.estimated_s * (1 - s.progress)) filter (where s.status in ('pending', 'processing'))::numeric, 1)
  into of_stage, left_s
  from public.render_stages s where s.job_id = job.id;
  return jsonb_build_object(
    'job_id', job.id,
    'seq', job.seq,
    'status', job.status,
    'progress', job.progress,
    'current_stage', job.current_stage,
    'stage_progress', coalesce(of_stage, 0),
    'eta_s', case when job.status in ('queued', 'processing') then left_s end);
end
$$;

-- Progress of a job: its stages weighted by their expected seconds. Never falls, since estimates sharpen on the way.
create or replace function private.sum_up_job(job_id uuid) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.render_jobs j
  set progress = greatest(j.progress, least(1, (
    select sum(s.estimated_s * s.progress) / sum(s.estimated_s)
    from public.render_stages s where s.job_id = sum_up_job.job_id)))
  where j.id = sum_up_job.job_id and j.status = 'processing';
end
$$;

-- Progress of a stage: its tasks weighted by their frames.
create or replace function private.sum_up_stage(stage_id uuid) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.render_stages s
  set progress = (
    select least(1, sum(greatest(t.frame_count, 1) * t.progress) / sum(greatest(t.frame_count, 1)))
    from public.render_tasks t where t.stage_id = sum_up_stage.stage_id)
  where s.id = sum_up_stage.stage_id and s.status = 'processing';
end
$$;

create or replace function private.artifacts_of(job_id uuid, stage text) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      t.artifact || jsonb_build_object('engine', jsonb_build_object(
        'name', t.report #>> '{engine,name}', 'version', t.report #>> '{engine,version}'))
      order by t.range_index), '[]')
    from public.render_tasks t
    where t.job_id = artifacts_of.job_id and t.stage = artifacts_of.stage and t.status = 'completed');
end
$$;

-- Everything an agent needs to work on a task: ClaimedTask of the contract.
create or replace function private.describe_task(task public.render_tasks) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  asked jsonb;
  film_title text;
  avatar jsonb;
  inputs jsonb := '{"tts": null, "audio2face": null, "ue5": []}';
  clone jsonb;
  voice jsonb;
begin
  if task.job_id is not null then
    select j.request, p.title into asked, film_title
    from public.render_jobs j left join public.avatar_projects p on p.id = j.project_id
    where j.id = task.job_id;
    -- The first stage has nothing before it.
    if task.stage <> 'tts' then
      inputs := jsonb_build_object(
        'tts', private.artifacts_of(task.job_id, 'tts') -> 0,
        'audio2face', case when task.stage <> 'audio2face' then private.artifacts_of(task.job_id, 'audio2face') -> 0 end,
        'ue5', case when task.stage = 'compositing' then private.artifacts_of(task.job_id, 'ue5') else '[]' end);
    end if;
  elsif task.preview_id is not null then
    select w.request into asked from public.speech_previews w where w.id = task.preview_id;
  else
    select jsonb_build_object(
      'id', v.id, 'name', v.name, 'language', v.language, 'sample_path', private.sample_path(v),
      'consented', exists (select from public.voice_consents k where k.voice_id = v.id and k.revoked_at is null),
      'clone_engine', v.clone_engine,
      'statement', (
        select jsonb_build_object(
          'path', k.statement_audio, 'talent', coalesce(k.speaker_name, k.consenter_name), 'language', k.language)
        from private.spoken_consent(v) as k where k.id is not null))
    into voice
    from public.voice_clones v where v.id = task.voice_id;
  end if;
  if asked ? 'avatar_id' then
    select jsonb_build_object(
      'id', a.id, 'name', a.name, 'gender', a.gender, 'assets', a.assets, 'voice_sync', a.voice_sync)
    into avatar
    from public.avatars_3d a where a.id = asked ->> 'avatar_id';
  end if;
  if task.stage in ('tts', 'speech_preview') and asked #> '{voice_config}' ? 'clone_id' then
    select jsonb_build_object('id', c.id, 'profile', c.profile) into clone
    from public.voice_clones c
    where c.id = (asked #>> '{voice_config,clone_id}')::uuid and c.status = 'ready';
  end if;
  return jsonb_build_object(
    'task_id', task.id, 'lease_id', task.lease_id, 'lease_expires_at', task.lease_expires_at,
    'attempt', task.attempt, 'stage', task.stage, 'range_index', task.range_index,
    'first_frame', task.first_frame, 'frame_count', task.frame_count,
    'job_id', task.job_id, 'preview_id', task.preview_id, 'user_id', task.user_id,
    'title', film_title, 'script', asked -> 'script', 'voice_config', asked -> 'voice_config',
    'render_settings', asked -> 'render_settings',
    'avatar', avatar, 'inputs', inputs, 'clone', clone, 'voice', voice);
end
$$;

create or replace function private.lease_bounds(lease_seconds integer) returns integer
language plpgsql immutable set search_path = ''
as $$
begin
  return least(300, greatest(2, coalesce(lease_seconds, 30)));
end
$$;

-- Locks what a task serves, then the task itself, and returns it as it is then.
create or replace function private.lock_task(task_id uuid) returns public.render_tasks
language plpgsql set search_path = ''
as $$
declare
  task public.render_tasks;
begin
  select t.* into task from public.render_tasks t where t.id = lock_task.task_id;
  if task.job_id is not null then
    perform from public.render_jobs j where j.id = task.job_id for update;
  elsif task.voice_id is not null then
    perform from public.voice_clones v where v.id = task.voice_id for update;
  end if;
  select t.* into task from public.render_tasks t where t.id = lock_task.task_id for update;
  return task;
end
$$;

-- The caller's task under this lease, locked with what it serves.
create or replace function private.hold_lease(lease_id uuid) returns public.render_tasks
language plpgsql set search_path = ''
as $$
declare
  held public.render_tasks;
  task public.render_tasks;
begin
  select t.* into held from public.render_tasks t
  where t.lease_id = hold_lease.lease_id and t.agent_id = private.caller_id();
  if held.job_id is not null then
    perform from public.render_jobs j where j.id = held.job_id for update;
  elsif held.voice_id is not null then
    perform from public.voice_clones v where v.id = held.voice_id for update;
  end if;
  -- As it is now that nobody else can change it: the lease may have gone to another meanwhile.
  select t.* into task from public.render_tasks t
  where t.id = held.id and t.lease_id = hold_lease.lease_id
  for update;
  perform private.require(
    found, 'lease_lost', 'The lease is no longer yours: another agent holds the task or it has ended.');
  return task;
end
$$;

-- Agents that were up within `since` and offer an engine that a task asks for.
create or replace function private.agents_offering(stage text, engine text, since interval) returns setof uuid
language plpgsql stable set search_path = ''
as $$
begin
  return query
    select a.id from public.gpu_agents a
    where a.last_seen_at > clock_timestamp() - since and agents_offering.stage = any (a.stages)
      and exists (
        select from unnest(a.engines) as e
        where agents_offering.engine in (e, split_part(e, ':', 1) || ':auto'));
end
$$;

-- TtsArtifact, FaceArtifact, RenderArtifact, FilmArtifact, VoiceArtifact and PreviewArtifact of functions/_shared/contract/job.ts.
create or replace function private.check_artifact(task public.render_tasks, artifact jsonb) returns void
language plpgsql stable set search_path = '' set enable_seqscan = off
as $$
declare
  bad constant text := 'invalid_request';
  files jsonb := artifact -> 'files';
  bucket constant text := private.task_bucket(task);
  prefix constant text := private.task_prefix(task);
begin
  perform private.require(jsonb_typeof(artifact) = 'object', bad, 'artifact must be an object.');
  if task.stage = 'voice_training' then
    perform private.require(
      private.has_only_keys(artifact, '{engine,profile}') and private.is_text(artifact, 'engine', 1, 100)
        and artifact ? 'engine' and jsonb_typeof(artifact -> 'profile') = 'object',
      bad, 'The artefact of voice_training must be { engine, profile }.');
    return;
  end if;

  perform private.require(
    artifact -> 'bucket' = to_jsonb(bucket)
      and artifact -> 'prefix' = to_jsonb(prefix),
    bad, format('The artefact of %s must lie in %s/%s.',
      task.stage, bucket, prefix));
  perform private.require(
    jsonb_typeof(files) = 'object' and not exists (
      select from jsonb_each(files) as f
      where jsonb_typeof(f.value) <> 'string' or f.value #>> '{}' !~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
    bad, 'artifact.files must name files directly inside the prefix.');

  perform private.require(
    case task.stage
      when 'tts' then private.has_only_keys(artifact, '{bucket,prefix,files,duration}')
        and files = '{"audio": "audio.wav", "timeline": "timeline.json"}'
        and private.is_positive(artifact -> 'duration', false)
      when 'audio2face' then private.has_only_keys(artifact, '{bucket,prefix,files}')
        and files = '{"header": "curves.json", "data": "curves.f32"}'
      when 'ue5' then private.has_only_keys(artifact, '{bucket,prefix,files,first_frame,frame_count}')
        and private.has_only_keys(files, '{video,poster}') and files ? 'video'
        and artifact -> 'first_frame' = to_jsonb(task.first_frame)
        and artifact -> 'frame_count' = to_jsonb(task.frame_count)
      when 'speech_preview' then
        private.has_only_keys(artifact, '{bucket,prefix,files,duration,timeline,curves}')
        and files = '{"audio": "audio.wav", "curves": "curves.f32"}'
        and private.is_positive(artifact -> 'duration', false)
        and jsonb_typeof(artifact -> 'timeline') = 'object' and jsonb_typeof(artifact -> 'curves') = 'object'
      when 'compositing' then private.has_only_keys(artifact, '{bucket,prefix,files,duration,bytes}')
        and private.has_only_keys(files, '{film,poster,report,srt,vtt}') and files ? 'film'
        and files -> 'poster' = '"poster.webp"' and files -> 'report' = '"report.json"'
        and coalesce(files -> 'srt', '"film.srt"') = '"film.srt"'
        and coalesce(files -> 'vtt', '"film.vtt"') = '"film.vtt"'
        and private.is_positive(artifact -> 'duration', false)
        and private.is_positive(artifact -> 'bytes', true)
    end,
    bad, format('The artefact of %s does not have the shape of the contract.', task.stage));

  -- No sequential scan: a plan kept from when Storage was empty would read all of it later.
  perform private.require(
    not exists (
      select from jsonb_each_text(files) as f
      where not exists (
        select from storage.objects o
        where o.bucket_id = bucket and o.name = prefix || f.value)),
    bad, format('Not every file of the artefact is stored under %s.', artifact ->> 'prefix'));
end
$$;

-- Room on each page for what the next states write, so that most of them touch no index.
alter table public.render_jobs set (fillfactor = 70);
alter table public.render_stages set (fillfactor = 70);
alter table public.render_tasks set (fillfactor = 70);
