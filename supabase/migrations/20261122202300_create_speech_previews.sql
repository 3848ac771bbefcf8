-- Purpose: a sentence heard and seen at once: speech_previews, its queue, its bucket, and what the task protocol must
-- know of it. A preview is one task of stage speech_preview under the same leases as everything else.
-- Over 400 lines because the protocol's functions that learn of previews are written out whole, as they must be replaced.
-- Locks: the owner's users row while one is asked for, so that two requests at once share one answer and the limit;
-- short exclusive ones on render_tasks for its column and two CHECKs.

insert into private.error_codes (code, status, retryable, remedy) values
  ('preview_not_found', 404, null, 'Ask for the preview again; one is kept for an hour.'),
  ('speech_refused', 422, null, 'Change the text or the voice as the message says and ask again.'),
  ('upload_invalid', 422, null, 'Send a file of one of the types that the message names.');

create table public.speech_previews (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  voice_id uuid references public.voice_clones (id) on delete cascade,
  request jsonb not null,
  request_hash text not null,
  status varchar(20) not null default 'queued',
  result jsonb,
  error_code text references private.error_codes (code),
  error_message text,
  remedy text,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null default clock_timestamp() + interval '1 hour',
  constraint speech_previews_status_known check (status in ('queued', 'processing', 'ready', 'failed')),
  constraint speech_previews_result_only_when_ready check ((status = 'ready') = (result is not null)),
  constraint speech_previews_failed_says_why check (
    (status = 'failed') = (error_code is not null)
    and (status <> 'failed' or (error_message is not null and remedy is not null))
  ),
  constraint speech_previews_life_is_short check (expires_at <= created_at + interval '61 minutes')
);
comment on table public.speech_previews is
  'A sentence to be heard with its face. Kept for an hour: the same request within it gets the same answer.';
comment on column public.speech_previews.status is
  'queued: waits for an agent; processing: leased; ready: result; failed: see error_code and remedy.';
comment on column public.speech_previews.result is 'PreviewArtifact of the contract with the engine that spoke.';
comment on column public.speech_previews.voice_id is 'The registered voice it speaks in: deleted with it.';
create index speech_previews_same_request_idx on public.speech_previews (user_id, request_hash);
create index speech_previews_recent_idx on public.speech_previews (user_id, created_at);
create index speech_previews_expires_at_idx on public.speech_previews (expires_at);
create index speech_previews_voice_id_idx on public.speech_previews (voice_id) where voice_id is not null;
create index speech_previews_error_code_idx on public.speech_previews (error_code) where error_code is not null;

alter table public.speech_previews enable row level security;
grant select on public.speech_previews to authenticated;
grant all on public.speech_previews to service_role;
create policy "Owners can see their previews" on public.speech_previews
  for select to authenticated using (user_id = (select auth.uid()));

alter table public.render_tasks
  add column preview_id uuid references public.speech_previews (id) on delete cascade,
  drop constraint render_tasks_stage_known,
  add constraint render_tasks_stage_known
    check (stage in ('tts', 'audio2face', 'ue5', 'compositing', 'voice_training', 'speech_preview')),
  drop constraint render_tasks_serves_a_film_or_a_voice,
  add constraint render_tasks_serves_a_film_a_voice_or_a_preview check (
    case stage
      when 'voice_training' then voice_id is not null and num_nonnulls(stage_id, job_id, preview_id) = 0
      when 'speech_preview' then preview_id is not null and num_nonnulls(stage_id, job_id, voice_id) = 0
      else num_nonnulls(voice_id, preview_id) = 0 and num_nonnulls(stage_id, job_id) = 2
    end
  );
create index render_tasks_preview_id_idx on public.render_tasks (preview_id) where preview_id is not null;

select pgmq.create('speech_preview');

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values
  ('previews', 'previews', false, 20971520, '{audio/wav,application/octet-stream}')
on conflict (id) do update set
  name = excluded.name, public = excluded.public, file_size_limit = excluded.file_size_limit,
  allowed_mime_types = excluded.allowed_mime_types;

create policy "Agents can write into the folder of their preview" on storage.objects
  for insert to gpu_agent with check (bucket_id = 'previews' and private.agent_may_write(bucket_id, name));
create policy "Agents can read the folders of their previews" on storage.objects
  for select to gpu_agent using (bucket_id = 'previews' and private.agent_may_read(bucket_id, name));
create policy "Agents can remove the previews they claimed for removal" on storage.objects
  for delete to gpu_agent using (bucket_id = 'previews' and private.agent_may_remove(bucket_id, name));
create policy "Owners can hear their previews" on storage.objects
  for select to authenticated using (
    bucket_id = 'previews' and split_part(name, '/', 1) = (select auth.uid())::text);

create or replace function private.queue_of(stage text) returns text
language sql immutable set search_path = ''
as $$
  select case when stage in ('voice_training', 'speech_preview') then stage else 'render_' || stage end
$$;

-- Where the holder of a lease may write: interfaces between stages and Storage meet here and nowhere else.
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

-- A preview shows what its one task came to, whichever transition brought it there.
create function private.follow_preview_task() returns trigger
language plpgsql set search_path = ''
as $$
declare
  failure text;
begin
  if new.status in ('failed', 'cancelled') then
    failure := coalesce(new.error ->> 'code', 'internal');
    update public.speech_previews p
    set status = 'failed', result = null, error_code = failure,
      error_message = coalesce(nullif(new.error ->> 'message', ''), failure),
      remedy = (select c.remedy from private.error_codes c where c.code = failure)
    where p.id = new.preview_id;
  else
    update public.speech_previews p
    set status = case new.status when 'pending' then 'queued' when 'completed' then 'ready' else 'processing' end,
      result = case when new.status = 'completed'
        then new.artifact || jsonb_build_object('engine', new.report -> 'engine') end
    where p.id = new.preview_id;
  end if;
  return null;
end
$$;
create trigger follow_preview_task after update of status on public.render_tasks
  for each row when (new.preview_id is not null and new.status <> old.status)
  execute function private.follow_preview_task();

-- definer because whoever deletes a person or a voice may write neither tasks nor the queue of deletions
create function private.clear_preview() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  task public.render_tasks;
begin
  for task in delete from public.render_tasks t where t.preview_id = old.id returning t.* loop
    continue when task.status not in ('pending', 'processing');
    perform private.archive_message(task);
    if task.status = 'processing' then
      perform private.tell_agent_cancelled(task);
    end if;
  end loop;
  perform private.queue_deletion('previews', old.user_id || '/' || old.id || '/', 'preview expired',
    interval '1 minute');
  return old;
end
$$;
create trigger clear_preview before delete on public.speech_previews
  for each row execute function private.clear_preview();

-- Previews past their life, unless somebody is settling their task right now: the next sweep comes back to them.
create function private.expire_previews() returns void
language plpgsql set search_path = ''
as $$
declare
  old_preview uuid;
begin
  for old_preview in
    select p.id from public.speech_previews p
    where p.expires_at <= clock_timestamp()
    order by p.expires_at limit 500
  loop
    perform from public.render_tasks t where t.preview_id = old_preview for update skip locked;
    continue when not found and exists (select from public.render_tasks t where t.preview_id = old_preview);
    delete from public.speech_previews p where p.id = old_preview;
  end loop;
end
$$;

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
  elsif task.job_id is not null then
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
      'sample_path', private.sample_path(v)) end
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

-- Notes that an agent is alive; at most one write in five seconds and one wait for nobody. An agent asks for films and
-- for previews apart, so what it offers adds up until it registers anew.
create or replace function private.see_agent(stages text[], engines text[]) returns void
language plpgsql set search_path = ''
as $$
begin
  perform from public.gpu_agents a
  where a.id = private.caller_id() and a.last_seen_at > clock_timestamp() - interval '5 seconds'
    and (see_agent.stages is null or (a.stages @> see_agent.stages and a.engines = see_agent.engines));
  if not found then
    insert into public.gpu_agents as a (id, name, stages, engines)
    values (private.caller_id(), private.caller_id()::text, coalesce(stages, '{}'), coalesce(engines, '{}'))
    on conflict on constraint gpu_agents_pkey do update set
      last_seen_at = clock_timestamp(),
      stages = array(select distinct s from unnest(a.stages || see_agent.stages) as s order by s), engines = coalesce(see_agent.engines, a.engines);
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
    stages = '{}', engines = '{}',
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

-- TtsArtifact, FaceArtifact, RenderArtifact, FilmArtifact, VoiceArtifact and PreviewArtifact of functions/_shared/contract/job.ts.
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

  -- A preview follows its task by a trigger.
  if task.preview_id is not null then
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
    '{render_tts,render_audio2face,render_ue5,render_compositing,voice_training,speech_preview}'::text[]
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

  perform private.expire_previews();
  delete from public.render_requests r where r.created_at < now() - interval '30 days';

  return jsonb_build_object(
    'returned', returned, 'given_up', given_up, 'archived', archived, 'resent', resent,
    'deletions', (select count(*) from public.storage_deletions d where d.run_after <= clock_timestamp()));
end
$$;

-- definer because users may write neither previews nor tasks nor queues, and may not see who is online
create function public.request_speech_preview(
  spoken_text text,
  voice_config jsonb,
  avatar_id text default null,
  mood text default null
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  owner constant uuid := auth.uid();
  settings jsonb := jsonb_strip_nulls(jsonb_build_object('mood', mood));
  voice public.voice_clones;
  plan_priority smallint;
  asked jsonb;
  hash text;
  preview public.speech_previews;
  needed text;
  made uuid;
begin
  perform private.require(owner is not null, 'token_missing', 'Only a signed-in user can ask for a preview.');
  perform private.require((spoken_text collate "und-x-icu") ~ '[[:alnum:]]', 'script_empty',
    'The text holds no word.');
  perform private.require(char_length(spoken_text) <= 500, 'script_too_long',
    format('The text has %s characters; a preview speaks up to 500.', char_length(spoken_text)));
  perform private.check_voice_config(voice_config, owner);
  perform private.require(not voice_config ? 'recording', 'invalid_request',
    'voice_config.recording: a recording can be heard as it is; a preview speaks text.');
  perform private.check_render_settings(settings, owner);
  perform private.require(
    avatar_id is null
      or exists (select from public.avatars_3d a where a.id = request_speech_preview.avatar_id and a.is_active),
    'avatar_not_found', format('There is no active avatar %s.', left(avatar_id, 50)));
  if voice_config ? 'clone_id' then
    select v.* into voice from public.voice_clones v
    where v.id = (voice_config ->> 'clone_id')::uuid and v.user_id = owner;
    perform private.require(voice.id is not null, 'voice_not_found', 'voice_config.clone_id names no voice of yours.');
    perform private.require(voice.status = 'ready', 'voice_not_ready',
      format('The voice %s is %s.', voice.name, voice.status));
  end if;

  select l.priority into strict plan_priority
  from public.users u join public.plans l on l.id = u.plan
  where u.id = owner for no key update of u;

  asked := jsonb_build_object('avatar_id', avatar_id, 'script', spoken_text,
    'voice_config', voice_config, 'render_settings', settings);
  needed := private.needed_engine('tts', asked);
  -- A voice learnt anew is another voice.
  hash := encode(sha256(convert_to(jsonb_build_array(asked, voice.updated_at)::text, 'UTF8')), 'hex');
  select p.* into preview from public.speech_previews p
  where p.user_id = owner and p.request_hash = hash and p.expires_at > clock_timestamp()
    -- What failed for want of an agent or a tool may work now; what the text or voice caused fails again.
    and (p.status <> 'failed'
      or exists (select from private.error_codes c where c.code = p.error_code and not c.retryable
        and c.code not in ('attempts_exhausted', 'cancelled')))
  order by p.created_at desc limit 1;

  if preview.id is null then
    perform private.require(
      (select count(*) < 30 from public.speech_previews p
       where p.user_id = owner and p.created_at > clock_timestamp() - interval '1 minute'),
      'rate_limited', 'Thirty previews were asked for within a minute.');
    insert into public.speech_previews (user_id, voice_id, request, request_hash)
    values (owner, voice.id, asked, hash)
    returning * into preview;
    insert into public.render_tasks (preview_id, user_id, stage, engine, priority, queued_at)
    values (preview.id, owner, 'speech_preview', needed, plan_priority, preview.created_at)
    returning id into made;
    perform private.send_message(made);
    perform private.wake_agents('speech_preview');
  end if;
  return jsonb_build_object(
    'preview_id', preview.id, 'status', preview.status, 'expires_at', preview.expires_at,
    'agents', (
      select count(*) from public.gpu_agents a
      where a.last_seen_at > clock_timestamp() - interval '1 minute' and 'speech_preview' = any (a.stages)
        and exists (
          select from unnest(a.engines) as e where needed in (e, split_part(e, ':', 1) || ':auto'))));
end
$$;
comment on function public.request_speech_preview is
  'Queues a preview, or finds the one that the same request made within the hour. agents: how many could speak it now.';
revoke all on function
  private.follow_preview_task, private.clear_preview, private.expire_previews, public.request_speech_preview
  from public;
grant execute on function public.request_speech_preview to authenticated;
