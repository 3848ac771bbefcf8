-- Each limit of a plan holds through the function and for a bare insert, and says which limit it was.
create function tests.quota(statement text) returns jsonb language plpgsql as $$
declare
  detail text; hint text; state text;
begin
  begin
    execute statement;
  exception when others then
    get stacked diagnostics state = returned_sqlstate, detail = pg_exception_detail, hint = pg_exception_hint;
    perform tests.equal(state || ' ' || detail, 'PT429 quota_exceeded', statement);
    return split_part(hint, E'\n', 2)::jsonb;
  end;
  raise exception 'not refused: %', statement;
end
$$;
-- By both roads: the second inserts a project and then its job.
create function tests.both_roads(script text, settings jsonb) returns jsonb language plpgsql as $$
declare
  project uuid;
  first_road jsonb := tests.quota(format('select tests.queue_job(%L, %L)', script, settings));
begin
  insert into public.avatar_projects (avatar_id, script, voice_config, render_settings)
  values ('br_corporate_ana', script, '{"language": "pt-BR"}', settings) returning id into project;
  perform tests.equal(
    tests.quota(format('insert into public.render_jobs (project_id) values (%L)', project))::text, first_road::text,
    'both roads say the same');
  return first_road;
end
$$;
grant execute on function tests.quota, tests.both_roads to public;

do $$
declare
  said jsonb;
begin
  perform tests.be_user(tests.ana());
  said := tests.both_roads(repeat('a', 10001), '{}');
  perform tests.equal(said::text, '{"plan": "free", "asked": 10001, "limit": "script_characters", "allowed": 10000}',
    'script');
  perform tests.queue_job(repeat('a', 10000));
  said := tests.both_roads('Oi.', '{"resolution": "1922x1080", "quality": "premium"}');
  perform tests.equal(said ->> 'limit', 'resolution', 'wider');
  said := tests.both_roads('Oi.', '{"resolution": "1080x1922", "quality": "premium"}');
  perform tests.equal(said ->> 'limit', 'resolution', 'taller');
  perform tests.queue_job('Oi.', '{"resolution": "1080x1920"}');
  said := tests.both_roads('Oi.', '{"quality": "cinematic"}');
  perform tests.equal(said ->> 'limit', 'quality', 'quality');

  perform tests.be_admin();
  update public.plans set month_seconds = (select u.sum + 3 from (
    select sum(e.seconds) from public.usage_entries e where e.user_id = tests.ana()) as u)::integer where id = 'free';
  perform tests.be_user(tests.ana());
  said := tests.both_roads(repeat('a', 100), '{}');
  perform tests.equal(said ->> 'limit', 'month_seconds', 'minutes');
  perform tests.ok((said ->> 'used')::numeric > 600 and (said ->> 'asked')::numeric between 7 and 8, 'with the figures');
  perform tests.ok((said ->> 'resets_at')::timestamptz > clock_timestamp()
    and (said ->> 'resets_at')::timestamptz <= clock_timestamp() + interval '31 days', 'and when it starts anew');
  perform tests.queue_job('Oi.');

  perform tests.be_admin();
  update public.users set plan = 'enterprise' where id = tests.ana();
  perform tests.be_user(tests.ana());
  perform tests.queue_job(repeat('a', 30000), '{"quality": "hyperreal", "resolution": "7680x4320"}');
  perform tests.equal((select coalesce(u.month_seconds::text, 'no limit') from public.usage u), 'no limit', 'enterprise');
  perform tests.ok((select u.resets_at > now() and u.resets_at <= now() + interval '31 days' from public.usage u),
    'the month ends within a month');
end
$$;
