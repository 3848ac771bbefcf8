-- The first range settles the engine of all; whoever cannot draw a film is not asked again.
do $$
declare
  job uuid;
  speech jsonb; artifact jsonb; first jsonb; second jsonb; third jsonb;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  speech := tests.claim();
  artifact := tests.artifact(speech) || '{"duration": 50}';
  perform tests.upload(artifact);
  perform public.complete_task((speech ->> 'lease_id')::uuid, artifact, tests.report());
  perform tests.finish(tests.claim('{audio2face}'));

  first := tests.claim();
  perform tests.equal(first ->> 'engine', 'render:auto', 'any engine may begin');
  perform tests.be_agent(tests.other_agent());
  second := public.claim_task('{ue5}', '{render:unreal}', 30);
  perform tests.equal(second ->> 'engine', 'render:auto', 'two may claim before either has settled');

  perform tests.be_agent(tests.agent());
  perform tests.equal(public.settle_engine((first ->> 'lease_id')::uuid, 'render:three'), 'render:three', 'the first settles');
  perform tests.be_agent(tests.other_agent());
  perform tests.equal(public.settle_engine((second ->> 'lease_id')::uuid, 'render:unreal'), 'render:three',
    'the second is told');
  perform tests.refused(format('select public.settle_engine(%L, %L)', first ->> 'lease_id', 'render:unreal'),
    'lease_lost', 'nobody settles with a lease of another');
  perform tests.refused(format('select public.decline_task(%L)', first ->> 'lease_id'), 'lease_lost',
    'nor declines');
  perform tests.refused(format('select public.settle_engine(%L, %L)', second ->> 'lease_id', 'render:auto'),
    'invalid_request', 'auto is no engine');
  perform public.decline_task((second ->> 'lease_id')::uuid);
  perform tests.equal((tests.task(second)).attempt::text, '0', 'declining costs no attempt');
  perform tests.ok(public.claim_task('{ue5}', '{render:unreal}', 30) is null, 'Unreal draws none of the ranges');
  third := tests.claim();
  perform tests.equal(third ->> 'range_index', '2', 'what was declined goes to others, even with the engine');
  perform tests.equal(third ->> 'engine', 'render:three', 'and the claim says which engine');
  perform tests.be_agent(tests.agent());
  perform tests.equal(tests.claim() ->> 'range_index', '1', 'others draw it');
end
$$;

-- Only ranges settle, and only by whoever holds them.
do $$
declare
  claim jsonb;
begin
  perform tests.be_user(tests.bruno());
  perform tests.queue_job();
  perform tests.be_agent(tests.agent());
  claim := tests.claim('{tts}');
  perform tests.refused(format('select public.settle_engine(%L, %L)', claim ->> 'lease_id', 'render:three'),
    'invalid_request', 'speech settles no render engine');
  perform tests.be_user(tests.bruno());
  perform public.cancel_render_job((claim ->> 'job_id')::uuid);
  perform tests.be_agent(tests.agent());
  perform public.decline_task((claim ->> 'lease_id')::uuid);
  perform tests.refused(format('select public.settle_engine(%L, %L)', claim ->> 'lease_id', 'render:three'),
    'lease_lost', 'a cancelled task settles nothing');
end
$$;

-- Ten minutes after the settled engine was last offered the whole film is drawn anew with another.
do $$
declare
  job uuid;
  speech jsonb; artifact jsonb; range jsonb;
  waiting bigint := tests.waiting('render_ue5');
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.other_agent());
  speech := public.claim_task('{tts,audio2face,ue5}', '{tts:espeak,face:visemes,render:unreal}', 30);
  artifact := tests.artifact(speech) || '{"duration": 50}';
  perform tests.upload(artifact);
  perform public.complete_task((speech ->> 'lease_id')::uuid, artifact, tests.report());
  perform tests.finish(public.claim_task('{audio2face}', '{face:visemes}', 30));
  range := public.claim_task('{ue5}', '{render:unreal}', 30);
  perform public.settle_engine((range ->> 'lease_id')::uuid, 'render:unreal');
  perform tests.finish(range);
  range := public.claim_task('{ue5}', '{render:unreal}', 30);

  perform tests.be_agent(tests.agent());
  perform tests.ok(tests.claim('{ue5}') is null, 'three may not go on where Unreal began');
  perform public.sweep();
  perform tests.ok(tests.claim('{ue5}') is null, 'nor while Unreal may come back');

  perform tests.be_admin();
  update public.gpu_agents set last_seen_at = clock_timestamp() - interval '9 minutes' where id = tests.other_agent();
  perform tests.let_lease_expire((range ->> 'lease_id')::uuid);
  perform tests.be_agent(tests.agent());
  perform public.sweep();
  perform tests.ok(tests.claim('{ue5}') is null, 'for ten minutes');

  perform tests.be_admin();
  update public.gpu_agents set last_seen_at = clock_timestamp() - interval '11 minutes' where id = tests.other_agent();
  perform tests.be_agent(tests.agent());
  perform public.sweep();
  perform tests.equal((tests.stage_of(job, 'ue5')).stage_data ->> 'restarts', '1', 'the stage starts anew');
  perform tests.equal((tests.waiting('render_ue5') - waiting)::text, '4', 'with a message for every range');
  for i in 0..3 loop
    range := tests.claim('{ue5}');
    perform tests.equal(concat_ws(' ', range ->> 'range_index', range ->> 'attempt'), i || ' 1', 'all ranges, from the start');
    perform public.settle_engine((range ->> 'lease_id')::uuid, 'render:three');
    perform tests.finish(range);
  end loop;
  perform tests.equal((tests.stage_of(job, 'ue5')).status, 'completed', 'and the film has one look');
  perform tests.finish(tests.claim('{compositing}'));
  perform tests.equal((tests.job(job)).status, 'completed', 'a film');
end
$$;

-- A film that names its engine waits for it, and one whose engine comes and goes is started anew twice.
do $$
declare
  job uuid;
  range jsonb;
  i integer;
begin
  perform tests.be_user(tests.bruno());
  perform tests.queue_job('Olá.', '{"engine": "unreal"}');
  perform tests.be_agent(tests.agent());
  perform tests.finish(tests.claim('{tts}'));
  perform tests.finish(tests.claim('{audio2face}'));
  perform public.sweep();
  perform tests.ok(tests.claim('{ue5}') is null, 'Unreal was asked for by name');

  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  perform tests.finish(tests.claim('{tts}'));
  perform tests.finish(tests.claim('{audio2face}'));
  for i in 1..3 loop
    perform tests.be_agent(tests.other_agent());
    range := public.claim_task('{ue5}', '{render:unreal}', 30);
    perform tests.equal(range ->> 'job_id', case when i = 1 then range ->> 'job_id' else job::text end, 'Unreal is back');
    if range ->> 'job_id' <> job::text then
      range := public.claim_task('{ue5}', '{render:unreal}', 30);
    end if;
    perform public.settle_engine((range ->> 'lease_id')::uuid, 'render:unreal');
    perform tests.be_admin();
    perform tests.let_lease_expire((range ->> 'lease_id')::uuid);
    update public.gpu_agents set last_seen_at = clock_timestamp() - interval '11 minutes' where id = tests.other_agent();
    perform tests.be_agent(tests.agent());
    perform public.sweep();
  end loop;
  perform tests.equal((tests.stage_of(job, 'ue5')).stage_data ->> 'restarts', '2', 'twice and no more');
end
$$;
