-- Beyond 20 s a film is drawn in ranges that several agents share; finished ranges are not drawn again.
do $$
declare
  job uuid;
  speech jsonb;
  artifact jsonb;
  first jsonb; second jsonb; third jsonb;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  speech := tests.claim();
  artifact := tests.artifact(speech) || '{"duration": 50.01}';
  perform tests.upload(artifact);
  perform public.complete_task((speech ->> 'lease_id')::uuid, artifact, tests.report());
  perform tests.finish(tests.claim());

  first := tests.claim();
  perform tests.be_agent(tests.other_agent());
  second := tests.claim();
  third := tests.claim();
  perform tests.equal(
    concat_ws(' ', first ->> 'first_frame', first ->> 'frame_count', second ->> 'first_frame',
      second ->> 'frame_count', third ->> 'first_frame', third ->> 'frame_count'),
    '0 417 417 417 834 417', 'three ranges of 16.68 seconds');
  perform tests.finish(third);
  perform public.fail_task((second ->> 'lease_id')::uuid, 'tool_crashed', true, 'crashed', '');
  perform tests.be_agent(tests.agent());
  perform tests.finish(first);
  perform tests.equal((tests.stage_of(job, 'ue5')).status, 'processing', 'the stage waits for the middle');
  perform tests.ok(tests.claim() is null, 'which waits for its retry');
  perform tests.let_retry_time_come();
  second := tests.claim();
  perform tests.equal(second ->> 'range_index', '1', 'only the middle is drawn again');
  perform tests.finish(second);
  perform tests.equal((tests.stage_of(job, 'ue5')).status, 'completed', 'now the stage is done');
  third := tests.claim();
  perform tests.equal(
    (select string_agg(r.value ->> 'first_frame', ' ') from jsonb_array_elements(third #> '{inputs,ue5}') as r),
    '0 417 834', 'and compositing gets the ranges in order');
end
$$;
