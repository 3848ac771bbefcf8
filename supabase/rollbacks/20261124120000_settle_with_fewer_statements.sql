-- The bodies as they were.

-- Everything an agent needs to work on a task: ClaimedTask of the contract.
create or replace function private.describe_common_task(task public.render_tasks) returns jsonb
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

-- Everything an agent needs to work on a task: ClaimedTask of the contract. A job with an own avatar holds its copy.
create or replace function private.describe_task(task public.render_tasks) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  answer jsonb := private.describe_common_task(task);
  copied jsonb;
begin
  if task.job_id is not null then
    select j.request -> 'avatar' into copied from public.render_jobs j where j.id = task.job_id;
    if copied is not null then
      answer := answer || jsonb_build_object('avatar', copied);
    end if;
  elsif task.avatar_id is not null then
    answer := answer || (
      select jsonb_build_object('avatar_import', jsonb_build_object(
        'id', a.id, 'name', a.name, 'source_path', a.source_path))
      from public.avatars_3d a where a.id = task.avatar_id);
  end if;
  return answer;
end
$$;

create or replace function private.hide_message(task public.render_tasks, seconds integer) returns void
language plpgsql set search_path = ''
as $$
begin
  if task.message_id is not null then
    perform pgmq.set_vt(private.queue_of(task.stage), task.message_id, seconds);
  end if;
end
$$;

-- The form for several messages, which does the work in one statement.
create or replace function private.archive_message(task public.render_tasks) returns void
language plpgsql set search_path = ''
as $$
begin
  if task.message_id is not null then
    perform pgmq.archive(private.queue_of(task.stage), array[task.message_id]);
  end if;
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
  if (jsonb_typeof(artifact) = 'object') is not true then
    perform private.refuse(bad, 'artifact must be an object.');
  end if;
  if task.stage = 'voice_training' then
    if (private.has_only_keys(artifact, '{engine,profile}') and private.is_text(artifact, 'engine', 1, 100)
        and artifact ? 'engine' and jsonb_typeof(artifact -> 'profile') = 'object') is not true then
      perform private.refuse(bad, 'The artefact of voice_training must be { engine, profile }.');
    end if;
    return;
  end if;

  if (artifact -> 'bucket' = to_jsonb(bucket)
      and artifact -> 'prefix' = to_jsonb(prefix)) is not true then
    perform private.refuse(bad, format('The artefact of %s must lie in %s/%s.',
      task.stage, bucket, prefix));
  end if;
  if (jsonb_typeof(files) = 'object' and not exists (
      select from jsonb_each(files) as f
      where jsonb_typeof(f.value) <> 'string' or f.value #>> '{}' !~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$')) is not true then
    perform private.refuse(bad, 'artifact.files must name files directly inside the prefix.');
  end if;

  if (case task.stage
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
    end) is not true then
    perform private.refuse(bad, format('The artefact of %s does not have the shape of the contract.', task.stage));
  end if;

  -- No sequential scan: a plan kept from when Storage was empty would read all of it later.
  if (not exists (
      select from jsonb_each_text(files) as f
      where not exists (
        select from storage.objects o
        where o.bucket_id = bucket and o.name = prefix || f.value))) is not true then
    perform private.refuse(bad, format('Not every file of the artefact is stored under %s.', artifact ->> 'prefix'));
  end if;
end
$$;

-- Moving average over about five samples; a prior is replaced by the first. A sample that comes while another one is
-- being noted is let go: agents that complete the same stage at once must not wait for each other's transactions.
create or replace function private.record_rate(
  stage text, engine text, size text, quality text, seconds_per_second double precision,
  handing_s double precision default null
) returns void
language plpgsql set search_path = ''
as $$
#variable_conflict use_column
declare
  dimensions integer[] := case when record_rate.size = '' then '{0,0}' else string_to_array(record_rate.size, 'x')::integer[] end;
begin
  if record_rate.seconds_per_second is null or record_rate.seconds_per_second <= 0 then
    return;
  end if;
  update public.stage_rates r
  set seconds_per_second = r.seconds_per_second
      + (record_rate.seconds_per_second - r.seconds_per_second) / least(r.samples + 1, 5),
    handing_s = coalesce(r.handing_s + (record_rate.handing_s - r.handing_s) / 5, record_rate.handing_s, r.handing_s),
    samples = r.samples + 1,
    updated_at = now()
  where r.ctid = (
    select f.ctid from public.stage_rates f
    where f.stage = record_rate.stage and f.engine = record_rate.engine
      and f.size = record_rate.size and f.quality = record_rate.quality
    for no key update skip locked);
  if not found then
    insert into public.stage_rates as r (stage, engine, size, quality, pixels, seconds_per_second, handing_s, samples)
    values (record_rate.stage, record_rate.engine, record_rate.size, record_rate.quality,
      dimensions[1] * dimensions[2], record_rate.seconds_per_second, record_rate.handing_s, 1)
    on conflict on constraint stage_rates_pkey do nothing;
  end if;
end
$$;

-- Feeds the estimates with what a task took.
create or replace function private.learn_rate(task public.render_tasks, job public.render_jobs, report jsonb) returns void
language plpgsql set search_path = ''
as $$
declare
  wall double precision := case when jsonb_typeof(report -> 'wall_s') = 'number'
    then (report ->> 'wall_s')::double precision end;
  settings jsonb := job.request -> 'render_settings';
  film_s double precision;
begin
  select case
    when task.stage = 'ue5' then task.frame_count::double precision / private.film_rate(settings)
    else (private.artifacts_of(task.job_id, 'tts') #>> '{0,duration}')::double precision
  end into film_s;
  if wall is null or film_s is null or report #>> '{engine,name}' is null then
    return;
  end if;
  perform private.record_rate(
    task.stage, report #>> '{engine,name}',
    case when task.stage in ('ue5', 'compositing') then coalesce(settings ->> 'resolution', '1280x720') else '' end,
    case when task.stage = 'ue5' then coalesce(settings ->> 'quality', 'standard') else '' end,
    -- Rates of ue5 are kept per second of 25 fps film, as the estimate reads them.
    wall / film_s * case when task.stage = 'ue5' then 25.0 / private.film_rate(settings) else 1 end,
    -- From claim to completion, less the work itself. Later attempts began long before this one.
    case when task.attempt = 1 then greatest(0, extract(epoch from clock_timestamp() - task.started_at) - wall) end);
end
$$;

-- Makes the tasks of a stage and their messages.
create or replace function private.start_stage(job public.render_jobs, stage_name text) returns void
language plpgsql set search_path = ''
as $$
declare
  stage public.render_stages;
  needed constant text := private.needed_engine(stage_name, job.request);
  queue constant text := private.queue_of(stage_name);
begin
  select s.* into strict stage from public.render_stages s
  where s.job_id = job.id and s.stage_name = start_stage.stage_name;
  if stage_name = 'ue5' then
    insert into public.render_tasks (id, stage_id, job_id, user_id, stage, engine, priority, queued_at,
      range_index, first_frame, frame_count, message_id)
    select made.id, stage.id, job.id, job.user_id, stage.stage_name, needed, job.priority, job.created_at,
      made.range_index, made.first_frame, made.frame_count,
      (select sent.id from pgmq.send(queue, jsonb_build_object('v', 1, 'task_id', made.id)) as sent (id))
    from (
      select gen_random_uuid() as id, r.* from private.cut_ranges(
        (stage.stage_data ->> 'frame_count')::integer, private.film_rate(job.request -> 'render_settings'),
        (select count(*)::integer from private.agents_offering('ue5', needed, interval '60 seconds'))) as r
    ) as made;
  else
    insert into public.render_tasks (id, stage_id, job_id, user_id, stage, engine, priority, queued_at, message_id)
    select made.id, stage.id, job.id, job.user_id, stage.stage_name, needed, job.priority, job.created_at,
      (select sent.id from pgmq.send(queue, jsonb_build_object('v', 1, 'task_id', made.id)) as sent (id))
    from (select gen_random_uuid() as id offset 0) as made;
  end if;
  perform private.wake_agents(stage_name);
end
$$;

-- All tasks of a stage are done: complete it and start the next one.
create or replace function private.finish_stage(task public.render_tasks, job public.render_jobs, artifact jsonb, report jsonb)
returns void
language plpgsql set search_path = ''
as $$
declare
  next_stage text;
begin
  update public.render_stages s
  set status = 'completed', progress = 1, completed_at = clock_timestamp(),
    stage_data = s.stage_data || (
      select jsonb_build_object(
        'wall_s', sum((t.report ->> 'wall_s')::double precision),
        'engine', (array_agg(t.report -> 'engine' order by t.range_index))[1],
        'attempts', sum(t.attempt), 'ranges', count(*))
      from public.render_tasks t where t.stage_id = s.id)
      || case when s.stage_name = 'tts' then jsonb_build_object('duration_s', artifact -> 'duration') else '{}' end
  where s.id = task.stage_id;

  if task.stage = 'tts' then
    perform private.set_film_length(job, (artifact ->> 'duration')::numeric);
  end if;
  select s.stage_name into next_stage
  from public.render_stages s
  where s.job_id = job.id and s.status = 'pending'
  order by s.position limit 1;
  if next_stage is null then
    perform private.finish_film(job, artifact, report);
  else
    perform private.start_stage(job, next_stage);
    perform private.sum_up_job(job.id);
  end if;
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
  if (task.status = 'processing') is not true then
    perform private.refuse('lease_lost', 'The task has ended.');
  end if;
  if (jsonb_typeof(report) = 'object' and jsonb_typeof(report -> 'wall_s') = 'number'
      and (report ->> 'wall_s')::numeric >= 0
      and private.is_text(report -> 'engine', 'name', 1, 100) and report -> 'engine' ? 'name'
      and private.is_text(report -> 'engine', 'version', 1, 200) and report -> 'engine' ? 'version') is not true then
    perform private.refuse('invalid_request', 'report must hold wall_s and engine { name, version }.');
  end if;
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

revoke all on function private.describe_common_task from public;
drop function private.settle_task, private.post_message;
