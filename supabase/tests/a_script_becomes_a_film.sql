-- A job goes through its four stages; each completion queues the next task in the same transaction.
do $$
declare
  job uuid;
  claim jsonb;
  answer jsonb;
begin
  perform tests.be_user(tests.ana());
  answer := public.create_render_job('br_corporate_ana', 'Bom dia. Use o capacete.', '{"language": "pt-BR"}',
    '{"resolution": "640x360", "fps": 25}');
  job := (answer ->> 'job_id')::uuid;
  perform tests.equal(answer ->> 'status', 'queued', 'the answer says queued');
  perform tests.ok((answer ->> 'estimated_time')::float > 0, 'an estimate is told');
  perform tests.equal(
    (select string_agg(s.stage_name || ' ' || s.status, ', ' order by s.position) from public.render_stages s
     where s.job_id = job),
    'tts pending, audio2face pending, ue5 pending, compositing pending', 'the owner sees four stages');
  perform tests.equal(tests.waiting('render_tts')::text, '1', 'one message waits');

  perform tests.be_agent(tests.agent());
  claim := tests.claim();
  perform tests.equal(claim ->> 'stage', 'tts', 'speech first');
  perform tests.equal(claim ->> 'script', 'Bom dia. Use o capacete.', 'the script is handed over');
  perform tests.equal(claim #>> '{avatar,id}', 'br_corporate_ana', 'and the avatar');
  perform tests.equal(claim ->> 'attempt', '1', 'first attempt');
  perform tests.equal(claim ->> 'user_id', tests.ana()::text, 'and whose it is');
  perform tests.equal((tests.job(job)).status, 'processing', 'the job is processing');
  perform tests.equal((tests.job(job)).current_stage, 'tts', 'in tts');
  perform tests.ok(tests.claim() is null, 'a leased task is not handed out twice');

  perform tests.finish(claim);
  perform tests.equal((tests.stage_of(job, 'tts')).status, 'completed', 'tts is completed');
  perform tests.equal(tests.waiting('render_tts')::text, '0', 'its message left the queue');
  perform tests.equal(tests.archived('render_tts')::text, '1', 'and was archived');
  perform tests.equal(tests.waiting('render_audio2face')::text, '1', 'the next message waits');

  claim := tests.claim();
  perform tests.equal(claim ->> 'stage', 'audio2face', 'then the face');
  perform tests.equal(claim #>> '{inputs,tts,duration}', '5.04', 'with the speech as input');
  perform tests.equal(claim #>> '{inputs,tts,engine,name}', 'espeak', 'and the engine that made it');
  perform tests.equal(claim ->> 'title', 'Bom dia. Use o capacete.', 'and the title');
  perform tests.finish(claim);

  claim := tests.claim();
  perform tests.equal(claim ->> 'stage', 'ue5', 'then the picture');
  perform tests.equal(claim ->> 'frame_count', '126', 'frames = ceil(5.04 s x 25 fps), counted in decimals');
  perform tests.ok(claim #> '{inputs,audio2face}' <> 'null', 'with the curves as input');
  perform tests.finish(claim);

  claim := tests.claim();
  perform tests.equal(claim ->> 'stage', 'compositing', 'then the film');
  perform tests.equal(jsonb_array_length(claim #> '{inputs,ue5}')::text, '1', 'with one range of frames');
  answer := tests.finish(claim);
  perform tests.equal(answer ->> 'status', 'completed', 'the completion is answered');

  perform tests.be_user(tests.ana());
  perform tests.equal(
    (select j.video_url from public.render_jobs j where j.id = job and j.status = 'completed' and j.progress = 1),
    format('/api/v2/files/renders/%s/%s/%s/film.mp4', tests.ana(), job, claim ->> 'lease_id'),
    'the owner finds the film at its stable address');
  perform tests.equal((select j.metadata #>> '{report,version}' from public.render_jobs j where j.id = job), '1',
    'with its report');
  perform tests.ok((select p.thumbnail_url like '%/poster.webp' from public.avatar_projects p), 'and its poster');

  perform tests.be_agent(tests.agent());
  perform tests.ok(tests.claim() is null, 'nothing is left to do');
  perform tests.ok(tests.events('job:' || job) like 'job_progressed,%job_completed', 'its events end with job_completed');
  perform tests.be_admin();
  perform tests.ok(
    (select bool_and(r.samples > 0) from public.stage_rates r where r.engine = 'espeak'), 'rates were learnt');
end
$$;
