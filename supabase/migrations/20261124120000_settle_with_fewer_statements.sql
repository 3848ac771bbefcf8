-- Purpose: claims and completions in half the statements. Nothing is answered differently; a film's row names the stage
-- that comes next as soon as it is queued, which was told in an event of its own when the stage was claimed.
-- Over 400 lines because functions that are replaced must be written out whole.
-- Locks: none beyond creation; claims lock job, voice, task as before.
-- Why: a settlement cost 3.6 ms of Postgres, of which a third was messages sent, hidden and archived by statements that
-- pgmq's functions write and plan anew at every call, a sixth a second change of the film's row, a sixth the description
-- and the choice of the next task by functions of their own.

-- --- messages ------------------------------------------------------------------------------------------------------
-- pgmq.send, set_vt and archive on the queues of films, as statements that are planned once a session. The columns are
-- those of every pgmq since 1.0; the queues of rarer work go through its functions.

create function private.post_message(stage text, task_id uuid) returns bigint
language plpgsql set search_path = ''
as $$
declare
  body constant jsonb := jsonb_build_object('v', 1, 'task_id', task_id);
  posted bigint;
begin
  case stage
    when 'tts' then
      insert into pgmq.q_render_tts (vt, message) values (clock_timestamp(), body) returning msg_id into posted;
    when 'audio2face' then
      insert into pgmq.q_render_audio2face (vt, message) values (clock_timestamp(), body) returning msg_id into posted;
    when 'ue5' then
      insert into pgmq.q_render_ue5 (vt, message) values (clock_timestamp(), body) returning msg_id into posted;
    when 'compositing' then
      insert into pgmq.q_render_compositing (vt, message) values (clock_timestamp(), body) returning msg_id into posted;
    else
      select sent.id into posted from pgmq.send(private.queue_of(stage), body) as sent (id);
  end case;
  return posted;
end
$$;
revoke all on function private.post_message from public;

create or replace function private.hide_message(task public.render_tasks, seconds integer) returns void
language plpgsql set search_path = ''
as $$
declare
  posted constant bigint := task.message_id;
  until constant timestamptz := clock_timestamp() + make_interval(secs => seconds);
begin
  if posted is null then
    return;
  end if;
  case task.stage
    when 'tts' then update pgmq.q_render_tts q set vt = until where q.msg_id = posted;
    when 'audio2face' then update pgmq.q_render_audio2face q set vt = until where q.msg_id = posted;
    when 'ue5' then update pgmq.q_render_ue5 q set vt = until where q.msg_id = posted;
    when 'compositing' then update pgmq.q_render_compositing q set vt = until where q.msg_id = posted;
    else perform pgmq.set_vt(private.queue_of(task.stage), posted, seconds);
  end case;
end
$$;

create or replace function private.archive_message(task public.render_tasks) returns void
language plpgsql set search_path = ''
as $$
declare
  posted constant bigint := task.message_id;
begin
  if posted is null then
    return;
  end if;
  case task.stage
    when 'tts' then
      with gone as (delete from pgmq.q_render_tts q where q.msg_id = posted returning q.*)
      insert into pgmq.a_render_tts (msg_id, read_ct, enqueued_at, vt, message)
      select g.msg_id, g.read_ct, g.enqueued_at, g.vt, g.message from gone g;
    when 'audio2face' then
      with gone as (delete from pgmq.q_render_audio2face q where q.msg_id = posted returning q.*)
      insert into pgmq.a_render_audio2face (msg_id, read_ct, enqueued_at, vt, message)
      select g.msg_id, g.read_ct, g.enqueued_at, g.vt, g.message from gone g;
    when 'ue5' then
      with gone as (delete from pgmq.q_render_ue5 q where q.msg_id = posted returning q.*)
      insert into pgmq.a_render_ue5 (msg_id, read_ct, enqueued_at, vt, message)
      select g.msg_id, g.read_ct, g.enqueued_at, g.vt, g.message from gone g;
    when 'compositing' then
      with gone as (delete from pgmq.q_render_compositing q where q.msg_id = posted returning q.*)
      insert into pgmq.a_render_compositing (msg_id, read_ct, enqueued_at, vt, message)
      select g.msg_id, g.read_ct, g.enqueued_at, g.vt, g.message from gone g;
    else
      perform pgmq.archive(private.queue_of(task.stage), array[posted]);
  end case;
end
$$;

-- --- what an agent is told ----------------------------------------------------------------------------------------

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
  import jsonb := '{}';
begin
  if task.job_id is not null then
    -- A film of an own avatar carries the avatar as it was when the film was asked for.
    select j.request, p.title, coalesce(j.request -> 'avatar', case when a.id is not null then jsonb_build_object(
      'id', a.id, 'name', a.name, 'gender', a.gender, 'assets', a.assets, 'voice_sync', a.voice_sync) end)
    into asked, film_title, avatar
    from public.render_jobs j
    left join public.avatar_projects p on p.id = j.project_id
    left join public.avatars_3d a on a.id = j.request ->> 'avatar_id'
    where j.id = task.job_id;
    -- The first stage has nothing before it.
    if task.stage <> 'tts' then
      select jsonb_build_object(
        'tts', jsonb_agg(m.made) filter (where m.stage = 'tts') -> 0,
        'audio2face', jsonb_agg(m.made) filter (where m.stage = 'audio2face') -> 0,
        'ue5', coalesce(jsonb_agg(m.made order by m.range_index) filter (where m.stage = 'ue5'), '[]'))
      into inputs
      from (
        select t.stage, t.range_index, t.artifact || jsonb_build_object('engine', jsonb_build_object(
          'name', t.report #>> '{engine,name}', 'version', t.report #>> '{engine,version}')) as made
        from public.render_tasks t
        where t.job_id = task.job_id and t.stage <> task.stage and t.status = 'completed') as m;
    end if;
  elsif task.preview_id is not null then
    select w.request, case when a.id is not null then jsonb_build_object(
      'id', a.id, 'name', a.name, 'gender', a.gender, 'assets', a.assets, 'voice_sync', a.voice_sync) end
    into asked, avatar
    from public.speech_previews w left join public.avatars_3d a on a.id = w.request ->> 'avatar_id'
    where w.id = task.preview_id;
  elsif task.avatar_id is not null then
    select jsonb_build_object('avatar_import', jsonb_build_object(
      'id', a.id, 'name', a.name, 'source_path', a.source_path))
    into import
    from public.avatars_3d a where a.id = task.avatar_id;
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
    'render_settings', asked -> 'render_settings', 'engine', task.engine,
    'avatar', avatar, 'inputs', inputs, 'clone', clone, 'voice', voice) || import;
end
$$;
drop function private.describe_common_task;

-- --- completion ----------------------------------------------------------------------------------------------------

-- TtsArtifact, FaceArtifact, RenderArtifact, FilmArtifact, VoiceArtifact and PreviewArtifact of functions/_shared/contract/job.ts.
create or replace function private.check_stage_artifact(task public.render_tasks, artifact jsonb) returns void
language plpgsql stable set search_path = '' set enable_seqscan = off
as $$
declare
  bad constant text := 'invalid_request';
  files jsonb := artifact -> 'files';
  bucket constant text := private.task_bucket(task);
  prefix constant text := private.task_prefix(task);
  stored text[];
  plain boolean;
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

  if (artifact ->> 'bucket' = bucket and artifact ->> 'prefix' = prefix) is not true then
    perform private.refuse(bad, format('The artefact of %s must lie in %s/%s.', task.stage, bucket, prefix));
  end if;
  if jsonb_typeof(files) = 'object' then
    select array_agg(distinct prefix || (f.value #>> '{}')),
      bool_and(jsonb_typeof(f.value) = 'string' and f.value #>> '{}' ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$')
    into stored, plain
    from jsonb_each(files) as f;
  end if;
  if plain is not true then
    perform private.refuse(bad, 'artifact.files must name files directly inside the prefix.');
  end if;

  if (case task.stage
      when 'tts' then artifact - '{bucket,prefix,files,duration}'::text[] = '{}'
        and files = '{"audio": "audio.wav", "timeline": "timeline.json"}'
        and private.is_positive(artifact -> 'duration', false)
      when 'audio2face' then artifact - '{bucket,prefix,files}'::text[] = '{}'
        and files = '{"header": "curves.json", "data": "curves.f32"}'
      when 'ue5' then artifact - '{bucket,prefix,files,first_frame,frame_count}'::text[] = '{}'
        and files - '{video,poster}'::text[] = '{}' and files ? 'video'
        and artifact -> 'first_frame' = to_jsonb(task.first_frame)
        and artifact -> 'frame_count' = to_jsonb(task.frame_count)
      when 'speech_preview' then artifact - '{bucket,prefix,files,duration,timeline,curves}'::text[] = '{}'
        and files = '{"audio": "audio.wav", "curves": "curves.f32"}'
        and private.is_positive(artifact -> 'duration', false)
        and jsonb_typeof(artifact -> 'timeline') = 'object' and jsonb_typeof(artifact -> 'curves') = 'object'
      when 'compositing' then artifact - '{bucket,prefix,files,duration,bytes}'::text[] = '{}'
        and files - '{film,poster,report,srt,vtt}'::text[] = '{}' and files ? 'film'
        and files -> 'poster' = '"poster.webp"' and files -> 'report' = '"report.json"'
        and coalesce(files -> 'srt', '"film.srt"') = '"film.srt"'
        and coalesce(files -> 'vtt', '"film.vtt"') = '"film.vtt"'
        and private.is_positive(artifact -> 'duration', false)
        and private.is_positive(artifact -> 'bytes', true)
    end) is not true then
    perform private.refuse(bad, format('The artefact of %s does not have the shape of the contract.', task.stage));
  end if;

  -- Looked up one by one through the index: beside ten thousand films an anti-join reads all of Storage. No sequential
  -- scan, because a plan kept from when Storage was empty would do the same later.
  if (select count(*) from storage.objects o where o.bucket_id = bucket and o.name = any (stored))
      <> cardinality(stored) then
    perform private.refuse(bad, format('Not every file of the artefact is stored under %s.', artifact ->> 'prefix'));
  end if;
end
$$;

create or replace function private.record_rate(
  stage text, engine text, size text, quality text, seconds_per_second double precision, handing_s double precision default null
) returns void
language plpgsql set search_path = ''
as $$
#variable_conflict use_column
declare
  dimensions integer[];
  known public.stage_rates;
begin
  if record_rate.seconds_per_second is null or record_rate.seconds_per_second <= 0 then
    return;
  end if;
  select r.* into known from public.stage_rates r
  where r.stage = record_rate.stage and r.engine = record_rate.engine
    and r.size = record_rate.size and r.quality = record_rate.quality;
  if not found then
    dimensions := case when record_rate.size = '' then '{0,0}'
      else string_to_array(record_rate.size, 'x')::integer[] end;
    insert into public.stage_rates as r (stage, engine, size, quality, pixels, seconds_per_second, handing_s, samples)
    values (record_rate.stage, record_rate.engine, record_rate.size, record_rate.quality,
      dimensions[1] * dimensions[2], record_rate.seconds_per_second, record_rate.handing_s, 1)
    on conflict on constraint stage_rates_pkey do nothing;
    return;
  end if;
  -- A mean over five that hundreds a second would move says no more than one that some of them move.
  if known.samples >= 25 and known.updated_at > clock_timestamp() - interval '0.2 seconds' then
    return;
  end if;
  update public.stage_rates r
  set seconds_per_second = r.seconds_per_second
      + (record_rate.seconds_per_second - r.seconds_per_second) / least(r.samples + 1, 5),
    handing_s = coalesce(r.handing_s + (record_rate.handing_s - r.handing_s) / 5, record_rate.handing_s, r.handing_s),
    samples = r.samples + 1,
    updated_at = clock_timestamp()
  where r.ctid = (
    select f.ctid from public.stage_rates f
    where f.stage = record_rate.stage and f.engine = record_rate.engine
      and f.size = record_rate.size and f.quality = record_rate.quality
    for no key update skip locked);
end
$$;

create or replace function private.learn_rate(task public.render_tasks, job public.render_jobs, report jsonb) returns void
language plpgsql set search_path = ''
as $$
declare
  stage constant text := task.stage;
  wall double precision := case when jsonb_typeof(report -> 'wall_s') = 'number'
    then (report ->> 'wall_s')::double precision end;
  settings jsonb := job.request -> 'render_settings';
  rate constant integer := coalesce((settings ->> 'fps')::integer, 25);
  film_s double precision;
begin
  if stage = 'ue5' then
    film_s := task.frame_count::double precision / rate;
  else
    select (t.artifact ->> 'duration')::double precision into film_s
    from public.render_tasks t where t.job_id = task.job_id and t.stage = 'tts' and t.status = 'completed';
  end if;
  if wall is null or film_s is null or report #>> '{engine,name}' is null then
    return;
  end if;
  perform private.record_rate(
    stage, report #>> '{engine,name}',
    case when stage in ('ue5', 'compositing') then coalesce(settings ->> 'resolution', '1280x720') else '' end,
    case when stage = 'ue5' then coalesce(settings ->> 'quality', 'standard') else '' end,
    -- Rates of ue5 are kept per second of 25 fps film, as the estimate reads them.
    wall / film_s * case when stage = 'ue5' then 25.0 / rate else 1 end,
    -- From claim to completion, less the work itself. Later attempts began long before this one.
    case when task.attempt = 1 then greatest(0, extract(epoch from clock_timestamp() - task.started_at) - wall) end);
end
$$;

create or replace function private.start_stage(job public.render_jobs, stage_name text) returns void
language plpgsql set search_path = ''
as $$
declare
  stage public.render_stages;
  needed constant text := private.needed_engine(stage_name, job.request);
  made constant uuid := gen_random_uuid();
begin
  select s.* into strict stage from public.render_stages s
  where s.job_id = job.id and s.stage_name = start_stage.stage_name;
  if stage_name = 'ue5' then
    insert into public.render_tasks (id, stage_id, job_id, user_id, stage, engine, priority, queued_at,
      range_index, first_frame, frame_count, message_id)
    select cut.id, stage.id, job.id, job.user_id, stage.stage_name, needed, job.priority, job.created_at,
      cut.range_index, cut.first_frame, cut.frame_count, private.post_message(stage.stage_name, cut.id)
    from (
      select gen_random_uuid() as id, r.* from private.cut_ranges(
        (stage.stage_data ->> 'frame_count')::integer, private.film_rate(job.request -> 'render_settings'),
        (select count(*)::integer from private.agents_offering('ue5', needed, interval '60 seconds'))) as r
      offset 0
    ) as cut;
  else
    insert into public.render_tasks (id, stage_id, job_id, user_id, stage, engine, priority, queued_at, message_id)
    values (made, stage.id, job.id, job.user_id, stage.stage_name, needed, job.priority, job.created_at,
      private.post_message(stage.stage_name, made));
  end if;
  perform private.wake_agents(stage_name);
end
$$;

create or replace function private.finish_stage(
  task public.render_tasks, job public.render_jobs, artifact jsonb, report jsonb
) returns void
language plpgsql set search_path = ''
as $$
declare
  summary jsonb;
  following text;
begin
  if task.stage = 'ue5' then
    select jsonb_build_object(
      'wall_s', sum((t.report ->> 'wall_s')::double precision),
      'engine', (array_agg(t.report -> 'engine' order by t.range_index))[1],
      'attempts', sum(t.attempt), 'ranges', count(*))
    into summary from public.render_tasks t where t.stage_id = task.stage_id;
  else
    summary := jsonb_build_object(
      'wall_s', report -> 'wall_s', 'engine', report -> 'engine', 'attempts', task.attempt, 'ranges', 1);
    if task.stage = 'tts' then
      summary := summary || jsonb_build_object('duration_s', artifact -> 'duration');
    end if;
  end if;
  update public.render_stages s
  set status = 'completed', progress = 1, completed_at = clock_timestamp(), stage_data = s.stage_data || summary
  where s.id = task.stage_id;

  if task.stage = 'tts' then
    perform private.set_film_length(job, (artifact ->> 'duration')::numeric);
  end if;
  select s.stage_name into following
  from public.render_stages s
  where s.job_id = job.id and s.status = 'pending'
  order by s.position limit 1;
  if following is null then
    perform private.finish_film(job, artifact, report);
    return;
  end if;
  perform private.start_stage(job, following);
  -- One change and one event: how far the film is and which stage comes now.
  update public.render_jobs j
  set current_stage = following, progress = greatest(j.progress, least(1, (
    select sum(s.estimated_s * s.progress) / sum(s.estimated_s)
    from public.render_stages s where s.job_id = job.id)))
  where j.id = job.id and j.status = 'processing';
end
$$;

-- Completes the task of a lease for its holder; `answer` is what complete_task says, `owner` whose work it was, `repeated`
-- that it was said before.
create function private.settle_task(
  lease_id uuid, artifact jsonb, report jsonb, out answer jsonb, out owner uuid, out repeated boolean
)
language plpgsql set search_path = ''
as $$
declare
  task public.render_tasks := private.hold_lease(lease_id);
  engine constant jsonb := report -> 'engine';
  job public.render_jobs;
begin
  answer := jsonb_build_object(
    'task_id', task.id, 'job_id', task.job_id, 'stage', task.stage, 'status', 'completed');
  owner := task.user_id;
  -- The same completion again, after an answer that got lost, is answered the same.
  repeated := task.status = 'completed' and task.artifact = settle_task.artifact;
  if repeated then
    return;
  end if;
  if (task.status = 'processing') is not true then
    perform private.refuse('lease_lost', 'The task has ended.');
  end if;
  if (jsonb_typeof(report) = 'object' and jsonb_typeof(report -> 'wall_s') = 'number'
      and (report ->> 'wall_s')::numeric >= 0
      and private.is_text(engine, 'name', 1, 100) and engine ? 'name'
      and private.is_text(engine, 'version', 1, 200) and engine ? 'version') is not true then
    perform private.refuse('invalid_request', 'report must hold wall_s and engine { name, version }.');
  end if;
  perform private.check_artifact(task, artifact);

  perform private.archive_message(task);
  update public.render_tasks t
  set status = 'completed', progress = 1, lease_expires_at = null, completed_at = clock_timestamp(),
    artifact = settle_task.artifact, report = settle_task.report, error = null
  where t.id = task.id;

  if task.voice_id is not null then
    update public.voice_clones v
    set status = 'ready', training_progress = 1, engine = settle_task.artifact ->> 'engine',
      profile = settle_task.artifact -> 'profile',
      voice_model_id = left(settle_task.artifact #>> '{profile,voice_id}', 100)
    where v.id = task.voice_id;
    return;
  end if;
  -- A preview and an avatar follow their task by a trigger.
  if task.job_id is null then
    return;
  end if;

  select j.* into strict job from public.render_jobs j where j.id = task.job_id;
  perform private.learn_rate(task, job, report);
  if task.stage = 'ue5' and exists (
    select from public.render_tasks t where t.stage_id = task.stage_id and t.status <> 'completed'
  ) then
    perform private.sum_up_stage(task.stage_id);
    perform private.sum_up_job(task.job_id);
  else
    perform private.finish_stage(task, job, artifact, report);
  end if;
end
$$;
revoke all on function private.settle_task from public;

-- definer because agents may not touch tasks, stages or jobs themselves
create or replace function public.complete_task(lease_id uuid, artifact jsonb, report jsonb) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  settled record := private.settle_task(lease_id, artifact, report);
begin
  perform private.see_agent(null, null);
  return settled.answer;
end
$$;
