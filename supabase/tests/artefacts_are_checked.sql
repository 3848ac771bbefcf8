-- complete_task refuses artefacts outside the lease's folder, of the wrong shape, or that were never uploaded.
do $$
declare
  job uuid;
  claim jsonb;
  good jsonb;
  bad jsonb;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  claim := tests.claim();
  good := tests.artifact(claim);

  perform tests.refused(
    format('select public.complete_task(%L, %L, %L)', claim ->> 'lease_id', good, tests.report()),
    'invalid_request', 'files that are not stored');
  perform tests.upload(good);
  for bad in
    select * from unnest(array[
      '{"bucket": "renders"}',
      '{"prefix": "elsewhere/"}',
      jsonb_build_object('prefix', job || '/tts/0/00000000-0000-4000-8000-000000000000/'),
      jsonb_build_object('prefix', (good ->> 'prefix') || '../'),
      '{"files": {"audio": "audio.wav"}}',
      '{"files": {"audio": "../audio.wav", "timeline": "timeline.json"}}',
      '{"duration": 0}', '{"duration": "5"}', '{"duration": null}', '{"surprise": 1}',
      '{"engine": {"name": "espeak", "version": "1"}}'
    ]::jsonb[])
  loop
    perform tests.refused(
      format('select public.complete_task(%L, %L, %L)', claim ->> 'lease_id', good || bad, tests.report()),
      'invalid_request', 'an artefact with ' || bad::text);
  end loop;
  for bad in
    select * from unnest(array['{}', '[]', '{"wall_s": -1, "engine": {"name": "x"}}', '{"wall_s": 1}',
      '{"wall_s": 1, "engine": {"name": "x", "version": ""}}', '{"wall_s": 1, "engine": {"name": "x"}}']::jsonb[])
  loop
    perform tests.refused(
      format('select public.complete_task(%L, %L, %L)', claim ->> 'lease_id', good, bad),
      'invalid_request', 'a report like ' || bad::text);
  end loop;
  perform tests.equal((tests.task(claim)).status, 'processing', 'the task is still held');
  perform public.complete_task((claim ->> 'lease_id')::uuid, good, tests.report());

  perform tests.finish(tests.claim());
  claim := tests.claim();
  perform tests.equal(claim ->> 'stage', 'ue5', 'now the picture');
  good := tests.artifact(claim);
  perform tests.upload(good);
  perform tests.refused(
    format('select public.complete_task(%L, %L, %L)', claim ->> 'lease_id', good || '{"frame_count": 125}', tests.report()),
    'invalid_request', 'a range with a frame missing');
  perform public.complete_task((claim ->> 'lease_id')::uuid, good, tests.report());

  claim := tests.claim();
  good := tests.artifact(claim);
  perform tests.upload(good);
  perform tests.refused(
    format('select public.complete_task(%L, %L, %L)', claim ->> 'lease_id',
      good || jsonb_build_object('prefix', replace(good ->> 'prefix', tests.ana()::text, tests.bruno()::text)),
      tests.report()),
    'invalid_request', 'a film in another person''s folder');
end
$$;
