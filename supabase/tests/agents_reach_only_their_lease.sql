-- An agent host executes the protocol and touches the objects its leased task names, nothing else.
do $$
declare
  job uuid;
  speech jsonb;
  face jsonb;
  name text;
begin
  perform tests.be_user(tests.ana());
  insert into storage.objects (bucket_id, name) values
    ('uploads', tests.ana() || '/office.png'), ('uploads', tests.ana() || '/private.png');
  job := tests.queue_job('Bom dia.', jsonb_build_object('background',
    jsonb_build_object('type', 'image', 'path', tests.ana() || '/office.png')));

  perform tests.be_agent(tests.agent());
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '0', 'without a lease it sees no file');
  foreach name in array '{users,avatar_projects,render_jobs,render_stages,render_tasks,voice_clones,render_requests,gpu_agents,stage_rates,storage_deletions,avatar_project_voices}'::text[]
  loop
    perform tests.refused('select * from public.' || name, '42501', 'an agent reading ' || name);
  end loop;
  perform tests.refused('select tests.queue_job()', '42501', 'an agent queueing a job');
  perform tests.refused(format('select public.cancel_render_job(%L)', job), '42501', 'an agent cancelling');
  perform tests.refused('select * from auth.users', '42501', 'an agent reading auth');

  speech := tests.claim();
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''uploads''')::text, '1',
    'with a lease it sees the background its task names and not the other upload');
  perform tests.upload(tests.artifact(speech));
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''artifacts''')::text, '2',
    'and what it wrote itself');
  perform tests.refused(
    format('insert into storage.objects (bucket_id, name) values (''artifacts'', %L)', job || '/tts/0/audio.wav'),
    '42501', 'outside the folder of the lease');
  perform tests.refused(
    format('insert into storage.objects (bucket_id, name) values (''renders'', %L)',
      concat_ws('/', tests.ana(), job, speech ->> 'lease_id', 'film.mp4')),
    '42501', 'a film while it synthesises speech');
  perform tests.refused(
    format('insert into storage.objects (bucket_id, name) values (''uploads'', %L)', tests.ana() || '/x.png'),
    '42501', 'an upload');
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''uploads'' and name like ''%private%''')::text,
    '0', 'nor read a file its task does not name');

  perform tests.be_agent(tests.other_agent());
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '0', 'another agent sees none of it');

  perform tests.be_agent(tests.agent());
  perform public.complete_task((speech ->> 'lease_id')::uuid, tests.artifact(speech), tests.report());
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '0', 'a settled lease opens nothing');
  perform tests.refused(
    format('insert into storage.objects (bucket_id, name) values (''artifacts'', %L)',
      (tests.artifact(speech) ->> 'prefix') || 'late.wav'), '42501', 'nor takes a late upload');

  perform tests.be_agent(tests.other_agent());
  face := tests.claim();
  perform tests.equal(face ->> 'stage', 'audio2face', 'the other agent takes the next stage');
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''artifacts''')::text, '2',
    'and reads the accepted speech');
end
$$;

-- Catalogue files are written by agents, only for avatars that exist, and read by all.
do $$
begin
  perform tests.be_agent(tests.agent());
  insert into storage.objects (bucket_id, name) values ('avatars', 'br_corporate_ana/poster.webp');
  perform tests.refused('insert into storage.objects (bucket_id, name) values (''avatars'', ''nobody/poster.webp'')',
    '42501', 'an avatar that is not in the catalogue');
  perform tests.be_anon();
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '1', 'visitors read it');
  perform tests.refused('insert into storage.objects (bucket_id, name) values (''avatars'', ''br_corporate_ana/x.webp'')',
    '42501', 'and write nothing');
  perform tests.be_user(tests.ana());
  perform tests.refused('insert into storage.objects (bucket_id, name) values (''avatars'', ''br_corporate_ana/x.webp'')',
    '42501', 'nor do users');
end
$$;
