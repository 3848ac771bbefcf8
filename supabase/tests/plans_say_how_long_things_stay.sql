-- Recordings go when they have been learnt from for long enough, films when the plan says so; rows first, files after.
do $$
declare
  voice constant uuid := '00000000-0000-4000-8000-0000000000c1';
  spoken constant uuid := '00000000-0000-4000-8000-0000000000c2';
  training constant uuid := '00000000-0000-4000-8000-0000000000c3';
  folder constant text := tests.ana() || '/';
  job uuid;
  claim jsonb;
  each uuid;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  perform tests.finish_until('compositing');
  perform tests.be_user(tests.ana());
  insert into storage.objects (bucket_id, name)
  select 'voice-samples', concat_ws('/', tests.ana(), v.id, f)
  from unnest(array[voice, spoken, training]) as v (id), unnest('{sample,consent-1,sample-consent}'::text[]) as f;
  foreach each in array array[voice, spoken] loop
    perform tests.be_user(tests.ana());
    perform public.register_voice(each, 'Voz', 'pt-BR', folder || each || '/sample', 'auto', jsonb_build_object(
      'consenter_name', 'Ana Paula', 'statement_version', '2026-11',
      'statement_audio', folder || each || case each when voice then '/consent-1' else '/sample-consent' end));
    perform tests.be_agent(tests.agent());
    claim := tests.claim('{voice_training}');
    perform public.complete_task((claim ->> 'lease_id')::uuid, '{"engine": "espeak", "profile": {"f0": 201.5}}', tests.report());
  end loop;
  perform tests.be_user(tests.ana());
  perform public.register_voice(training, 'Voz', 'pt-BR', folder || training || '/sample');

  perform tests.be_admin();
  perform tests.refused('update public.plans set sample_days = 0', '23514', 'no days at all');
  perform tests.refused('update public.plans set film_days = 0', '23514', 'for films neither');
  perform tests.equal((select string_agg(concat_ws('|', p.sample_days, p.film_days), ',') from public.plans p where p.id = 'free'), '90', 'films stay unless an operator says otherwise');
  update public.voice_clones set created_at = clock_timestamp() - interval '89 days';
  update public.render_jobs set completed_at = clock_timestamp() - interval '400 days' where id = job;
  perform tests.be_agent(tests.agent());
  perform public.claim_deletions();
  perform tests.be_admin();
  perform tests.equal((select count(*) from public.voice_clones where audio_sample_url is null)::text, '0', 'a day too early');
  perform tests.ok((tests.job(job)).deleted_at is null, 'and a film no plan limits');

  update public.voice_clones set created_at = clock_timestamp() - interval '91 days';
  update public.plans set film_days = 30;
  perform tests.be_agent(tests.agent());
  perform public.claim_deletions();
  perform tests.be_admin();
  perform tests.equal((select string_agg(v.id::text, ',') from public.voice_clones v where v.audio_sample_url is null), voice::text,
    'the recording that was learnt from: not one in work, not one whose name begins a statement''s');
  perform tests.equal((select string_agg(d.prefix, ',') from public.storage_deletions d where d.bucket = 'voice-samples' and starts_with(d.prefix, folder)),
    folder || voice || '/sample', 'its file is queued for removal, the statement stays');
  perform tests.ok((tests.job(job)).deleted_at is not null, 'the film is out of reach, with a day to think again');

  -- Whoever takes it back keeps it for as long again.
  perform tests.be_user(tests.ana());
  perform public.restore_film(job);
  perform tests.be_agent(tests.agent());
  perform public.claim_deletions();
  perform tests.be_admin();
  perform tests.ok((tests.job(job)).deleted_at is null, 'taken back is taken back');
  update public.render_jobs set kept_since = clock_timestamp() - interval '31 days' where id = job;
  perform tests.be_agent(tests.agent());
  perform public.claim_deletions();
  perform tests.be_admin();
  update public.render_jobs set deleted_at = clock_timestamp() - interval '25 hours' where id = job;
  perform tests.be_agent(tests.agent());
  perform public.claim_deletions();
  perform tests.be_admin();
  perform tests.ok(not exists (select from public.render_jobs j where j.id = job), 'a day later the row is gone');
  perform tests.ok(exists (select from public.storage_deletions d where d.bucket = 'renders' and d.prefix = folder || job || '/'), 'and its folder queued');

  -- A voice whose recording is gone still speaks.
  perform tests.be_user(tests.ana());
  perform tests.ok(public.create_render_job('br_corporate_ana', 'Oi.', jsonb_build_object('language', 'pt-BR', 'clone_id', voice), '{}') is not null, 'it speaks');
  update public.voice_clones set name = 'Outro nome' where id = voice;
  delete from public.voice_clones where id = voice;
end
$$;
