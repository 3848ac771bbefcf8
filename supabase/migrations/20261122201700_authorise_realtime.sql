-- Purpose: who may listen to which private topic. Nobody may speak: there is no policy for insert.
-- Locks: short ones on realtime.messages for each policy.

-- definer because it must answer the same whatever the caller may read; the caller's own id decides
create function private.owns_job_topic(topic text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.render_jobs j
    where j.user_id = auth.uid() and 'job:' || j.id = owns_job_topic.topic
  )
$$;
revoke all on function private.owns_job_topic from public;
grant execute on function private.owns_job_topic to authenticated;

create policy "Owners can listen to their jobs" on realtime.messages
  for select to authenticated
  using (extension = 'broadcast' and private.owns_job_topic((select realtime.topic())));
create policy "Agents can listen for work and for their own cancellations" on realtime.messages
  for select to gpu_agent
  using (
    extension = 'broadcast'
    and (select realtime.topic()) in ('agents', 'agent:' || (select private.caller_id())));
