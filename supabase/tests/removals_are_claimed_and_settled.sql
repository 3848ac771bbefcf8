-- Files of ended jobs are removed by agents through the Storage API: SQL hands out names and checks the outcome.
do $$
declare
  job uuid;
  handed record;
  listed bigint;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  perform tests.finish_until('tts');
  perform tests.be_user(tests.ana());
  perform public.cancel_render_job(job);

  perform tests.be_agent(tests.agent());
  perform tests.equal(tests.count('select * from public.claim_deletions()')::text, '0', 'not before its time');
  perform tests.be_admin();
  update public.storage_deletions set run_after = clock_timestamp();
  perform tests.be_agent(tests.agent());
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '0', 'unclaimed, the files are out of reach');
  perform tests.equal(tests.count('select * from public.claim_deletions()')::text, '2', 'then both files are handed out');
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '2', 'and can be reached');
  perform tests.be_agent(tests.other_agent());
  perform tests.equal(tests.count('select * from public.claim_deletions()')::text, '0', 'to one agent at a time');
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '0', 'only the claimant reaches them');

  perform tests.be_agent(tests.agent());
  perform tests.equal(public.settle_deletions(array(select d.id from tests.deletions() d))::text, '0',
    'while files are left nothing is settled');
  perform tests.equal(tests.count('select * from public.claim_deletions(1)')::text, '1', 'they are handed out again, in batches');
  perform set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects where bucket_id = 'artifacts' and name like job || '/%';
  perform set_config('storage.allow_delete_query', 'false', true);
  perform tests.equal(public.settle_deletions(array(select d.id from tests.deletions() d))::text, '1',
    'once the folder is empty it is');
  perform tests.equal(tests.count('select * from tests.deletions()')::text, '0', 'and forgotten');
end
$$;
