-- Purpose: how much work is ahead of a new film, told in the same time whatever waits.
-- Locks: short exclusive ones on render_stages for its triggers and index. Later: nobody ever waits for a row of
-- queued_work, since each transaction takes one that nobody holds.
-- Why: the sum over every waiting stage was made anew for every film that was queued: 2,000 films took 39 s to queue.

create table private.queued_work (
  shelf integer generated always as identity primary key,
  milliseconds bigint not null default 0
) with (fillfactor = 20);
comment on table private.queued_work is
  'Expected work of stages that wait or run. The sum over all rows counts; one row would make everybody wait for it.';
alter table private.queued_work enable row level security;

create function private.note_work(delta bigint) returns void
language plpgsql set search_path = ''
as $$
begin
  if delta is null or delta = 0 then
    return;
  end if;
  update private.queued_work w set milliseconds = w.milliseconds + delta
  where w.shelf = (select f.shelf from private.queued_work f limit 1 for update skip locked);
  if not found then
    insert into private.queued_work (milliseconds) values (delta);
  end if;
end
$$;

create function private.work_of(status text, estimated_s double precision) returns bigint
language plpgsql immutable set search_path = ''
as $$
begin
  return case when status in ('pending', 'processing') then round(estimated_s * 1000) else 0 end;
end
$$;

-- definer because whoever removes a stage may not write the sum
create function private.note_stage_work() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform private.note_work((select sum(private.work_of(s.status, s.estimated_s))::bigint from changed s));
  elsif tg_op = 'DELETE' then
    perform private.note_work((select -sum(private.work_of(s.status, s.estimated_s))::bigint from changed s));
  else
    perform private.note_work(private.work_of(new.status, new.estimated_s) - private.work_of(old.status, old.estimated_s));
  end if;
  return null;
end
$$;
create trigger note_new_work after insert on public.render_stages
  referencing new table as changed for each statement execute function private.note_stage_work();
create trigger note_removed_work after delete on public.render_stages
  referencing old table as changed for each statement execute function private.note_stage_work();
create trigger note_changed_work after update of status, estimated_s on public.render_stages
  for each row when (old.estimated_s <> new.estimated_s or old.status <> new.status and new.status <> 'processing')
  execute function private.note_stage_work();
insert into private.queued_work (milliseconds)
select coalesce(sum(private.work_of(s.status, s.estimated_s)), 0) from public.render_stages s;

-- What runs is as much as there are slots of agents.
create index render_stages_running_idx on public.render_stages (job_id) where status = 'processing';

-- Seconds of work queued by others, shared by the agents that are up.
create or replace function private.queue_ahead_s(except_job uuid) returns double precision
language plpgsql stable set search_path = ''
as $$
begin
  return greatest(0,
    (select coalesce(sum(w.milliseconds), 0) / 1000.0 from private.queued_work w)
    - (select coalesce(sum(s.estimated_s * s.progress), 0) from public.render_stages s where s.status = 'processing')
    - (select coalesce(sum(s.estimated_s * case s.status when 'processing' then 1 - s.progress else 1 end), 0)
       from public.render_stages s where s.job_id = except_job and s.status in ('pending', 'processing')))
    / greatest(1, (select public.count_agents_online()));
end
$$;

revoke all on function private.note_work, private.work_of, private.note_stage_work from public;
