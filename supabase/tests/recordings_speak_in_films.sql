-- A film may speak with its owner's recording: it must be theirs, be there, and is read by the agent of its task alone.
create function tests.film_of(recording jsonb, script text default '') returns jsonb language sql as $$
  select public.create_render_job('br_corporate_ana', script,
    jsonb_build_object('language', 'pt-BR', 'recording', recording), '{}')
$$;
grant execute on all functions in schema tests to public;

do $$
declare
  mine constant text := tests.ana() || '/recordings/one.wav';
  claim jsonb;
begin
  perform tests.be_user(tests.ana());
  perform tests.refused(format('select tests.film_of(%L)', jsonb_build_object('path', mine)), 'file_not_found',
    'a recording that is not there');
  insert into storage.objects (bucket_id, name) values ('uploads', mine), ('uploads', tests.ana() || '/other.wav');
  perform tests.film_of(jsonb_build_object('path', mine, 'text', 'Bom dia.'));
  perform tests.refused('select tests.queue_job('''')', 'script_empty', 'without a recording a script is needed');

  perform tests.be_user(tests.bruno());
  perform tests.refused(format('select tests.film_of(%L)', jsonb_build_object('path', mine)), 'invalid_request',
    'somebody else''s recording');
  perform tests.refused(format('select tests.film_of(%L)',
    jsonb_build_object('path', tests.bruno() || '/../' || mine)), 'invalid_request', 'by a detour');

  perform tests.be_agent(tests.agent());
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '0', 'an agent hears nothing before its lease');
  claim := tests.claim('{tts}');
  perform tests.equal(claim #>> '{voice_config,recording,path}', mine, 'the agent is told the recording');
  perform tests.equal(claim ->> 'script', '', 'and an empty script');
  perform tests.equal((select string_agg(o.name, ',') from storage.objects o), mine, 'it reads that file and no other');
  perform tests.be_agent(tests.other_agent());
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '0', 'nobody else reads it');
end
$$;
