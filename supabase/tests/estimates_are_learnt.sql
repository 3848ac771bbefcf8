-- What stages took moves the rates; a bigger or longer film is told a longer time.
do $$
declare
  small jsonb; large jsonb; long jsonb;
  before double precision;
begin
  perform tests.be_user(tests.ana());
  small := public.create_render_job('br_corporate_ana', 'Bom dia.', '{"language": "pt-BR"}', '{"resolution": "640x360"}');
  perform public.cancel_render_job((small ->> 'job_id')::uuid);
  large := public.create_render_job('br_corporate_ana', 'Bom dia.', '{"language": "pt-BR"}', '{"resolution": "1920x1080"}');
  perform public.cancel_render_job((large ->> 'job_id')::uuid);
  long := public.create_render_job('br_corporate_ana', repeat('Bom dia. ', 50), '{"language": "pt-BR"}', '{"resolution": "640x360"}');
  perform tests.ok((large ->> 'estimated_time')::float > (small ->> 'estimated_time')::float, 'more pixels, more time');
  perform tests.ok((long ->> 'estimated_time')::float > 5 * (small ->> 'estimated_time')::float, 'more words, more time');
  large := public.create_render_job('br_corporate_ana', 'Bom dia.', '{"language": "pt-BR"}', '{"resolution": "640x360"}');
  perform tests.ok((large ->> 'estimated_time')::float >= (small ->> 'estimated_time')::float + (long ->> 'estimated_time')::float - 0.2,
    'work ahead is waited for');

  perform tests.be_admin();
  delete from public.stage_rates;
  perform private.record_rate('tts', 'espeak', '', '', 4);
  perform private.record_rate('tts', 'espeak', '', '', 2);
  perform tests.equal((select r.seconds_per_second || ' ' || r.samples from public.stage_rates r), '3 2', 'a mean at first');
  for i in 1..20 loop
    perform private.record_rate('tts', 'espeak', '', '', 1);
  end loop;
  perform tests.ok((select r.seconds_per_second < 1.1 from public.stage_rates r), 'then a moving average');
end
$$;

-- What waits is summed up as it comes and goes, and never differs from what a count over everything would say.
create function tests.queued_s() returns numeric language sql security definer as $$
  select sum(w.milliseconds) / 1000.0 from private.queued_work w $$;
create function tests.counted_s() returns numeric language sql security definer as $$
  select coalesce(sum(round((s.estimated_s * 1000)::numeric)), 0) / 1000.0
  from public.render_stages s where s.status in ('pending', 'processing') $$;
grant execute on function tests.queued_s, tests.counted_s to public;
do $$
declare
  one uuid; two uuid; three uuid;
begin
  perform tests.equal(tests.queued_s()::text, tests.counted_s()::text, 'what the story above left');
  perform tests.be_user(tests.ana());
  one := tests.queue_job();
  two := tests.queue_job('Uma fala um pouco mais longa do que a outra.');
  three := tests.queue_job();
  perform tests.ok(tests.queued_s() > 0 and tests.queued_s() = tests.counted_s(), 'queued films are work');
  perform tests.be_agent(tests.agent());
  perform tests.finish_until('compositing');
  perform tests.ok(tests.queued_s() = tests.counted_s(), 'finished stages are not, and lengths sharpen');
  perform public.fail_task((tests.claim() ->> 'lease_id')::uuid, 'input_invalid', false, 'x', '');
  perform tests.ok(tests.queued_s() = tests.counted_s(), 'failed films are not');
  perform tests.be_user(tests.ana());
  perform public.cancel_render_job(j.id) from public.render_jobs j where j.status in ('queued', 'processing');
  perform tests.equal(round(tests.queued_s(), 2)::text, '0.00', 'cancelled films are not');
  perform tests.queue_job();
  perform tests.ok(tests.queued_s() > 0, 'another one');
  perform tests.be_admin();
  delete from public.render_jobs;
  perform tests.equal(round(tests.queued_s(), 2)::text, '0.00', 'deleted films are not');
  perform tests.equal(private.queue_ahead_s(null)::text, '0', 'and nothing is ahead of the next');
end
$$;

-- Agents take turns among people, draw the ranges of one film side by side, and need what they need for handing over.
do $$
declare
  alone double precision; beside double precision; third double precision; tenth double precision; told double precision;
  long constant text := repeat('Bom dia a todos. ', 60);
  job uuid;
begin
  perform tests.be_admin();
  update public.plans set active_jobs = 100, month_seconds = null;
  perform tests.be_user(tests.bruno());
  job := tests.queue_job();
  alone := (tests.job(job)).estimated_time;
  perform public.cancel_render_job(job);

  perform tests.be_user(tests.ana());
  for i in 1..10 loop
    job := tests.queue_job();
    if i = 3 then third := (tests.job(job)).estimated_time; end if;
  end loop;
  tenth := (tests.job(job)).estimated_time;
  perform tests.ok(abs(third - 3 * alone) < 0.2 and abs(tenth - 10 * alone) < 0.5, 'one''s own films come first');
  perform tests.be_user(tests.bruno());
  job := tests.queue_job();
  beside := (tests.job(job)).estimated_time;
  perform tests.ok(abs(beside - 2 * alone) < 0.2, format('of ten films of somebody else one is waited for: %s, %s', alone, beside));
  perform public.cancel_render_job(job);
  perform tests.be_admin();
  update public.render_jobs set priority = priority + 1 where user_id = tests.ana();
  perform tests.be_user(tests.bruno());
  job := tests.queue_job();
  perform tests.ok(abs((tests.job(job)).estimated_time - 11 * alone) < 0.5, 'of a higher plan all are');
  perform tests.be_admin();
  delete from public.render_jobs;

  perform tests.be_user(tests.bruno());
  told := (tests.job(tests.queue_job(long))).estimated_time;
  perform tests.be_admin();
  delete from public.render_jobs;
  delete from public.gpu_agents;
  insert into public.gpu_agents (id, name, stages, engines)
  select a.id, a.id::text, '{ue5}', '{render:three}' from unnest(array[tests.agent(), tests.other_agent()]) as a (id);
  perform tests.be_user(tests.bruno());
  alone := (tests.job(tests.queue_job(long))).estimated_time;
  perform tests.ok(alone < 0.9 * told, 'two agents draw a film between them');

  perform tests.be_admin();
  delete from public.render_jobs;
  update public.stage_rates set handing_s = null;
  perform tests.be_user(tests.bruno());
  told := (tests.job(tests.queue_job())).estimated_time;
  perform tests.be_agent(tests.agent());
  perform tests.finish(tests.claim());
  perform tests.be_admin();
  perform tests.ok((select r.handing_s from public.stage_rates r where r.stage = 'tts' and r.engine = 'espeak') is not null,
    'a completion tells how long handing over took');
  update public.stage_rates set handing_s = 5;
  delete from public.render_jobs;
  perform tests.be_user(tests.bruno());
  perform tests.ok((tests.job(tests.queue_job())).estimated_time > told + 10, 'and the next film is told of it');
end
$$;
