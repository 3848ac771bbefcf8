-- However much waits for one receiver, few of its messages are out at a time, and everybody else's go beside them.
create function tests.claimed(batch integer) returns text language sql as $$
  select string_agg(c.host || ' ' || c.n, ',' order by c.host) from (
    select substring(d.url from 'https://([^/]+)') as host, count(*) as n
    from public.claim_webhook_deliveries(batch) as d group by 1) as c
$$;
grant execute on function tests.claimed to public;
do $$
declare
  hook jsonb;
  sent record;
begin
  perform tests.be_user(tests.ana());
  hook := public.create_webhook('https://silent.example.com/in', '{job.cancelled}');
  perform tests.be_admin();
  perform private.announce(tests.ana(), 'job.cancelled', '{}') from generate_series(1, 500);
  perform tests.be_user(tests.bruno());
  perform public.create_webhook('https://quick.example.com/in', '{job.cancelled}');
  perform tests.be_admin();
  perform private.announce(tests.bruno(), 'job.cancelled', '{}') from generate_series(1, 3);

  perform tests.be_agent(tests.agent());
  perform tests.equal(tests.claimed(5), 'quick.example.com 2,silent.example.com 3', 'receivers take turns in a batch');
  perform tests.equal(tests.claimed(50), 'quick.example.com 1,silent.example.com 1', 'four at a time, of which three are out');
  perform tests.be_agent(tests.other_agent());
  perform tests.ok(tests.claimed(50) is null, 'whoever asks');

  perform tests.be_admin();
  perform private.announce(tests.bruno(), 'job.cancelled', '{}');
  perform tests.be_agent(tests.other_agent());
  perform tests.equal(tests.claimed(50), 'quick.example.com 1', 'a new one is not kept waiting');

  -- One of them ends: another one may go, but one alone, since the receiver fails.
  perform tests.be_admin();
  select d.id, d.attempt into sent from public.webhook_deliveries d
  where d.webhook_id = (hook ->> 'id')::uuid and d.claimed_until is not null limit 1;
  perform tests.be_agent(tests.agent());
  perform tests.ok(public.settle_webhook_delivery(sent.id, sent.attempt, null, 'No answer within 15 s.'), 'given up');
  perform tests.ok(tests.claimed(50) is null, 'whoever fails has less');
  perform tests.be_admin();
  update public.webhook_deliveries set claimed_until = clock_timestamp() where claimed_until is not null;
  perform tests.be_agent(tests.agent());
  perform tests.equal(tests.claimed(50), 'quick.example.com 4,silent.example.com 1', 'claims that ran out are due again');

  -- Many receivers of one person, and many webhooks of one receiver, are no way around it.
  perform tests.be_admin();
  delete from public.webhooks;
  perform tests.be_user(tests.ana());
  for n in 1..12 loop
    perform public.create_webhook(format('https://silent-%s.example.com/', n), '{job.cancelled}');
  end loop;
  perform tests.be_user(tests.bruno());
  for n in 1..12 loop
    perform public.create_webhook(format('https://QUICK.example.com/%s', n), '{job.cancelled}');
  end loop;
  perform tests.be_admin();
  perform private.announce(p.id, 'job.cancelled', '{}') from unnest(array[tests.ana(), tests.bruno()]) as p (id);
  perform tests.be_agent(tests.agent());
  perform tests.equal((select count(*) filter (where d.url like '%silent%') || ' ' || count(*) filter (where d.url like '%QUICK%')
    from public.claim_webhook_deliveries(50) as d), '8 4', 'eight of a person, four of a receiver');
end
$$;
