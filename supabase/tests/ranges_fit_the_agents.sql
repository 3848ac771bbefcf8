-- Ranges are cut so that every agent that is up and offers the engine gets one: 2 to 20 s, equally long.
do $$
declare
  job uuid;
  speech jsonb;
  artifact jsonb;
  frames text;
  i integer;
begin
  perform tests.be_admin();
  for i in 1..20 loop
    perform tests.sign_up(('00000000-0000-4000-8000-0000000001' || lpad(i::text, 2, '0'))::uuid,
      format('renderer-%s@example.com', i), 'gpu_agent');
    insert into public.gpu_agents (id, name, stages, engines, last_seen_at) values (
      ('00000000-0000-4000-8000-0000000001' || lpad(i::text, 2, '0'))::uuid, 'renderer', '{ue5}',
      case when i <= 7 then '{render:three}'::text[] else '{render:unreal}' end,
      case when i = 8 then clock_timestamp() - interval '2 minutes' else clock_timestamp() end);
  end loop;
  perform tests.be_user(tests.ana());
  job := tests.queue_job('Olá.', '{"engine": "three", "fps": 30}');
  perform tests.be_agent(tests.agent());
  speech := tests.claim();
  artifact := tests.artifact(speech) || '{"duration": 60}';
  perform tests.upload(artifact);
  perform public.complete_task((speech ->> 'lease_id')::uuid, artifact, tests.report());
  perform tests.finish(tests.claim('{audio2face}'));
  perform tests.be_admin();
  select string_agg(t.first_frame || '+' || t.frame_count, ' ' order by t.range_index) into frames
  from public.render_tasks t where t.job_id = job and t.stage = 'ue5';
  -- Seven and the claimer itself; the agents of Unreal do not count.
  perform tests.equal(frames, '0+225 225+225 450+225 675+225 900+225 1125+225 1350+225 1575+225', 'eight agents, 60 s');

  perform tests.equal((select count(*)::text from private.agents_offering('ue5', 'render:unreal', '60 seconds')), '12',
    'twelve of Unreal are up, one is silent');
  perform tests.equal((select count(*)::text from private.agents_offering('ue5', 'render:auto', '60 seconds')), '20',
    'auto counts all');
end
$$;

-- Films from one frame to an hour, for fleets of up to 40 agents.
do $$
declare
  broken text;
begin
  with films as (
    select f.frames, r.rate, a.agents
    from (select generate_series(1, 300, 13) union all select generate_series(301, 3000, 111)
      union all select generate_series(3001, 108000, 26251)) as f (frames),
      unnest('{25,30,50,60}'::integer[]) as r (rate), unnest('{0,1,2,3,7,16,40}'::integer[]) as a (agents)
  ), cut as (
    select f.*, count(*) as ranges, sum(c.frame_count) as covered, min(c.frame_count) as shortest,
      max(c.frame_count) as longest, max(c.range_index) as last,
      -- Range i begins at frame n exactly when the ranges before it hold n frames.
      bool_and(c.first_frame = c.before) as seamless
    from films f cross join lateral (
      select c.*, coalesce(sum(c.frame_count) over (
        order by c.range_index rows between unbounded preceding and 1 preceding), 0) as before
      from private.cut_ranges(f.frames, f.rate, f.agents) as c) as c
    group by f.frames, f.rate, f.agents
  )
  select format('%s frames at %s fps for %s agents', c.frames, c.rate, c.agents) into broken from cut c
  where not (
    c.covered = c.frames and c.seamless and c.last = c.ranges - 1
    and c.longest - c.shortest <= 1
    and (c.ranges = 1 or c.shortest >= 2 * c.rate)
    and c.longest <= 20 * c.rate
    -- As many as agents where none would be shorter than 2 s, and a multiple of them where they would be over 20 s.
    and c.ranges <= greatest(c.agents, 1) * ceil(c.frames / (20.0 * c.rate * greatest(c.agents, 1)))
    and (c.ranges >= c.agents or c.frames / (c.ranges + 1) < 2 * c.rate))
  limit 1;
  perform tests.ok(broken is null, coalesce(broken, 'covered once, equally, 2 to 20 s'));
  perform tests.equal((select count(*) || ' ' || min(c.frame_count) || ' ' || max(c.frame_count)
    from private.cut_ranges(1500, 25, 16) as c), '16 93 94', 'a minute for sixteen agents');
end
$$;

-- What an agent offers adds up over its slots; one that asks for nothing offers nothing.
do $$
begin
  perform tests.be_agent(tests.other_agent());
  perform public.register_agent('b', '1', '{"gpus": [{"name": "NVIDIA L4", "memory_gib": 23}], "labels": {"rack": "7"}, "host": "secret",
    "calibration": [{"stage": "ue5", "engine": "three", "size": "640x360", "quality": "standard", "seconds_per_second": 2.5, "host": "secret"}, {"seconds_per_second": "fast"}]}');
  perform public.claim_task('{audio2face}', '{render:three}', 30);
  perform public.claim_task('{audio2face}', '{tts:espeak}', 30);
  perform tests.be_user(tests.ana());
  perform tests.equal((select l.engines::text from public.list_agents() as l where l.name = 'b'),
    '{render:three,tts:espeak}', 'both slots count');
  perform tests.equal((select concat_ws(' ', l.gpus #>> '{0,name}', l.labels ->> 'rack', l.online, l.busy)
    from public.list_agents() as l where l.name = 'b'), 'NVIDIA L4 7 t 0', 'people see what it is');
  perform tests.equal((select l.speeds::text from public.list_agents() as l where l.name = 'b'),
    '[{"size": "640x360", "stage": "ue5", "engine": "three", "quality": "standard", "seconds_per_second": 2.5}]',
    'and how fast it found itself');
  perform tests.ok((select to_jsonb(l)::text from public.list_agents() as l where l.name = 'b') not like '%secret%',
    'and not where it stands');
  perform tests.be_agent(tests.other_agent());
  perform public.claim_task('{}', '{}', 30);
  perform tests.refused('select public.list_agents()', '42501', 'agents do not look at each other');
  perform tests.be_user(tests.ana());
  perform tests.equal((select l.engines::text from public.list_agents() as l where l.name = 'b'), '{}', 'full disk, no offer');
  perform tests.queue_job();
  perform tests.be_agent(tests.other_agent());
  perform tests.ok(tests.claim('{tts}') is not null, 'work');
  perform tests.be_user(tests.ana());
  perform tests.equal((select l.busy::text from public.list_agents() as l where l.name = 'b'), '1', 'makes it busy');
  perform tests.be_admin();
  update public.gpu_agents set last_seen_at = clock_timestamp() - interval '2 minutes' where id = tests.other_agent();
  perform tests.be_user(tests.ana());
  perform tests.equal((select l.online::text from public.list_agents() as l where l.name = 'b'), 'false', 'silent');
  perform tests.be_admin();
  update public.gpu_agents set last_seen_at = clock_timestamp() - interval '2 days' where id = tests.other_agent();
  perform tests.be_user(tests.ana());
  perform tests.equal((select count(*)::text from public.list_agents() as l where l.name = 'b'), '0', 'gone');
end
$$;
