-- A voice row inserted by its owner is queued; its agent hears the sample and leaves a profile or a reason.
create function tests.add_voice(voice uuid) returns void language sql as $$
  insert into storage.objects (bucket_id, name)
    values ('voice-samples', concat_ws('/', auth.uid(), voice, 'sample.wav'));
  insert into public.voice_clones (id, name, language, audio_sample_url)
    values (voice, 'Minha voz', 'pt-BR', concat_ws('/', '/api/v2/files/voice-samples', auth.uid(), voice, 'sample.wav'));
$$;
grant execute on all functions in schema tests to public;

do $$
declare
  voice constant uuid := '00000000-0000-4000-8000-0000000000c1';
  spoken constant jsonb := jsonb_build_object('language', 'pt-BR', 'clone_id', voice);
  claim jsonb;
  job jsonb;
begin
  perform tests.be_user(tests.ana());
  perform tests.add_voice(voice);
  perform tests.equal((select status || training_progress from public.voice_clones), 'training0', 'it is being learnt');
  perform tests.equal(tests.waiting('voice_training')::text, '1', 'its message waits');
  perform tests.refused(format('select public.create_render_job(''br_corporate_ana'', ''Oi.'', %L, ''{}'')', spoken),
    'voice_not_ready', 'and cannot speak yet');

  perform tests.be_agent(tests.agent());
  claim := public.claim_task('{voice_training}', '{tts:espeak}', 30);
  perform tests.equal(claim #>> '{voice,sample_path}', tests.ana() || '/' || voice || '/sample.wav', 'the agent is told the sample');
  perform tests.equal(claim #>> '{voice,name}', 'Minha voz', 'and the name');
  perform tests.equal(claim #>> '{voice,consented}', 'false', 'and that nobody consents yet');
  perform tests.ok(claim -> 'job_id' = 'null' and claim -> 'avatar' = 'null' and claim -> 'script' = 'null', 'there is no job');
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '1', 'it may read the sample');
  perform public.heartbeat_task((claim ->> 'lease_id')::uuid, 0.4);
  perform tests.refused(
    format('select public.complete_task(%L, ''{"engine": "espeak"}'', %L)', claim ->> 'lease_id', tests.report()),
    'invalid_request', 'a voice without a profile');
  perform public.complete_task((claim ->> 'lease_id')::uuid, '{"engine": "espeak", "profile": {"f0": 201.5}}', tests.report());
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '0', 'and afterwards no more');

  perform tests.be_user(tests.ana());
  perform tests.equal((select status || training_progress || engine from public.voice_clones), 'ready1espeak', 'the voice is ready');
  perform public.give_voice_consent(voice, 'Ana Paula', '2026-11');
  job := public.create_render_job('br_corporate_ana', 'Oi.', spoken, '{}');
  perform tests.equal(tests.count('select 1 from public.avatar_project_voices')::text, '1', 'the project names its voice');

  perform tests.be_agent(tests.agent());
  perform tests.ok(public.claim_task('{tts}', '{tts:azure}', 30) is null, 'only the engine that made the profile');
  claim := public.claim_task('{tts}', '{tts:espeak}', 30);
  perform tests.equal(claim #>> '{clone,profile,f0}', '201.5', 'gets the profile to speak with');

  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count('select 1 from public.voice_clones')::text, '0', 'Bruno does not see the voice');
  perform tests.refused(format('select public.create_render_job(''br_corporate_ana'', ''Oi.'', %L, ''{}'')', spoken),
    'voice_not_found', 'and does not speak with it');

  perform tests.be_user(tests.ana());
  update public.avatar_projects set voice_config = '{"language": "pt-BR"}';
  perform tests.equal(tests.count('select 1 from public.avatar_project_voices')::text, '0', 'a voice no more used is unlinked');
  delete from public.voice_clones;
  perform tests.be_admin();
  perform tests.ok(exists (select from public.storage_deletions d where d.bucket = 'voice-samples'),
    'a deleted voice''s recording is queued for removal');
end
$$;

-- What cannot be learnt says why and what to do.
do $$
declare
  voice constant uuid := '00000000-0000-4000-8000-0000000000c2';
  claim jsonb;
begin
  perform tests.be_user(tests.bruno());
  perform tests.add_voice(voice);
  perform public.give_voice_consent(voice, 'Bruno Dias', '2026-11');
  perform tests.be_agent(tests.agent());
  claim := public.claim_task('{voice_training}', '{}', 30);
  perform tests.equal(claim #>> '{voice,consented}', 'true', 'the agent is told of a consent that holds');
  perform public.fail_task((claim ->> 'lease_id')::uuid, 'input_invalid', false, 'Only 12 s of speech.', '');
  perform tests.be_user(tests.bruno());
  perform tests.equal((select concat_ws('|', status, error_code, error_message, remedy) from public.voice_clones),
    'failed|input_invalid|Only 12 s of speech.|Replace the file that the message names.', 'status, code, message, remedy');
end
$$;

-- Samples must be the owner's, in the voice's folder; three voices at a time.
do $$
declare
  bad text;
begin
  perform tests.be_user(tests.ana());
  foreach bad in array array[
    '''https://example.com/x.wav''', 'null', '''/api/v2/files/voice-samples/x.wav''',
    quote_literal('/api/v2/files/voice-samples/' || tests.bruno() || '/00000000-0000-4000-8000-0000000000c3/x.wav'),
    quote_literal('/api/v2/files/voice-samples/' || tests.ana() || '/00000000-0000-4000-8000-0000000000c3/../x.wav')]
  loop
    perform tests.refused(format(
      'insert into public.voice_clones (id, name, audio_sample_url) values (''00000000-0000-4000-8000-0000000000c3'', ''x'', %s)', bad),
      'invalid_request', 'a sample like ' || bad);
  end loop;
  perform tests.refused('select tests.add_voice(''11111111-1111-1111-1111-111111111111'')', 'invalid_request',
    'an id that no agent could parse');
  for i in 1..3 loop
    perform tests.add_voice(gen_random_uuid());
  end loop;
  perform tests.refused('select tests.add_voice(gen_random_uuid())', 'quota_exceeded', 'a fourth voice at once');
end
$$;
