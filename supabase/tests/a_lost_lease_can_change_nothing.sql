-- An agent whose lease ran out and was taken over is fenced off from every function and from Storage.
do $$
declare
  job uuid;
  first jsonb;
  second jsonb;
  lost text;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  first := tests.claim();
  lost := format('%L', first ->> 'lease_id');
  perform tests.let_lease_expire((first ->> 'lease_id')::uuid);

  perform tests.be_agent(tests.other_agent());
  second := tests.claim();
  perform tests.equal(second ->> 'task_id', first ->> 'task_id', 'another agent takes the same task over');
  perform tests.ok(second ->> 'lease_id' <> first ->> 'lease_id', 'under a lease of its own');
  perform tests.equal(second ->> 'attempt', '2', 'as the second attempt');

  perform tests.be_agent(tests.agent());
  perform tests.refused(format('select public.heartbeat_task(%s, 0.5)', lost), 'lease_lost', 'no heartbeat');
  perform tests.refused(format('select public.complete_task(%s, %L, %L)', lost, tests.artifact(first), tests.report()),
    'lease_lost', 'no completion');
  perform tests.refused(format('select public.fail_task(%s, ''internal'', true, '''', '''')', lost), 'lease_lost',
    'no failure');
  perform tests.refused(format('select public.release_task(%s)', lost), 'lease_lost', 'no release');
  perform tests.refused(format('select tests.upload(%L)', tests.artifact(first)), '42501', 'no upload');
  perform tests.refused(
    format('select public.complete_task(%L, %L, %L)', second ->> 'lease_id', tests.artifact(second), tests.report()),
    'lease_lost', 'nor with the lease of another agent');
  perform tests.refused(format('select tests.upload(%L)', tests.artifact(second)), '42501',
    'nor an upload into another agent''s folder');
  perform tests.equal((tests.task(second)).status, 'processing', 'nothing changed');
  perform tests.equal((tests.task(second)).lease_id::text, second ->> 'lease_id', 'and the lease is the second agent''s');

  perform tests.be_agent(tests.other_agent());
  perform tests.equal(tests.finish(second) ->> 'status', 'completed', 'who completes it');
  perform tests.equal((tests.task(first)).artifact ->> 'prefix', tests.artifact(second) ->> 'prefix',
    'with the artefact of its own folder');
end
$$;

-- A lease that ran out and was taken by nobody still belongs to its holder: a short network cut costs nothing.
do $$
declare
  claim jsonb;
  beat jsonb;
begin
  perform tests.be_user(tests.bruno());
  perform tests.queue_job();
  perform tests.be_agent(tests.agent());
  claim := tests.claim('{tts}');
  perform tests.let_lease_expire((claim ->> 'lease_id')::uuid);
  beat := public.heartbeat_task((claim ->> 'lease_id')::uuid, 0.5);
  perform tests.equal(beat ->> 'cancelled', 'false', 'the heartbeat is accepted');
  perform tests.ok((beat ->> 'lease_expires_at')::timestamptz > clock_timestamp(), 'and the lease lives again');
  perform tests.finish(claim);
end
$$;
