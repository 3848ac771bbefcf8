-- Purpose: render jobs, their stages and the tasks agents lease. Locks: none beyond creation.
-- Why one table of tasks: leases, attempts and fencing work the same for stages, frame ranges and voice training.

create table public.render_jobs (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.avatar_projects (id) on delete cascade,
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  status varchar(20) not null default 'queued',
  progress double precision not null default 0,
  current_stage varchar(30),
  metadata jsonb not null default '{}',
  request jsonb not null default '{}',
  video_url varchar(500),
  estimated_time double precision,
  seq bigint not null default 0,
  priority smallint not null default 0,
  error_code text references private.error_codes (code),
  error_stage varchar(30),
  error_message text,
  remedy text,
  started_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  constraint render_jobs_status_known
    check (status in ('queued', 'processing', 'completed', 'failed', 'cancelled')),
  constraint render_jobs_progress_is_a_share check (progress between 0 and 1),
  constraint render_jobs_current_stage_known
    check (current_stage in ('tts', 'audio2face', 'ue5', 'compositing')),
  constraint render_jobs_film_only_when_completed check ((status = 'completed') = (video_url is not null)),
  constraint render_jobs_completed_is_whole check (status <> 'completed' or progress = 1),
  constraint render_jobs_processing_has_started
    check (status <> 'processing' or (started_at is not null and current_stage is not null)),
  constraint render_jobs_queued_has_not_started check (status <> 'queued' or started_at is null),
  constraint render_jobs_ended_has_a_time
    check ((status in ('completed', 'failed', 'cancelled')) = (completed_at is not null)),
  constraint render_jobs_unfilmed_says_why check (
    (status in ('failed', 'cancelled')) = (error_code is not null)
    and (error_code is null or (error_message is not null and remedy is not null))
  )
);
comment on table public.render_jobs is 'One film asked for. Users may insert project_id and nothing else.';
comment on column public.render_jobs.status is
  'queued: no task was ever claimed; processing: one was; completed: video_url; failed, cancelled: error_code.';
comment on column public.render_jobs.request is
  'Copy of avatar_id, script, voice_config, render_settings made when queued: editing the project changes no film.';
comment on column public.render_jobs.seq is 'Grows by one with every visible change; events carry it.';
comment on column public.render_jobs.estimated_time is 'Seconds from queueing to film, as told to the caller.';
comment on column public.render_jobs.video_url is 'Stable address: /api/v2/files/renders/{user}/{job}/{lease}/{file}.';
comment on column public.render_jobs.metadata is
  'report (FilmReport), poster_url, captions {srt, vtt}, duration_s, bytes once completed.';

create table public.render_stages (
  id uuid primary key default gen_random_uuid(),
  job_id uuid not null references public.render_jobs (id) on delete cascade,
  stage_name varchar(30) not null,
  position smallint not null,
  status varchar(20) not null default 'pending',
  progress double precision not null default 0,
  estimated_s double precision not null default 1,
  stage_data jsonb not null default '{}',
  error_code text references private.error_codes (code),
  error_message text,
  started_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  constraint render_stages_once_a_job unique (job_id, stage_name),
  constraint render_stages_name_known check (stage_name in ('tts', 'audio2face', 'ue5', 'compositing')),
  constraint render_stages_status_known check (status in ('pending', 'processing', 'completed', 'failed')),
  constraint render_stages_progress_is_a_share check (progress between 0 and 1),
  constraint render_stages_estimate_positive check (estimated_s > 0),
  constraint render_stages_processing_has_started check (status <> 'processing' or started_at is not null),
  constraint render_stages_completed_is_whole
    check (status <> 'completed' or (progress = 1 and started_at is not null)),
  constraint render_stages_ended_has_a_time
    check ((status in ('completed', 'failed')) = (completed_at is not null)),
  constraint render_stages_failed_says_why check (
    (status = 'failed') = (error_code is not null) and (status <> 'failed' or error_message is not null)
  )
);
comment on table public.render_stages is 'The four stages of a job; each sums up its tasks.';
comment on column public.render_stages.status is
  'pending: its tasks do not exist or wait; processing: one was claimed; completed: all are; failed: see error_code.';
comment on column public.render_stages.estimated_s is 'Expected wall seconds: the weight of the stage in progress.';
comment on column public.render_stages.stage_data is 'duration_s, frame_count, engines, wall_s: what the stage left.';

create table public.render_tasks (
  id uuid primary key default gen_random_uuid(),
  stage_id uuid references public.render_stages (id) on delete cascade,
  job_id uuid references public.render_jobs (id) on delete cascade,
  voice_id uuid references public.voice_clones (id) on delete cascade,
  user_id uuid not null references public.users (id) on delete cascade,
  stage text not null,
  engine text not null,
  range_index integer not null default 0,
  first_frame integer not null default 0,
  frame_count integer not null default 0,
  status text not null default 'pending',
  progress double precision not null default 0,
  priority smallint not null default 0,
  queued_at timestamptz not null,
  run_after timestamptz not null default now(),
  attempt integer not null default 0,
  max_attempts integer not null default 3,
  lease_id uuid,
  lease_expires_at timestamptz,
  lease_seconds integer not null default 30,
  agent_id uuid,
  message_id bigint,
  artifact jsonb,
  report jsonb,
  error jsonb,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  completed_at timestamptz,
  constraint render_tasks_stage_known
    check (stage in ('tts', 'audio2face', 'ue5', 'compositing', 'voice_training')),
  constraint render_tasks_serves_a_film_or_a_voice check (
    case stage
      when 'voice_training' then voice_id is not null and num_nonnulls(stage_id, job_id) = 0
      else voice_id is null and num_nonnulls(stage_id, job_id) = 2
    end
  ),
  constraint render_tasks_range_once unique (stage_id, range_index),
  constraint render_tasks_frames_not_negative
    check (range_index >= 0 and first_frame >= 0 and frame_count >= 0 and (stage <> 'ue5' or frame_count > 0)),
  constraint render_tasks_status_known
    check (status in ('pending', 'processing', 'completed', 'failed', 'cancelled')),
  constraint render_tasks_progress_is_a_share check (progress between 0 and 1),
  constraint render_tasks_lease_bounded check (lease_seconds between 2 and 300),
  constraint render_tasks_attempts_bounded check (attempt between 0 and max_attempts),
  constraint render_tasks_processing_has_a_lease check (
    (status = 'processing') = (lease_expires_at is not null)
    and (status <> 'processing' or (num_nonnulls(lease_id, agent_id) = 2 and attempt > 0))
  ),
  constraint render_tasks_pending_has_no_lease check (status <> 'pending' or lease_id is null),
  constraint render_tasks_completed_has_an_artifact
    check ((status = 'completed') = (artifact is not null) and (status <> 'completed' or lease_id is not null)),
  constraint render_tasks_failed_says_why check (status <> 'failed' or error is not null),
  constraint render_tasks_ended_has_a_time
    check ((status in ('pending', 'processing')) = (completed_at is null))
);
comment on table public.render_tasks is 'The unit of work: what an agent leases. Nothing but SQL functions writes it.';
comment on column public.render_tasks.status is
  'pending: waits for run_after and an agent; processing: leased; completed: artifact; failed, cancelled: ended.';
comment on column public.render_tasks.lease_id is
  'Fence: only its holder may settle. Kept once settled, so that a repeated call can be answered.';
comment on column public.render_tasks.attempt is
  'Leases issued and not given back. Counted here because pgmq''s read_ct also counts reads that led nowhere.';
comment on column public.render_tasks.engine is 'Qualified name kind:engine; kind:auto is any engine of that kind.';
comment on column public.render_tasks.agent_id is
  'Subject of the agent that holds or last held the lease; no foreign key, so that an agent can be removed.';
comment on column public.render_tasks.queued_at is 'When its job or voice was queued: the age used for ordering.';

create index render_jobs_project_id_idx on public.render_jobs (project_id);
create index render_jobs_status_idx on public.render_jobs (status);
create index render_jobs_created_at_idx on public.render_jobs (created_at desc);
create index render_jobs_user_id_idx on public.render_jobs (user_id, created_at desc);
create index render_jobs_error_code_idx on public.render_jobs (error_code) where error_code is not null;
create index render_stages_job_id_idx on public.render_stages (job_id);
create index render_stages_error_code_idx on public.render_stages (error_code) where error_code is not null;
create index render_tasks_job_id_idx on public.render_tasks (job_id);
create index render_tasks_voice_id_idx on public.render_tasks (voice_id) where voice_id is not null;
create index render_tasks_user_id_idx on public.render_tasks (user_id);
create unique index render_tasks_lease_id_idx on public.render_tasks (lease_id) where lease_id is not null;
create index render_tasks_claimable_idx on public.render_tasks (stage, priority desc, queued_at)
  where status in ('pending', 'processing');
create index render_tasks_running_idx on public.render_tasks (agent_id) where status = 'processing';

create table public.render_requests (
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  idempotency_key varchar(200) not null,
  request_hash text not null,
  job_id uuid not null references public.render_jobs (id) on delete cascade,
  answer jsonb not null,
  created_at timestamptz not null default now(),
  primary key (user_id, idempotency_key),
  constraint render_requests_key_not_empty check (idempotency_key <> '')
);
comment on table public.render_requests is
  'Answers given under an idempotency key: the same key and request get the same answer. Kept for 30 days.';
create index render_requests_created_at_idx on public.render_requests (created_at);
create index render_requests_job_id_idx on public.render_requests (job_id);

alter table public.render_jobs enable row level security;
alter table public.render_stages enable row level security;
alter table public.render_tasks enable row level security;
alter table public.render_requests enable row level security;

grant select, delete, insert (project_id) on public.render_jobs to authenticated;
grant select on public.render_stages to authenticated;
grant select, insert (idempotency_key, request_hash, job_id, answer) on public.render_requests to authenticated;
grant all on public.render_jobs, public.render_stages, public.render_tasks, public.render_requests
  to service_role;

create policy "Owners can see their jobs" on public.render_jobs
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Owners can queue a job of their own project" on public.render_jobs
  for insert to authenticated
  with check (
    user_id = (select auth.uid())
    and exists (
      select from public.avatar_projects p where p.id = project_id and p.user_id = (select auth.uid()))
  );
create policy "Owners can delete their jobs" on public.render_jobs
  for delete to authenticated using (user_id = (select auth.uid()));
create policy "Owners can see the stages of their jobs" on public.render_stages
  for select to authenticated
  using (exists (
    select from public.render_jobs j where j.id = job_id and j.user_id = (select auth.uid())));
create policy "Users can see their own idempotency keys" on public.render_requests
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can record an idempotency key for their own job" on public.render_requests
  for insert to authenticated
  with check (
    user_id = (select auth.uid())
    and exists (select from public.render_jobs j where j.id = job_id and j.user_id = (select auth.uid()))
  );
