-- What people may do with their own rows and files, by every road they have.
do $$
declare
  project constant uuid := '00000000-0000-4000-8000-0000000000d1';
  voice constant uuid := '00000000-0000-4000-8000-0000000000c1';
begin
  perform tests.be_user(tests.ana());
  perform tests.ok(tests.count('select 1 from public.plans') > 0, 'what plans allow');
  perform tests.ok(tests.count('select 1 from public.stage_rates') > 0, 'how fast stages run');
  perform tests.equal(public.count_agents_online()::text, '0', 'how many agents are up');

  insert into public.avatar_projects (id, user_id, avatar_id, title, script, voice_config, render_settings)
    values (project, tests.ana(), 'br_corporate_ana', 'Aula', 'Oi.', '{"language": "pt-BR"}', '{}');
  update public.avatar_projects set script = 'Olá.', avatar_id = 'br_safety_carlos', voice_config = '{"language": "es-ES"}',
    render_settings = '{"fps": 30}';
  perform tests.equal((select p.script from public.avatar_projects p), 'Olá.', 'a project is edited');

  insert into storage.objects (bucket_id, name) values
    ('voice-samples', concat_ws('/', tests.ana(), voice, 'sample.wav')), ('uploads', tests.ana() || '/logo.png');
  insert into public.voice_clones (id, user_id, name, language, audio_sample_url)
    values (voice, tests.ana(), 'Ana', 'es-ES', concat_ws('/', tests.ana(), voice, 'sample.wav'));
  perform tests.equal((select v.audio_sample_url from public.voice_clones v),
    concat_ws('/', '/api/v2/files/voice-samples', tests.ana(), voice, 'sample.wav'), 'a bare path becomes the stable address');
  update public.voice_clones set name = 'Ana Paula';
  perform tests.equal((select v.name from public.voice_clones v), 'Ana Paula', 'a voice is renamed');

  delete from public.voice_clones;
  perform tests.ok(found, 'a voice is deleted');
  delete from public.avatar_projects;
  perform tests.ok(found, 'a project is deleted');
  perform set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects where bucket_id in ('uploads', 'voice-samples');
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '0', 'and files, through the Storage API');

  perform tests.be_anon();
  perform tests.ok(tests.count('select 1 from public.plans') > 0, 'visitors see what plans allow');
end
$$;

-- A voice in training that is deleted stops its agent.
do $$
declare
  voice constant uuid := '00000000-0000-4000-8000-0000000000c2';
  claim jsonb;
begin
  perform tests.be_user(tests.bruno());
  insert into public.voice_clones (id, name, audio_sample_url)
    values (voice, 'Bruno', concat_ws('/', tests.bruno(), voice, 'sample.wav'));
  perform tests.be_agent(tests.agent());
  claim := tests.claim();
  perform tests.be_user(tests.bruno());
  delete from public.voice_clones;
  perform tests.equal(tests.events('agent:' || tests.agent()), 'task_cancelled', 'it is told');
  perform tests.equal(tests.waiting('voice_training')::text, '0', 'no message is left');
  perform tests.be_agent(tests.agent());
  perform tests.refused(format('select public.heartbeat_task(%L, 0.5)', claim ->> 'lease_id'), 'lease_lost', 'and its lease is gone');
end
$$;
