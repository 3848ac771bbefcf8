-- A retryable failure waits longer each time; the third attempt's failure ends the job with its reason.
do $$
declare
  job uuid;
  claim jsonb;
  answer jsonb;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  for i in 1..2 loop
    claim := tests.claim();
    perform tests.equal(claim ->> 'attempt', i::text, 'attempts are counted');
    answer := public.fail_task((claim ->> 'lease_id')::uuid, 'tool_crashed', true, 'espeak crashed', 'last words');
    perform tests.equal(answer ->> 'status', 'retrying', 'it is tried again');
    perform tests.ok(
      (answer ->> 'run_after')::timestamptz - clock_timestamp()
        between make_interval(secs => 2 ^ i - 1) and make_interval(secs => 2 ^ i), 'after 2^attempt seconds');
    perform tests.ok(tests.claim() is null, 'and not before');
    perform tests.equal(tests.waiting('render_tts')::text, '1', 'its message stays in the queue');
    perform tests.equal((tests.job(job)).status, 'processing', 'the job goes on');
    perform tests.let_retry_time_come();
  end loop;

  claim := tests.claim();
  answer := public.fail_task((claim ->> 'lease_id')::uuid, 'tool_crashed', true, 'espeak crashed', 'last words');
  perform tests.equal(answer ->> 'status', 'failed', 'the third is the last');
  perform tests.equal(
    public.fail_task((claim ->> 'lease_id')::uuid, 'tool_crashed', true, 'espeak crashed', 'last words') ->> 'status',
    'failed', 'and the same failure again is answered the same');
  perform tests.equal((tests.job(job)).status, 'failed', 'the job failed');
  perform tests.equal((tests.job(job)).error_code, 'tool_crashed', 'with the code');
  perform tests.equal((tests.job(job)).error_stage, 'tts', 'the stage');
  perform tests.equal((tests.job(job)).error_message, 'espeak crashed', 'the message');
  perform tests.ok((tests.job(job)).remedy like 'See the tool log%', 'a remedy');
  perform tests.equal((tests.task(claim)).error ->> 'log_tail', 'last words', 'and the end of the tool''s log');
  perform tests.equal((tests.stage_of(job, 'compositing')).status, 'failed', 'no stage is left open');
  perform tests.equal(tests.waiting('render_tts')::text, '0', 'the message left the queue');
  perform tests.equal(tests.archived('render_tts')::text, '1', 'and was archived, not dropped');
  perform tests.ok(tests.claim() is null, 'nothing is left to do');
  perform tests.ok(tests.events('job:' || job) like '%job_failed', 'its owner is told');
end
$$;

do $$
declare
  job uuid;
  claim jsonb;
begin
  perform tests.be_user(tests.bruno());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  claim := tests.claim();
  perform tests.refused(
    format('select public.fail_task(%L, ''my_own_code'', true, '''', '''')', claim ->> 'lease_id'),
    'invalid_request', 'a code outside the contract');
  perform tests.equal(
    public.fail_task((claim ->> 'lease_id')::uuid, 'text_unspeakable', false, 'No words.', '') ->> 'status',
    'failed', 'what cannot succeed is not tried again');
  perform tests.equal((tests.job(job)).status, 'failed', 'and the job ends at once');
end
$$;
