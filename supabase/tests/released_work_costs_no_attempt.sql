-- A deploy stops an agent: it gives its task back, and with it the attempt.
do $$
declare
  job uuid;
  claim jsonb;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  for i in 1..5 loop
    perform tests.be_agent(tests.agent());
    claim := tests.claim();
    perform tests.equal(claim ->> 'attempt', '1', 'still the first attempt');
    perform public.release_task((claim ->> 'lease_id')::uuid);
    perform tests.equal((tests.task(claim)).attempt::text, '0', 'the attempt is given back');
  end loop;
  perform tests.be_agent(tests.other_agent());
  claim := tests.claim();
  perform tests.equal(claim ->> 'stage', 'tts', 'another agent goes on at once');
  perform tests.finish(claim);
end
$$;
