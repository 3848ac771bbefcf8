-- Purpose: complete_task: accept an artefact and, in the same transaction, queue what comes next.
-- Locks: job, then task.
-- Why the artefact is checked here: a row must never point at a folder its writer could not have written under its
-- lease, nor at a file that is not there, whatever an agent claims.

create function private.is_positive(value jsonb, whole boolean) returns boolean
language sql immutable set search_path = ''
as $$
  select case when jsonb_typeof(value) = 'number'
    then (value #>> '{}')::numeric > 0 and (not whole or (value #>> '{}')::numeric % 1 = 0)
    else false end
$$;

-- TtsArtifact, FaceArtifact, RenderArtifact, FilmArtifact and VoiceArtifact of functions/_shared/contract/job.ts.
create function private.check_artifact(task public.render_tasks, artifact jsonb) returns void
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

-- Feeds the estimates with what a task took.
create function private.learn_rate(task public.render_tasks, job public.render_jobs, report jsonb) returns void
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
    wall / film_s * case when task.stage = 'ue5' then 25.0 / private.film_rate(settings) else 1 end);
end
$$;

create function private.stable_url(artifact jsonb, file text) returns text
language sql immutable set search_path = ''
as $$
  select format('/api/v2/files/%s/%s%s', artifact ->> 'bucket', artifact ->> 'prefix', artifact -> 'files' ->> file)
$$;

-- Speech exists: from here on the film's length is known.
create function private.set_film_length(job public.render_jobs, duration numeric) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.render_stages s
  set estimated_s = private.estimate_stage(s.stage_name, job.request, duration::double precision),
    stage_data = s.stage_data || case s.stage_name
      -- Decimal arithmetic: 5.04 s at 25 fps are 126 frames, in binary floating point they would be 127.
      when 'ue5' then jsonb_build_object('frame_count', ceil(duration * private.film_rate(job.request -> 'render_settings')))
      else '{}'
    end
  where s.job_id = job.id and s.stage_name in ('audio2face', 'ue5', 'compositing');
end
$$;

create function private.finish_film(job public.render_jobs, artifact jsonb, report jsonb) returns void
language plpgsql set search_path = ''
as $$
declare
  poster text := private.stable_url(artifact, 'poster');
  -- The report of the film travels as the task report's metrics, bare or under the key `report`.
  film_report jsonb := coalesce(report #> '{metrics,report}', report -> 'metrics');
begin
  update public.render_jobs j
  set status = 'completed', progress = 1, current_stage = 'compositing', completed_at = clock_timestamp(),
    video_url = private.stable_url(artifact, 'film'),
    metadata = j.metadata || jsonb_build_object(
      'report', film_report, 'report_url', private.stable_url(artifact, 'report'), 'poster_url', poster,
      'captions', jsonb_strip_nulls(jsonb_build_object(
        'srt', case when artifact -> 'files' ? 'srt' then private.stable_url(artifact, 'srt') end,
        'vtt', case when artifact -> 'files' ? 'vtt' then private.stable_url(artifact, 'vtt') end)),
      'duration_s', artifact -> 'duration', 'bytes', artifact -> 'bytes')
  where j.id = job.id;
  update public.avatar_projects p set thumbnail_url = poster where p.id = job.project_id;
  perform private.queue_deletion('artifacts', job.id || '/', 'job completed', interval '1 day');
end
$$;

-- All tasks of a stage are done: complete it and start the next one.
create function private.finish_stage(task public.render_tasks, job public.render_jobs, artifact jsonb, report jsonb)
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
create function public.complete_task(lease_id uuid, artifact jsonb, report jsonb) returns jsonb
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

revoke all on function
  private.is_positive, private.check_artifact, private.learn_rate, private.stable_url, private.set_film_length,
  private.finish_film, private.finish_stage, public.complete_task
  from public;
grant execute on function public.complete_task to gpu_agent;
