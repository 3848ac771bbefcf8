-- Purpose: no message outlives its task, whatever took the task along: erasing a person deletes tasks by cascade, and
-- until the next sweep the queue of previews kept a message for each of theirs.
-- Locks: ShareRowExclusive on render_tasks for the trigger.

-- definer because whoever deletes may not touch the queues
create function private.archive_deleted_task() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.archive_message(old);
  return null;
end
$$;
create trigger archive_deleted_task after delete on public.render_tasks
  for each row when (old.status in ('pending', 'processing'))
  execute function private.archive_deleted_task();

revoke all on function private.archive_deleted_task from public;
