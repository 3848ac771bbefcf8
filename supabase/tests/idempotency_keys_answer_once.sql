-- The same key and request: one job, the same answer. The same key and another request: refused.
do $$
declare
  first jsonb;
  again jsonb;
begin
  perform tests.be_user(tests.ana());
  first := public.create_render_job('br_corporate_ana', 'Oi.', '{"language": "pt-BR"}', '{}', idempotency_key => 'k1');
  again := public.create_render_job('br_corporate_ana', 'Oi.', '{"language": "pt-BR"}', '{}', idempotency_key => 'k1');
  perform tests.ok(first = again, 'the answer is the same');
  perform tests.equal(tests.count('select 1 from public.render_jobs')::text, '1', 'there is one job');
  perform tests.equal(tests.count('select 1 from public.avatar_projects')::text, '1', 'and one project');
  perform tests.refused(
    'select public.create_render_job(''br_corporate_ana'', ''Tchau.'', ''{"language": "pt-BR"}'', ''{}'', idempotency_key => ''k1'')',
    'idempotency_conflict', 'another request under the key');
  perform tests.refused(
    'select public.create_render_job(''br_corporate_ana'', ''Oi.'', ''{"language": "pt-BR"}'', ''{}'', idempotency_key => '''')',
    'invalid_request', 'an empty key');

  perform tests.be_user(tests.bruno());
  again := public.create_render_job('br_corporate_ana', 'Oi.', '{"language": "pt-BR"}', '{}', idempotency_key => 'k1');
  perform tests.ok(first ->> 'job_id' <> again ->> 'job_id', 'keys are each user''s own');
  perform tests.equal(tests.count('select 1 from public.render_requests')::text, '1', 'and not seen by others');
  perform tests.refused(
    format('insert into public.render_requests (idempotency_key, request_hash, job_id, answer) values (''k2'', '''', %L, ''{}'')',
      first ->> 'job_id'), '42501', 'nor recorded for another''s job');
end
$$;

-- A project that is given is brought up to date; the film of an earlier job keeps what it was asked.
do $$
declare
  first jsonb;
  second jsonb;
begin
  perform tests.be_user(tests.ana());
  first := public.create_render_job('br_corporate_ana', 'Um.', '{"language": "pt-BR"}', '{}', title => 'Aula');
  second := public.create_render_job('br_safety_carlos', 'Dois.', '{"language": "pt-BR"}', '{"fps": 30}',
    (first ->> 'project_id')::uuid);
  perform tests.equal(second ->> 'project_id', first ->> 'project_id', 'the same project');
  perform tests.equal((select p.script || ' ' || p.title from public.avatar_projects p
    where p.id = (first ->> 'project_id')::uuid), 'Dois. Aula', 'updated, its title kept');
  perform tests.equal((tests.job((first ->> 'job_id')::uuid)).request ->> 'script', 'Um.', 'the first job keeps its script');
  perform tests.equal((tests.job((second ->> 'job_id')::uuid)).request ->> 'avatar_id', 'br_safety_carlos', 'the second has its own');
end
$$;
