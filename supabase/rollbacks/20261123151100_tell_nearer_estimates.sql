-- The bodies as they were.

drop function private.record_rate(text, text, text, text, double precision, double precision);
-- Moving average over about five samples; a prior is replaced by the first. A sample that comes while another one is
-- being noted is let go: agents that complete the same stage at once must not wait for each other's transactions.
create function private.record_rate(
  stage text, engine text, size text, quality text, seconds_per_second double precision
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
    samples = r.samples + 1,
    updated_at = now()
  where r.ctid = (
    select f.ctid from public.stage_rates f
    where f.stage = record_rate.stage and f.engine = record_rate.engine
      and f.size = record_rate.size and f.quality = record_rate.quality
    for no key update skip locked);
  if not found then
    insert into public.stage_rates as r (stage, engine, size, quality, pixels, seconds_per_second, samples)
    values (record_rate.stage, record_rate.engine, record_rate.size, record_rate.quality,
      dimensions[1] * dimensions[2], record_rate.seconds_per_second, 1)
    on conflict on constraint stage_rates_pkey do nothing;
  end if;
end
$$;

-- Wall seconds a stage is expected to take for film_s seconds: the nearest measured row, scaled by picture size.
-- Exponent 0.6: one frame took 89 ms at 360p and 203 ms at 720p (4 times the pixels, 2.28 times the time).
create or replace function private.estimate_stage(stage text, request jsonb, film_s double precision)
returns double precision
language plpgsql stable set search_path = ''
as $$
declare
  size integer[] := private.picture_size(request -> 'render_settings');
  wanted_pixels double precision := size[1]::double precision * size[2];
  wanted_engine text := split_part(private.needed_engine(stage, request), ':', 2);
  wanted_quality text := coalesce(request #>> '{render_settings,quality}', 'standard');
  rate double precision;
begin
  select r.seconds_per_second * case when r.pixels > 0 then (wanted_pixels / r.pixels) ^ 0.6 else 1 end
  into rate
  from public.stage_rates r
  where r.stage = estimate_stage.stage
  order by (r.engine = wanted_engine) desc, (r.samples > 0) desc,
    (r.quality in ('', wanted_quality)) desc, abs(ln(greatest(r.pixels, 1) / wanted_pixels)), r.updated_at desc
  limit 1;
  -- 0.2 s: what claiming, fetching and uploading take at least.
  return 0.2 + coalesce(rate, 1) * film_s
    * case when stage = 'ue5' then private.film_rate(request -> 'render_settings') / 25.0 else 1 end;
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
    wall / film_s * case when task.stage = 'ue5' then 25.0 / private.film_rate(settings) else 1 end);
end
$$;

-- definer because it reads the quota and the catalogue, and fills columns users may not write
create or replace function private.admit_job() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  project public.avatar_projects;
  voice public.voice_clones;
  plan public.plans;
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
  perform private.require(
    project.voice_config ? 'recording' or (project.script collate "und-x-icu") ~ '[[:alnum:]]', 'script_empty',
    'The script holds no word.');
  perform private.require(char_length(project.script) <= 30000, 'script_too_long',
    format('The script has %s characters; the limit is 30000.', char_length(project.script)));
  perform private.check_voice_config(project.voice_config, project.user_id);
  perform private.check_render_settings(project.render_settings, project.user_id);
  perform private.require(
    not project.voice_config ? 'recording' or exists (
      select from storage.objects o
      where o.bucket_id = 'uploads' and o.name = project.voice_config #>> '{recording,path}'),
    'file_not_found', 'voice_config.recording.path names no file in the bucket uploads. Upload it first.');

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

  new.user_id := project.user_id;
  new.priority := plan.priority;
  new.request := jsonb_build_object(
    'avatar_id', project.avatar_id, 'script', project.script,
    'voice_config', project.voice_config, 'render_settings', project.render_settings);
  perform private.require_plan(project.user_id, new.request, plan);
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

drop function private.estimate_film(jsonb, uuid, smallint);
drop function private.work_ahead_s(uuid, smallint);
alter table public.stage_rates drop constraint stage_rates_handing_not_negative, drop column handing_s;
revoke all on function private.record_rate from public;
