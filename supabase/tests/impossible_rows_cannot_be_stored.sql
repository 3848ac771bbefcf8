-- Named CHECKs hold even for the owner of the tables.
do $$
declare
  job uuid;
  statement text;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_admin();
  foreach statement in array array[
    'update public.render_jobs set status = ''completed'', progress = 1, completed_at = now()',
    'update public.render_jobs set video_url = ''/x''',
    'update public.render_jobs set status = ''failed'', completed_at = now()',
    'update public.render_jobs set status = ''failed'', error_code = ''internal'', error_message = ''x'', remedy = ''x''',
    'update public.render_jobs set status = ''processing''',
    'update public.render_jobs set status = ''paused''',
    'update public.render_jobs set progress = 1.1',
    'update public.render_jobs set started_at = now()',
    'update public.render_jobs set current_stage = ''upload''',
    'update public.render_stages set status = ''processing''',
    'update public.render_stages set status = ''completed'', completed_at = now()',
    'update public.render_stages set status = ''failed'', completed_at = now()',
    'update public.render_stages set progress = -0.1',
    'update public.render_tasks set status = ''processing''',
    'update public.render_tasks set status = ''processing'', lease_id = gen_random_uuid(), agent_id = gen_random_uuid(), attempt = 1',
    'update public.render_tasks set lease_id = gen_random_uuid()',
    'update public.render_tasks set lease_expires_at = now()',
    'update public.render_tasks set status = ''completed'', completed_at = now()',
    'update public.render_tasks set status = ''failed'', completed_at = now()',
    'update public.render_tasks set attempt = 4',
    'update public.render_tasks set stage = ''voice_training''',
    'update public.users set name = ''''',
    'update public.avatars_3d set features = ''[]''',
    'update public.avatars_3d set category = ''sports''']
  loop
    begin
      execute statement;
      raise exception 'was stored: %', statement using errcode = 'XX001';
    exception when check_violation then
      null;
    end;
  end loop;
end
$$;

-- Nobody inserts a finished job, not even a privileged client.
do $$
declare
  project uuid;
  stored public.render_jobs;
begin
  perform tests.be_user(tests.bruno());
  perform tests.queue_job();
  select id into project from public.avatar_projects;
  perform tests.be('service_role', null);
  insert into public.render_jobs (project_id, status, progress, video_url, completed_at)
    values (project, 'completed', 1, '/x', now()) returning * into stored;
  perform tests.equal(concat_ws(' ', stored.status, stored.progress, stored.user_id), 'queued 0 ' || tests.bruno(),
    'it starts at the beginning, for the project''s owner');
end
$$;
