-- A task goes only to an agent that offers an engine it asked for.
do $$
declare
  claim jsonb;
begin
  perform tests.be_user(tests.ana());
  perform public.create_render_job('br_corporate_ana', 'Olá.', '{"language": "pt-BR", "engine": "azure"}',
    '{"engine": "unreal"}');
  perform tests.be_agent(tests.agent());
  perform tests.ok(public.claim_task('{tts}', '{tts:espeak,tts:neural}', 30) is null, 'azure was asked for');
  perform tests.ok(public.claim_task('{audio2face}', '{tts:azure}', 30) is null, 'and the stage must be offered');
  claim := public.claim_task('{tts,ue5}', '{tts:espeak,tts:azure}', 30);
  perform tests.equal(claim #>> '{voice_config,engine}', 'azure', 'the agent that has it gets it');
  perform tests.finish(claim);
  perform tests.ok(public.claim_task('{audio2face}', '{render:three}', 30) is null, 'no face engine, no task');
  perform tests.finish(public.claim_task('{audio2face}', '{face:audio2face}', 30));
  perform tests.ok(public.claim_task('{ue5}', '{render:three}', 30) is null, 'unreal was asked for');
  claim := public.claim_task('{ue5}', '{render:unreal}', 30);
  perform tests.equal(claim ->> 'stage', 'ue5', 'and unreal draws');
end
$$;

-- auto is any engine of the kind; beyond 3840x2160 it is Unreal.
do $$
declare
  claim jsonb;
begin
  -- The largest pictures need the largest plan.
  perform tests.be_admin();
  update public.users set plan = 'enterprise' where id = tests.bruno();
  perform tests.be_user(tests.bruno());
  perform tests.queue_job('Olá.', '{"resolution": "7680x4320", "engine": "auto", "quality": "hyperreal"}');
  perform tests.be_agent(tests.agent());
  perform tests.finish(public.claim_task('{tts}', '{tts:elevenlabs}', 30));
  perform tests.finish(public.claim_task('{audio2face}', '{face:visemes}', 30));
  perform tests.ok(public.claim_task('{ue5}', '{render:three}', 30) is null, 'three does not draw 8K');
  perform tests.ok(public.claim_task('{ue5}', '{render:unreal}', 30) is not null, 'Unreal does');
end
$$;
