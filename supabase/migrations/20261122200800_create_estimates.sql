-- Purpose: how long a stage takes, measured; what a caller is told and how progress is weighted.
-- Locks: none beyond creation.

create table public.stage_rates (
  stage text not null,
  engine text not null,
  size text not null default '',
  quality text not null default '',
  pixels integer not null default 0,
  seconds_per_second double precision not null,
  samples integer not null default 0,
  updated_at timestamptz not null default now(),
  primary key (stage, engine, size, quality),
  constraint stage_rates_stage_known check (stage in ('tts', 'audio2face', 'ue5', 'compositing')),
  constraint stage_rates_rate_positive check (seconds_per_second > 0),
  constraint stage_rates_size_matches_pixels check ((size = '') = (pixels = 0))
);
comment on table public.stage_rates is
  'Wall seconds per second of film. samples = 0: a prior that the first measurement replaces.';
alter table public.stage_rates enable row level security;
grant select on public.stage_rates to authenticated;
grant all on public.stage_rates to service_role;
create policy "Signed-in users can see how fast stages run" on public.stage_rates
  for select to authenticated using (true);

-- Priors: orders of magnitude on two cores without a GPU, replaced by the first calibration or completed task.
insert into public.stage_rates (stage, engine, size, quality, pixels, seconds_per_second) values
  ('tts', 'espeak', '', '', 0, 0.1),
  ('audio2face', 'visemes', '', '', 0, 0.05),
  ('ue5', 'three', '1280x720', 'standard', 921600, 6.5),
  ('ue5', 'unreal', '1920x1080', 'cinematic', 2073600, 25),
  ('compositing', 'ffmpeg', '1280x720', '', 921600, 0.6);

create table public.gpu_agents (
  id uuid primary key references auth.users (id) on delete cascade,
  name text not null,
  version text not null default '',
  capabilities jsonb not null default '{}',
  stages text[] not null default '{}',
  engines text[] not null default '{}',
  registered_at timestamptz not null default now(),
  last_seen_at timestamptz not null default clock_timestamp(),
  constraint gpu_agents_name_length check (char_length(name) between 1 and 200)
);
comment on table public.gpu_agents is 'Agent hosts: id is the Auth user. stages and engines are what it last offered.';
create index gpu_agents_last_seen_at_idx on public.gpu_agents (last_seen_at desc);
alter table public.gpu_agents enable row level security;
grant all on public.gpu_agents to service_role;

-- definer because anyone may know how many agents are up, and nobody which
create function public.count_agents_online() returns integer
language sql stable security definer set search_path = ''
as $$
  select count(*)::integer from public.gpu_agents a where a.last_seen_at > clock_timestamp() - interval '60 seconds'
$$;
comment on function public.count_agents_online is 'Agent hosts heard of within the last 60 seconds.';
revoke all on function public.count_agents_online from public;
grant execute on function public.count_agents_online to anon, authenticated, service_role;

create function private.picture_size(settings jsonb) returns integer[]
language sql immutable set search_path = ''
as $$
  select string_to_array(coalesce(settings ->> 'resolution', '1280x720'), 'x')::integer[]
$$;

create function private.film_rate(settings jsonb) returns integer
language sql immutable set search_path = ''
as $$
  select coalesce((settings ->> 'fps')::integer, 25)
$$;

-- The kind of engine a stage of this request needs. Pictures beyond 3840x2160 are only offered on Unreal.
create function private.needed_engine(stage text, request jsonb) returns text
language sql stable set search_path = ''
as $$
  select case stage
    when 'tts' then 'tts:' || coalesce(
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

-- Seconds of film a script makes: 14.5 characters a second (about 150 words a minute in Portuguese), and 0.3 s of
-- padding at both ends. Replaced by the true duration once speech exists.
create function private.spoken_seconds(script text, voice_config jsonb) returns double precision
language sql immutable set search_path = ''
as $$
  select 0.6 + greatest(0.4,
    char_length(script) / (14.5 * coalesce((voice_config ->> 'rate')::double precision, 1)))
$$;

-- Wall seconds a stage is expected to take for film_s seconds: the nearest measured row, scaled by picture size.
-- Exponent 0.6: one frame took 89 ms at 360p and 203 ms at 720p (4 times the pixels, 2.28 times the time).
create function private.estimate_stage(stage text, request jsonb, film_s double precision)
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

-- Moving average over about five samples; a prior is replaced by the first.
create function private.record_rate(
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

-- Seconds of work queued by others, shared by the agents that are up.
create function private.queue_ahead_s(except_job uuid) returns double precision
language sql stable set search_path = ''
as $$
  select coalesce(sum(s.estimated_s * (1 - s.progress)), 0)
    / greatest(1, (select public.count_agents_online()))
  from public.render_stages s
  join public.render_jobs j on j.id = s.job_id
  where j.status in ('queued', 'processing') and s.status in ('pending', 'processing')
    and j.id is distinct from except_job
$$;

revoke all on function
  private.picture_size, private.film_rate, private.needed_engine, private.spoken_seconds,
  private.estimate_stage, private.record_rate, private.queue_ahead_s
  from public;
