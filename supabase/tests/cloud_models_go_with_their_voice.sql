-- Deleting a voice leaves nothing: jobs end, files and previews are queued for removal, and a model in a cloud is removed
-- by an agent with that engine, however often it has to be tried.
create function tests.removals() returns setof public.voice_removals language sql security definer as $$
  select r.* from public.voice_removals r $$;
create function tests.let_removal_time_come() returns void language sql security definer as $$
  update public.voice_removals set run_after = clock_timestamp(), claimed_until = clock_timestamp() where claimed_by is not null;
  update public.voice_removals set run_after = clock_timestamp() $$;
create function tests.learn_voice(voice uuid, artifact jsonb) returns void language plpgsql as $$
declare
  owner constant uuid := auth.uid();
  claim jsonb;
begin
  insert into public.voice_clones (id, name, language, audio_sample_url)
    values (voice, 'Voz', 'pt-BR', concat_ws('/', owner, voice, 'sample.wav'));
  perform tests.be_agent(tests.agent());
  claim := tests.claim('{voice_training}');
  perform public.complete_task((claim ->> 'lease_id')::uuid, artifact, tests.report());
  perform tests.be_user(owner);
  perform public.give_voice_consent(voice, 'Ana Paula', '2026-11');
end
$$;
grant execute on all functions in schema tests to public;

do $$
declare
  cloud constant uuid := '00000000-0000-4000-8000-0000000000c1';
  embedded constant uuid := '00000000-0000-4000-8000-0000000000c2';
  job uuid;
  removal public.voice_removals;
begin
  perform tests.be_user(tests.ana());
  perform tests.learn_voice(cloud, '{"engine": "elevenlabs", "profile": {"voice_id": "21m00T", "name": "x"}}');
  perform tests.learn_voice(embedded, '{"engine": "espeak", "profile": {"f0": 201.5}}');
  job := (public.create_render_job('br_corporate_ana', 'Oi.', jsonb_build_object('language', 'pt-BR', 'clone_id', cloud), '{}') ->> 'job_id')::uuid;
  perform public.request_speech_preview('Oi.', jsonb_build_object('language', 'pt-BR', 'clone_id', cloud));
  delete from public.voice_clones;
  perform tests.equal((select concat_ws('|', j.status, j.error_message) from public.render_jobs j where j.id = job),
    'cancelled|Its voice was deleted.', 'what was being made with it is cancelled');
  perform tests.equal(tests.count('select 1 from public.speech_previews')::text, '0', 'previews go with it');
  perform tests.equal(
    (select string_agg(concat_ws('|', r.engine, r.voice_id, r.model_id, r.profile ->> 'name'), ',') from tests.removals() r),
    'elevenlabs|' || cloud || '|21m00T|x', 'one model is left, in the cloud');
  perform tests.refused('select 1 from public.voice_removals', '42501', 'which is no business of people');
  perform tests.refused('select * from public.claim_voice_removals(''{tts:elevenlabs}'')', '42501', 'who neither claim it');
  perform tests.refused('select public.settle_voice_removal(1)', '42501', 'nor settle it');

  perform tests.be_agent(tests.agent());
  perform tests.refused('select 1 from public.voice_removals', '42501', 'nor readable by agents');
  perform tests.refused('select * from public.claim_voice_removals(null)', 'invalid_request', 'engines must be told');
  perform tests.equal(tests.count('select * from public.claim_voice_removals(''{tts:espeak,tts:azure}'')')::text, '0',
    'only an agent with its engine');
  perform tests.equal(
    (select concat_ws('|', r.engine, r.voice_id, r.model_id, r.profile ->> 'voice_id') from public.claim_voice_removals('{tts:elevenlabs}') r),
    'elevenlabs|' || cloud || '|21m00T|21m00T', 'is handed it');
  select * into removal from tests.removals();
  perform tests.be_agent(tests.other_agent());
  perform tests.equal(tests.count('select * from public.claim_voice_removals(''{tts:elevenlabs}'')')::text, '0', 'one agent at a time');
  perform tests.ok(not public.settle_voice_removal(removal.id) and not public.settle_voice_removal(removal.id, 'x'),
    'and only it can settle');
  perform tests.be_agent(tests.agent());
  perform tests.ok(public.settle_voice_removal(removal.id, '503 from the cloud'), 'a failure is told');
  select * into removal from tests.removals();
  perform tests.equal(concat_ws('|', removal.last_error, removal.attempts, removal.claimed_by is null), '503 from the cloud|1|t', 'and kept');
  perform tests.ok(removal.run_after between clock_timestamp() + interval '50 seconds' and clock_timestamp() + interval '61 seconds',
    'to be tried again in a minute');
  perform tests.equal(tests.count('select * from public.claim_voice_removals(''{tts:elevenlabs}'')')::text, '0', 'not before');

  -- An agent that died with it, and a cloud that stays away.
  perform tests.let_removal_time_come();
  perform tests.equal(tests.count('select * from public.claim_voice_removals(''{tts:elevenlabs}'')')::text, '1', 'again');
  perform tests.let_removal_time_come();
  perform tests.be_agent(tests.other_agent());
  perform tests.equal(tests.count('select * from public.claim_voice_removals(''{tts:elevenlabs}'')')::text, '1', 'another takes over');
  perform tests.be_agent(tests.agent());
  perform tests.ok(not public.settle_voice_removal(removal.id), 'a lost claim settles nothing');
  perform tests.be_agent(tests.other_agent());
  for i in 1..30 loop
    perform public.settle_voice_removal(removal.id, 'still away');
    perform tests.let_removal_time_come();
    perform tests.equal(tests.count('select * from public.claim_voice_removals(''{tts:elevenlabs}'')')::text, '1', 'never given up');
  end loop;
  perform public.settle_voice_removal(removal.id, 'still away');
  select * into removal from tests.removals();
  perform tests.ok(removal.run_after <= clock_timestamp() + interval '1 day', 'at least once a day');
  perform tests.let_removal_time_come();
  perform tests.equal(tests.count('select * from public.claim_voice_removals(''{tts:elevenlabs}'')')::text, '1', 'until');
  perform tests.ok(public.settle_voice_removal(removal.id), 'the model is gone');
  perform tests.equal(tests.count('select 1 from tests.removals()')::text, '0', 'and nothing is left');
end
$$;

-- A person who goes takes every voice along, clouds included.
do $$
declare
  voice constant uuid := '00000000-0000-4000-8000-0000000000c3';
begin
  perform tests.be_user(tests.ana());
  perform tests.learn_voice(voice, '{"engine": "azure", "profile": {"voice_id": "spk-1"}}');
  perform public.create_render_job('br_corporate_ana', 'Oi.', jsonb_build_object('language', 'pt-BR', 'clone_id', voice), '{}');
  insert into public.pronunciations (language, grapheme, say) values ('pt-BR', 'EPI', 'é pê i');
  perform tests.be_admin();
  delete from public.users where id = tests.ana();
  perform tests.equal((select r.model_id from public.voice_removals r), 'spk-1', 'the model is queued for removal');
  perform tests.equal((tests.count('select 1 from public.voice_consents') + tests.count('select 1 from public.pronunciations')
    + tests.count('select 1 from public.voice_clones') + tests.count('select 1 from public.render_jobs'))::text, '0', 'no row is left');
  perform tests.ok(exists (select from public.storage_deletions d where d.bucket = 'voice-samples'
    and starts_with(concat_ws('/', tests.ana(), voice, 'sample.wav'), d.prefix)), 'and the recordings are too');
end
$$;
