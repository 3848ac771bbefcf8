-- A person takes everything along, and takes everything away; it needs two steps. Whatever table can hold something of a
-- person must hold something of hers here: a table added later fails this story until it is told of.

-- Tables with a row's owner, by foreign key or by name.
create function tests.owned_tables() returns table (relation oid, name text) language sql security definer as $$
  select c.oid, c.oid::regclass::text from pg_class c
  where c.relkind in ('r', 'p') and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
    and (exists (
        select from pg_constraint f
        where f.contype = 'f' and f.conrelid = c.oid and f.confrelid in ('public.users'::regclass, 'auth.users'::regclass))
      or exists (
        select from pg_attribute a
        where a.attrelid = c.oid and not a.attisdropped and a.atttypid = 'uuid'::regtype
          and a.attname ~ '^(user|owner|person|account|created_by|requested_by)(_id)?$'))
$$;
create function tests.rows_of(relation regclass, person uuid) returns bigint language plpgsql security definer as $$
declare
  held bigint;
begin
  execute format('select count(*) from %s t where to_jsonb(t)::text like %L', relation, '%' || person || '%') into held;
  return held;
end
$$;
-- Messages of the queues that name a task which is not there.
create function tests.lost_messages() returns bigint language plpgsql security definer as $$
declare
  queue text;
  lost bigint;
  total bigint := 0;
begin
  for queue in select c.relname from pg_class c where c.relnamespace = 'pgmq'::regnamespace and c.relkind = 'r' and c.relname ~ '^q_' loop
    execute format('select count(*) from pgmq.%I q where q.message ? ''task_id''
      and not exists (select from public.render_tasks t where t.id = (q.message ->> ''task_id'')::uuid)', queue) into lost;
    total := total + lost;
  end loop;
  return total;
end
$$;
grant execute on all functions in schema tests to public;

do $$
declare
  -- Rows that name a person and are not theirs to take along, each with its reason.
  kept_back constant jsonb := '{
    "render_tasks": "work of agents; its result stands in jobs, stages, voices",
    "render_requests": "digests of requests",
    "account_deletions": "digests of codes",
    "private.idempotency_keys": "answers to requests, for a day",
    "private.rate_windows": "counters of a minute"}';
  hook uuid;
  claim jsonb;
  owned record;
  job uuid;
  step jsonb;
  data jsonb;
  left_in record;
  held bigint;
  bad text;
begin
  perform tests.be_user(tests.bruno());
  perform tests.queue_job('De Bruno.');
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  insert into public.favourite_avatars (avatar_id) values ('br_corporate_ana');
  insert into public.user_defaults (user_id) values (tests.ana());
  insert into public.brand_kits (user_id) values (tests.ana());
  insert into public.pronunciations (language, grapheme, say) values ('pt-BR', 'NR', 'ene erre');
  perform public.save_draft(gen_random_uuid(), 0, 'Aula', '{}');
  perform public.request_speech_preview('Oi.', '{"language": "pt-BR"}');
  insert into public.voice_clones (id, name, audio_sample_url)
    values ('00000000-0000-4000-8000-0000000000c1', 'Ana', tests.ana() || '/00000000-0000-4000-8000-0000000000c1/sample.wav');
  insert into storage.objects (bucket_id, name) values ('uploads', tests.ana() || '/logo.png');
  perform public.give_voice_consent('00000000-0000-4000-8000-0000000000c1', 'Ana Paula', '2026-11');
  perform public.note_sample_reads(array[tests.ana() || '/00000000-0000-4000-8000-0000000000c1/sample.wav']);
  perform public.create_render_job('br_corporate_ana', 'Oi.', '{"language": "pt-BR"}', '{}', idempotency_key => 'um');
  perform public.create_api_token('folha', '{read}');
  perform public.create_webhook('https://example.com/hook', '{job.completed}');
  select h.id into hook from public.webhooks h;
  perform public.test_webhook(hook);
  perform public.admit_request('write', 'chave', repeat('0', 64));
  perform public.create_look_avatar('Minha', 'br_corporate_ana',
    '{"version": 1, "macro": {}, "face": {}, "skin": {}, "hair": {}, "brows": {}, "lashes": {}, "eyes": {}, "wardrobe": {}}');
  perform tests.be_agent(tests.agent());
  loop
    claim := tests.claim('{tts,audio2face,ue5,compositing}');
    exit when claim is null;
    perform tests.finish(claim);
  end loop;
  perform tests.be_user(tests.ana());
  perform public.create_share_link(job);
  perform tests.queue_job('Ainda na fila.');
  perform public.request_account_deletion();

  data := public.export_account();
  perform tests.equal(data #>> '{tables,users,0,email}', 'ana@example.com', 'the export knows who she is');
  foreach bad in array '{avatar_projects,render_jobs,render_stages,voice_clones,pronunciations,favourite_avatars,user_defaults,brand_kits,project_drafts,speech_previews,usage_entries}'::text[]
  loop
    perform tests.ok(jsonb_array_length(data -> 'tables' -> bad) > 0, 'it holds ' || bad);
  end loop;
  for owned in select o.* from tests.owned_tables() o where o.name not in ('users', 'gpu_agents') loop
    perform tests.ok(tests.rows_of(owned.relation, tests.ana()) > 0, owned.name || ' can hold something of a person: put something of hers into it');
    perform tests.ok(kept_back ? owned.name or jsonb_array_length(data -> 'tables' -> owned.name) > 0,
      owned.name || ' is exported, or says why not');
  end loop;
  perform tests.equal(data #>> '{tables,avatars_3d,0,name}', 'Minha', 'an avatar of her own is among them, the catalogue is not');
  perform tests.equal(jsonb_array_length(data #> '{tables,avatars_3d}')::text, '1', 'just that one');
  perform tests.ok(not data -> 'tables' ?| '{plans,stage_rates,render_tasks,gpu_agents,account_deletions}', 'and nothing that is not hers');
  perform tests.ok(data::text not like '%Bruno%' and data::text not like '%' || tests.bruno() || '%', 'nor Bruno''s');
  perform tests.equal((select string_agg(distinct f ->> 'bucket', ',' order by f ->> 'bucket') from jsonb_array_elements(data -> 'files') f), 'renders,uploads', 'it names her files');

  step := public.request_account_deletion();
  perform tests.refused('select public.delete_account(''x'')', 'invalid_request', 'another code');
  perform tests.refused('select * from public.account_deletions', '42501', 'the codes');
  perform tests.be_user(tests.bruno());
  perform tests.refused(format('select public.delete_account(%L)', step ->> 'confirmation'), 'invalid_request', 'her code in his hands');
  perform tests.be_admin();
  update public.account_deletions set expires_at = clock_timestamp() - interval '1 second';
  perform tests.be_user(tests.ana());
  perform tests.refused(format('select public.delete_account(%L)', step ->> 'confirmation'), 'invalid_request', 'a code too old');
  step := public.request_account_deletion();
  perform tests.be_admin();
  perform tests.refused('update public.account_deletions set code_hash = ''x''', '23514', 'a code that is no hash');
  perform tests.be_user(tests.ana());
  perform tests.equal(public.delete_account(step ->> 'confirmation') ->> 'deleted', 'true', 'gone');

  -- Whatever table there is: no row mentions her, but those that say what is still to be removed.
  perform tests.be_admin();
  for left_in in
    select c.oid::regclass::text as name from pg_class c
    where c.relkind in ('r', 'p')
      and (c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
        or c.oid in ('auth.users'::regclass, 'auth.identities'::regclass, 'auth.sessions'::regclass))
  loop
    execute format('select count(*) from %s t where to_jsonb(t)::text like %L', left_in.name, '%' || tests.ana() || '%') into held;
    perform tests.ok(held = 0 or left_in.name in ('storage_deletions', 'public.storage_deletions'), left_in.name || ' still mentions her');
  end loop;
  perform tests.equal(tests.lost_messages()::text, '0', 'no message waits for work of hers');
  -- Every bucket in whose folders people keep things.
  for bad in
    select b.id from storage.buckets b where not b.public and b.id not in ('artifacts', 'previews')
  loop
    perform tests.ok(exists (select from tests.deletions() d where d.bucket = bad and d.prefix = tests.ana() || '/'), bad || ' is queued for removal');
  end loop;
  perform tests.equal(tests.count('select 1 from public.render_jobs')::text, '1', 'Bruno''s is still there');
  perform tests.be_user(tests.ana());
  perform tests.refused('select public.request_account_deletion()', 'token_missing', 'her token means nothing now');
end
$$;
