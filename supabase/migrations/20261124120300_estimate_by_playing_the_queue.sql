-- Purpose: what a person is told a short film will take comes nearer to what it takes. Locks: none beyond creation.
-- Why: all work ahead was divided by the agents and had to be over before a film's own began. But a film's stages follow
-- each other, so beside a few films agents are free between their stages, and a short film slips through: told 7.8 s it took
-- 4.4. Work under way counted whole until its first report. On a busy machine slow agents hid both. Half as long again at
-- p90 on a quiet one.

-- When the last of some films is done, in seconds from now, if agents take what they take: of the highest level, of whoever
-- has least running (an agent counts whom it has just served as if that still ran), the oldest. Films are numbered by age; each has four stages of equal tasks.
-- @param need Seconds of a task, by film and stage: those of film f are need[4 * f - 3] to need[4 * f]; 0 where it is over
-- @param waiting Tasks nobody works on, likewise
-- @param owner By film, a number for each person from 1
-- @param level By film, the priority
-- @param busy_film For each task under way the film it belongs to; 0 belongs to none of these
-- @param busy_s For each task under way the seconds it still takes
create function private.play_queue(
  need double precision[], waiting integer[], owner integer[], level integer[],
  busy_film integer[], busy_s double precision[], agents integer
) returns double precision
language plpgsql immutable set search_path = ''
as $$
declare
  films constant integer := cardinality(owner);
  moment double precision := 0;
  first integer;
  chosen integer;
  served integer := 0;
  stage integer;
  running integer := cardinality(busy_film);
  -- By film the stage it is in and how many of its tasks are under way; by person the same.
  at integer[] := array_fill(1, array[films]);
  doing integer[] := array_fill(0, array[films]);
  turns integer[] := array_fill(0, array[films]);
begin
  for film in 1..films loop
    doing[film] := cardinality(array_positions(busy_film, film));
    turns[owner[film]] := turns[owner[film]] + doing[film];
    while at[film] <= 4 and waiting[4 * film - 4 + at[film]] = 0
      and (doing[film] = 0 or need[4 * film - 4 + at[film]] = 0) loop
      at[film] := at[film] + 1;
    end loop;
  end loop;
  while at[films] <= 4 loop
    while running < agents loop
      chosen := 0;
      for film in 1..films loop
        if at[film] <= 4 and waiting[4 * film - 4 + at[film]] > 0 and (chosen = 0 or level[film] > level[chosen]
            or (level[film] = level[chosen] and turns[owner[film]] + (owner[film] = served)::integer
              < turns[owner[chosen]] + (owner[chosen] = served)::integer)) then
          chosen := film;
        end if;
      end loop;
      exit when chosen = 0;
      served := 0;
      stage := 4 * chosen - 4 + at[chosen];
      waiting[stage] := waiting[stage] - 1;
      doing[chosen] := doing[chosen] + 1;
      turns[owner[chosen]] := turns[owner[chosen]] + 1;
      busy_film := busy_film || chosen;
      busy_s := busy_s || moment + need[stage];
      running := running + 1;
    end loop;
    -- The next that ends.
    first := 1;
    for i in 2..running loop
      if busy_s[i] < busy_s[first] then
        first := i;
      end if;
    end loop;
    moment := greatest(moment, busy_s[first]);
    chosen := busy_film[first];
    busy_film := busy_film[:first - 1] || busy_film[first + 1:];
    busy_s := busy_s[:first - 1] || busy_s[first + 1:];
    running := running - 1;
    if chosen > 0 then
      served := owner[chosen];
      doing[chosen] := doing[chosen] - 1;
      turns[owner[chosen]] := turns[owner[chosen]] - 1;
      while doing[chosen] = 0 and at[chosen] <= 4 and waiting[4 * chosen - 4 + at[chosen]] = 0 loop
        at[chosen] := at[chosen] + 1;
      end loop;
    end if;
  end loop;
  return moment;
end
$$;

-- Seconds a film is told to take. Beside up to twelve others the queue is played through; beside more, what is ahead is
-- divided by the agents: then nobody is free between the stages of one film.
create or replace function private.estimate_film(request jsonb, owner uuid, of_priority smallint)
returns double precision
language plpgsql stable set search_path = ''
as $$
declare
  most constant integer := 12;
  film_s constant double precision := private.expected_seconds(request);
  rate constant integer := private.film_rate(request -> 'render_settings');
  hands constant integer := greatest(1, (
    select count(*) from private.agents_offering('ue5', private.needed_engine('ue5', request), interval '60 seconds')));
  ranges constant integer := (
    select count(*) from private.cut_ranges(ceil(film_s * rate)::integer, rate, hands));
  tts_s constant double precision := private.estimate_stage('tts', request, film_s);
  face_s constant double precision := private.estimate_stage('audio2face', request, film_s);
  picture_s constant double precision := private.estimate_stage('ue5', request, film_s);
  film_end_s constant double precision := private.estimate_stage('compositing', request, film_s);
  active uuid[];
  films uuid[];
  level integer[];
  person integer[];
  self integer;
  need double precision[];
  waiting integer[];
  busy_film integer[];
  busy_s double precision[];
begin
  active := array(
    select j.id from public.render_jobs j where j.status in ('queued', 'processing') limit most + 1);
  if cardinality(active) > most then
    return private.work_ahead_s(owner, of_priority)
      + tts_s + face_s + picture_s * ceil(ranges::double precision / hands) / ranges + film_end_s;
  end if;

  -- Whoever has a smaller plan comes later.
  select coalesce(array_agg(f.id order by f.created_at), '{}'), coalesce(array_agg(f.priority::integer order by f.created_at), '{}'),
    coalesce(array_agg(f.person order by f.created_at), '{}'),
    coalesce(max(f.person) filter (where f.user_id = owner), max(f.person) + 1, 1)
  into films, level, person, self
  from (
    select j.*, (dense_rank() over (order by j.user_id))::integer as person
    from public.render_jobs j where j.id = any (active) and j.priority >= of_priority) as f;
  select coalesce(array_agg(case when s.status in ('completed', 'failed') then 0 else s.estimated_s / s.tasks end
      order by s.turn, s.position), '{}'),
    coalesce(array_agg(case when s.status in ('completed', 'failed') then 0 else s.left end
      order by s.turn, s.position), '{}')
  into need, waiting
  from (
    select f.turn, s.position, s.status, s.estimated_s,
      greatest(1, case when made.tasks > 0 then made.tasks else planned.tasks end) as tasks,
      case when made.tasks > 0 then made.pending else planned.tasks end as left
    from unnest(films) with ordinality as f (id, turn)
    join public.render_jobs j on j.id = f.id
    join public.render_stages s on s.job_id = f.id
    cross join lateral (
      select count(*)::integer as tasks, (count(*) filter (where t.status = 'pending'))::integer as pending
      from public.render_tasks t where t.stage_id = s.id) as made
    cross join lateral (
      select case when s.stage_name = 'ue5' and made.tasks = 0 then (
        select count(*)::integer from private.cut_ranges(
          ceil(private.spoken_seconds(j.request ->> 'script', j.request -> 'voice_config')
            * private.film_rate(j.request -> 'render_settings'))::integer,
          private.film_rate(j.request -> 'render_settings'), hands)) else 1 end as tasks) as planned
  ) as s;
  -- A task that has not reported yet has been at work since it was claimed all the same.
  select coalesce(array_agg(coalesce(array_position(films, r.job_id), 0)), '{}'),
    coalesce(array_agg(case when r.progress > 0 then r.whole_s * (1 - r.progress)
      else greatest(0.1 * r.whole_s, r.whole_s - r.since_s) end), '{}')
  into busy_film, busy_s
  from (
    select t.job_id, t.progress, extract(epoch from clock_timestamp() - t.started_at)::double precision as since_s,
      s.estimated_s * case when t.stage = 'ue5' then t.frame_count / greatest(1, (
        select sum(o.frame_count) from public.render_tasks o where o.stage_id = s.id)) else 1 end as whole_s
    from public.render_tasks t join public.render_stages s on s.id = t.stage_id
    where t.status = 'processing') as r;
  return private.play_queue(
    need || array[tts_s, face_s, picture_s / ranges, film_end_s], waiting || array[1, 1, ranges, 1],
    person || self, level || of_priority::integer, busy_film, busy_s,
    -- Agents with several slots show by what they have under way.
    greatest(1, cardinality(busy_film), (select public.count_agents_online())::integer));
end
$$;
revoke all on function private.play_queue from public;
