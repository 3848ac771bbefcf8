-- Bruno is signed in and curious about Ana; a visitor is not even signed in.
do $$
declare
  job uuid;
  project uuid;
  claim jsonb;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  select j.project_id into project from public.render_jobs j where j.id = job;
  perform tests.be_agent(tests.agent());
  perform tests.finish_until('compositing');

  perform tests.be_user(tests.ana());
  perform tests.equal(tests.count('select 1 from public.users')::text, '1', 'Ana sees herself');
  perform tests.equal(tests.count('select 1 from public.avatar_projects')::text, '1', 'her project');
  perform tests.equal(tests.count('select 1 from public.render_jobs')::text, '1', 'her job');
  perform tests.equal(tests.count('select 1 from public.render_stages')::text, '4', 'its stages');
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '4', 'and the four files of her film');

  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count('select 1 from public.users')::text, '1', 'Bruno sees himself only');
  perform tests.equal(tests.count('select 1 from public.avatar_projects')::text, '0', 'no project');
  perform tests.equal(tests.count('select 1 from public.render_jobs')::text, '0', 'no job');
  perform tests.equal(tests.count('select 1 from public.render_stages')::text, '0', 'no stage');
  perform tests.equal(tests.count('select 1 from public.avatar_project_voices')::text, '0', 'no voice of a project');
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '0', 'no file');
  update public.avatar_projects set title = 'Meu' where id = project;
  perform tests.ok(not found, 'he changes nothing');
  delete from public.avatar_projects where id = project;
  perform tests.ok(not found, 'deletes nothing');
  delete from public.render_jobs where id = job;
  perform tests.ok(not found, 'no job either');
  perform tests.refused(format('insert into public.render_jobs (project_id) values (%L)', project),
    'project_not_found', 'and queues nothing with her project');
  perform tests.refused(
    format('insert into public.avatar_projects (user_id, avatar_id, script, voice_config, render_settings)
            values (%L, ''br_corporate_ana'', ''Oi.'', ''{"language": "pt-BR"}'', ''{}'')', tests.ana()),
    '42501', 'nor makes a project in her name');
  perform tests.refused(
    format('select public.create_render_job(''br_corporate_ana'', ''Oi.'', ''{"language": "pt-BR"}'', ''{}'', %L)', project),
    'project_not_found', 'nor renders into hers');

  perform tests.be_anon();
  perform tests.equal(tests.count('select 1 from public.avatars_3d')::text,
    (select count(*)::text from public.avatars_3d where is_active), 'a visitor sees the gallery');
  perform tests.ok(tests.count('select 1 from public.avatars_3d') >= 2, 'which is not empty');
  perform tests.refused('select * from public.users', '42501', 'no users');
  perform tests.refused('select * from public.avatar_projects', '42501', 'no projects');
  perform tests.refused('select * from public.render_jobs', '42501', 'no jobs');
  perform tests.refused('select * from public.render_stages', '42501', 'no stages');
  perform tests.refused('select * from public.voice_clones', '42501', 'no voices');
  perform tests.refused('select * from public.render_tasks', '42501', 'no tasks');
  perform tests.refused('select * from public.gpu_agents', '42501', 'no agents');
  perform tests.refused('select tests.queue_job()', '42501', 'and queues nothing');
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '0', 'and finds no file');
end
$$;

-- An avatar that was switched off is out of sight and out of use.
do $$
declare
  listed bigint;
begin
  perform tests.be_anon();
  listed := tests.count('select 1 from public.avatars_3d');
  perform tests.be_admin();
  update public.avatars_3d set is_active = false where id = 'br_safety_carlos';
  perform tests.be_anon();
  perform tests.equal(tests.count('select 1 from public.avatars_3d')::text, (listed - 1)::text, 'visitors');
  perform tests.be_user(tests.ana());
  perform tests.equal(tests.count('select 1 from public.avatars_3d')::text, (listed - 1)::text, 'signed-in users');
  perform tests.refused(
    'select public.create_render_job(''br_safety_carlos'', ''Oi.'', ''{"language": "pt-BR"}'', ''{}'')',
    'avatar_not_found', 'and nobody renders it');
end
$$;
