-- Column privileges: what only the pipeline may write, no user can.
do $$
declare
  job uuid;
  project uuid;
  assignment text;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  select j.project_id into project from public.render_jobs j where j.id = job;

  -- An integrator inserts a bare row and it is queued as the API does it.
  insert into public.render_jobs (project_id) values (project);
  perform tests.equal(tests.waiting('render_tts')::text, '2', 'a bare insert is queued, once');

  foreach assignment in array array[
    'status, video_url) values (%L, ''completed'', ''/x'')', 'user_id) values (%L, tests.ana())',
    'progress) values (%L, 1)', 'priority) values (%L, 99)', 'request) values (%L, ''{}'')',
    'metadata) values (%L, ''{}'')', 'id) values (%L, gen_random_uuid())', 'created_at) values (%L, now())']
  loop
    perform tests.refused(format('insert into public.render_jobs (project_id, ' || assignment, project), '42501',
      'a job with ' || assignment);
  end loop;

  perform tests.refused('update public.render_jobs set status = ''completed''', '42501', 'status of a job');
  perform tests.refused('update public.render_jobs set project_id = project_id', '42501', 'project of a job');
  perform tests.refused('update public.render_stages set progress = 1', '42501', 'a stage');
  perform tests.refused('insert into public.render_stages (job_id, stage_name, position) select id, ''tts'', 1 from public.render_jobs', '42501', 'a stage');
  perform tests.refused('delete from public.render_stages', '42501', 'a stage away');
  perform tests.refused('select * from public.render_tasks', '42501', 'tasks');
  perform tests.refused('select * from public.storage_deletions', '42501', 'deletions');
  perform tests.refused('select * from public.gpu_agents', '42501', 'agents');
  perform tests.refused('select * from private.error_codes', '42501', 'private tables');
  perform tests.refused('select * from pgmq.q_render_tts', '42501', 'queues');
  perform tests.refused('update public.users set plan = ''enterprise''', '42501', 'their plan');
  perform tests.refused('update public.users set email = ''x@example.com''', '42501', 'their email');
  perform tests.refused('delete from public.users', '42501', 'their row');
  perform tests.refused('update public.avatar_projects set user_id = tests.bruno()', '42501', 'a project''s owner');
  perform tests.refused('update public.avatar_projects set thumbnail_url = ''x''', '42501', 'a thumbnail');
  perform tests.refused('update public.avatars_3d set name = ''x''', '42501', 'the catalogue');
  perform tests.refused('update public.stage_rates set seconds_per_second = 1', '42501', 'rates');
  perform tests.refused('update public.plans set active_jobs = 999', '42501', 'plans');
  perform tests.refused('update public.voice_clones set status = ''ready''', '42501', 'a voice''s status');
  perform tests.refused('insert into public.avatar_project_voices values (gen_random_uuid(), gen_random_uuid())', '42501', 'links');

  update public.users set name = 'Ana Paula' where id = tests.ana();
  perform tests.ok(found, 'their name they may change');
  update public.avatar_projects set title = 'Novo' where id = project;
  perform tests.ok(found, 'and a title');
end
$$;

-- The protocol of agents is closed to people, and privileged helpers to everybody.
do $$
declare
  call text;
begin
  perform tests.be_user(tests.ana());
  foreach call in array array[
    'public.claim_task(''{tts}'', ''{tts:espeak}'', 30)', 'public.heartbeat_task(gen_random_uuid(), 0)',
    'public.complete_task(gen_random_uuid(), ''{}'', ''{}'')', 'public.release_task(gen_random_uuid())',
    'public.fail_task(gen_random_uuid(), ''internal'', true, '''', '''')', 'public.register_agent(''x'', ''1'', ''{}'')',
    'public.settle_engine(gen_random_uuid(), ''render:three'')', 'public.decline_task(gen_random_uuid())',
    'public.sweep()', 'public.queue_depths()', 'public.use_api_token(''x'')', 'public.claim_deletions()', 'public.settle_deletions(''{1}'')',
    'private.end_job(gen_random_uuid(), ''failed'', null, ''internal'', ''x'')', 'private.wake_agents(''tts'')',
    'private.broadcast(''{}'', ''x'', ''agents'')', 'private.record_rate(''tts'', ''x'', '''', '''', 1)']
  loop
    perform tests.refused('select ' || call, '42501', call);
  end loop;
end
$$;
