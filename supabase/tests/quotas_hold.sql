-- A plan bounds what is queued or running at once; what has ended counts no more.
do $$
declare
  job uuid;
begin
  perform tests.be_user(tests.ana());
  for i in 1..10 loop
    job := tests.queue_job();
  end loop;
  perform tests.refused('select tests.queue_job()', 'quota_exceeded', 'the eleventh');
  perform tests.refused('insert into public.render_jobs (project_id) select id from public.avatar_projects limit 1',
    'quota_exceeded', 'by the other road too');
  perform public.cancel_render_job(job);
  perform tests.queue_job();
  perform tests.be_user(tests.bruno());
  perform tests.queue_job();
end
$$;
