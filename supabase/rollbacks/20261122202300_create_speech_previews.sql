delete from public.speech_previews;
drop function public.request_speech_preview(text, jsonb, text, text);
drop trigger follow_preview_task on public.render_tasks;
drop trigger clear_preview on public.speech_previews;
drop policy "Owners can hear their previews" on storage.objects;
drop policy "Agents can remove the previews they claimed for removal" on storage.objects;
drop policy "Agents can read the folders of their previews" on storage.objects;
drop policy "Agents can write into the folder of their preview" on storage.objects;

-- Gives up on a task and on what it serves. The caller holds the job's or voice's row and the task's.
create or replace function private.give_up_task(task public.render_tasks, code text, message text, log_tail text) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.archive_message(task);
  perform private.forget_upload(task);
  update public.render_tasks t
  set status = 'failed', lease_expires_at = null, completed_at = clock_timestamp(),
    error = jsonb_build_object('code', code, 'message', message, 'retryable', false, 'log_tail', log_tail)
  where t.id = task.id;
  if task.voice_id is not null then
    perform private.end_voice(task.voice_id, code, message);
  else
    perform private.end_job(task.job_id, 'failed', task.stage, code, message);
  end if;
end
$$;

-- Everything an agent needs to work on a task: ClaimedTask of the contract.
create or replace function private.describe_task(task public.render_tasks) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'task_id', task.id, 'lease_id', task.lease_id, 'lease_expires_at', task.lease_expires_at,
    'attempt', task.attempt, 'stage', task.stage, 'range_index', task.range_index,
    'first_frame', task.first_frame, 'frame_count', task.frame_count,
    'job_id', task.job_id, 'user_id', task.user_id,
    'title', p.title, 'script', j.request -> 'script', 'voice_config', j.request -> 'voice_config',
    'render_settings', j.request -> 'render_settings',
    'avatar', case when a.id is not null then jsonb_build_object(
      'id', a.id, 'name', a.name, 'gender', a.gender, 'assets', a.assets, 'voice_sync', a.voice_sync) end,
    'inputs', jsonb_build_object(
      'tts', private.artifacts_of(task.job_id, 'tts') -> 0,
      'audio2face', private.artifacts_of(task.job_id, 'audio2face') -> 0,
      'ue5', private.artifacts_of(task.job_id, 'ue5')),
    'clone', case when task.stage = 'tts' and c.id is not null then
      jsonb_build_object('id', c.id, 'profile', c.profile) end,
    'voice', case when v.id is not null then jsonb_build_object(
      'id', v.id, 'name', v.name, 'language', v.language,
      'sample_path', private.sample_path(v)) end
  )
  from (select) as one
  left join public.render_jobs j on j.id = task.job_id
  left join public.avatar_projects p on p.id = j.project_id
  left join public.avatars_3d a on a.id = j.request ->> 'avatar_id'
  left join public.voice_clones c
    on c.id = (j.request #>> '{voice_config,clone_id}')::uuid and c.status = 'ready'
  left join public.voice_clones v on v.id = task.voice_id
$$;

-- Notes that an agent is alive; at most one write in five seconds and one wait for nobody.
create or replace function private.see_agent(stages text[], engines text[]) returns void
language plpgsql set search_path = ''
as $$
begin
  perform from public.gpu_agents a
  where a.id = private.caller_id() and a.last_seen_at > clock_timestamp() - interval '5 seconds'
    and (see_agent.stages is null or (a.stages = see_agent.stages and a.engines = see_agent.engines));
  if not found then
    insert into public.gpu_agents as a (id, name, stages, engines)
    values (private.caller_id(), private.caller_id()::text, coalesce(stages, '{}'), coalesce(engines, '{}'))
    on conflict on constraint gpu_agents_pkey do update set
      last_seen_at = clock_timestamp(),
      stages = coalesce(see_agent.stages, a.stages), engines = coalesce(see_agent.engines, a.engines);
  end if;
end
$$;

-- definer because agents may not write gpu_agents
create or replace function public.register_agent(name text, version text, capabilities jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  sample jsonb;
begin
  perform private.require(private.caller_id() is not null, 'token_missing', 'An agent must be signed in.');
  perform private.require(char_length(name) between 1 and 200, 'invalid_request', 'name must have 1 to 200 characters.');
  perform private.require(jsonb_typeof(coalesce(capabilities, '{}')) = 'object', 'invalid_request',
    'capabilities must be an object.');
  insert into public.gpu_agents (id, name, version, capabilities)
  values (private.caller_id(), name, coalesce(version, ''), coalesce(capabilities, '{}'))
  on conflict on constraint gpu_agents_pkey do update set
    name = excluded.name, version = excluded.version, capabilities = excluded.capabilities,
    registered_at = now(), last_seen_at = clock_timestamp();

  -- A calibration fills rates nobody has measured yet: [{ stage, engine, size?, quality?, seconds_per_second }].
  for sample in
    select c.value
    from jsonb_array_elements(
      case jsonb_typeof(capabilities -> 'calibration') when 'array' then capabilities -> 'calibration' else '[]' end
    ) as c
    where c.value ->> 'stage' in ('tts', 'audio2face', 'ue5', 'compositing')
      and jsonb_typeof(c.value -> 'seconds_per_second') = 'number'
      and coalesce(c.value ->> 'size', '') ~ '^([1-9][0-9]{1,3}x[1-9][0-9]{1,3})?$'
      and c.value ->> 'engine' is not null
      and not exists (
        select from public.stage_rates r
        where r.stage = c.value ->> 'stage' and r.engine = c.value ->> 'engine'
          and r.size = coalesce(c.value ->> 'size', '') and r.quality = coalesce(c.value ->> 'quality', '')
          and r.samples > 0)
  loop
    perform private.record_rate(sample ->> 'stage', sample ->> 'engine', coalesce(sample ->> 'size', ''),
      coalesce(sample ->> 'quality', ''), (sample ->> 'seconds_per_second')::double precision);
  end loop;
end
$$;

-- TtsArtifact, FaceArtifact, RenderArtifact, FilmArtifact and VoiceArtifact of functions/_shared/contract/job.ts.
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

-- definer because any agent may call it and it settles everybody's rows
create or replace function public.sweep() returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  found_task record;
  found_job record;
  task public.render_tasks;
  queue text;
  returned integer := 0;
  given_up integer := 0;
  archived integer := 0;
  resent integer := 0;
begin
  -- Leases that ran out.
  for found_task in
    select t.id from public.render_tasks t
    where t.status = 'processing' and t.lease_expires_at <= clock_timestamp()
    order by t.lease_expires_at limit 500
  loop
    task := private.try_lock_task(found_task.id);
    continue when task.id is null or task.status <> 'processing' or task.lease_expires_at > clock_timestamp();
    if task.attempt >= task.max_attempts then
      perform private.give_up_task(task, 'attempts_exhausted',
        format('%s was tried %s times and no agent finished it.', task.stage, task.attempt), null);
      given_up := given_up + 1;
    else
      perform private.return_task(task, 0, jsonb_build_object(
        'code', 'attempts_exhausted', 'message', 'The lease ran out.', 'retryable', true,
        'attempt', task.attempt), false);
      returned := returned + 1;
    end if;
  end loop;

  -- Work nobody who is up can do: told after half an hour instead of waiting for ever.
  for found_task in
    select t.id from public.render_tasks t
    where t.status = 'pending' and t.attempt = 0 and t.stage <> 'voice_training'
      and t.created_at < clock_timestamp() - interval '30 minutes'
      and exists (select from public.gpu_agents a where a.last_seen_at > clock_timestamp() - interval '1 minute')
      and not exists (
        select from public.gpu_agents a, unnest(a.engines) as e
        where a.last_seen_at > clock_timestamp() - interval '30 minutes' and t.stage = any (a.stages)
          and t.engine in (e, split_part(e, ':', 1) || ':auto'))
    limit 100
  loop
    task := private.try_lock_task(found_task.id);
    continue when task.id is null or task.status <> 'pending';
    perform private.give_up_task(task, 'no_engine', format('No running agent offers %s.', task.engine), null);
    given_up := given_up + 1;
  end loop;

  -- Live tasks of ended jobs, and live jobs without a live task: no transition makes them, a restore from a backup may.
  for found_job in
    select j.id, j.status from public.render_jobs j
    where (j.status in ('queued', 'processing')) <> exists (
      select from public.render_tasks t where t.job_id = j.id and t.status in ('pending', 'processing'))
    limit 500
    for update of j skip locked
  loop
    if found_job.status in ('queued', 'processing') then
      perform private.end_job(found_job.id, 'failed', null, 'internal', 'The job lost its work.');
    else
      perform private.cancel_tasks(found_job.id, null,
        jsonb_build_object('code', 'cancelled', 'message', 'The job had ended.'));
    end if;
    given_up := given_up + 1;
  end loop;

  -- Messages without a task, and tasks without a message.
  foreach queue in array
    '{render_tts,render_audio2face,render_ue5,render_compositing,voice_training}'::text[]
  loop
    archived := archived + private.archive_orphans(queue);
    for found_task in execute format($query$
      select t.id from public.render_tasks t
      where t.status in ('pending', 'processing') and private.queue_of(t.stage) = %1$L
        and not exists (select from pgmq.%2$I as q where q.msg_id = t.message_id)
      limit 500
      for update of t skip locked
    $query$, queue, 'q_' || queue)
    loop
      perform private.send_message(found_task.id);
      resent := resent + 1;
    end loop;
  end loop;

  delete from public.render_requests r where r.created_at < now() - interval '30 days';

  return jsonb_build_object(
    'returned', returned, 'given_up', given_up, 'archived', archived, 'resent', resent,
    'deletions', (select count(*) from public.storage_deletions d where d.run_after <= clock_timestamp()));
end
$$;

create or replace function private.queue_of(stage text) returns text
language sql immutable set search_path = ''
as $$
  select case stage when 'voice_training' then 'voice_training' else 'render_' || stage end
$$;

-- Where the holder of a lease may write: interfaces between stages and Storage meet here and nowhere else.
create or replace function private.task_bucket(task public.render_tasks) returns text
language sql immutable set search_path = ''
as $$
  select case task.stage when 'compositing' then 'renders' when 'voice_training' then null else 'artifacts' end
$$;

create or replace function private.task_prefix(task public.render_tasks) returns text
language sql immutable set search_path = ''
as $$
  select case task.stage
    when 'voice_training' then null
    when 'compositing' then format('%s/%s/%s/', task.user_id, task.job_id, task.lease_id)
    else format('%s/%s/%s/%s/', task.job_id, task.stage, task.range_index, task.lease_id)
  end
$$;

drop function private.follow_preview_task();
drop function private.clear_preview();
drop function private.expire_previews();
select pgmq.drop_queue('speech_preview');
alter table public.render_tasks
  drop constraint render_tasks_serves_a_film_a_voice_or_a_preview,
  drop constraint render_tasks_stage_known,
  add constraint render_tasks_stage_known
    check (stage in ('tts', 'audio2face', 'ue5', 'compositing', 'voice_training')),
  drop column preview_id,
  add constraint render_tasks_serves_a_film_or_a_voice check (
    case stage
      when 'voice_training' then voice_id is not null and num_nonnulls(stage_id, job_id) = 0
      else voice_id is null and num_nonnulls(stage_id, job_id) = 2
    end
  );
drop table public.speech_previews;
delete from private.error_codes where code in ('preview_not_found', 'speech_refused', 'upload_invalid');
