-- What is told beside a few films is their schedule played through, and what has begun counts as begun.
do $$
begin
  perform tests.be_admin();
  -- Films of four stages, seconds by task; schedules worked out by hand.
  perform tests.equal(private.play_queue('{1,1,2,1}', '{1,1,2,1}', '{1}', '{0}', '{}', '{}', 1)::text, '7', 'one agent draws two ranges in turn');
  perform tests.equal(private.play_queue('{1,1,2,1}', '{1,1,2,1}', '{1}', '{0}', '{}', '{}', 2)::text, '5', 'two side by side');
  perform tests.equal(private.play_queue('{9,9,9,9,1,1,1,1}', '{1,1,1,1,1,1,1,1}', '{1,1}', '{0,0}', '{}', '{}', 1)::text, '40', 'one agent, one after the other');
  perform tests.equal(private.play_queue('{9,9,9,9,1,1,1,1}', '{1,1,1,1,1,1,1,1}', '{1,1}', '{0,0}', '{}', '{}', 2)::text, '4', 'a short film slips past a long one');
  perform tests.equal(private.play_queue('{0,0,0,2,1,1,1,1}', '{0,0,0,1,1,1,1,1}', '{1,1}', '{0,0}', '{0}', '{5}', 1)::text, '11', 'after a task of nobody in line');
  perform tests.equal(private.play_queue('{0,4,4,4,1,1,1,1}', '{0,0,1,1,1,1,1,1}', '{1,1}', '{0,0}', '{1}', '{3}', 1)::text, '15', 'what is under way takes what is left of it');
  perform tests.equal(private.play_queue('{9,9,9,9,9,9,9,9,1,1,1,1}', '{1,1,1,1,1,1,1,1,1,1,1,1}', '{1,1,2}', '{0,0,0}', '{}', '{}', 1)::text, '40', 'people take turns with one agent');
  perform tests.equal(private.play_queue('{9,9,9,9,1,1,1,1}', '{1,1,4,1,1,1,1,1}', '{1,2}', '{0,0}', '{1,1}', '{2,3}', 2)::text, '6', 'somebody with nothing running goes first');
  perform tests.equal(private.play_queue('{9,9,9,9,1,1,1,1}', '{1,1,1,1,1,1,1,1}', '{1,2}', '{0,20}', '{}', '{}', 1)::text, '4', 'a larger plan too');
end
$$;

do $$
declare
  long constant text := repeat('Bom dia a todos. ', 40);
  alone double precision; beside double precision; begun double precision; crowded double precision;
  claim jsonb;
begin
  perform tests.be_admin();
  update public.plans set active_jobs = 100, month_seconds = null;
  delete from public.gpu_agents;
  insert into public.gpu_agents (id, name, stages, engines)
  select a.id, a.id::text, '{tts,audio2face,ue5,compositing}', '{tts:espeak,face:visemes,render:three,compositing:ffmpeg}'
  from unnest(array[tests.agent(), tests.other_agent()]) as a (id);
  perform tests.be_user(tests.ana());
  alone := (tests.job(tests.queue_job())).estimated_time;
  perform public.cancel_render_job(j.id) from public.render_jobs j where j.status = 'queued';

  perform tests.queue_job(long);
  crowded := (tests.job(tests.queue_job())).estimated_time;
  perform tests.be_user(tests.bruno());
  beside := (tests.job(tests.queue_job())).estimated_time;
  perform tests.ok(beside < 0.7 * crowded, format('of somebody else''s long film less is waited for: %s, %s', beside, crowded));
  perform public.cancel_render_job(j.id) from public.render_jobs j where j.status = 'queued';
  perform tests.be_user(tests.ana());
  perform public.cancel_render_job(j.id) from public.render_jobs j where j.status = 'queued';

  -- With one agent it waits, and for less the longer the agent has been at work, though nothing was reported.
  perform tests.be_admin();
  delete from public.gpu_agents where id = tests.other_agent();
  perform tests.be_user(tests.ana());
  perform tests.queue_job(long);
  perform tests.be_agent(tests.agent());
  claim := tests.claim();
  perform tests.be_user(tests.ana());
  beside := (tests.job(tests.queue_job())).estimated_time;
  perform tests.ok(beside > 5 * alone, 'one agent');
  perform public.cancel_render_job(j.id) from public.render_jobs j where j.status = 'queued';
  perform tests.be_admin();
  update public.render_stages set estimated_s = 100 where id = (tests.task(claim)).stage_id;
  perform tests.be_user(tests.ana());
  beside := (tests.job(tests.queue_job())).estimated_time;
  perform public.cancel_render_job(j.id) from public.render_jobs j where j.status = 'queued';
  perform tests.be_admin();
  update public.render_tasks set started_at = started_at - interval '60 seconds' where id = (claim ->> 'task_id')::uuid;
  perform tests.be_user(tests.ana());
  begun := (tests.job(tests.queue_job())).estimated_time;
  perform tests.ok(begun between beside - 61 and beside - 59, format('a minute of work is done: %s, then %s', beside, begun));
  perform public.cancel_render_job(j.id) from public.render_jobs j where j.status = 'queued';
  perform tests.be_agent(tests.agent());
  perform public.heartbeat_task((claim ->> 'lease_id')::uuid, 0.1);
  perform tests.be_user(tests.ana());
  begun := (tests.job(tests.queue_job())).estimated_time;
  perform tests.ok(begun between beside - 11 and beside - 9, 'unless the agent says how far it is');
end
$$;

-- Beside more films than are played through it is told in the same order of things.
do $$
declare
  told double precision[];
begin
  perform tests.be_admin();
  delete from public.render_jobs;
  perform tests.be_user(tests.ana());
  for i in 1..16 loop
    told := told || (tests.job(tests.queue_job())).estimated_time;
  end loop;
  perform tests.ok((select bool_and(told[i + 1] > told[i]) from generate_series(1, 15) as i), format('longer for each: %s', told));
  perform tests.ok(told[14] - told[13] between 0.3 * told[1] and 2.5 * told[1], format('without a jump: %s', told));
end
$$;
