-- One call completes a task and claims the next; repeated, because its answer got lost, it answers the same.
create function tests.claimed_by(after uuid) returns bigint language sql security definer as $$
  select count(*) from public.render_tasks t where t.claimed_after = after $$;
create function tests.finish_and_claim(claim jsonb, stages text[] default '{tts,audio2face,ue5,compositing}') returns jsonb
language sql as $$
  select public.complete_and_claim((claim ->> 'lease_id')::uuid, tests.artifact(claim),
    tests.report() || '{"metrics": {"version": 1, "duration_s": 5.04}}', stages,
    '{tts:espeak,face:visemes,render:three,compositing:ffmpeg}', 30)
$$;
grant execute on function tests.claimed_by, tests.finish_and_claim to public;

do $$
declare
  first uuid; second uuid;
  claim jsonb; answer jsonb; again jsonb; other jsonb;
  message bigint;
begin
  perform tests.be_user(tests.ana());
  first := tests.queue_job();
  perform tests.be_user(tests.bruno());
  second := tests.queue_job('De Bruno.');
  perform tests.be_agent(tests.agent());
  claim := tests.claim();
  perform tests.equal(claim ->> 'job_id', first::text, 'the older film');
  perform tests.upload(tests.artifact(claim));
  answer := tests.finish_and_claim(claim);
  perform tests.equal(answer #>> '{completed,status}', 'completed', 'speech is done');
  perform tests.equal((tests.stage_of(first, 'tts')).status, 'completed', 'and stored so');
  perform tests.equal((tests.job(first)).current_stage, 'audio2face', 'the film says what comes next');
  perform tests.equal(answer #>> '{task,job_id}', second::text, 'Bruno''s turn, though Ana''s film is older and nobody has anything running');
  perform tests.equal((tests.task(answer -> 'task')).agent_id::text, tests.agent()::text, 'leased to whoever completed');

  -- The answer got lost.
  again := tests.finish_and_claim(claim);
  perform tests.equal(again #>> '{completed,task_id}', claim ->> 'task_id', 'the completion is answered again');
  perform tests.equal(again #>> '{task,lease_id}', answer #>> '{task,lease_id}', 'and the same lease');
  perform tests.equal(again #>> '{task,attempt}', '1', 'which costs no attempt');
  perform tests.ok((again #>> '{task,lease_expires_at}')::timestamptz > (answer #>> '{task,lease_expires_at}')::timestamptz,
    'for as long again');
  perform tests.equal(tests.claimed_by((claim ->> 'lease_id')::uuid)::text, '1', 'nothing else was claimed');
  perform tests.equal((tests.stage_of(first, 'tts')).stage_data ->> 'attempts', '1', 'nothing was done twice');
  perform tests.equal((again #>> '{completed}'), (public.complete_task((claim ->> 'lease_id')::uuid, tests.artifact(claim),
    tests.report())) #>> '{}', 'complete_task says the same');

  -- Never heard at all: the lease expires as ever, somebody else takes over, and the repeated call says so.
  perform tests.let_lease_expire((answer #>> '{task,lease_id}')::uuid);
  perform tests.be_agent(tests.other_agent());
  other := tests.claim('{tts}');
  perform tests.equal(other ->> 'attempt', '2', 'taken over');
  perform tests.be_agent(tests.agent());
  again := tests.finish_and_claim(claim);
  perform tests.equal(again #>> '{task,job_id}', first::text, 'what was taken over is not handed out again');
  perform tests.equal(again #>> '{task,inputs,tts,duration}', '5.04', 'the next stage has what this one made as its input');
  perform tests.refused(format('select public.heartbeat_task(%L, 0.5)', answer #>> '{task,lease_id}'), 'lease_lost', 'the old lease');

  -- Nothing to claim is no failure of the completion.
  perform tests.upload(tests.artifact(again -> 'task'));
  answer := tests.finish_and_claim(again -> 'task', '{}');
  perform tests.equal(answer #>> '{completed,status}', 'completed', 'no stages offered, completed all the same');
  perform tests.equal(answer ->> 'task', null, 'nothing claimed');

  -- A claim that goes wrong leaves the completion alone.
  perform tests.be_agent(tests.other_agent());
  perform tests.upload(tests.artifact(other));
  perform tests.be_admin();
  create function tests.break_claims() returns trigger language plpgsql as $f$
    begin raise exception 'no claim today'; end $f$;
  create trigger break_claims before update on public.render_tasks for each row
    when (new.status = 'processing' and old.status = 'pending') execute function tests.break_claims();
  perform tests.be_agent(tests.other_agent());
  answer := tests.finish_and_claim(other);
  perform tests.equal(answer #>> '{completed,status}', 'completed', 'completed though nothing could be claimed');
  perform tests.equal(answer ->> 'task', null, 'and says that nothing was');
  perform tests.equal((tests.stage_of(second, 'tts')).status, 'completed', 'the stage is done');
  perform tests.be_admin();
  drop trigger break_claims on public.render_tasks;

  -- Who holds no lease neither completes nor claims.
  perform tests.be_agent(tests.agent());
  perform tests.refused(format('select public.complete_and_claim(%L, %L, %L, %L, %L)', other ->> 'lease_id',
    tests.artifact(other), tests.report(), '{ue5}', '{render:three}'), 'lease_lost', 'another agent''s lease');
  perform tests.refused(format('select public.complete_and_claim(%L, %L, %L, null, null)', other ->> 'lease_id',
    tests.artifact(other), tests.report()), 'invalid_request', 'no offer');
end
$$;

-- The order is that of every claim: plans first, background work last.
do $$
declare
  mine uuid; later uuid; background uuid; urgent uuid;
  claim jsonb; answer jsonb;
begin
  perform tests.be_admin();
  delete from public.render_jobs;
  perform tests.be_user(tests.ana());
  mine := tests.queue_job();
  background := tests.queue_job('Fundo.');
  later := tests.queue_job('Depois.');
  perform tests.be_admin();
  update public.render_tasks set priority = -1 where job_id = background;
  update public.users set plan = 'enterprise' where id = tests.bruno();
  perform tests.be_agent(tests.agent());
  claim := tests.claim('{tts}');
  perform tests.equal(claim ->> 'job_id', mine::text, 'the oldest');
  perform tests.be_user(tests.bruno());
  urgent := tests.queue_job('Urgente.');
  perform tests.be_agent(tests.agent());
  perform tests.upload(tests.artifact(claim));
  answer := tests.finish_and_claim(claim, '{tts}');
  perform tests.equal(answer #>> '{task,job_id}', urgent::text, 'a higher plan first');
  perform tests.upload(tests.artifact(answer -> 'task'));
  answer := tests.finish_and_claim(answer -> 'task', '{tts}');
  perform tests.equal(answer #>> '{task,job_id}', later::text, 'what is younger before background work');
  perform tests.upload(tests.artifact(answer -> 'task'));
  answer := tests.finish_and_claim(answer -> 'task', '{tts}');
  perform tests.equal(answer #>> '{task,job_id}', background::text, 'which comes last');

  perform tests.be_user(tests.ana());
  perform tests.refused('select public.complete_and_claim(gen_random_uuid(), ''{}'', ''{}'', ''{tts}'', null)', '42501',
    'nobody but an agent completes anything');
end
$$;
