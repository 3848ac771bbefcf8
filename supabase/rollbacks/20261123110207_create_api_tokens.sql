-- The way down: nobody has API tokens; policies on Storage go first, since they use the functions.

drop policy "API tokens add only files of their scope" on storage.objects;
drop policy "API tokens replace only files of their scope" on storage.objects;
drop policy "API tokens remove only files of their scope" on storage.objects;
drop trigger check_scope on public.avatar_projects;
drop trigger check_scope on public.render_jobs;
drop trigger check_scope on public.speech_previews;
drop trigger check_scope on public.pronunciations;
drop trigger check_scope on public.voice_clones;
drop trigger check_scope on public.voice_consents;
drop trigger check_scope on public.users;

-- definer because users may not write a job's status; only the owner (or a privileged client) gets past the check
create or replace function public.cancel_render_job(job_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  job public.render_jobs;
begin
  select j.* into job from public.render_jobs j
  where j.id = cancel_render_job.job_id
    and (j.user_id = auth.uid() or auth.jwt() ->> 'role' = 'service_role')
  for update;
  perform private.require(job.id is not null, 'job_not_found', 'job_id names no video of yours.');
  perform private.require(job.status not in ('completed', 'failed'), 'job_not_cancellable',
    format('The video is already %s.', job.status));
  if job.status <> 'cancelled' then
    perform private.end_job(job.id, 'cancelled', job.current_stage, 'cancelled', 'Cancelled on request.');
  end if;
  return jsonb_build_object('job_id', job.id, 'status', 'cancelled');
end
$$;

drop function public.use_api_token, public.revoke_api_token, public.create_api_token;
drop table private.api_token_hashes;
drop table public.api_tokens;
drop function private.random_bytes32, private.base64url, private.check_scope, private.require_scope, private.has_scope,
  private.caller_token;
delete from private.error_codes where code in ('scope_missing', 'token_not_found');
