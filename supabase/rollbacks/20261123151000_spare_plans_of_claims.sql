-- The bodies as they were.

alter function public.claim_task reset plan_cache_mode;
create index render_stages_job_id_idx on public.render_stages (job_id);

-- The API token the caller's claims came from; null for a person's own session.
create or replace function private.caller_token() returns uuid
language sql stable set search_path = ''
as $$
  select (nullif(pg_catalog.current_setting('request.jwt.claims', true), '')::jsonb ->> 'api_token')::uuid
$$;

-- Whether the caller may change what `scope` guards: a person may; a token that has the scope and is still good may.
-- definer because the claims of an exchanged token outlive its revocation by minutes: the row decides
create or replace function private.has_scope(scope text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select private.caller_token() is null or exists (
    select from public.api_tokens t
    where t.id = private.caller_token() and has_scope.scope = any (t.scopes)
      and t.revoked_at is null and t.expires_at > clock_timestamp())
$$;

create or replace function private.archive_message(task public.render_tasks) returns void
language plpgsql set search_path = ''
as $$
begin
  if task.message_id is not null then
    perform pgmq.archive(private.queue_of(task.stage), task.message_id);
  end if;
end
$$;

-- Moving average over about five samples; a prior is replaced by the first.
create or replace function private.record_rate(
  stage text, engine text, size text, quality text, seconds_per_second double precision
) returns void
language plpgsql set search_path = ''
as $$
declare
  dimensions integer[] := case when size = '' then '{0,0}' else string_to_array(size, 'x')::integer[] end;
begin
  if seconds_per_second is null or seconds_per_second <= 0 then
    return;
  end if;
  insert into public.stage_rates as r (stage, engine, size, quality, pixels, seconds_per_second, samples)
  values (stage, engine, size, quality, dimensions[1] * dimensions[2], seconds_per_second, 1)
  on conflict on constraint stage_rates_pkey do update set
    seconds_per_second = r.seconds_per_second
      + (excluded.seconds_per_second - r.seconds_per_second) / least(r.samples + 1, 5),
    samples = r.samples + 1,
    updated_at = now();
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

-- TtsArtifact, FaceArtifact, RenderArtifact, FilmArtifact, VoiceArtifact and PreviewArtifact of functions/_shared/contract/job.ts.
create or replace function private.check_stage_artifact(task public.render_tasks, artifact jsonb) returns void
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

-- definer because agents may not touch tasks, stages or jobs themselves
create or replace function public.complete_task(lease_id uuid, artifact jsonb, report jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  task public.render_tasks := private.hold_lease(lease_id);
  job public.render_jobs;
  answer jsonb := jsonb_build_object(
    'task_id', task.id, 'job_id', task.job_id, 'stage', task.stage, 'status', 'completed');
begin
  -- The same completion again, after an answer that got lost, is answered the same.
  if task.status = 'completed' and task.artifact = artifact then
    return answer;
  end if;
  perform private.require(task.status = 'processing', 'lease_lost', 'The task has ended.');
  perform private.require(
    jsonb_typeof(report) = 'object' and jsonb_typeof(report -> 'wall_s') = 'number'
      and (report ->> 'wall_s')::numeric >= 0
      and private.is_text(report -> 'engine', 'name', 1, 100) and report -> 'engine' ? 'name'
      and private.is_text(report -> 'engine', 'version', 1, 200) and report -> 'engine' ? 'version',
    'invalid_request', 'report must hold wall_s and engine { name, version }.');
  perform private.check_artifact(task, artifact);

  perform private.archive_message(task);
  update public.render_tasks t
  set status = 'completed', progress = 1, lease_expires_at = null, completed_at = clock_timestamp(),
    artifact = complete_task.artifact, report = complete_task.report, error = null
  where t.id = task.id;
  perform private.see_agent(null, null);

  if task.voice_id is not null then
    update public.voice_clones v
    set status = 'ready', training_progress = 1, engine = complete_task.artifact ->> 'engine',
      profile = complete_task.artifact -> 'profile',
      voice_model_id = left(complete_task.artifact #>> '{profile,voice_id}', 100)
    where v.id = task.voice_id;
    return answer;
  end if;

  -- A preview and an avatar follow their task by a trigger.
  if num_nonnulls(task.preview_id, task.avatar_id) > 0 then
    return answer;
  end if;

  select j.* into strict job from public.render_jobs j where j.id = task.job_id;
  perform private.learn_rate(task, job, report);
  if exists (
    select from public.render_tasks t where t.stage_id = task.stage_id and t.status <> 'completed'
  ) then
    perform private.sum_up_stage(task.stage_id);
    perform private.sum_up_job(task.job_id);
  else
    perform private.finish_stage(task, job, artifact, report);
  end if;
  return answer;
end
$$;
