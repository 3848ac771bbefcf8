-- Purpose: ranges of a film that are equally long, so that as many agents as are up finish together.
-- Locks: none beyond creation.
-- Why frames and not whole seconds: 60 s for 16 agents were 15 ranges of 4 s, and one agent watched. Compositing counts
-- frames when it joins, every engine draws a frame from its number alone, and files of ranges hold only whole pictures,
-- so that a range may begin anywhere.

-- As many ranges as `agents`, or a multiple of it where they would be longer than 20 s, or fewer where they would be
-- shorter than 2 s. Lengths differ by one frame at most, and range i begins where range i - 1 ends.
create function private.cut_ranges(frames integer, rate integer, agents integer)
returns table (range_index integer, first_frame integer, frame_count integer)
language plpgsql immutable set search_path = ''
as $$
declare
  hands constant bigint := greatest(agents, 1);
  ranges constant bigint := least(hands * ceil(frames / (20.0 * rate * hands))::bigint, greatest(1, frames / (2 * rate)));
begin
  return query
    select r.i::integer, (r.i * frames / ranges)::integer,
      ((r.i + 1) * frames / ranges - r.i * frames / ranges)::integer
    from generate_series(0, ranges - 1) as r (i);
end
$$;
comment on function private.cut_ranges is
  'How a film of so many frames is drawn by so many agents: 2 to 20 s each, or one range where the film is shorter.';

-- Makes the tasks of a stage and their messages.
create or replace function private.start_stage(job public.render_jobs, stage_name text) returns void
language plpgsql set search_path = ''
as $$
declare
  stage public.render_stages;
  needed constant text := private.needed_engine(stage_name, job.request);
  queue constant text := private.queue_of(stage_name);
begin
  select s.* into strict stage from public.render_stages s
  where s.job_id = job.id and s.stage_name = start_stage.stage_name;
  if stage_name = 'ue5' then
    insert into public.render_tasks (id, stage_id, job_id, user_id, stage, engine, priority, queued_at,
      range_index, first_frame, frame_count, message_id)
    select made.id, stage.id, job.id, job.user_id, stage.stage_name, needed, job.priority, job.created_at,
      made.range_index, made.first_frame, made.frame_count,
      (select sent.id from pgmq.send(queue, jsonb_build_object('v', 1, 'task_id', made.id)) as sent (id))
    from (
      select gen_random_uuid() as id, r.* from private.cut_ranges(
        (stage.stage_data ->> 'frame_count')::integer, private.film_rate(job.request -> 'render_settings'),
        (select count(*)::integer from private.agents_offering('ue5', needed, interval '60 seconds'))) as r
    ) as made;
  else
    insert into public.render_tasks (id, stage_id, job_id, user_id, stage, engine, priority, queued_at, message_id)
    select made.id, stage.id, job.id, job.user_id, stage.stage_name, needed, job.priority, job.created_at,
      (select sent.id from pgmq.send(queue, jsonb_build_object('v', 1, 'task_id', made.id)) as sent (id))
    from (select gen_random_uuid() as id offset 0) as made;
  end if;
  perform private.wake_agents(stage_name);
end
$$;

drop function private.range_seconds(double precision, text);
revoke all on function private.cut_ranges from public;
