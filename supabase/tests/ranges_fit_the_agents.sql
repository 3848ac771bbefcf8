-- Ranges are cut so that every agent that is up and offers the engine gets one: 2 to 20 whole seconds.
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
  perform tests.equal(frames, '0+240 240+240 480+240 720+240 960+240 1200+240 1440+240 1680+120', 'eight agents, 60 s');

  perform tests.equal(private.range_seconds(60, 'render:unreal')::text, '5', 'twelve of Unreal are up, one is silent');
  perform tests.equal(private.range_seconds(60, 'render:auto')::text, '3', 'auto counts all twenty');
  perform tests.equal(private.range_seconds(3, 'render:auto')::text, '2', 'never under two seconds');
  perform tests.equal(private.range_seconds(3000, 'render:auto')::text, '19', 'eight ranges each, none over twenty');
  update public.gpu_agents set last_seen_at = clock_timestamp() - interval '2 minutes';
  perform tests.equal(private.range_seconds(60, 'render:auto')::text, '20', 'nor over twenty');
end
$$;

-- What an agent offers adds up over its slots; one that asks for nothing offers nothing.
do $$
begin
  perform tests.be_agent(tests.other_agent());
  perform public.register_agent('b', '1', '{"gpus": [{"name": "NVIDIA L4", "memory_gib": 23}], "labels": {"rack": "7"}, "host": "secret"}');
  perform public.claim_task('{audio2face}', '{render:three}', 30);
  perform public.claim_task('{audio2face}', '{tts:espeak}', 30);
  perform tests.be_user(tests.ana());
  perform tests.equal((select l.engines::text from public.list_agents() as l where l.name = 'b'),
    '{render:three,tts:espeak}', 'both slots count');
  perform tests.equal((select concat_ws(' ', l.gpus #>> '{0,name}', l.labels ->> 'rack', l.online, l.busy)
    from public.list_agents() as l where l.name = 'b'), 'NVIDIA L4 7 t 0', 'people see what it is');
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
