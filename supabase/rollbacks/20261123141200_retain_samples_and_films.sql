create or replace function private.purge_deleted_films() returns void
language plpgsql set search_path = ''
as $$
begin
  delete from public.render_jobs j
  where j.id in (
    select due.id from public.render_jobs due
    where due.deleted_at <= clock_timestamp() - private.deletion_grace()
    order by due.deleted_at limit 100
    for update skip locked);
end
$$;

create or replace function public.restore_film(job_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  job public.render_jobs;
begin
  perform private.require_scope('render');
  update public.render_jobs j set deleted_at = null, seq = j.seq + 1
  where j.id = restore_film.job_id and j.user_id = auth.uid()
    and (j.deleted_at is null or j.deleted_at > clock_timestamp() - private.deletion_grace())
  returning j.* into job;
  perform private.require(job.id is not null, 'job_not_found', 'job_id names no video of yours that can be restored.');
  return jsonb_build_object('job_id', job.id, 'restored', true);
end
$$;

drop function private.apply_retention;
delete from public.storage_deletions where right(prefix, 1) <> '/';
alter table public.storage_deletions
  drop constraint storage_deletions_prefix_is_a_folder,
  add constraint storage_deletions_prefix_is_a_folder check (prefix ~ '^[0-9a-f-]{36}/.*$' and right(prefix, 1) = '/');
drop index public.voice_clones_sample_kept_idx;
drop index public.render_jobs_ended_idx;
alter table public.render_jobs drop column kept_since;
alter table public.plans drop column film_days, drop column sample_days;
