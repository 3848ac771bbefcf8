-- Purpose: what a person is told a film will take comes nearer to what it takes.
-- Locks: a short exclusive one on stage_rates for its column.
-- Why: with three agents films were told to take half as long again as they did (81 % at p90). Every stage of every film
-- ahead was counted with 0.2 s for claiming and handing over, whatever that takes; pictures as if one agent drew them all;
-- and all that waits as if it came first, though whoever comes beside a thousand films of somebody else waits for one
-- task at most.

alter table public.stage_rates add column handing_s double precision,
  add constraint stage_rates_handing_not_negative check (handing_s >= 0);
comment on column public.stage_rates.handing_s is
  'Seconds a task takes beside its work: claimed, told to begin, told to be done. Null: not measured yet.';

drop function private.record_rate(text, text, text, text, double precision);

-- Moving average over about five samples; a prior is replaced by the first. A sample that comes while another one is
-- being noted is let go: agents that complete the same stage at once must not wait for each other's transactions.
create function private.record_rate(
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
  handing double precision;
begin
  select r.seconds_per_second * case when r.pixels > 0 then (wanted_pixels / r.pixels) ^ 0.6 else 1 end, r.handing_s
  into rate, handing
  from public.stage_rates r
  where r.stage = estimate_stage.stage
  order by (r.engine = wanted_engine) desc, (r.samples > 0) desc,
    (r.quality in ('', wanted_quality)) desc, abs(ln(greatest(r.pixels, 1) / wanted_pixels)), r.updated_at desc
  limit 1;
  -- 0.2 s: until it was measured.
  return coalesce(handing, 0.2) + coalesce(rate, 1) * film_s
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
    wall / film_s * case when task.stage = 'ue5' then 25.0 / private.film_rate(settings) else 1 end,
    -- From claim to completion, less the work itself. Later attempts began long before this one.
    case when task.attempt = 1 then greatest(0, extract(epoch from clock_timestamp() - task.started_at) - wall) end);
end
$$;

-- Seconds of work that comes before a new film of this person, shared by the agents that are up. Agents take turns among
-- people: of everybody else as many films count as this person has waiting and running, and one; of each in a higher plan
-- two hundred. Whoever has more than twenty of their own waits for nearly everything: the sum over all is near enough.
create function private.work_ahead_s(owner uuid, of_priority smallint) returns double precision
language plpgsql stable set search_path = '' set enable_seqscan = off
as $$
declare
  everything constant double precision := private.queue_ahead_s(null);
  own bigint;
  ahead double precision;
begin
  select count(*) into own from (
    select from public.render_jobs j
    where j.user_id = owner and j.status in ('queued', 'processing') limit 21) as q;
  if own > 20 or everything = 0 then
    return everything;
  end if;
  with recursive people as (
    (select j.user_id from public.render_jobs j
     where j.status in ('queued', 'processing') order by j.user_id limit 1)
    union all
    select n.user_id from people p cross join lateral (
      select j.user_id from public.render_jobs j
      where j.status in ('queued', 'processing') and j.user_id > p.user_id
      order by j.user_id limit 1) as n
  )
  select sum(s.estimated_s * (1 - s.progress)) into ahead
  from (select p.user_id from people p limit 200) as p
  cross join lateral (
    (select j.id from public.render_jobs j
     where j.user_id = p.user_id and j.status in ('queued', 'processing') and j.priority = of_priority
     limit case when p.user_id = owner then own else own + 1 end)
    union all
    (select j.id from public.render_jobs j
     where j.user_id = p.user_id and j.status in ('queued', 'processing') and j.priority > of_priority limit 200)) as f
  join public.render_stages s on s.job_id = f.id and s.status in ('pending', 'processing');
  return least(everything, coalesce(ahead, 0) / greatest(1, (select public.count_agents_online())));
end
$$;

-- Seconds from queueing to film. Agents that offer the engine draw its ranges side by side.
create function private.estimate_film(request jsonb, owner uuid, of_priority smallint) returns double precision
language plpgsql stable set search_path = ''
as $$
declare
  film_s constant double precision := private.expected_seconds(request);
  rate constant integer := private.film_rate(request -> 'render_settings');
  hands constant integer := greatest(1, (
    select count(*) from private.agents_offering('ue5', private.needed_engine('ue5', request), interval '60 seconds')));
  ranges constant integer := (
    select count(*) from private.cut_ranges(ceil(film_s * rate)::integer, rate, hands));
begin
  return private.work_ahead_s(owner, of_priority)
    + private.estimate_stage('tts', request, film_s)
    + private.estimate_stage('audio2face', request, film_s)
    + private.estimate_stage('ue5', request, film_s) * ceil(ranges::double precision / hands) / ranges
    + private.estimate_stage('compositing', request, film_s);
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
  new.estimated_time := round(private.estimate_film(new.request, new.user_id, new.priority)::numeric, 1);
  return new;
end
$$;

revoke all on function private.record_rate, private.work_ahead_s, private.estimate_film from public;
