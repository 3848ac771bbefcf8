-- Purpose: what happens when a render_jobs row is inserted, by the API, the studio or an integrator alike.
-- Locks: the owner's users row, so that two inserts at once cannot both slip under the quota.

-- definer because it reads the quota and the catalogue, and fills columns users may not write
create function private.admit_job() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  project public.avatar_projects;
  voice public.voice_clones;
  plan public.plans;
  active integer;
begin
  select p.* into project from public.avatar_projects p where p.id = new.project_id;
  -- Row level security refuses a stranger's project after this trigger; answering first keeps its existence secret.
  perform private.require(
    project.id is not null and (auth.uid() is null or auth.uid() = project.user_id),
    'project_not_found', 'project_id names no project of yours.');

  perform private.require(
    exists (select from public.avatars_3d a where a.id = project.avatar_id and a.is_active),
    'avatar_not_found', format('There is no active avatar %s.', project.avatar_id));
  -- Letters of every script, whatever locale the database was made with.
  perform private.require((project.script collate "und-x-icu") ~ '[[:alnum:]]', 'script_empty',
    'The script holds no word.');
  perform private.require(char_length(project.script) <= 30000, 'script_too_long',
    format('The script has %s characters; the limit is 30000.', char_length(project.script)));
  perform private.check_voice_config(project.voice_config, project.user_id);
  perform private.check_render_settings(project.render_settings, project.user_id);

  if project.voice_config ? 'clone_id' then
    select v.* into voice from public.voice_clones v
    where v.id = (project.voice_config ->> 'clone_id')::uuid and v.user_id = project.user_id;
    perform private.require(voice.id is not null, 'voice_not_found', 'voice_config.clone_id names no voice of yours.');
    perform private.require(voice.status = 'ready', 'voice_not_ready',
      format('The voice %s is %s.', voice.name, voice.status));
    perform private.require(
      coalesce(project.voice_config ->> 'engine', 'auto') in ('auto', voice.engine)
        or voice.engine not in ('espeak', 'neural', 'elevenlabs', 'azure'), 'invalid_request',
      format('The voice %s is spoken by the engine %s.', voice.name, voice.engine));
  end if;

  select l.* into plan
  from public.users u join public.plans l on l.id = u.plan
  where u.id = project.user_id
  for no key update of u;
  select count(*) into active from public.render_jobs j
  where j.user_id = project.user_id and j.status in ('queued', 'processing');
  perform private.require(active < plan.active_jobs, 'quota_exceeded',
    format('The plan %s allows %s videos queued or running at once.', plan.id, plan.active_jobs));

  new.user_id := project.user_id;
  new.priority := plan.priority;
  new.request := jsonb_build_object(
    'avatar_id', project.avatar_id, 'script', project.script,
    'voice_config', project.voice_config, 'render_settings', project.render_settings);
  -- Whoever inserts, a job starts at the beginning: nobody can store a finished one.
  new.status := 'queued';
  new.progress := 0;
  new.seq := 0;
  new.current_stage := null;
  new.video_url := null;
  new.metadata := '{}';
  new.error_code := null;
  new.error_stage := null;
  new.error_message := null;
  new.remedy := null;
  new.started_at := null;
  new.completed_at := null;
  new.estimated_time := (
    select round((private.queue_ahead_s(null)
      + sum(private.estimate_stage(s.name, new.request, film.seconds)))::numeric, 1)
    from (values ('tts'), ('audio2face'), ('ue5'), ('compositing')) as s (name),
      private.spoken_seconds(project.script, project.voice_config) as film (seconds)
  );
  return new;
end
$$;

-- definer because users may write neither stages nor tasks nor queues
create function private.start_job() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.render_stages (job_id, stage_name, position, estimated_s)
  select new.id, s.name, s.position,
    private.estimate_stage(s.name, new.request,
      private.spoken_seconds(new.request ->> 'script', new.request -> 'voice_config'))
  from (values ('tts', 1), ('audio2face', 2), ('ue5', 3), ('compositing', 4)) as s (name, position);
  perform private.start_stage(new, 'tts');
  return null;
end
$$;

-- definer because deleting a job ends its tasks, which users may not write
create function private.clear_job() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.drop_tasks(old.id, null);
  perform private.queue_deletion('artifacts', old.id || '/', 'job deleted', interval '1 minute');
  perform private.queue_deletion('renders', old.user_id || '/' || old.id || '/', 'job deleted', interval '1 minute');
  return old;
end
$$;

create trigger admit_job before insert on public.render_jobs
  for each row execute function private.admit_job();
create trigger start_job after insert on public.render_jobs
  for each row execute function private.start_job();
create trigger clear_job before delete on public.render_jobs
  for each row execute function private.clear_job();

revoke all on function private.admit_job, private.start_job, private.clear_job from public;

create function public.create_render_job(
  avatar_id text,
  script text,
  voice_config jsonb,
  render_settings jsonb,
  project_id uuid default null,
  title text default null,
  idempotency_key text default null
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  request_hash text;
  earlier public.render_requests;
  used_project uuid := project_id;
  job public.render_jobs;
  answer jsonb;
begin
  perform private.require(auth.uid() is not null, 'token_missing', 'Only a signed-in user can ask for a video.');
  perform private.require(avatar_id is not null and script is not null, 'invalid_request',
    'avatar_id and script are required.');
  perform private.require(char_length(avatar_id) <= 50, 'avatar_not_found', 'No avatar has such a long id.');
  perform private.require(char_length(coalesce(title, '')) <= 200, 'invalid_request',
    'title must have at most 200 characters.');

  if idempotency_key is not null then
    perform private.require(char_length(idempotency_key) between 1 and 200, 'invalid_request',
      'The idempotency key must have 1 to 200 characters.');
    request_hash := encode(sha256(convert_to(jsonb_build_array(
      avatar_id, script, voice_config, render_settings, project_id, title)::text, 'UTF8')), 'hex');
    -- Two requests under one key at once: the second waits here and then finds the first's answer.
    perform pg_advisory_xact_lock(hashtextextended(auth.uid()::text || '/' || idempotency_key, 0));
    select r.* into earlier from public.render_requests r
    where r.user_id = auth.uid() and r.idempotency_key = create_render_job.idempotency_key;
    if found then
      perform private.require(earlier.request_hash = request_hash, 'idempotency_conflict',
        'This idempotency key was already used for a different request.');
      return earlier.answer;
    end if;
  end if;

  if used_project is null then
    insert into public.avatar_projects (avatar_id, title, script, voice_config, render_settings)
    values (avatar_id, coalesce(title, ''), script, voice_config, render_settings)
    returning id into used_project;
  else
    update public.avatar_projects p
    set avatar_id = create_render_job.avatar_id, title = coalesce(create_render_job.title, p.title),
      script = create_render_job.script, voice_config = create_render_job.voice_config,
      render_settings = create_render_job.render_settings
    where p.id = used_project;
    perform private.require(found, 'project_not_found', 'project_id names no project of yours.');
  end if;

  insert into public.render_jobs (project_id) values (used_project) returning * into job;
  answer := jsonb_build_object(
    'job_id', job.id, 'project_id', job.project_id, 'status', job.status, 'estimated_time', job.estimated_time);

  if idempotency_key is not null then
    insert into public.render_requests (idempotency_key, request_hash, job_id, answer)
    values (idempotency_key, request_hash, job.id, answer);
  end if;
  return answer;
end
$$;
comment on function public.create_render_job is
  'Stores the project and queues a render. Only inserts: everything else happens in the triggers of render_jobs.';
revoke all on function public.create_render_job from public;
grant execute on function public.create_render_job to authenticated;
