-- People get a row when they sign up, agents do not; whoever leaves takes everything along.
do $$
declare
  job uuid;
  claim jsonb;
begin
  perform tests.equal((select string_agg(u.email || ' ' || u.name || ' ' || u.plan, ', ' order by u.email) from public.users u),
    'ana@example.com ana free, bruno@example.com bruno free', 'two people, no agents');
  update auth.users set email = 'ana@example.org' where id = tests.ana();
  perform tests.equal((select u.email from public.users u where u.id = tests.ana()), 'ana@example.org', 'an address follows');

  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  perform public.register_agent('host-1', '0.1.0', '{"gpus": 1, "calibration": [
    {"stage": "ue5", "engine": "unreal", "size": "640x360", "quality": "draft", "seconds_per_second": 2.5},
    {"stage": "nonsense"}, 3]}');
  perform tests.be_anon();
  perform tests.equal(public.count_agents_online()::text, '1', 'anyone may know that an agent is up');
  perform tests.be_agent(tests.agent());
  claim := tests.claim();

  perform tests.be_admin();
  perform tests.equal((select r.seconds_per_second::text from public.stage_rates r where r.size = '640x360'), '2.5',
    'its calibration fills an empty rate');
  update auth.users set role = 'gpu_agent' where id = tests.ana();
  perform tests.ok(exists (select from public.users u where u.id = tests.ana()), 'nobody with work loses it by a change of role');

  delete from auth.users where id = tests.ana();
  perform tests.equal(tests.count('select 1 from public.render_jobs')::text, '0', 'her jobs are gone');
  perform tests.equal(tests.count('select 1 from public.render_tasks')::text, '0', 'and their tasks');
  perform tests.ok(exists (select from public.storage_deletions d where d.bucket = 'uploads' and d.prefix = tests.ana() || '/'),
    'her files are queued for removal');
  perform tests.be_agent(tests.agent());
  perform tests.refused(format('select public.heartbeat_task(%L, 0.5)', claim ->> 'lease_id'), 'lease_lost',
    'the agent that worked for her learns it');
  perform public.sweep();
  perform tests.equal(tests.waiting('render_tts')::text, '0', 'and no message is left');

  perform tests.be_admin();
  delete from auth.users where id = tests.agent();
  perform tests.equal(tests.count('select 1 from public.gpu_agents')::text, '0', 'an agent that leaves is gone too');
end
$$;
