-- Purpose: what a plan keeps and for how long. Recordings of voices go when they have been learnt from long enough ago,
-- films when the plan says so. Artefacts between the stages went a day after their job already.
-- Locks: the rows it retires, skipping those that are held. Runs in claim_deletions, which every agent calls: whoever can
-- remove files brings the rows up to date first.

alter table public.plans
  add column sample_days integer default 90,
  add column film_days integer,
  add constraint plans_sample_days_positive check (sample_days > 0),
  add constraint plans_film_days_positive check (film_days > 0);
comment on column public.plans.sample_days is
  'Days after which the recording a voice was learnt from is removed; null: it stays as long as the voice.';
comment on column public.plans.film_days is
  'Days after which an ended job goes, with its film and a last day to restore it; null: until its owner deletes it.';

alter table public.render_jobs add column kept_since timestamptz;
comment on column public.render_jobs.kept_since is 'When its owner last took it back from deletion: film_days count anew.';

create index render_jobs_ended_idx on public.render_jobs (completed_at)
  where deleted_at is null and completed_at is not null;
create index voice_clones_sample_kept_idx on public.voice_clones (created_at)
  where audio_sample_url is not null and status <> 'training';

-- One recording may go before its folder, which holds the spoken statement as well.
alter table public.storage_deletions
  drop constraint storage_deletions_prefix_is_a_folder,
  add constraint storage_deletions_prefix_is_a_folder check (
    prefix ~ '^[0-9a-f-]{36}/.*$'
    and (right(prefix, 1) = '/'
      or (bucket = 'voice-samples' and prefix ~ '^[0-9a-f-]{36}/[0-9a-f-]{36}/[^/]+$')));

create function private.apply_retention() returns void
language plpgsql set search_path = ''
as $$
declare
  voice record;
begin
  update public.render_jobs j set deleted_at = clock_timestamp(), seq = j.seq + 1
  where j.id in (
    select due.id from public.render_jobs due
    join public.users u on u.id = due.user_id
    join public.plans p on p.id = u.plan
    where due.deleted_at is null and due.completed_at is not null
      and due.completed_at <= clock_timestamp() - make_interval(days => p.film_days)
      and (due.kept_since is null or due.kept_since <= clock_timestamp() - make_interval(days => p.film_days))
    order by due.completed_at limit 100
    for update of due skip locked);

  for voice in
    select v.id, private.sample_path(v) as path from public.voice_clones v
    join public.users u on u.id = v.user_id
    join public.plans p on p.id = u.plan
    where v.audio_sample_url is not null and v.status <> 'training'
      and v.created_at <= clock_timestamp() - make_interval(days => p.sample_days)
      -- Deletions go by prefix, and the spoken statement is kept with its voice.
      and not exists (
        select from public.voice_consents k
        where k.voice_id = v.id and starts_with(k.statement_audio, private.sample_path(v)))
    order by v.created_at limit 100
    for update of v skip locked
  loop
    perform private.queue_deletion('voice-samples', voice.path, 'sample kept long enough', interval '0');
    update public.voice_clones v set audio_sample_url = null where v.id = voice.id;
  end loop;
end
$$;

-- Rows deleted long enough ago; the trigger of a deleted job queues its folders.
create or replace function private.purge_deleted_films() returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.apply_retention();
  delete from public.render_jobs j
  where j.id in (
    select due.id from public.render_jobs due
    where due.deleted_at <= clock_timestamp() - private.deletion_grace()
    order by due.deleted_at limit 100
    for update skip locked);
end
$$;

-- definer because users may not write jobs; nobody but the owner gets past the check
create or replace function public.restore_film(job_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  job public.render_jobs;
begin
  perform private.require_scope('render');
  update public.render_jobs j
  set deleted_at = null, seq = j.seq + 1,
    kept_since = case when j.deleted_at is null then j.kept_since else clock_timestamp() end
  where j.id = restore_film.job_id and j.user_id = auth.uid()
    and (j.deleted_at is null or j.deleted_at > clock_timestamp() - private.deletion_grace())
  returning j.* into job;
  perform private.require(job.id is not null, 'job_not_found', 'job_id names no video of yours that can be restored.');
  return jsonb_build_object('job_id', job.id, 'restored', true);
end
$$;

revoke all on function private.apply_retention from public;
