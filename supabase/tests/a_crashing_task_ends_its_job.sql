-- An agent that dies with every attempt never answers: the third expired lease ends the job instead of a fourth try.
do $$
declare
  job uuid;
  claim jsonb;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  for i in 1..3 loop
    claim := tests.claim();
    perform tests.equal(claim ->> 'attempt', i::text, 'attempt');
    perform tests.let_lease_expire((claim ->> 'lease_id')::uuid);
  end loop;
  perform tests.ok(tests.claim() is null, 'there is no fourth attempt');
  perform tests.equal((tests.job(job)).status, 'failed', 'the job failed');
  perform tests.equal((tests.job(job)).error_code, 'attempts_exhausted', 'and says why');
  perform tests.equal(tests.archived('render_tts')::text, '1', 'its message is archived');
end
$$;
