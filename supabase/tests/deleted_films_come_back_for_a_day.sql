-- A deleted film is out of reach at once, comes back when asked for within a day, and is gone with its files after.
do $$
declare
  job uuid;
  answer jsonb;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.refused(format('select public.delete_film(%L)', job), 'invalid_request', 'a film in the making');
  perform tests.be_agent(tests.agent());
  perform tests.finish_until('compositing');

  perform tests.be_user(tests.bruno());
  perform tests.refused(format('select public.delete_film(%L)', job), 'job_not_found', 'Bruno deletes no film of Ana''s');
  perform tests.refused(format('select public.restore_film(%L)', job), 'job_not_found', 'and restores none');

  perform tests.be_user(tests.ana());
  perform tests.ok(tests.count('select 1 from storage.objects where bucket_id = ''renders''') > 0, 'hers to read');
  perform tests.refused('update public.render_jobs set deleted_at = now()', '42501', 'deleting by hand');
  answer := public.delete_film(job);
  perform tests.ok(public.delete_film(job) = answer, 'asked again, the day does not begin anew');
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''renders''')::text, '0', 'out of reach at once');
  perform tests.be_agent(tests.agent());
  perform public.claim_deletions();
  perform tests.be_user(tests.ana());
  perform tests.ok(exists (select from public.render_jobs j where j.id = job and j.deleted_at is not null), 'agents leave it alone');
  perform public.restore_film(job);
  perform public.restore_film(job);
  perform tests.ok(tests.count('select 1 from storage.objects where bucket_id = ''renders''') > 0, 'and it is back');

  perform public.delete_film(job);
  perform tests.be_admin();
  update public.render_jobs set deleted_at = clock_timestamp() - interval '25 hours' where id = job;
  perform tests.be_user(tests.ana());
  perform tests.refused(format('select public.restore_film(%L)', job), 'job_not_found', 'after a day nobody brings it back');
  perform tests.be_agent(tests.agent());
  perform public.claim_deletions();
  perform tests.be_admin();
  perform tests.ok(not exists (select from public.render_jobs j where j.id = job), 'the row is erased');
  perform tests.ok(exists (
    select from public.storage_deletions d where d.bucket = 'renders' and d.prefix = tests.ana() || '/' || job || '/'),
    'and its folder queued for removal');

  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_admin();
  perform tests.refused(format('update public.render_jobs set deleted_at = now() where id = %L', job), '23514', 'a deleted job that runs');
end
$$;
