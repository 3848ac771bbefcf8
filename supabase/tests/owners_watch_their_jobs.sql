-- Place in the queue, first frame and log: told to the owner of a job and to nobody else.
do $$
declare
  first uuid;
  second uuid;
  claim jsonb;
  seen record;
  artifact jsonb;
begin
  perform tests.be_user(tests.bruno());
  first := tests.queue_job('De Bruno.');
  perform tests.be_user(tests.ana());
  second := tests.queue_job();
  select * into seen from public.watch_jobs(array[first, second]);
  perform tests.equal(seen.job_id || ' ' || seen.queue_position, second || ' 2', 'behind an older one, and of that not a word');
  perform tests.equal(tests.count(format('select 1 from public.watch_jobs(array[%L::uuid, %L])', first, second))::text, '1', 'one''s own alone');
  perform tests.be_admin();
  update public.render_jobs set priority = 20 where id = second;
  perform tests.be_user(tests.ana());
  perform tests.equal((select w.queue_position::text from public.watch_jobs(array[second]) w), '1', 'a larger plan goes first');

  perform tests.be_user(tests.bruno());
  perform public.cancel_render_job(first);
  perform tests.be_agent(tests.agent());
  perform tests.finish_until('audio2face');
  claim := tests.claim();
  artifact := jsonb_set(tests.artifact(claim), '{files,poster}', '"poster.png"');
  perform tests.be_user(tests.ana());
  perform tests.ok((select w.frame_path is null and w.queue_position is null from public.watch_jobs(array[second]) w), 'no frame yet, and no queue');
  perform tests.be_agent(tests.agent());
  perform tests.upload(jsonb_set(artifact, '{files}', '{"poster": "poster.png"}'));
  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''artifacts''')::text, '0', 'not Bruno''s while it is drawn');
  perform tests.be_user(tests.ana());
  perform tests.equal((select w.frame_path from public.watch_jobs(array[second]) w), (artifact ->> 'prefix') || 'poster.png',
    'shown as soon as it is there');
  perform tests.equal((select string_agg(o.name, ',') from storage.objects o where o.bucket_id = 'artifacts'),
    (artifact ->> 'prefix') || 'poster.png', 'and hers to load');
  perform tests.be_agent(tests.agent());
  perform tests.upload(artifact #- '{files,poster}');
  perform public.complete_task((claim ->> 'lease_id')::uuid, artifact, tests.report('three'));
  perform tests.be_user(tests.ana());
  perform tests.equal((select w.frame_path from public.watch_jobs(array[second]) w), (artifact ->> 'prefix') || 'poster.png', 'the first frame');
  perform tests.equal((select string_agg(o.name, ',') from storage.objects o where o.bucket_id = 'artifacts'),
    (artifact ->> 'prefix') || 'poster.png', 'is hers to see, and no other artefact');
  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''artifacts''')::text, '0', 'not Bruno''s');

  perform tests.be_agent(tests.agent());
  claim := tests.claim();
  perform public.fail_task((claim ->> 'lease_id')::uuid, 'tool_crashed', false, 'ffmpeg ended with 1', 'No space left');
  perform tests.be_user(tests.ana());
  perform tests.equal((select w.log_tail from public.watch_jobs(array[second]) w), 'No space left', 'the end of the log');
end
$$;
