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
