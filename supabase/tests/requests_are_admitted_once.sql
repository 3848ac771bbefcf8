-- Rates count a person's requests; an idempotency key lets one of many do the work.
do $$
declare
  hash constant text := repeat('a', 64);
  other constant text := repeat('b', 64);
  said jsonb;
  left_over integer;
begin
  perform tests.be_admin();
  update private.rate_classes set per_minute = 6 where class = 'write';
  perform tests.be_user(tests.ana());
  said := public.admit_request('write');
  perform tests.equal((said - 'rate')::text, '{"state": "run"}', 'the first');
  perform tests.equal(said #>> '{rate,limit}', '6', 'of six');
  perform tests.equal(said #>> '{rate,remaining}', '5', 'leaves five');
  perform tests.ok((said #>> '{rate,reset_s}')::integer between 59 and 60, 'for a minute');

  perform tests.equal(public.admit_request('write', 'k', hash) ->> 'state', 'run', 'a key for the first time');
  perform tests.equal(public.admit_request('write', 'k', hash) ->> 'state', 'in_progress', 'a second one at once');
  perform tests.equal(public.admit_request('write', 'k', other) ->> 'state', 'conflict', 'another request');
  perform tests.ok(public.settle_request('k', hash, 201, '{"id": 1}'), 'its answer');
  said := public.admit_request('write', 'k', hash);
  perform tests.equal((said - 'rate')::text, '{"state": "replay", "answer": {"id": 1}, "status": 201}', 'is repeated');
  perform tests.ok(not public.settle_request('k', hash, 201, '{"id": 2}'), 'and never another one');
  perform tests.ok(not public.settle_request('k', hash), 'nor taken back');

  perform tests.equal(public.admit_request('write')->> 'state', 'run', 'the sixth');
  perform tests.equal(public.admit_request('write', 'k', hash)->> 'state', 'limited', 'and no seventh');
  perform tests.equal(public.admit_request('read', 'k', hash) ->> 'state', 'replay', 'other classes count apart');
  perform tests.be_user(tests.bruno());
  perform tests.equal(public.admit_request('write', 'k', other) ->> 'state', 'run', 'other people, and their keys, too');
  perform tests.ok(public.settle_request('k', other, 422, '{}'), 'what was refused');
  perform tests.equal(public.admit_request('write', 'k', other) ->> 'state', 'run', 'may be tried again');
  perform tests.be_admin();
  update private.idempotency_keys set locked_until = clock_timestamp() where user_id = tests.bruno();
  update private.rate_windows set started_at = started_at - interval '1 minute';
  perform tests.be_user(tests.bruno());
  perform tests.equal(public.admit_request('write', 'k', other) ->> 'state', 'run', 'as may what nobody finished');
  perform tests.equal(public.admit_request('write', 'k', other) ->> 'state', 'in_progress', 'by one of them');
  perform tests.be_user(tests.ana());
  said := public.admit_request('write');
  perform tests.equal(said #>> '{rate,remaining}', '5', 'a minute later everything counts anew');
  perform tests.be_admin();
  update private.idempotency_keys set created_at = created_at - interval '25 hours';
  perform tests.be_user(tests.ana());
  perform tests.equal(public.admit_request('write', 'k', other) ->> 'state', 'run', 'and a day later the key is free');

  -- A film is counted and queued in one call, and counted where it is refused.
  said := public.admit_render_job('br_corporate_ana', 'Oi.', '{"language": "pt-BR"}', '{}');
  perform tests.equal(said ->> 'state', 'run', 'a film');
  perform tests.equal(tests.count(format('select 1 from public.render_jobs where id = %L', said #>> '{answer,job_id}'))::text,
    '1', 'is queued as hers');
  left_over := (said #>> '{rate,remaining}')::integer;
  said := public.admit_render_job('nobody', 'Oi.', '{"language": "pt-BR"}', '{}');
  perform tests.equal(said #>> '{refused,details}', 'avatar_not_found', 'a film with nobody');
  perform tests.equal(said #>> '{rate,remaining}', (left_over - 1)::text, 'counts too');
  perform tests.refused('select public.admit_request(''lunch'')', 'invalid_request', 'an unknown class');
  perform tests.refused('select public.admit_request(''read'', '''', repeat(''a'', 64))', 'invalid_request', 'an empty key');
  perform tests.refused('select public.admit_request(''read'', ''k'', ''x'')', 'invalid_request', 'a key without a hash');
end
$$;
