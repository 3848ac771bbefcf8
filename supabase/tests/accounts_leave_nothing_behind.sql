-- A person takes everything along, and takes everything away; it needs two steps.
do $$
declare
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

  data := public.export_account();
  perform tests.equal(data #>> '{tables,users,0,email}', 'ana@example.com', 'the export knows who she is');
  foreach bad in array '{avatar_projects,render_jobs,render_stages,voice_clones,pronunciations,favourite_avatars,user_defaults,brand_kits,project_drafts,speech_previews,usage_entries}'::text[]
  loop
    perform tests.ok(jsonb_array_length(data -> 'tables' -> bad) > 0, 'it holds ' || bad);
  end loop;
  perform tests.ok(not data -> 'tables' ?| '{avatars_3d,plans,stage_rates,render_tasks,gpu_agents,account_deletions}', 'and nothing that is not hers');
  perform tests.ok(data::text not like '%Bruno%' and data::text not like '%' || tests.bruno() || '%', 'nor Bruno''s');
  perform tests.equal(data #>> '{files,0,path}', tests.ana() || '/logo.png', 'it names her files');

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
  foreach bad in array '{renders,voice-samples,uploads}'::text[] loop
    perform tests.ok(exists (select from tests.deletions() d where d.bucket = bad and d.prefix = tests.ana() || '/'), bad || ' is queued for removal');
  end loop;
  perform tests.equal(tests.count('select 1 from public.render_jobs')::text, '1', 'Bruno''s is still there');
  perform tests.be_user(tests.ana());
  perform tests.refused('select public.request_account_deletion()', 'token_missing', 'her token means nothing now');
end
$$;
