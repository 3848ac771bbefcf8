-- A voice is used only under a consent: on every road, while it holds, and written once.
create function tests.ready_voice(voice uuid, profile jsonb default '{"f0": 201.5}', engine text default 'espeak') returns void
language plpgsql as $$
declare
  owner constant uuid := auth.uid();
  claim jsonb;
begin
  insert into storage.objects (bucket_id, name) values
    ('voice-samples', concat_ws('/', owner, voice, 'sample.wav')), ('voice-samples', concat_ws('/', owner, voice, 'consent.wav'));
  insert into public.voice_clones (id, name, language, audio_sample_url)
    values (voice, 'Minha voz', 'pt-BR', concat_ws('/', owner, voice, 'sample.wav'));
  perform tests.be_agent(tests.agent());
  claim := tests.claim('{voice_training}');
  perform public.complete_task((claim ->> 'lease_id')::uuid,
    jsonb_build_object('engine', engine, 'profile', profile), tests.report());
  perform tests.be_user(owner);
end
$$;
create function tests.consents() returns setof public.voice_consents language sql security definer as $$
  select c.* from public.voice_consents c $$;
grant execute on all functions in schema tests to public;

do $$
declare
  voice constant uuid := '00000000-0000-4000-8000-0000000000c1';
  spoken constant jsonb := jsonb_build_object('language', 'pt-BR', 'clone_id', voice);
  ask constant text := format('select public.create_render_job(''br_corporate_ana'', ''Oi.'', %L, ''{}'')', spoken);
  audio constant text := concat_ws('/', tests.ana(), voice, 'consent.wav');
  consent public.voice_consents;
  withdrawn jsonb;
  job uuid;
  bad text;
begin
  perform tests.be_user(tests.ana());
  perform tests.ready_voice(voice);
  perform tests.refused(ask, 'voice_consent_missing', 'a render without consent');
  insert into public.avatar_projects (id, avatar_id, script, voice_config, render_settings)
    values ('00000000-0000-4000-8000-0000000000d1', 'br_corporate_ana', 'Oi.', spoken, '{}');
  perform tests.refused('insert into public.render_jobs (project_id) values (''00000000-0000-4000-8000-0000000000d1'')',
    'voice_consent_missing', 'nor by a bare row');
  perform tests.refused(format('select public.request_speech_preview(''Oi.'', %L)', spoken),
    'voice_consent_missing', 'nor for a preview');
  perform tests.refused(format('select public.revoke_voice_consent(%L)', voice), 'voice_consent_missing', 'nothing to withdraw');

  foreach bad in array array[
    'null, ''2026-11''', '''An'', ''2026-11''', quote_literal(repeat('x', 201)) || ', ''2026-11''', '''Ana Paula'', ''1999-01''',
    '''Ana Paula'', null', '''Ana Paula'', ''2026-11'', ''boss''', '''Ana Paula'', ''2026-11'', null', '''Ana Paula'', ''2026-11'', ''authorised''',
    '''Ana Paula'', ''2026-11'', ''self'', ''Rita Melo''', '''Ana Paula'', ''2026-11'', ''self'', null, ''fr-FR''',
    '''Ana Paula'', ''2026-11'', ''self'', null, null, ' || quote_literal(tests.ana() || '/consent.wav'),
    '''Ana Paula'', ''2026-11'', ''self'', null, null, ' || quote_literal(replace(audio, 'consent', 'sample')),
    '''Ana Paula'', ''2026-11'', ''self'', null, null, ' || quote_literal(replace(audio, 'consent', 'missing'))]
  loop
    perform tests.refused(format('select public.give_voice_consent(%L, %s)', voice, bad), 'invalid_request', 'a consent like ' || bad);
  end loop;
  perform tests.be_user(tests.bruno());
  perform tests.refused(format('select public.give_voice_consent(%L, ''Bruno Dias'', ''2026-11'')', voice),
    'voice_not_found', 'nobody consents for another');

  perform tests.be_user(tests.ana());
  consent := public.give_voice_consent(voice, ' {speaker} Paula ', '2026-11', 'authorised', 'Rita Melo', 'es-ES', audio);
  perform tests.ok(consent.statement like 'Yo, {speaker} Paula, declaro%autorización por escrito de Rita Melo, de quien%',
    'the statement is kept with the names, whatever they read like: ' || consent.statement);
  perform tests.equal(concat_ws('|', consent.consenter_name, consent.relation, consent.speaker_name, consent.language, consent.statement_audio),
    '{speaker} Paula|authorised|Rita Melo|es-ES|' || audio, 'and who, how, in which language, and its recording');
  perform tests.ok(consent.given_at > now() - interval '1 minute' and consent.revoked_at is null, 'and when');
  perform tests.equal((select c.statement from public.voice_consents c), consent.statement, 'its owner sees it');
  perform tests.refused(format('select public.give_voice_consent(%L, ''Ana Paula'', ''2026-11'')', voice),
    'voice_consent_exists', 'one at a time');

  -- The recording of the consent stays as long as its voice; the owner's other files go when the owner likes.
  perform set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects o where o.name = audio;
  perform tests.ok(not found, 'its recording cannot be taken away');
  delete from storage.objects o where o.name = replace(audio, 'consent', 'sample');
  perform tests.ok(found, 'other recordings can');
  perform set_config('storage.allow_delete_query', 'false', true);

  job := (public.create_render_job('br_corporate_ana', 'Oi.', spoken, '{}') ->> 'job_id')::uuid;
  perform public.request_speech_preview('Oi.', spoken);
  perform tests.refused('update public.voice_consents set revoked_at = now()', '42501', 'nobody writes the record by hand');
  perform tests.refused('delete from public.voice_consents', '42501', 'or removes it');

  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count('select 1 from public.voice_consents')::text, '0', 'Bruno sees no consent of Ana''s');
  perform tests.refused(format('select public.revoke_voice_consent(%L)', voice), 'voice_not_found', 'nor withdraws one');

  perform tests.be_user(tests.ana());
  withdrawn := public.revoke_voice_consent(voice);
  perform tests.equal(withdrawn ->> 'cancelled_jobs', '1', 'what waited to be made is cancelled');
  perform tests.equal((select concat_ws('|', j.status, j.error_code, j.error_message) from public.render_jobs j where j.id = job),
    'cancelled|cancelled|The consent for its voice was withdrawn.', 'and says why');
  perform tests.equal(tests.count('select 1 from public.speech_previews')::text, '0', 'previews are gone');
  perform tests.equal((select v.status::text from public.voice_clones v), 'ready', 'the voice itself stays');
  perform tests.refused(ask, 'voice_consent_missing', 'but is used no more');
  perform tests.ok(public.revoke_voice_consent(voice) = withdrawn || '{"cancelled_jobs": 0}', 'asking again answers the same');

  perform public.give_voice_consent(voice, 'Ana Paula', '2026-11');
  perform tests.equal((select string_agg(c.language, ',' order by c.given_at) from public.voice_consents c), 'es-ES,pt-BR',
    'a new one is a new record, in the voice''s language unless told otherwise');
  execute ask;

  -- Not even an administrator edits what was said.
  perform tests.be_admin();
  perform tests.refused('update public.voice_consents set consenter_name = ''Outra Pessoa''', '23001', 'a name');
  perform tests.refused('update public.voice_consents set revoked_at = null', '23001', 'a withdrawal');
  perform tests.be('service_role', null);
  perform tests.equal(tests.count('select 1 from public.voice_consents')::text, '2', 'services can read them');

  perform tests.be_user(tests.ana());
  delete from public.voice_clones;
  perform tests.equal(tests.count('select 1 from tests.consents()')::text, '0', 'consents go with their voice');
end
$$;

-- A preview that waits is ended with the consent too, and previews and consents are spared when another voice's goes.
do $$
declare
  first constant uuid := '00000000-0000-4000-8000-0000000000c2';
  second constant uuid := '00000000-0000-4000-8000-0000000000c3';
  kept uuid;
begin
  perform tests.be_user(tests.bruno());
  perform tests.ready_voice(first);
  perform tests.ready_voice(second);
  perform public.give_voice_consent(first, 'Bruno Dias', '2026-11');
  perform public.give_voice_consent(second, 'Bruno Dias', '2026-11');
  kept := (public.create_render_job('br_corporate_ana', 'Oi.', jsonb_build_object('language', 'pt-BR', 'clone_id', second), '{}') ->> 'job_id')::uuid;
  perform public.request_speech_preview('Oi.', jsonb_build_object('language', 'pt-BR', 'clone_id', second));
  perform public.revoke_voice_consent(first);
  perform tests.equal((select j.status::text from public.render_jobs j where j.id = kept), 'queued', 'another voice''s work goes on');
  perform tests.equal(tests.count('select 1 from public.speech_previews')::text, '1', 'and its previews');
end
$$;
