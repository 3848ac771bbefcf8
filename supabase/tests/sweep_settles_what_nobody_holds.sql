-- sweep() is idempotent, settles expired leases, and repairs what a restored backup may have broken.
do $$
declare
  job uuid; second uuid; third uuid;
  claim jsonb;
  settled jsonb;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  claim := tests.claim();
  perform tests.equal(public.sweep() ->> 'returned', '0', 'a live lease is left alone');
  perform tests.equal((tests.task(claim)).status, 'processing', 'and so is its task');
  perform tests.let_lease_expire((claim ->> 'lease_id')::uuid);
  perform tests.equal(public.sweep() ->> 'returned', '1', 'an expired one is settled');
  perform tests.equal((tests.task(claim)).status, 'pending', 'its task waits again');
  perform tests.equal((tests.task(claim)).attempt::text, '1', 'the attempt is spent');
  perform tests.equal(public.sweep() ->> 'returned', '0', 'once');
  perform tests.refused(format('select public.heartbeat_task(%L, 0.5)', claim ->> 'lease_id'), 'lease_lost', 'the lease is gone');

  for i in 2..3 loop
    claim := tests.claim();
    perform tests.let_lease_expire((claim ->> 'lease_id')::uuid);
    settled := public.sweep();
  end loop;
  perform tests.equal(settled ->> 'given_up', '1', 'after the third it gives up');
  perform tests.equal((tests.job(job)).error_code, 'attempts_exhausted', 'and the job says why');

  -- A message that vanished is sent again; one without a task is archived.
  perform tests.be_user(tests.ana());
  second := tests.queue_job();
  perform tests.be_admin();
  perform pgmq.purge_queue('render_tts');
  perform pgmq.send('render_tts', '{"v": 1, "task_id": "00000000-0000-4000-8000-000000000000"}');
  perform tests.be_agent(tests.agent());
  settled := public.sweep();
  perform tests.equal(settled ->> 'resent', '1', 'the lost message is sent again');
  perform tests.equal(settled ->> 'archived', '1', 'the orphan is archived');
  perform tests.equal(tests.waiting('render_tts')::text, '1', 'one message waits');
  settled := public.sweep();
  perform tests.equal(settled ->> 'resent', '0', 'once');
  perform tests.equal(settled ->> 'archived', '0', 'each');

  -- A live job without a live task cannot go on: it fails rather than waiting for ever.
  perform tests.be_admin();
  delete from public.render_tasks where job_id = second;
  perform tests.be_agent(tests.agent());
  perform public.sweep();
  perform tests.equal((tests.job(second)).status, 'failed', 'a job that lost its work fails');

  -- Idempotency keys are forgotten after a month.
  perform tests.be_user(tests.ana());
  perform public.create_render_job('br_corporate_ana', 'Oi.', '{"language": "pt-BR"}', '{"engine": "unreal"}', idempotency_key => 'old');
  perform tests.be_admin();
  update public.render_requests set created_at = now() - interval '31 days';
  perform tests.be_agent(tests.agent());
  perform public.sweep();
  perform tests.be_user(tests.ana());
  perform tests.equal(tests.count('select 1 from public.render_requests')::text, '0', 'old keys are gone');
  delete from public.render_jobs;

  -- Nobody offers Unreal while agents are up: after half an hour its owner is told.
  perform tests.be_user(tests.bruno());
  third := tests.queue_job('Olá.', '{"engine": "unreal"}');
  perform tests.be_agent(tests.agent());
  perform tests.finish_until('audio2face');
  perform tests.ok(tests.claim() is null, 'this agent has no Unreal');
  perform public.sweep();
  perform tests.equal((tests.job(third)).status, 'processing', 'at first it waits');
  perform tests.be_admin();
  update public.render_tasks set created_at = now() - interval '31 minutes' where job_id = third and status = 'pending';
  perform tests.be_agent(tests.agent());
  perform public.sweep();
  perform tests.equal((tests.job(third)).error_code, 'no_engine', 'then it says that no agent offers the engine');
end
$$;
