-- Whole seconds, 2 to 20 of them, as many ranges as agents that are up.
create function private.range_seconds(film_s double precision, engine text) returns integer
language sql stable set search_path = ''
as $$
  select greatest(2, ceil(film_s / (a.online * greatest(1, ceil(film_s / (20 * a.online))))))::integer
  from (
    select greatest(1, count(*)) as online from private.agents_offering('ue5', engine, interval '60 seconds')
  ) as a
$$;

-- Makes the tasks of a stage and their messages.
create or replace function private.start_stage(job public.render_jobs, stage_name text) returns void
language plpgsql set search_path = ''
as $$
declare
  stage public.render_stages;
  needed text := private.needed_engine(stage_name, job.request);
  rate integer := private.film_rate(job.request -> 'render_settings');
  frames integer := 0;
  range_frames integer := 0;
  made uuid;
begin
  select s.* into strict stage from public.render_stages s
  where s.job_id = job.id and s.stage_name = start_stage.stage_name;
  if stage_name = 'ue5' then
    frames := (stage.stage_data ->> 'frame_count')::integer;
    range_frames := private.range_seconds(frames::double precision / rate, needed) * rate;
  end if;
  for made in
    insert into public.render_tasks
      (stage_id, job_id, user_id, stage, engine, range_index, first_frame, frame_count, priority, queued_at)
    select stage.id, job.id, job.user_id, stage.stage_name, needed,
      r.i, r.i * range_frames, least(range_frames, frames - r.i * range_frames), job.priority, job.created_at
    from generate_series(0, case when frames > 0 then (frames - 1) / range_frames else 0 end) as r (i)
    returning id
  loop
    perform private.send_message(made);
  end loop;
  perform private.wake_agents(stage_name);
end
$$;

drop function private.cut_ranges(integer, integer, integer);
revoke all on function private.range_seconds(double precision, text) from public;
