-- A preview says names as its owner's films say them, and speaks in a person's voice only while that person consents.
do $$
declare
  voice constant uuid := '00000000-0000-4000-8000-0000000000c1';
  spoken constant jsonb := jsonb_build_object('language', 'pt-BR', 'clone_id', voice);
  first_id text;
  claim jsonb;
begin
  perform tests.be_user(tests.ana());
  first_id := public.request_speech_preview('Use o EPI.', '{"language": "pt-BR"}') ->> 'preview_id';
  insert into public.pronunciations (language, grapheme, say) values ('pt-BR', 'EPI', 'é pê i');
  perform tests.ok(
    public.request_speech_preview('Use o EPI.', '{"language": "pt-BR"}') ->> 'preview_id' <> first_id,
    'a new pronunciation makes a new preview');
  perform tests.be_agent(tests.agent());
  claim := public.claim_task('{speech_preview}', '{tts:espeak,face:visemes}', 30);
  claim := public.claim_task('{speech_preview}', '{tts:espeak,face:visemes}', 30);
  perform tests.equal(claim #>> '{voice_config,lexicon,0,say}', 'é pê i', 'and its agent is told it');

  perform tests.be_user(tests.ana());
  insert into storage.objects (bucket_id, name) values ('voice-samples', concat_ws('/', tests.ana(), voice, 'sample.wav'));
  insert into public.voice_clones (id, name, language, audio_sample_url)
    values (voice, 'Minha voz', 'pt-BR', concat_ws('/', tests.ana(), voice, 'sample.wav'));
  perform tests.refused(format('select public.request_speech_preview(''Oi.'', %L)', spoken), 'voice_not_ready',
    'in a voice that is being learnt');
  perform tests.be_agent(tests.agent());
  claim := tests.claim('{voice_training}');
  perform public.complete_task((claim ->> 'lease_id')::uuid, '{"engine": "espeak", "profile": {"f0": 201.5}}', tests.report());
  perform tests.be_user(tests.ana());
  perform tests.refused(format('select public.request_speech_preview(''Oi.'', %L)', spoken), 'voice_consent_missing',
    'in a voice without consent');
  perform public.give_voice_consent(voice, 'Ana Paula', '2026-11');
  perform public.request_speech_preview('Oi.', spoken);
  perform tests.be_agent(tests.agent());
  claim := public.claim_task('{speech_preview}', '{tts:espeak,face:visemes}', 30);
  perform tests.equal(claim #>> '{clone,profile,f0}', '201.5', 'its agent speaks with the profile');

  perform tests.be_user(tests.ana());
  perform public.revoke_voice_consent(voice);
  perform tests.equal(tests.count(format('select 1 from public.speech_previews where voice_id = %L', voice))::text, '0',
    'a revoked consent takes the previews with it');
  perform tests.be_agent(tests.agent());
  perform tests.refused(format('select public.heartbeat_task(%L, 0.5)', claim ->> 'lease_id'), 'lease_lost',
    'the one under way included');
end
$$;
