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
