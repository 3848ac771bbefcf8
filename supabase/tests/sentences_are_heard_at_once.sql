-- A preview: asked for, spoken by an agent under a lease, seen by its owner alone, kept an hour and then gone.
create function tests.preview(spoken text default 'Bom dia.', config jsonb default '{"language": "pt-BR"}',
  avatar text default 'br_corporate_ana', mood text default null) returns jsonb
language sql as $$ select public.request_speech_preview(spoken, config, avatar, mood) $$;
create function tests.preview_of(claim jsonb) returns uuid language sql security definer as $$
  select t.preview_id from public.render_tasks t where t.id = (claim ->> 'task_id')::uuid $$;
create function tests.age_previews() returns void language sql security definer as $$
  update public.speech_previews set created_at = created_at - interval '1 hour', expires_at = clock_timestamp() $$;
create function tests.claim_preview() returns jsonb language sql as $$
  select public.claim_task('{speech_preview}', '{tts:espeak,face:visemes}', 30) $$;
create function tests.preview_artifact(claim jsonb) returns jsonb language sql as $$
  select jsonb_build_object(
    'bucket', 'previews',
    'prefix', concat_ws('/', claim ->> 'user_id', tests.preview_of(claim), claim ->> 'lease_id', ''),
    'files', '{"audio": "audio.wav", "curves": "curves.f32"}'::jsonb, 'duration', 1.2,
    'timeline', '{"duration": 1.2}'::jsonb, 'curves', '{"fps": 60}'::jsonb)
$$;
grant execute on all functions in schema tests to public;

do $$
declare
  asked jsonb;
  again jsonb;
  claim jsonb;
  retried jsonb;
  artifact jsonb;
begin
  perform tests.be_user(tests.ana());
  asked := tests.preview(mood => 'warm');
  perform tests.equal(concat_ws('|', asked ->> 'status', asked ->> 'agents'), 'queued|0', 'nobody who could speak it is up');
  perform tests.equal(tests.waiting('speech_preview')::text, '1', 'its message waits');
  perform tests.ok(tests.events('agents') like '%task_available%', 'agents are woken');
  again := tests.preview(mood => 'warm');
  perform tests.equal(again ->> 'preview_id', asked ->> 'preview_id', 'the same request is not queued twice');
  perform tests.ok(tests.preview() ->> 'preview_id' <> asked ->> 'preview_id', 'another mood is another request');

  perform tests.be_agent(tests.agent());
  perform tests.ok(public.claim_task('{tts,voice_training}', '{tts:espeak}', 30) is null, 'a slot for films does not take it');
  claim := tests.claim_preview();
  perform tests.equal(tests.preview_of(claim)::text, asked ->> 'preview_id', 'the oldest first');
  perform tests.equal(concat_ws('|', claim ->> 'script', claim #>> '{voice_config,language}',
    claim #>> '{render_settings,mood}', claim #>> '{avatar,id}', claim ->> 'job_id'),
    'Bom dia.|pt-BR|warm|br_corporate_ana', 'the agent is told all it needs');
  perform public.heartbeat_task((claim ->> 'lease_id')::uuid, 0.5);

  -- The agent dies: another one takes over, and the first can change nothing any more.
  perform tests.let_lease_expire((claim ->> 'lease_id')::uuid);
  perform tests.be_agent(tests.other_agent());
  retried := tests.claim_preview();
  perform tests.equal(retried ->> 'task_id', claim ->> 'task_id', 'another agent takes over');
  artifact := tests.preview_artifact(retried);
  perform tests.refused(format('select public.complete_task(%L, %L, %L)', retried ->> 'lease_id', artifact, tests.report()),
    'invalid_request', 'files that are not there');
  perform tests.upload(artifact);
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '2', 'it sees what it wrote');
  perform tests.refused(format('insert into storage.objects (bucket_id, name) values (''previews'', %L)',
    tests.ana() || '/elsewhere/audio.wav'), '42501', 'it writes nowhere else');
  perform tests.refused(format('select public.complete_task(%L, %L, %L)', retried ->> 'lease_id', artifact - 'timeline',
    tests.report()), 'invalid_request', 'a preview without its times');
  perform tests.be_agent(tests.agent());
  perform tests.refused(format('select public.complete_task(%L, %L, %L)', claim ->> 'lease_id',
    tests.preview_artifact(claim), tests.report()), 'lease_lost', 'the lease is lost');
  perform tests.be_agent(tests.other_agent());
  perform public.complete_task((retried ->> 'lease_id')::uuid, artifact, tests.report());
  perform public.complete_task((retried ->> 'lease_id')::uuid, artifact, tests.report());
  perform tests.equal(tests.archived('speech_preview')::text, '1', 'its message is archived');

  perform tests.be_user(tests.ana());
  perform tests.equal(
    (select concat_ws('|', p.status, p.result ->> 'bucket', p.result #>> '{engine,name}')
     from public.speech_previews p where p.id = (asked ->> 'preview_id')::uuid),
    'ready|previews|espeak', 'it is ready, with the engine that spoke');
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '2', 'its owner hears it');
  perform tests.equal(tests.preview(mood => 'warm') ->> 'status', 'ready', 'asked again, it is there at once');
  perform tests.refused('update public.speech_previews set status = ''queued''', '42501', 'nobody writes previews');
  perform tests.refused('insert into public.speech_previews (request) values (''{}'')', '42501', 'by no other road');

  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count('select 1 from public.speech_previews')::text, '0', 'Bruno sees none of it');
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '0', 'and hears nothing');
  perform tests.ok(tests.preview(mood => 'warm') ->> 'preview_id' <> asked ->> 'preview_id', 'he gets one of his own');
  perform tests.ok((tests.preview() ->> 'agents')::integer = 2, 'two agents that offer previews are up now');
  perform tests.equal(tests.preview(config => '{"language": "pt-BR", "engine": "azure"}') ->> 'agents', '0',
    'none of them with another engine');

  -- The hour is over: row, task and message go, files are queued for removal by an agent.
  perform tests.age_previews();
  perform tests.be_agent(tests.agent());
  claim := tests.claim_preview();
  perform tests.ok(claim is not null, 'one is under way when it expires');
  perform public.sweep();
  perform tests.refused(format('select public.heartbeat_task(%L, 0.9)', claim ->> 'lease_id'), 'lease_lost', 'its agent is stopped');
  perform tests.be_user(tests.ana());
  perform tests.equal(tests.count('select 1 from public.speech_previews')::text, '0', 'nothing is left');
  perform tests.equal(tests.waiting('speech_preview')::text, '0', 'no message waits');
  perform tests.be_admin();
  perform tests.ok(exists (select from public.storage_deletions d
    where d.bucket = 'previews' and d.prefix = tests.ana() || '/' || (asked ->> 'preview_id') || '/'), 'its files go');
  update public.storage_deletions d set run_after = clock_timestamp();
  perform tests.be_agent(tests.agent());
  perform tests.equal(tests.count('select 1 from public.claim_deletions(100)')::text, '2', 'an agent claims them');
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '2', 'sees them');
  perform set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects;
  perform set_config('storage.allow_delete_query', 'false', true);
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '0', 'and may remove them');
end
$$;

-- What was wrong with the text is told with what to do; what was wrong with an agent is tried again.
do $$
declare
  asked jsonb;
  claim jsonb;
  bad record;
begin
  perform tests.be_user(tests.ana());
  asked := tests.preview('Um erro.');
  perform tests.be_agent(tests.agent());
  claim := tests.claim_preview();
  perform public.fail_task((claim ->> 'lease_id')::uuid, 'voice_unavailable', false, 'No such voice.', '');
  perform tests.be_user(tests.ana());
  perform tests.equal(
    (select concat_ws('|', p.status, p.error_code, p.error_message, p.remedy) from public.speech_previews p),
    'failed|voice_unavailable|No such voice.|Choose another voice for this language.', 'code, message, remedy');
  perform tests.equal(tests.preview('Um erro.') ->> 'preview_id', asked ->> 'preview_id', 'it would fail again');

  asked := tests.preview('Uma queda.');
  perform tests.be_agent(tests.agent());
  claim := tests.claim_preview();
  perform public.fail_task((claim ->> 'lease_id')::uuid, 'tool_crashed', true, 'It crashed.', '');
  perform tests.be_user(tests.ana());
  perform tests.equal((select p.status from public.speech_previews p where p.id = (asked ->> 'preview_id')::uuid),
    'queued', 'a crash is tried again');
  perform tests.be_agent(tests.agent());
  perform tests.let_retry_time_come();
  claim := tests.claim_preview();
  perform public.fail_task((claim ->> 'lease_id')::uuid, 'tool_crashed', false, 'It crashed.', '');
  perform tests.be_user(tests.ana());
  perform tests.ok(tests.preview('Uma queda.') ->> 'preview_id' <> asked ->> 'preview_id', 'and may be asked for anew');

  for bad in
    select * from (values
      ('  …  ', '{"language": "pt-BR"}'::jsonb, 'br_corporate_ana', 'neutral', 'script_empty'),
      (repeat('a', 501), '{"language": "pt-BR"}', 'br_corporate_ana', 'neutral', 'script_too_long'),
      ('Oi', '{"language": "fr-FR"}', 'br_corporate_ana', 'neutral', 'language_unsupported'),
      ('Oi', '{"language": "pt-BR", "shout": 1}', 'br_corporate_ana', 'neutral', 'invalid_request'),
      ('Oi', jsonb_build_object('language', 'pt-BR', 'recording', jsonb_build_object('path', tests.ana() || '/a.wav')),
        'br_corporate_ana', 'neutral', 'invalid_request'),
      ('Oi', '{"language": "pt-BR", "clone_id": "00000000-0000-4000-8000-0000000000c9"}', 'br_corporate_ana', 'neutral', 'voice_not_found'),
      ('Oi', '{"language": "pt-BR"}', 'nobody', 'neutral', 'avatar_not_found'),
      ('Oi', '{"language": "pt-BR"}', 'br_corporate_ana', 'furious', 'invalid_request')) as b (t, v, a, m, code)
  loop
    perform tests.refused(format('select public.request_speech_preview(%L, %L, %L, %L)', bad.t, bad.v, bad.a, bad.m),
      bad.code, 'a request like ' || bad.t || bad.v || bad.a || bad.m);
  end loop;
  perform tests.refused($call$select public.request_speech_preview('Oi.', '{"language": "pt-BR"}', null, 'happy', 2)$call$,
    'invalid_request', 'more of a mood than there is');
  perform tests.ok(
    public.request_speech_preview('Mais.', '{"language": "pt-BR"}', null, 'happy', 1.5) ->> 'preview_id'
      <> public.request_speech_preview('Mais.', '{"language": "pt-BR"}', null, 'happy') ->> 'preview_id',
    'more of a mood is another preview');
end
$$;

-- Thirty a minute.
do $$
declare
  had integer;
begin
  perform tests.be_user(tests.bruno());
  had := tests.count('select 1 from public.speech_previews where created_at > now() - interval ''1 minute''');
  for i in 1 .. 30 - had loop
    perform tests.preview('Frase ' || i);
  end loop;
  perform tests.refused('select tests.preview(''mais uma'')', 'rate_limited', 'a thirty-first within a minute');
  perform tests.equal(tests.preview('Frase 1') ->> 'status', 'queued', 'what is there can still be had');
end
$$;

-- Impossible rows.
do $$
declare
  statement text;
begin
  perform tests.be_admin();
  foreach statement in array array[
    'status = ''lost''', 'result = ''{}''', 'status = ''ready''', 'status = ''failed''',
    'error_code = ''internal'', error_message = ''x'', remedy = ''x''',
    'expires_at = created_at + interval ''2 hours''']
  loop
    perform tests.refused('update public.speech_previews set ' || statement || ' where status = ''queued''', '23514', statement);
  end loop;
  foreach statement in array array[
    'stage = ''tts''', 'preview_id = null', 'stage = ''nap''']
  loop
    perform tests.refused('update public.render_tasks set ' || statement || ' where stage = ''speech_preview''', '23514', statement);
  end loop;
end
$$;
