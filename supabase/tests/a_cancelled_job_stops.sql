-- Its owner cancels a running job: the agent learns it from its heartbeat and by broadcast, and can settle nothing.
do $$
declare
  job uuid;
  claim jsonb;
  answer jsonb;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  perform tests.finish_until('audio2face');
  claim := tests.claim();

  perform tests.be_user(tests.bruno());
  perform tests.refused(format('select public.cancel_render_job(%L)', job), 'job_not_found', 'a stranger cannot cancel it');

  perform tests.be_user(tests.ana());
  answer := public.cancel_render_job(job);
  perform tests.equal(answer ->> 'status', 'cancelled', 'the owner can');
  perform tests.equal(public.cancel_render_job(job) ->> 'status', 'cancelled', 'asking again answers the same');
  perform tests.equal((tests.job(job)).error_code, 'cancelled', 'the job says cancelled');
  perform tests.equal(
    (select string_agg(s.status || ' ' || coalesce(s.error_code, '-'), ', ' order by s.position)
     from public.render_stages s where s.job_id = job),
    'completed -, completed -, failed cancelled, failed cancelled', 'unfinished stages failed with code cancelled');
  perform tests.equal(tests.waiting('render_ue5')::text, '0', 'no message waits');
  perform tests.equal(tests.archived('render_ue5')::text, '1', 'it is archived');
  perform tests.ok(tests.events('job:' || job) like '%job_cancelled', 'the owner''s page is told');
  perform tests.equal(tests.events('agent:' || tests.agent()), 'task_cancelled', 'and so is the agent');

  perform tests.be_agent(tests.agent());
  answer := public.heartbeat_task((claim ->> 'lease_id')::uuid, 0.9);
  perform tests.equal(answer ->> 'cancelled', 'true', 'its next heartbeat says so');
  perform tests.refused(format('select tests.upload(%L)', tests.artifact(claim)), '42501', 'it can upload nothing more');
  perform tests.refused(
    format('select public.complete_task(%L, %L, %L)', claim ->> 'lease_id', tests.artifact(claim), tests.report()),
    'lease_lost', 'it can complete nothing');
  perform public.release_task((claim ->> 'lease_id')::uuid);
  perform tests.equal((tests.task(claim)).status, 'cancelled', 'giving back a cancelled task changes nothing');
  perform tests.ok(tests.claim() is null, 'and nothing is left to do');

  perform tests.be_admin();
  perform tests.ok(
    exists (select from public.storage_deletions d where d.bucket = 'artifacts' and d.prefix = job || '/'),
    'its artefacts are queued for removal');
end
$$;

-- What has ended cannot be cancelled.
do $$
declare
  job uuid;
begin
  perform tests.be_user(tests.bruno());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  perform tests.finish_until('compositing');
  perform tests.be_user(tests.bruno());
  perform tests.refused(format('select public.cancel_render_job(%L)', job), 'job_not_cancellable', 'a completed job');
  perform tests.refused('select public.cancel_render_job(gen_random_uuid())', 'job_not_found', 'an unknown job');

  job := tests.queue_job();
  perform tests.be('service_role', null);
  perform tests.equal(public.cancel_render_job(job) ->> 'status', 'cancelled', 'a privileged client may cancel any job');
end
$$;
