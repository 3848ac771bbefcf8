drop trigger archive_deleted_task on public.render_tasks;
drop function private.archive_deleted_task;
