-- What every test file starts from. The runner opens a transaction, runs this, then the file, and rolls back.
-- People, agents and roles are played by changing the role and the token's claims, exactly as PostgREST does.

create schema tests;
grant usage on schema tests to public;

create function tests.ok(condition boolean, story text) returns void language plpgsql as $$
begin
  if condition is not true then
    raise exception 'not true: %', story;
  end if;
end
$$;

create function tests.equal(got text, wanted text, story text) returns void language plpgsql as $$
begin
  if got is distinct from wanted then
    raise exception '%: got %, wanted %', story, coalesce(got, 'null'), coalesce(wanted, 'null');
  end if;
end
$$;

-- Runs a statement that must be refused, with this detail (a contract code) or sqlstate.
create function tests.refused(statement text, code text, story text) returns void language plpgsql as $$
declare
  state text;
  detail text;
  message text;
begin
  begin
    execute statement;
  exception when others then
    get stacked diagnostics state = returned_sqlstate, detail = pg_exception_detail, message = message_text;
    if code in (state, detail) then
      return;
    end if;
    raise exception '%: wanted %, refused with % % (%)', story, code, state, detail, message;
  end;
  raise exception '%: was not refused', story;
end
$$;

create function tests.count(statement text) returns bigint language plpgsql as $$
declare
  result bigint;
begin
  execute format('select count(*) from (%s) as counted', statement) into result;
  return result;
end
$$;

-- --- roles ---------------------------------------------------------------------------------------------------------

create function tests.be(role_name text, subject uuid) returns void language plpgsql as $$
begin
  perform set_config('request.jwt.claims',
    jsonb_strip_nulls(jsonb_build_object('sub', subject, 'role', role_name))::text, true);
  perform set_config('role', role_name, true);
end
$$;
create function tests.be_user(id uuid) returns void language sql as $$ select tests.be('authenticated', id) $$;
create function tests.be_agent(id uuid) returns void language sql as $$ select tests.be('gpu_agent', id) $$;
create function tests.be_anon() returns void language sql as $$ select tests.be('anon', null) $$;
-- The migrations' role: looks at everything and prepares what no client could.
create function tests.be_admin() returns void language plpgsql as $$
begin
  perform set_config('role', 'postgres', true);
  perform set_config('request.jwt.claims', '', true);
end
$$;

create function tests.ana() returns uuid language sql immutable as $$
  select '00000000-0000-4000-8000-00000000000a'::uuid $$;
create function tests.bruno() returns uuid language sql immutable as $$
  select '00000000-0000-4000-8000-00000000000b'::uuid $$;
create function tests.agent() returns uuid language sql immutable as $$
  select '00000000-0000-4000-8000-0000000000a1'::uuid $$;
create function tests.other_agent() returns uuid language sql immutable as $$
  select '00000000-0000-4000-8000-0000000000a2'::uuid $$;

-- As Auth does it: the row first, the role by an update in the same transaction.
create function tests.sign_up(id uuid, email text, role_name text) returns void language sql as $$
  insert into auth.users (id, aud, email, raw_user_meta_data, created_at)
  values (id, 'authenticated', email, jsonb_build_object('name', split_part(email, '@', 1)), now());
  update auth.users set role = role_name where users.id = sign_up.id;
$$;

-- --- work ----------------------------------------------------------------------------------------------------------

create function tests.queue_job(script text default 'Bom dia.', settings jsonb default '{}') returns uuid
language sql as $$
  select (public.create_render_job('br_corporate_ana', script, '{"language": "pt-BR"}', settings) ->> 'job_id')::uuid
$$;

create function tests.claim(stages text[] default '{tts,audio2face,ue5,compositing,voice_training}') returns jsonb
language sql as $$
  select public.claim_task(stages, '{tts:espeak,face:visemes,render:three,compositing:ffmpeg}', 30)
$$;

-- The artefact an agent would leave for a claimed task.
create function tests.artifact(claim jsonb) returns jsonb language sql as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'bucket', case claim ->> 'stage' when 'compositing' then 'renders' else 'artifacts' end,
    'prefix', case claim ->> 'stage'
      when 'compositing' then concat_ws('/', claim ->> 'user_id', claim ->> 'job_id', claim ->> 'lease_id', '')
      else concat_ws('/', claim ->> 'job_id', claim ->> 'stage', claim ->> 'range_index', claim ->> 'lease_id', '')
    end,
    'files', (case claim ->> 'stage'
      when 'tts' then '{"audio": "audio.wav", "timeline": "timeline.json"}'
      when 'audio2face' then '{"header": "curves.json", "data": "curves.f32"}'
      when 'ue5' then '{"video": "frames.mkv"}'
      when 'compositing' then '{"film": "film.mp4", "poster": "poster.webp", "report": "report.json", "vtt": "film.vtt"}'
    end)::jsonb,
    'duration', case when claim ->> 'stage' in ('tts', 'compositing') then 5.04 end,
    'first_frame', case when claim ->> 'stage' = 'ue5' then claim -> 'first_frame' end,
    'frame_count', case when claim ->> 'stage' = 'ue5' then claim -> 'frame_count' end,
    'bytes', case when claim ->> 'stage' = 'compositing' then 12345 end))
$$;

-- Uploads the files of an artefact, under the policies of whoever calls.
create function tests.upload(artifact jsonb) returns void language sql as $$
  insert into storage.objects (bucket_id, name)
  select artifact ->> 'bucket', (artifact ->> 'prefix') || f.value from jsonb_each_text(artifact -> 'files') as f
$$;

create function tests.report(engine text default 'espeak', wall_s double precision default 1.5) returns jsonb
language sql as $$
  select jsonb_build_object('wall_s', wall_s, 'engine', jsonb_build_object('name', engine, 'version', '1'))
$$;

create function tests.finish(claim jsonb) returns jsonb language plpgsql as $$
declare
  artifact jsonb := tests.artifact(claim);
begin
  perform tests.upload(artifact);
  return public.complete_task((claim ->> 'lease_id')::uuid, artifact,
    tests.report() || '{"metrics": {"version": 1, "duration_s": 5.04}}');
end
$$;

-- Claims and finishes until `stage` is done; the last claim is returned.
create function tests.finish_until(stage text) returns jsonb language plpgsql as $$
declare
  claim jsonb;
begin
  loop
    claim := tests.claim();
    if claim is null then
      raise exception 'nothing to claim before % was reached', stage;
    end if;
    perform tests.finish(claim);
    exit when claim ->> 'stage' = stage;
  end loop;
  return claim;
end
$$;

-- As time passing would: the lease runs out.
create function tests.let_lease_expire(lease uuid) returns void language plpgsql security definer as $$
begin
  update public.render_tasks set lease_expires_at = clock_timestamp() - interval '1 second' where lease_id = lease;
  if not found then
    raise exception 'no such lease';
  end if;
end
$$;
create function tests.let_retry_time_come() returns void language sql security definer as $$
  update public.render_tasks set run_after = clock_timestamp() where status = 'pending'
$$;

-- What an administrator sees, whoever is asking.
create function tests.job(id uuid) returns public.render_jobs language sql security definer as $$
  select j.* from public.render_jobs j where j.id = job.id $$;
create function tests.task(claim jsonb) returns public.render_tasks language sql security definer as $$
  select t.* from public.render_tasks t where t.id = (claim ->> 'task_id')::uuid $$;
create function tests.stage_of(job uuid, name text) returns public.render_stages language sql security definer as $$
  select s.* from public.render_stages s where s.job_id = job and s.stage_name = name $$;
create function tests.waiting(queue text) returns bigint language plpgsql security definer as $$
declare
  messages bigint;
begin
  execute format('select count(*) from pgmq.%I', 'q_' || queue) into messages;
  return messages;
end
$$;
create function tests.archived(queue text) returns bigint language plpgsql security definer as $$
declare
  messages bigint;
begin
  execute format('select count(*) from pgmq.%I', 'a_' || queue) into messages;
  return messages;
end
$$;
create function tests.events(on_topic text) returns text language sql security definer as $$
  select string_agg(m.event, ',' order by (m.payload ->> 'seq')::bigint nulls last, m.inserted_at)
  from realtime.messages m where m.topic = on_topic
$$;

create function tests.deletions() returns setof public.storage_deletions language sql security definer as $$
  select d.* from public.storage_deletions d $$;

grant execute on all functions in schema tests to public;

select tests.sign_up(tests.ana(), 'ana@example.com', 'authenticated');
select tests.sign_up(tests.bruno(), 'bruno@example.com', 'authenticated');
select tests.sign_up(tests.agent(), 'agent@example.com', 'gpu_agent');
select tests.sign_up(tests.other_agent(), 'other-agent@example.com', 'gpu_agent');
