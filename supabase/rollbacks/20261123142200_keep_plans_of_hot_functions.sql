-- The bodies as they were.

create or replace function private.caller_id() returns uuid
language sql stable set search_path = ''
as $$
  select (nullif(pg_catalog.current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;

create or replace function private.has_only_keys(config jsonb, keys text[]) returns boolean
language sql immutable set search_path = ''
as $$
  select case when jsonb_typeof(config) = 'object' then (config - keys) = '{}'::jsonb else false end
$$;

create or replace function private.is_text(config jsonb, key text, shortest integer, longest integer) returns boolean
language sql immutable set search_path = ''
as $$
  select not config ? key
    or (jsonb_typeof(config -> key) = 'string'
      and char_length(config ->> key) between shortest and longest)
$$;

create or replace function private.is_one_of(config jsonb, key text, choices text[]) returns boolean
language sql immutable set search_path = ''
as $$
  select not config ? key or (jsonb_typeof(config -> key) = 'string' and (config ->> key) = any (choices))
$$;

create or replace function private.is_number(config jsonb, key text, lowest numeric, highest numeric) returns boolean
language sql immutable set search_path = ''
as $$
  select case
    when not config ? key then true
    when jsonb_typeof(config -> key) = 'number' then (config ->> key)::numeric between lowest and highest
    else false
  end
$$;

create or replace function private.queue_of(stage text) returns text
language sql immutable set search_path = ''
as $$
  select case when stage in ('voice_training', 'speech_preview') then stage else 'render_' || stage end
$$;

create or replace function private.picture_size(settings jsonb) returns integer[]
language sql immutable set search_path = ''
as $$
  select string_to_array(coalesce(settings ->> 'resolution', '1280x720'), 'x')::integer[]
$$;

create or replace function private.film_rate(settings jsonb) returns integer
language sql immutable set search_path = ''
as $$
  select coalesce((settings ->> 'fps')::integer, 25)
$$;

create or replace function private.task_bucket(task public.render_tasks) returns text
language sql immutable set search_path = ''
as $$
  select case task.stage
    when 'compositing' then 'renders' when 'speech_preview' then 'previews' when 'voice_training' then null
    else 'artifacts'
  end
$$;

create or replace function private.task_prefix(task public.render_tasks) returns text
language sql immutable set search_path = ''
as $$
  select case task.stage
    when 'voice_training' then null
    when 'compositing' then format('%s/%s/%s/', task.user_id, task.job_id, task.lease_id)
    when 'speech_preview' then format('%s/%s/%s/', task.user_id, task.preview_id, task.lease_id)
    else format('%s/%s/%s/%s/', task.job_id, task.stage, task.range_index, task.lease_id)
  end
$$;

create or replace function private.wake_agents(stage text) returns void
language sql set search_path = ''
as $$
  select private.broadcast(jsonb_build_object('stage', stage), 'task_available', 'agents')
$$;

create or replace function private.queue_deletion(bucket text, prefix text, reason text, delay interval) returns void
language sql set search_path = ''
as $$
  insert into public.storage_deletions (bucket, prefix, reason, run_after)
  values (bucket, prefix, reason, clock_timestamp() + delay)
  on conflict on constraint storage_deletions_once
    do update set run_after = least(storage_deletions.run_after, excluded.run_after), reason = excluded.reason
$$;

create or replace function private.is_positive(value jsonb, whole boolean) returns boolean
language sql immutable set search_path = ''
as $$
  select case when jsonb_typeof(value) = 'number'
    then (value #>> '{}')::numeric > 0 and (not whole or (value #>> '{}')::numeric % 1 = 0)
    else false end
$$;

create or replace function private.stable_url(artifact jsonb, file text) returns text
language sql immutable set search_path = ''
as $$
  select format('/api/v2/files/%s/%s%s', artifact ->> 'bucket', artifact ->> 'prefix', artifact -> 'files' ->> file)
$$;

create or replace function private.spoken_seconds(script text, voice_config jsonb) returns double precision
language sql immutable set search_path = ''
as $$
  select 0.6 + greatest(0.4,
    char_length(script) / (14.5 * coalesce((voice_config ->> 'rate')::double precision, 1)))
$$;

create or replace function private.needed_engine(stage text, request jsonb) returns text
language sql stable set search_path = ''
as $$
  select case stage
    when 'tts' then 'tts:' || coalesce(
      -- No engine speaks a recording, whatever was asked for: its words are timed beside espeak-ng's. Without words it
      -- is heard alone, which every agent can do.
      case when request #> '{voice_config,recording}' is not null then
        case when (coalesce(request #>> '{voice_config,recording,text}', request ->> 'script', '')
            collate "und-x-icu") ~ '[[:alnum:]]' then 'espeak' else 'auto' end
      end,
      -- A profile that one speech engine made is spoken by that engine.
      (select v.engine from public.voice_clones v
       where v.id = (request #>> '{voice_config,clone_id}')::uuid
         and v.engine in ('espeak', 'neural', 'elevenlabs', 'azure')),
      request #>> '{voice_config,engine}', 'auto')
    when 'audio2face' then 'face:auto'
    when 'ue5' then 'render:' || case
      when coalesce(request #>> '{render_settings,engine}', 'auto') <> 'auto'
        then request #>> '{render_settings,engine}'
      when (private.picture_size(request -> 'render_settings'))[1] > 3840
        or (private.picture_size(request -> 'render_settings'))[2] > 2160 then 'unreal'
      else 'auto'
    end
    when 'compositing' then 'compositing:auto'
  end
$$;

create or replace function private.job_event(job public.render_jobs) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'job_id', job.id,
    'seq', job.seq,
    'status', job.status,
    'progress', job.progress,
    'current_stage', job.current_stage,
    'stage_progress', coalesce((
      select s.progress from public.render_stages s
      where s.job_id = job.id and s.stage_name = job.current_stage), 0),
    'eta_s', case when job.status in ('queued', 'processing') then (
      select round(sum(s.estimated_s * (1 - s.progress))::numeric, 1)
      from public.render_stages s where s.job_id = job.id and s.status in ('pending', 'processing'))
    end
  )
$$;

create or replace function private.sum_up_job(job_id uuid) returns void
language sql set search_path = ''
as $$
  update public.render_jobs j
  set progress = greatest(j.progress, least(1, (
    select sum(s.estimated_s * s.progress) / sum(s.estimated_s)
    from public.render_stages s where s.job_id = sum_up_job.job_id)))
  where j.id = sum_up_job.job_id and j.status = 'processing'
$$;

create or replace function private.sum_up_stage(stage_id uuid) returns void
language sql set search_path = ''
as $$
  update public.render_stages s
  set progress = (
    select least(1, sum(greatest(t.frame_count, 1) * t.progress) / sum(greatest(t.frame_count, 1)))
    from public.render_tasks t where t.stage_id = sum_up_stage.stage_id)
  where s.id = sum_up_stage.stage_id and s.status = 'processing'
$$;

create or replace function private.artifacts_of(job_id uuid, stage text) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(
    t.artifact || jsonb_build_object('engine', jsonb_build_object(
      'name', t.report #>> '{engine,name}', 'version', t.report #>> '{engine,version}'))
    order by t.range_index), '[]')
  from public.render_tasks t
  where t.job_id = artifacts_of.job_id and t.stage = artifacts_of.stage and t.status = 'completed'
$$;

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

create or replace function private.lease_bounds(lease_seconds integer) returns integer
language sql immutable set search_path = ''
as $$ select least(300, greatest(2, coalesce(lease_seconds, 30))) $$;

create or replace function private.lock_task(task_id uuid) returns public.render_tasks
language plpgsql set search_path = ''
as $$
declare
  task public.render_tasks;
begin
  select t.* into task from public.render_tasks t where t.id = lock_task.task_id;
  perform from public.render_jobs j where j.id = task.job_id for update;
  perform from public.voice_clones v where v.id = task.voice_id for update;
  select t.* into task from public.render_tasks t where t.id = lock_task.task_id for update;
  return task;
end
$$;

create or replace function private.hold_lease(lease_id uuid) returns public.render_tasks
language plpgsql set search_path = ''
as $$
declare
  task public.render_tasks;
begin
  select t.* into task from public.render_tasks t
  where t.lease_id = hold_lease.lease_id and t.agent_id = private.caller_id();
  if task.id is not null then
    task := private.lock_task(task.id);
  end if;
  perform private.require(
    task.id is not null and task.lease_id = hold_lease.lease_id, 'lease_lost',
    'The lease is no longer yours: another agent holds the task or it has ended.');
  return task;
end
$$;

create or replace function private.agents_offering(stage text, engine text, since interval) returns setof uuid
language sql stable set search_path = ''
as $$
  select a.id from public.gpu_agents a
  where a.last_seen_at > clock_timestamp() - since and agents_offering.stage = any (a.stages)
    and exists (
      select from unnest(a.engines) as e
      where agents_offering.engine in (e, split_part(e, ':', 1) || ':auto'))
$$;

create or replace function private.check_artifact(task public.render_tasks, artifact jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare
  bad constant text := 'invalid_request';
  files jsonb := artifact -> 'files';
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
    artifact -> 'bucket' = to_jsonb(private.task_bucket(task))
      and artifact -> 'prefix' = to_jsonb(private.task_prefix(task)),
    bad, format('The artefact of %s must lie in %s/%s.',
      task.stage, private.task_bucket(task), private.task_prefix(task)));
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

  perform private.require(
    not exists (
      select from jsonb_each_text(files) as f
      where not exists (
        select from storage.objects o
        where o.bucket_id = artifact ->> 'bucket' and o.name = (artifact ->> 'prefix') || f.value)),
    bad, format('Not every file of the artefact is stored under %s.', artifact ->> 'prefix'));
end
$$;

alter table public.render_jobs reset (fillfactor);
alter table public.render_stages reset (fillfactor);
alter table public.render_tasks reset (fillfactor);
