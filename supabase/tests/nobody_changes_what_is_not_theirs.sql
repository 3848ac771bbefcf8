-- Bruno tries it without a filter: only the policy of the very operation stands in his way then, since Postgres
-- adds the policies of reading only where a statement reads.
do $$
declare
  voice constant uuid := '00000000-0000-4000-8000-0000000000c1';
  job uuid;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  insert into storage.objects (bucket_id, name) values
    ('voice-samples', concat_ws('/', tests.ana(), voice, 'sample.wav')), ('uploads', tests.ana() || '/logo.png');
  insert into public.voice_clones (id, name, audio_sample_url)
    values (voice, 'Ana', concat_ws('/', '/api/v2/files/voice-samples', tests.ana(), voice, 'sample.wav'));
  perform tests.be_admin();
  insert into public.avatar_project_voices (project_id, voice_id) select p.id, voice from public.avatar_projects p;

  perform tests.be_user(tests.bruno());
  update public.users set name = 'Roubado';
  update public.avatar_projects set title = 'Roubado';
  delete from public.avatar_projects;
  delete from public.render_jobs;
  update public.voice_clones set name = 'Roubado';
  delete from public.voice_clones;
  update storage.objects set user_metadata = '{"stolen": true}';
  perform set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects;
  perform tests.equal(tests.count('select 1 from public.avatar_project_voices')::text, '0', 'he sees no link to a voice');
  perform tests.refused(
    format('insert into public.voice_clones (id, user_id, name, audio_sample_url)
            values (gen_random_uuid(), %1$L, ''x'', null)', tests.ana()), 'invalid_request', 'a voice without a sample');
  perform tests.refused(
    format('insert into public.voice_clones (id, user_id, name, audio_sample_url)
            values (''00000000-0000-4000-8000-0000000000c2'', %1$L, ''x'',
              ''/api/v2/files/voice-samples/%1$s/00000000-0000-4000-8000-0000000000c2/x.wav'')', tests.ana()),
    '42501', 'a voice in her name');
  perform tests.refused(
    format('insert into public.avatar_projects (user_id, avatar_id, script, voice_config, render_settings)
            values (%L, ''br_corporate_ana'', ''x'', %L, ''{}'')',
      tests.ana(), jsonb_build_object('language', 'pt-BR', 'clone_id', voice)),
    'voice_not_found', 'whose a voice is');
  -- With three voices being learnt she is told so; he must not be.
  perform tests.be_user(tests.ana());
  insert into public.voice_clones (id, name, audio_sample_url)
    select id, 'Ana', concat_ws('/', tests.ana(), id, 'sample.wav')
    from (values (gen_random_uuid()), (gen_random_uuid())) as more (id);
  perform tests.refused(
    format('insert into public.voice_clones (id, user_id, name, audio_sample_url)
            values (''00000000-0000-4000-8000-0000000000c2'', %1$L, ''x'',
              ''/api/v2/files/voice-samples/%1$s/00000000-0000-4000-8000-0000000000c2/x.wav'')', tests.ana()),
    'quota_exceeded', 'a fourth voice of hers');
  perform tests.be_user(tests.bruno());
  perform tests.refused(
    format('insert into public.voice_clones (id, user_id, name, audio_sample_url)
            values (''00000000-0000-4000-8000-0000000000c2'', %1$L, ''x'',
              ''/api/v2/files/voice-samples/%1$s/00000000-0000-4000-8000-0000000000c2/x.wav'')', tests.ana()),
    '42501', 'how many voices she has');

  perform tests.be_agent(tests.agent());
  update storage.objects set user_metadata = '{"stolen": true}';
  delete from storage.objects;

  perform tests.be_admin();
  perform tests.equal((select u.name from public.users u where u.id = tests.ana()), 'ana', 'her name');
  perform tests.equal(tests.count('select 1 from public.avatar_projects where title <> ''Roubado''')::text, '1', 'her project');
  perform tests.equal(tests.count('select 1 from public.render_jobs')::text, '1', 'her job');
  perform tests.equal(tests.count('select 1 from public.voice_clones where name = ''Ana''')::text, '3', 'her voices');
  perform tests.equal(tests.count('select 1 from storage.objects where user_metadata is null')::text, '2', 'her files are as they were');
end
$$;

-- The policy on render_jobs holds by itself, without the trigger that answers before it.
do $$
declare
  project uuid;
begin
  perform tests.be_admin();
  select p.id into project from public.avatar_projects p;
  alter table public.render_jobs disable trigger admit_job;
  perform tests.be_user(tests.bruno());
  perform tests.refused(format('insert into public.render_jobs (project_id) values (%L)', project), '42501',
    'a job of her project');
end
$$;
