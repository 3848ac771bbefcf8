-- What learns a voice is its owner's choice among what agents offer; what a cloud must hear goes to the agent that learns
-- it, and to no other; and a voice never waits without the consent that came with it.
create function tests.offer(agent uuid, company text, heard interval default '0') returns void language plpgsql as $$
begin
  perform tests.be_agent(agent);
  perform public.register_agent('um', '1', jsonb_build_object('voice_engines', '[{"engine": "espeak"}, {"engine": "elevenlabs"}, {"engine": "polly"}, 3]'::jsonb
    || case when company is null then '[]'
      else jsonb_build_array(jsonb_build_object('engine', 'azure', 'statement', 'azure', 'company', company)) end));
  perform tests.be_admin();
  update public.gpu_agents a set last_seen_at = clock_timestamp() - heard where a.id = agent;
end
$$;
create function tests.offered() returns text language sql as $$
  select string_agg(concat_ws('|', e.engine, e.online, e.statement, e.company), ',' order by e.engine)
  from public.list_voice_engines() e $$;
create function tests.recordings(voice uuid) returns text language plpgsql as $$
begin
  insert into storage.objects (bucket_id, name)
  select 'voice-samples', concat_ws('/', auth.uid(), voice, f) from unnest('{sample,consent-1}'::text[]) as f;
  return concat_ws('/', auth.uid(), voice, '');
end
$$;
create function tests.removals() returns setof public.voice_removals language sql security definer as $$
  select r.* from public.voice_removals r $$;
grant execute on all functions in schema tests to public;

do $$
declare
  voice constant uuid := '00000000-0000-4000-8000-0000000000c1';
  other constant uuid := '00000000-0000-4000-8000-0000000000c2';
  third constant uuid := '00000000-0000-4000-8000-0000000000c3';
  folder text;
  consent jsonb;
  claim jsonb;
  bad text;
begin
  perform tests.be_user(tests.ana());
  perform tests.equal(tests.offered(), null, 'nobody learns voices yet');
  folder := tests.recordings(voice);
  consent := jsonb_build_object('consenter_name', 'Ana Paula', 'statement_version', '2026-11',
    'relation', 'authorised', 'speaker_name', 'Rita Melo', 'language', 'es-ES');
  perform tests.refused(format('select public.register_voice(%L, ''Voz'', ''pt-BR'', %L, ''elevenlabs'', %L)', voice, folder || 'sample', consent),
    'voice_engine_not_offered', 'what nobody offers');
  perform tests.offer(tests.agent(), null);
  perform tests.equal(tests.offered(), 'elevenlabs|t,espeak|t', 'a host without a company does not offer Azure');
  perform tests.offer(tests.agent(), 'Contoso', '2 minutes');
  perform tests.equal(tests.offered(), 'azure|f|azure|Contoso,elevenlabs|f,espeak|f', 'offered, and away for the moment');
  perform tests.offer(tests.agent(), 'Contoso', '31 minutes');
  perform tests.equal(tests.offered(), null, 'away for too long');
  perform tests.offer(tests.agent(), 'Contoso');

  perform tests.be_user(tests.ana());
  perform tests.refused('select * from public.gpu_agents', '42501', 'hosts are nobody''s business');
  perform tests.refused(format('insert into public.voice_clones (id, name, audio_sample_url, clone_engine) values (%L, ''Voz'', %L, ''azure'')', voice, folder || 'sample'),
    '42501', 'a bare insert brings no consent, and chooses nothing');
  foreach bad in array array[
    format('%L, ''invalid_request''', 'polly'), '''elevenlabs'', ''voice_consent_missing''', '''azure'', ''voice_statement_missing''']
  loop
    perform tests.refused(format('select public.register_voice(%L, ''Voz'', ''pt-BR'', %L, %s)', voice, folder || 'sample', split_part(bad, ', ', 1)),
      trim(split_part(bad, ', ', 2), ''''), bad);
  end loop;
  perform tests.refused(format('select public.register_voice(%L, ''Voz'', ''pt-BR'', %L, ''azure'', %L)', voice, folder || 'sample', consent),
    'voice_statement_missing', 'words alone are not enough for Azure');
  perform tests.refused(format('select public.register_voice(%L, ''Voz'', ''pt-BR'', %L, ''auto'', ''[]'')', voice, folder || 'sample'),
    'invalid_request', 'a consent is an object');
  perform tests.refused(format('select public.register_voice(%L, ''Voz'', ''pt-BR'', %L, ''auto'', %L)', voice, folder || 'sample', consent || '{"statement_version": "1999-01"}'),
    'invalid_request', 'a consent that cannot be recorded');
  perform tests.equal(tests.count('select 1 from public.voice_clones')::text, '0', 'takes its voice along');
  perform tests.be_user(tests.bruno());
  perform tests.refused(format('select public.register_voice(%L, ''Voz'', ''pt-BR'', %L)', voice, folder || 'sample'),
    'invalid_request', 'nobody learns another''s recording');
  perform tests.be_anon();
  perform tests.refused(format('select public.register_voice(%L, ''Voz'', ''pt-BR'', ''x'')', voice), '42501', 'nor does a visitor');
  perform tests.refused('select * from public.list_voice_engines()', '42501', 'who does not see what there is');

  perform tests.be_user(tests.ana());
  perform public.register_voice(voice, 'Voz', 'pt-BR', folder || 'sample', 'azure',
    consent || jsonb_build_object('statement_audio', folder || 'consent-1'));
  perform tests.equal((select concat_ws('|', v.status, v.clone_engine) from public.voice_clones v), 'training|azure', 'it is learnt');
  perform tests.be_agent(tests.agent());
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''voice-samples''')::text, '0', 'before the lease nothing is read');
  claim := public.claim_task('{voice_training}', '{tts:azure}', 30);
  perform tests.equal(claim ->> 'engine', 'voice:azure', 'the task says by what');
  perform tests.equal(claim -> 'voice' ->> 'consented', 'true', 'with its consent at once');
  perform tests.equal(claim #>> '{voice,statement}', jsonb_build_object(
    'path', folder || 'consent-1', 'talent', 'Rita Melo', 'language', 'es-ES')::text, 'and who says what, where');
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''voice-samples''')::text, '2', 'both recordings are read');
  perform tests.be_agent(tests.other_agent());
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''voice-samples''')::text, '0', 'by nobody else');

  -- The host lost its company: it leaves the voice to others, and is not asked again.
  perform tests.be_agent(tests.agent());
  perform public.decline_task((claim ->> 'lease_id')::uuid);
  perform tests.equal(public.claim_task('{voice_training}', '{tts:azure}', 30)::text, null, 'not asked twice');
  perform tests.be_user(tests.ana());
  perform public.revoke_voice_consent(voice);
  perform tests.be_agent(tests.other_agent());
  claim := public.claim_task('{voice_training}', '{tts:azure}', 30);
  perform tests.equal(concat_ws('|', claim -> 'voice' ->> 'consented', claim #> '{voice,statement}'), 'false|null', 'withdrawn in between');
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''voice-samples''')::text, '1', 'the statement is out of reach again');
  perform public.fail_task((claim ->> 'lease_id')::uuid, 'consent_refused', false, 'Nobody consents any more.', '');
  perform tests.be_user(tests.ana());
  perform tests.equal((select concat_ws('|', v.status, v.error_code, left(v.remedy, 22)) from public.voice_clones v),
    'failed|consent_refused|Have the statement of ', 'and it ends with what to do');
  delete from public.voice_clones;
  perform tests.equal((select concat_ws('|', r.engine, r.model_id, r.run_after > clock_timestamp() + interval '9 minutes') from tests.removals() r),
    'azure|semblante-' || voice || '|t', 'what a dead agent may have left is looked for');

  -- No other engine is handed the statement.
  perform tests.be_user(tests.ana());
  folder := tests.recordings(other);
  perform public.register_voice(other, 'Voz', 'pt-BR', folder || 'sample', 'elevenlabs',
    consent || jsonb_build_object('statement_audio', folder || 'consent-1'));
  perform tests.be_agent(tests.agent());
  claim := public.claim_task('{voice_training}', '{tts:elevenlabs}', 30);
  perform tests.equal(concat_ws('|', claim ->> 'engine', claim #>> '{voice,clone_engine}', claim #> '{voice,statement}'), 'voice:elevenlabs|elevenlabs|null', 'it needs none');
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''voice-samples''')::text, '1', 'and reads none');
  perform tests.be_user(tests.ana());
  folder := tests.recordings(third);
  insert into public.voice_clones (id, name, audio_sample_url) values (third, 'Voz', folder || 'sample');
  perform tests.equal((select v.clone_engine from public.voice_clones v where v.id = third), 'auto', 'a bare voice leaves it open');
  perform tests.be_admin();
  perform tests.refused('update public.voice_clones set clone_engine = ''polly''', '23514', 'an engine nobody knows');
end
$$;
