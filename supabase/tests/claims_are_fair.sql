-- Who gets the next task: priority, then whoever has least running, then age.
do $$
declare
  a1 uuid; a2 uuid; a3 uuid; b1 uuid; p1 uuid; p2 uuid;
  claim jsonb;
begin
  perform tests.be_user(tests.ana());
  a1 := tests.queue_job('Primeiro.');
  a2 := tests.queue_job('Segundo.');
  a3 := tests.queue_job('Terceiro.');
  perform tests.be_user(tests.bruno());
  b1 := tests.queue_job('Do Bruno.');

  perform tests.be_agent(tests.agent());
  claim := tests.claim();
  perform tests.equal(claim ->> 'job_id', a1::text, 'the oldest first');
  claim := tests.claim();
  perform tests.equal(claim ->> 'job_id', b1::text, 'then the person who has nothing running');
  claim := tests.claim();
  perform tests.equal(claim ->> 'job_id', a2::text, 'then, both having one running, the older job');

  perform tests.be_admin();
  update public.users set plan = 'enterprise' where id = tests.bruno();
  perform tests.be_user(tests.bruno());
  p1 := tests.queue_job('Urgente.');
  p2 := tests.queue_job('Urgente também.');
  perform tests.be_agent(tests.agent());
  claim := tests.claim();
  perform tests.equal(claim ->> 'job_id', p1::text, 'a higher plan goes ahead of everything that waits');
  claim := tests.claim();
  perform tests.equal(claim ->> 'job_id', p2::text, 'whatever its owner has running');
  claim := tests.claim();
  perform tests.equal(claim ->> 'job_id', a3::text, 'and then the rest');
  perform tests.ok(tests.claim() is null, 'until nothing is left');

  -- Background work has a priority below every plan's.
  perform tests.be_user(tests.ana());
  a1 := tests.queue_job('Fundo.');
  a2 := tests.queue_job('Para já.');
  perform tests.be_admin();
  update public.render_tasks set priority = -1 where job_id = a1;
  perform tests.be_agent(tests.agent());
  perform tests.equal(tests.claim() ->> 'job_id', a2::text, 'background work waits for what is younger');
  perform tests.equal(tests.claim() ->> 'job_id', a1::text, 'and comes last');
end
$$;
