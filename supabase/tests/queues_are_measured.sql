-- queue_depths() counts what waits and what runs, by stage, and times the oldest from when it could run.
do $$
declare
  claim jsonb;
begin
  perform tests.be_agent(tests.agent());
  perform tests.equal((select count(*)::text from public.queue_depths()), '7', 'a row for every stage');
  perform tests.equal((select sum(waiting + running)::text from public.queue_depths()), '0', 'an empty queue');
  perform tests.be_user(tests.ana());
  perform tests.queue_job();
  perform tests.queue_job();
  perform tests.be_agent(tests.agent());
  perform tests.equal((select waiting::text from public.queue_depths() where stage = 'tts'), '2', 'two speeches wait');
  perform tests.equal((select waiting::text from public.queue_depths() where stage = 'ue5'), '0', 'nothing else does yet');
  perform tests.be_admin();
  update public.render_tasks set queued_at = now() - interval '1 hour', run_after = now() - interval '90 seconds';
  perform tests.be_agent(tests.agent());
  perform tests.equal((select round(oldest_age_s / 10)::text from public.queue_depths() where stage = 'tts'), '9',
    'a pause before a retry is no waiting');
  claim := tests.claim();
  perform tests.equal((select waiting || ' ' || running from public.queue_depths() where stage = 'tts'), '1 1', 'one runs');
end
$$;
