-- What a film costs: its estimate while it is made, its length once it is there, nothing when it failed or was cancelled.
do $$
declare
  ana constant uuid := tests.ana();
  filmed uuid; cancelled uuid; failed uuid; deleted uuid; waiting uuid;
  claim jsonb;
  estimate numeric;
begin
  perform tests.be_user(ana);
  filmed := tests.queue_job();
  select u.reserved_seconds into estimate from public.usage u;
  perform tests.equal(estimate::text, '1.152', 'eight letters are reserved as 0.6 s of padding and 8 / 14.5 s');
  perform tests.be_agent(tests.agent());
  perform tests.finish_until('compositing');
  perform tests.be_user(ana);
  perform tests.equal(
    (select concat_ws(' ', u.plan, u.used_seconds, u.reserved_seconds, u.films, u.active_jobs) from public.usage u),
    'free 5.040 0 1 0', 'a finished film counts its true length');

  cancelled := tests.queue_job();
  perform public.cancel_render_job(cancelled);
  perform public.cancel_render_job(cancelled);
  deleted := tests.queue_job();
  delete from public.render_jobs where id = deleted;
  failed := tests.queue_job();
  perform tests.be_agent(tests.agent());
  claim := tests.claim();
  perform public.fail_task((claim ->> 'lease_id')::uuid, 'text_unspeakable', false, 'x', '');
  perform tests.be_user(ana);
  perform tests.equal(
    (select string_agg(e.sum::text, ' ') from (
      select sum(x.seconds) from public.usage_entries x
      where x.job_id in (cancelled, deleted, failed) group by x.job_id) as e),
    '0.000 0.000 0.000', 'what came to nothing costs nothing, once');
  perform tests.equal((select u.used_seconds::text from public.usage u), '5.040', 'and changes nothing');

  perform tests.equal(
    (select string_agg(concat_ws(' ', c.state, c.seconds, c.status, c.title is not null), ', ' order by c.state desc, c.status)
     from public.film_costs c where c.job_id in (filmed, cancelled, failed, deleted)),
    'settled 5.040 completed t, released 0.000 cancelled t, released 0.000 failed t, released 0.000 f',
    'film by film, those deleted without a title');

  delete from public.render_jobs where id = filmed;
  perform tests.equal((select u.used_seconds::text from public.usage u), '5.040',
    'deleting a finished film does not bring its seconds back');

  waiting := tests.queue_job();
  perform tests.equal(
    (select u.used_seconds || ' ' || u.reserved_seconds from public.usage u), '5.040 1.152', 'what waits is reserved');

  perform tests.be_user(tests.bruno());
  perform tests.equal((select string_agg(u.user_id::text, ' ') from public.usage u), tests.bruno()::text,
    'nobody sees what another used');
  perform tests.equal(tests.count('select from public.usage_entries')::text, '0', 'nor row by row');
  perform tests.equal(tests.count('select from public.film_costs')::text, '0', 'nor film by film');
  perform tests.be_user(ana);
  perform tests.ok(tests.count('select from public.usage_entries') > 0, 'one sees one''s own rows');
  perform tests.refused('insert into public.usage_entries (user_id, job_id, kind, seconds, period)
    values (auth.uid(), gen_random_uuid(), ''settled'', -60, ''2026-01-01'')', '42501', 'rows of one''s own making');

  perform tests.be_admin();
  perform tests.refused('update public.usage_entries set seconds = 1', '23001', 'nobody rewrites the ledger');
  perform tests.refused('delete from public.usage_entries', '23001', 'or shortens it');
  perform tests.refused(format('insert into public.usage_entries (user_id, job_id, kind, seconds, period)
    values (%L, %L, ''released'', -1, ''2026-01-01'')', ana, cancelled), '23505', 'or takes back twice');
  perform tests.refused(format('insert into public.usage_entries (user_id, job_id, kind, seconds, period)
    values (%L, %L, ''reserved'', 1, ''2026-01-01'')', ana, cancelled), '23505', 'or reserves twice');
  delete from auth.users where id = ana;
  perform tests.equal(tests.count('select from public.usage_entries')::text, '0', 'erasing a person erases their rows');
end
$$;
