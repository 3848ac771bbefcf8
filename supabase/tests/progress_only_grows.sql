-- Heartbeats move stage and job; a job's progress and seq never fall, whatever is retried or reported.
do $$
declare
  job uuid;
  claim jsonb;
  before double precision;
  seq bigint;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  claim := tests.claim();
  perform public.heartbeat_task((claim ->> 'lease_id')::uuid, 0.5);
  perform tests.equal((tests.stage_of(job, 'tts')).progress::text, '0.5', 'the stage is half done');
  before := (tests.job(job)).progress;
  seq := (tests.job(job)).seq;
  perform tests.ok(before > 0 and before < 0.5, 'the job is not');
  perform public.heartbeat_task((claim ->> 'lease_id')::uuid, 0.1);
  perform tests.equal((tests.stage_of(job, 'tts')).progress::text, '0.5', 'a lower report changes nothing');
  perform public.heartbeat_task((claim ->> 'lease_id')::uuid, 7);
  perform tests.equal((tests.stage_of(job, 'tts')).progress::text, '1', 'a report beyond one is one');
  perform public.fail_task((claim ->> 'lease_id')::uuid, 'internal', true, 'again', '');
  perform tests.ok((tests.job(job)).progress >= before, 'a retry does not set the job back');
  perform tests.let_retry_time_come();

  loop
    claim := tests.claim();
    exit when claim is null;
    before := (tests.job(job)).progress;
    perform tests.finish(claim);
    perform tests.ok((tests.job(job)).progress >= before, 'progress grows with ' || (claim ->> 'stage'));
    perform tests.ok((tests.job(job)).seq > seq, 'so does seq');
    seq := (tests.job(job)).seq;
  end loop;
  perform tests.equal((tests.job(job)).progress::text, '1', 'and ends at one');

  perform tests.be_admin();
  perform tests.ok(
    (select bool_and(m.private) and count(distinct m.payload ->> 'seq') = count(*) from realtime.messages m
     where m.topic = 'job:' || job), 'every event is private and has a seq of its own');
end
$$;
