-- Purpose: what a plan allows, asked for on every road in, and a ledger of film seconds that adds up.
-- Locks: the owner's users row while a job is admitted (as before), so that two jobs at once cannot share the last
-- minute; short exclusive ones on plans for its columns.
-- Why a ledger: what somebody used must be explainable row by row. Rows are only ever added: seconds are reserved when
-- a job is queued, corrected to the film's true length when it completes, taken back when it fails or is cancelled.

alter table public.plans
  add column month_seconds integer,
  add column script_characters integer not null default 30000,
  add column max_resolution text not null default '7680x4320',
  add column qualities text[] not null default '{draft,standard,premium,cinematic,hyperreal}',
  add constraint plans_month_seconds_positive check (month_seconds > 0),
  add constraint plans_script_characters_bounded check (script_characters between 1 and 30000),
  add constraint plans_max_resolution_is_a_size check (max_resolution ~ '^[1-9][0-9]{1,3}x[1-9][0-9]{1,3}$'),
  add constraint plans_qualities_known
    check (qualities <@ '{draft,standard,premium,cinematic,hyperreal}' and cardinality(qualities) > 0);
comment on table public.plans is 'What a plan allows. Operators change the rows; the limits hold from the next job on.';
comment on column public.plans.active_jobs is 'Videos queued or running at once.';
comment on column public.plans.month_seconds is 'Seconds of film in a calendar month (UTC); null: as many as wanted.';
comment on column public.plans.script_characters is 'Longest script; 30000 is the limit of every plan.';
comment on column public.plans.max_resolution is 'Longest and shortest side, whichever way the picture is turned.';
comment on column public.plans.priority is 'Tasks of a higher one are claimed first.';

insert into public.plans (id, active_jobs, priority) values ('enterprise', 2000, 20);
update public.users set plan = 'enterprise' where plan = 'business';
delete from public.plans where id = 'business';
update public.plans set month_seconds = 3600, script_characters = 10000, max_resolution = '1920x1080',
  qualities = '{draft,standard,premium}' where id = 'free';
update public.plans set month_seconds = 36000, max_resolution = '3840x2160',
  qualities = '{draft,standard,premium,cinematic}' where id = 'pro';

create table public.usage_entries (
  id bigint generated always as identity primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  job_id uuid not null,
  kind text not null,
  seconds numeric(12, 3) not null,
  period date not null,
  created_at timestamptz not null default clock_timestamp(),
  constraint usage_entries_kind_known check (kind in ('reserved', 'settled', 'released')),
  constraint usage_entries_reserved_adds check (kind <> 'reserved' or seconds > 0),
  constraint usage_entries_released_subtracts check (kind <> 'released' or seconds < 0),
  constraint usage_entries_period_is_a_month check (extract(day from period) = 1)
);
comment on table public.usage_entries is
  'Append-only: the sum of a user''s seconds in a period is what the plan counts. A job''s rows sum to its estimate while it runs, to its film''s length once completed, to zero when it failed or was cancelled.';
comment on column public.usage_entries.kind is
  'reserved: the estimate, when queued; settled: true length minus estimate; released: minus the estimate.';
comment on column public.usage_entries.job_id is 'No foreign key: what a film used stays counted when its job is deleted.';
comment on column public.usage_entries.period is 'First day of the month (UTC) in which the job was queued.';
create index usage_entries_user_id_idx on public.usage_entries (user_id, period) include (seconds);
create unique index usage_entries_reserved_once_idx on public.usage_entries (job_id) where kind = 'reserved';
create unique index usage_entries_ended_once_idx on public.usage_entries (job_id) where kind <> 'reserved';

alter table public.usage_entries enable row level security;
grant select on public.usage_entries to authenticated;
grant select on public.usage_entries to service_role;
create policy "Users can see what they used" on public.usage_entries
  for select to authenticated using (user_id = (select auth.uid()));

-- Nobody rewrites the ledger, whatever their role; only erasing a person takes their rows along.
create function private.keep_usage() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if tg_op = 'DELETE' and not exists (select from public.users u where u.id = old.user_id) then
    return old;
  end if;
  raise exception 'the usage ledger is append-only' using errcode = 'restrict_violation';
end
$$;
create trigger keep_usage before update or delete on public.usage_entries
  for each row execute function private.keep_usage();

create function private.usage_period(moment timestamptz) returns date
language sql immutable set search_path = ''
as $$ select date_trunc('month', moment at time zone 'UTC')::date $$;

create function private.period_ends(period date) returns timestamptz
language sql immutable set search_path = ''
as $$ select (period + interval '1 month') at time zone 'UTC' $$;

create function private.used_seconds(for_user uuid, in_period date) returns numeric
language sql stable set search_path = ''
as $$
  select coalesce(sum(e.seconds), 0) from public.usage_entries e
  where e.user_id = for_user and e.period = in_period
$$;

-- Seconds of film a request is expected to make. A recording's length is only known to an agent: taken from its size,
-- 96 kB a second for WAV (48 kHz mono 16 bit) and 16 kB for what is compressed (128 kbit/s), at most 30 minutes.
create function private.expected_seconds(request jsonb) returns double precision
language sql stable set search_path = ''
as $$
  select case when request -> 'voice_config' ? 'recording' then coalesce((
      select least(1800, greatest(1, (o.metadata ->> 'size')::double precision
        / case when o.metadata ->> 'mimetype' like '%wav%' then 96000 else 16000 end))
      from storage.objects o
      where o.bucket_id = 'uploads' and o.name = request #>> '{voice_config,recording,path}'), 60)
    else private.spoken_seconds(request ->> 'script', request -> 'voice_config') end
$$;

-- As private.refuse; the hint ends with a line of JSON: what a program needs to know about the refusal.
-- definer because it reads the table of codes for callers of any role
create function private.refuse_with(code text, message text, details jsonb) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  spec private.error_codes;
begin
  select c.* into strict spec from private.error_codes c where c.code = refuse_with.code and c.status is not null;
  raise exception using
    errcode = 'PT' || spec.status, message = refuse_with.message, detail = spec.code,
    hint = spec.remedy || E'\n' || details::text;
end
$$;
comment on function private.refuse_with is
  'Raises a contract error whose hint is the remedy, a line break, and details as JSON on one line.';

-- The caller holds the owner's users row.
create function private.require_plan(owner uuid, request jsonb, plan public.plans) returns void
language plpgsql set search_path = ''
as $$
declare
  settings constant jsonb := request -> 'render_settings';
  size constant integer[] := private.picture_size(settings);
  allowed_size constant integer[] := string_to_array(plan.max_resolution, 'x')::integer[];
  quality constant text := coalesce(settings ->> 'quality', 'standard');
  letters constant integer := char_length(request ->> 'script');
  period constant date := private.usage_period(clock_timestamp());
  resets constant timestamptz := private.period_ends(period);
  active integer;
  used numeric;
  wanted numeric;
begin
  if letters > plan.script_characters then
    perform private.refuse_with('quota_exceeded',
      format('The plan %s allows scripts of %s characters; this one has %s.', plan.id, plan.script_characters, letters),
      jsonb_build_object('limit', 'script_characters', 'plan', plan.id, 'allowed', plan.script_characters,
        'asked', letters));
  end if;
  if greatest(size[1], size[2]) > greatest(allowed_size[1], allowed_size[2])
    or least(size[1], size[2]) > least(allowed_size[1], allowed_size[2]) then
    perform private.refuse_with('quota_exceeded',
      format('The plan %s allows pictures of up to %s; %sx%s was asked for.',
        plan.id, plan.max_resolution, size[1], size[2]),
      jsonb_build_object('limit', 'resolution', 'plan', plan.id, 'allowed', plan.max_resolution,
        'asked', format('%sx%s', size[1], size[2])));
  end if;
  if quality <> all (plan.qualities) then
    perform private.refuse_with('quota_exceeded',
      format('The plan %s allows the qualities %s; %s was asked for.',
        plan.id, array_to_string(plan.qualities, ', '), quality),
      jsonb_build_object('limit', 'quality', 'plan', plan.id, 'allowed', plan.qualities, 'asked', quality));
  end if;

  select count(*) into active from public.render_jobs j
  where j.user_id = owner and j.status in ('queued', 'processing');
  if active >= plan.active_jobs then
    perform private.refuse_with('quota_exceeded',
      format('The plan %s allows %s videos queued or running at once.', plan.id, plan.active_jobs),
      jsonb_build_object('limit', 'active_jobs', 'plan', plan.id, 'allowed', plan.active_jobs, 'used', active));
  end if;

  if plan.month_seconds is not null then
    used := private.used_seconds(owner, period);
    wanted := round(private.expected_seconds(request)::numeric, 3);
    if used + wanted > plan.month_seconds then
      perform private.refuse_with('quota_exceeded',
        format('The plan %s allows %s minutes of film a month: %s are used or reserved and this video needs about %s. The month ends on %s.',
          plan.id, round(plan.month_seconds / 60.0, 1), round(used / 60, 1), round(wanted / 60, 1),
          to_char(resets at time zone 'UTC', 'YYYY-MM-DD')),
        jsonb_build_object('limit', 'month_seconds', 'plan', plan.id, 'allowed', plan.month_seconds, 'used', used,
          'asked', wanted, 'resets_at', resets));
    end if;
  end if;
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

-- definer because nobody may write the ledger
create function private.record_usage() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  reserved public.usage_entries;
begin
  if tg_op = 'INSERT' then
    insert into public.usage_entries (user_id, job_id, kind, seconds, period)
    values (new.user_id, new.id, 'reserved', round(private.expected_seconds(new.request)::numeric, 3),
      private.usage_period(new.created_at));
    return null;
  end if;
  -- A job deleted on its way costs nothing; one that had ended was settled then.
  if tg_op = 'DELETE' and (old.status not in ('queued', 'processing')
    or not exists (select from public.users u where u.id = old.user_id)) then
    return null;
  end if;
  select e.* into reserved from public.usage_entries e where e.job_id = old.id and e.kind = 'reserved';
  if reserved.id is null then
    return null; -- queued before there was a ledger
  end if;
  if tg_op = 'UPDATE' and new.status = 'completed' then
    insert into public.usage_entries (user_id, job_id, kind, seconds, period)
    values (reserved.user_id, reserved.job_id, 'settled',
      coalesce(round((new.metadata ->> 'duration_s')::numeric, 3), reserved.seconds) - reserved.seconds, reserved.period);
  else
    insert into public.usage_entries (user_id, job_id, kind, seconds, period)
    values (reserved.user_id, reserved.job_id, 'released', -reserved.seconds, reserved.period);
  end if;
  return null;
end
$$;
create trigger record_usage after insert on public.render_jobs
  for each row execute function private.record_usage();
create trigger record_usage_when_ended after update of status on public.render_jobs
  for each row when (old.status in ('queued', 'processing') and new.status in ('completed', 'failed', 'cancelled'))
  execute function private.record_usage();
create trigger record_usage_when_deleted after delete on public.render_jobs
  for each row execute function private.record_usage();

-- Counting what a person has queued or running must not walk everything they ever made.
create index render_jobs_active_idx on public.render_jobs (user_id) where status in ('queued', 'processing');

-- One row: the caller's month so far and what their plan allows. Row level security of what it reads decides.
create view public.usage with (security_invoker = true) as
  select u.id as user_id, u.plan, m.period, private.period_ends(m.period) as resets_at,
    l.month_seconds, l.active_jobs as active_jobs_allowed, l.script_characters, l.max_resolution, l.qualities,
    coalesce(e.used, 0) as used_seconds, coalesce(e.reserved, 0) as reserved_seconds,
    coalesce(e.films, 0) as films,
    (select count(*) from public.render_jobs j
     where j.user_id = u.id and j.status in ('queued', 'processing')) as active_jobs
  from public.users u
  join public.plans l on l.id = u.plan
  cross join lateral (select private.usage_period(now()) as period) as m
  left join lateral (
    select sum(job.seconds) filter (where job.kinds = '{reserved}') as reserved,
      sum(job.seconds) filter (where 'settled' = any (job.kinds)) as used,
      count(*) filter (where 'settled' = any (job.kinds)) as films
    from (
      select sum(x.seconds) as seconds, array_agg(x.kind) as kinds from public.usage_entries x
      where x.user_id = u.id and x.period = m.period group by x.job_id) as job
  ) as e on true;
comment on view public.usage is
  'This month of the caller: used_seconds of finished films and reserved_seconds of those under way count against month_seconds.';
grant select on public.usage to authenticated;

revoke all on function
  private.keep_usage, private.usage_period, private.period_ends, private.used_seconds, private.expected_seconds,
  private.refuse_with, private.require_plan, private.record_usage
  from public;
grant execute on function private.usage_period, private.period_ends to authenticated;
