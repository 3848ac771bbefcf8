-- A film that ends is told to its owner's webhooks, signed, until they answer; agents see neither secrets nor rows.
do $$
declare
  ana constant uuid := tests.ana();
  hook jsonb; made jsonb; sent record; job uuid; rotated jsonb; t text; mac text; n integer;
begin
  -- RFC 4231, test cases 2 and 6.
  perform tests.be_admin();
  perform tests.equal(encode(private.hmac_sha256('Jefe', 'what do ya want for nothing?'), 'hex'),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'HMAC-SHA256');
  perform tests.equal(encode(private.hmac_sha256(decode(repeat('aa', 131), 'hex'),
    'Test Using Larger Than Block-Size Key - Hash Key First'), 'hex'),
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54', 'of a long key');

  perform tests.be_user(ana);
  perform tests.refused('select public.create_webhook(''http://example.com/hook'', ''{job.completed}'')', 'invalid_request', 'http');
  perform tests.refused('select public.create_webhook(''https://a:b@example.com/'', ''{job.completed}'')', 'invalid_request', 'a user');
  perform tests.refused('select public.create_webhook(''https://example.com/'', ''{job.started}'')', 'invalid_request', 'an event');
  hook := public.create_webhook('https://example.com/hook?x=1', '{job.completed,job.cancelled,voice.ready}');
  perform tests.ok(hook ->> 'secret' ~ '^whsec_[A-Za-z0-9_-]{43}$', 'a secret');
  perform tests.refused('select * from private.webhook_secrets', '42501', 'told once');
  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count('select from public.webhooks')::text, '0', 'nobody else sees it');
  perform tests.refused(format('select public.update_webhook(%L)', hook ->> 'id'), 'webhook_not_found', 'changes it');
  perform tests.refused(format('select public.rotate_webhook_secret(%L)', hook ->> 'id'), 'webhook_not_found', 'rotates it');
  delete from public.webhooks;
  perform tests.queue_job();
  perform public.cancel_render_job((select j.id from public.render_jobs j));
  perform tests.be_user(ana);
  perform tests.equal(tests.count('select from public.webhook_deliveries')::text, '0', 'another''s film is not told');

  job := tests.queue_job();
  perform public.cancel_render_job(job);
  perform tests.equal((select string_agg(d.event || ' ' || (d.payload #>> '{data,job_id}'), ',') from public.webhook_deliveries d),
    'job.cancelled ' || job, 'one''s own is');
  perform tests.be_agent(tests.agent());
  perform tests.refused('select * from public.webhook_deliveries', '42501', 'agents read no log');
  select * into sent from public.claim_webhook_deliveries(10);
  perform tests.equal(sent.url, 'https://example.com/hook?x=1', 'where to');
  perform tests.equal(tests.count('select * from public.claim_webhook_deliveries(10)')::text, '0', 'by one agent at a time');
  t := substring(sent.signature from '^t=([0-9]+),');
  perform tests.be_admin();
  mac := encode(private.hmac_sha256(convert_to(hook ->> 'secret', 'UTF8'), convert_to(t || '.' || sent.body, 'UTF8')), 'hex');
  perform tests.equal(sent.signature, 't=' || t || ',v1=' || mac, 'signed over time and body');
  perform tests.be_agent(tests.other_agent());
  perform tests.ok(not public.settle_webhook_delivery(sent.id, 1, 200), 'another agent settles nothing');
  perform tests.be_agent(tests.agent());
  perform tests.ok(not public.settle_webhook_delivery(sent.id, 2, 200), 'nor an attempt that is not');
  perform tests.ok(public.settle_webhook_delivery(sent.id, 1, 500), 'a failure');
  perform tests.be_user(ana);
  perform tests.equal((select concat_ws(' ', d.status, d.attempt, d.response_status, d.error) from public.webhook_deliveries d),
    'pending 1 500 It answered 500.', 'is tried again');
  perform tests.ok((select d.next_attempt_at between clock_timestamp() + interval '9 s' and clock_timestamp() + interval '10 s'
    from public.webhook_deliveries d), 'ten seconds later');
  rotated := public.rotate_webhook_secret((hook ->> 'id')::uuid);
  for n in 2..8 loop
    perform tests.be_admin();
    update public.webhook_deliveries set next_attempt_at = clock_timestamp();
    perform tests.be_agent(tests.agent());
    select * into sent from public.claim_webhook_deliveries(10);
    perform tests.equal(sent.attempt::text, n::text, 'attempt');
    perform tests.ok(sent.signature ~ '^t=[0-9]+,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$', 'both secrets sign');
    perform public.settle_webhook_delivery(sent.id, n, null, 'connect ECONNREFUSED');
  end loop;
  perform tests.be_user(ana);
  perform tests.equal((select concat_ws(' ', d.status, d.attempt, d.error) from public.webhook_deliveries d),
    'failed 8 connect ECONNREFUSED', 'and given up');
  perform tests.equal(tests.waiting('webhooks')::text, '0', 'nothing waits');

  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count(format('select from public.webhook_deliveries d where d.user_id = %L', ana))::text, '0',
    'nobody else reads the log');
  perform tests.refused('select * from public.claim_webhook_deliveries(1)', '42501', 'claims');
  perform tests.refused(format('select public.settle_webhook_delivery(%L, 8, 200)', sent.id), '42501', 'or settles');
  perform tests.refused(format('select public.replay_webhook_delivery(%L)', sent.id), 'delivery_not_found', 'replays another''s');
  perform tests.be_user(ana);
  perform public.replay_webhook_delivery(sent.id);
  perform tests.equal((select count(distinct d.event_id) || ' of ' || count(*) from public.webhook_deliveries d), '1 of 2',
    'a replay is the same event');
  perform tests.be_admin();
  update public.webhooks set failing_since = clock_timestamp() - interval '6 days';
  perform tests.be_agent(tests.agent());
  select * into sent from public.claim_webhook_deliveries(10);
  perform public.settle_webhook_delivery(sent.id, 1, 302);
  perform tests.be_user(ana);
  perform tests.equal((select w.is_active || ' ' || (w.disabled_reason is not null) from public.webhooks w), 'false true',
    'failing for days switches it off');
  perform tests.be_admin();
  update public.webhook_deliveries set next_attempt_at = clock_timestamp() where status = 'pending';
  perform tests.be_agent(tests.agent());
  perform tests.equal(tests.count('select * from public.claim_webhook_deliveries(10)')::text, '0', 'and nothing more is sent');
  perform tests.be_user(ana);
  perform public.update_webhook((hook ->> 'id')::uuid, is_active => true);
  perform public.replay_webhook_delivery(sent.id);
  perform tests.be_agent(tests.agent());
  select * into sent from public.claim_webhook_deliveries(10);
  perform tests.ok(public.settle_webhook_delivery(sent.id, 1, 204), 'it answers');
  perform tests.be_user(ana);
  perform tests.equal((select concat_ws(' ', w.is_active, w.failing_since, w.disabled_reason) from public.webhooks w), 't', 'and is well again');
  perform tests.equal((select string_agg(d.status, ',' order by d.created_at) from public.webhook_deliveries d), 'failed,failed,delivered', 'as the log says');

  made := public.test_webhook((hook ->> 'id')::uuid);
  perform tests.equal(public.test_webhook((hook ->> 'id')::uuid)::text, made::text, 'one test at a time');
  perform tests.equal((select concat_ws(' ', d.event, d.payload ->> 'type', d.payload #>> '{data,webhook_id}') from public.webhook_deliveries d
    where d.id = (made ->> 'delivery_id')::uuid), 'webhook.test webhook.test ' || (hook ->> 'id'), 'of the webhook itself');
  perform tests.be_user(tests.bruno());
  perform tests.refused(format('select public.test_webhook(%L)', hook ->> 'id'), 'webhook_not_found', 'tests another''s');
  perform tests.be_agent(tests.agent());
  select * into sent from public.claim_webhook_deliveries(10);
  perform public.settle_webhook_delivery(sent.id, 1, 204);
  perform tests.be_user(ana);
  perform tests.ok(public.test_webhook((hook ->> 'id')::uuid) ->> 'delivery_id' <> made ->> 'delivery_id', 'the next is another');
  for n in 2..100 loop
    perform public.replay_webhook_delivery(sent.id);
  end loop;
  perform tests.refused(format('select public.replay_webhook_delivery(%L)', sent.id), 'quota_exceeded', 'a hundred wait');
  perform public.update_webhook((hook ->> 'id')::uuid, is_active => false);
  perform tests.refused(format('select public.test_webhook(%L)', hook ->> 'id'), 'invalid_request', 'what is switched off is not tried');

  delete from public.webhooks;
  perform tests.equal(tests.count('select from public.webhook_deliveries')::text, '0', 'a webhook goes with its log');
  perform tests.equal(tests.waiting('webhooks')::text, '0', 'and its messages with it');
end
$$;
