-- Whoever speaks with a voice, or is given what was recorded of it, is on a record that its owner reads and nobody edits.
create function tests.uses() returns text language sql as $$
  select string_agg(concat_ws('|', u.kind, u.actor, u.actor_name, u.job_id is not null), ',' order by u.id) from public.voice_uses u $$;
grant execute on all functions in schema tests to public;

do $$
declare
  voice constant uuid := '00000000-0000-4000-8000-0000000000c1';
  spoken constant jsonb := jsonb_build_object('language', 'pt-BR', 'clone_id', voice);
  folder text;
  token uuid;
  claim jsonb;
begin
  perform tests.be_agent(tests.agent());
  perform public.register_agent('estúdio-1', '1', '{"voice_engines": [{"engine": "azure", "statement": "azure", "company": "C"}]}');
  perform public.claim_task('{voice_training}', '{tts:espeak,tts:azure}', 30);
  perform tests.be_user(tests.ana());
  folder := concat_ws('/', tests.ana(), voice, '');
  insert into storage.objects (bucket_id, name) values ('voice-samples', folder || 'sample'), ('voice-samples', folder || 'consent-1');
  perform public.register_voice(voice, 'Voz', 'pt-BR', folder || 'sample', 'azure', jsonb_build_object(
    'consenter_name', 'Ana Paula', 'statement_version', '2026-11', 'statement_audio', folder || 'consent-1'));
  perform tests.equal(tests.uses(), null, 'nobody yet');
  perform tests.be_agent(tests.agent());
  claim := public.claim_task('{voice_training}', '{tts:azure}', 30);
  perform tests.refused('select 1 from public.voice_uses', '42501', 'an agent reads no record');
  perform public.complete_task((claim ->> 'lease_id')::uuid, '{"engine": "espeak", "profile": {"f0": 201.5}}', tests.report());

  perform tests.be_user(tests.ana());
  perform tests.equal(tests.uses(), 'sample_read|agent|estúdio-1|f,statement_read|agent|estúdio-1|f', 'learning reads both');
  perform public.create_render_job('br_corporate_ana', 'Oi.', spoken, '{}');
  perform public.request_speech_preview('Oi.', spoken);
  perform tests.queue_job('Sem voz própria.');
  perform tests.be_agent(tests.agent());
  for i in 1..3 loop
    claim := public.claim_task('{tts,speech_preview}', '{tts:espeak}', 30);
    perform tests.ok(claim is not null, 'three tasks speak');
  end loop;
  perform public.release_task((claim ->> 'lease_id')::uuid);
  perform tests.be_user(tests.ana());
  perform tests.equal((select string_agg(concat_ws('|', u.kind, u.job_id is not null), ',' order by u.job_id is not null) from public.voice_uses u where u.kind = 'spoken'),
    'spoken|f,spoken|t', 'two of them with the voice, one for a film');

  perform public.note_sample_reads(array[folder || 'sample', folder || 'consent-1']);
  perform tests.be_user(tests.bruno());
  perform public.note_sample_reads(array[folder || 'sample']);
  perform tests.equal(tests.uses(), null, 'Bruno sees nothing and leaves nothing');
  perform tests.be_user(tests.ana());
  perform tests.equal((select string_agg(concat_ws('|', u.kind, u.actor), ',' order by u.id) from public.voice_uses u where u.actor <> 'agent'),
    'sample_read|owner,statement_read|owner', 'she herself is on it');
  perform tests.be_admin();
  insert into public.api_tokens (user_id, name, prefix, scopes, expires_at)
    values (tests.ana(), 'folha', 'sk', '{read}', clock_timestamp() + interval '1 day') returning id into token;
  perform tests.be_user(tests.ana());
  perform set_config('request.jwt.claims', jsonb_build_object('sub', tests.ana(), 'role', 'authenticated', 'api_token', token)::text, true);
  perform public.note_sample_reads(array[folder || 'sample']);
  perform tests.be_user(tests.ana());
  perform tests.equal((select concat_ws('|', u.actor, u.actor_name, u.actor_id) from public.voice_uses u order by u.id desc limit 1),
    'token|folha|' || token, 'and so is her program');

  perform tests.refused('insert into public.voice_uses (user_id, voice_id, kind, actor, actor_id) values (auth.uid(), auth.uid(), ''spoken'', ''owner'', auth.uid())', '42501', 'nobody writes it');
  perform tests.refused('delete from public.voice_uses', '42501', 'or clears it');
  perform tests.be_admin();
  perform tests.refused('update public.voice_uses set kind = ''spoken''', '23001', 'administrators neither');
  perform tests.refused('delete from public.voice_uses', '23001', 'nor by deleting');
  perform tests.refused('insert into public.voice_uses (user_id, voice_id, kind, actor, actor_id) values (tests.ana(), tests.ana(), ''sung'', ''owner'', tests.ana())', '23514', 'a use of no kind');
  perform tests.refused('insert into public.voice_uses (user_id, voice_id, kind, actor, actor_id) values (tests.ana(), tests.ana(), ''spoken'', ''robot'', tests.ana())', '23514', 'by nobody');
  perform tests.be_user(tests.ana());
  delete from public.voice_clones;
  perform tests.ok(tests.count('select 1 from public.voice_uses') = 7, 'the record outlives the voice');
  perform tests.be_admin();
  delete from public.users where id = tests.ana();
  perform tests.ok(tests.count('select 1 from public.voice_uses') = 0, 'and goes with the account');
end
$$;
