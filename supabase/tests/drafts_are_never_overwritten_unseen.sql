-- Two hands on one draft: the one that is behind is told, and nothing is lost.
do $$
declare
  draft constant uuid := '00000000-0000-4000-8000-0000000000e1';
  answer jsonb;
  bad text;
begin
  perform tests.be_user(tests.ana());
  perform tests.refused(format('select public.save_draft(%L, 1, ''x'', ''{}'')', draft), 'draft_not_found', 'a later save of nothing');
  answer := public.save_draft(draft, 0, 'Aula', '{"a": 1}');
  perform tests.equal(answer ->> 'revision', '1', 'the first save');
  answer := public.save_draft(draft, 1, 'Aula 2', '{"a": 2}');
  perform tests.equal(answer ->> 'revision', '2', 'the next');
  foreach bad in array '{0,1,3}'::text[] loop
    perform tests.refused(format('select public.save_draft(%L, %s, ''y'', ''{}'')', draft, bad), 'draft_conflict', 'a save from ' || bad);
  end loop;
  perform tests.equal((select d.title || d.body::text from public.project_drafts d), 'Aula 2{"a": 2}', 'what is stored stayed');
  perform tests.refused(format('select public.save_draft(%L, 2, repeat(''x'', 201), ''{}'')', draft), 'invalid_request', 'a long title');
  perform tests.refused(format('select public.save_draft(%L, 2, ''x'', ''[]'')', draft), 'invalid_request', 'a list');
  perform tests.refused(format('select public.save_draft(%L, -1, ''x'', ''{}'')', draft), 'invalid_request', 'a revision before the first');
  perform tests.refused(format('select public.save_draft(%L, 2, ''x'', jsonb_build_object(''a'', repeat(''x'', 262144)))', draft), 'payload_too_large', 'too much');
  perform tests.refused('update public.project_drafts set revision = 9', '42501', 'a revision by hand');
  perform tests.refused(format('insert into public.project_drafts (id, user_id, title, body) values (gen_random_uuid(), %L, ''x'', ''{}'')', tests.ana()),
    '42501', 'a draft by hand');

  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count('select 1 from public.project_drafts')::text, '0', 'Bruno sees none');
  perform tests.refused(format('select public.save_draft(%L, 2, ''x'', ''{}'')', draft), 'draft_not_found', 'saves over none');
  delete from public.project_drafts;
  perform tests.ok(not found, 'and deletes none');

  perform tests.be_admin();
  foreach bad in array array['body = ''[]''', 'revision = 0', 'body = jsonb_build_object(''a'', repeat(''x'', 262144))'] loop
    perform tests.refused('update public.project_drafts set ' || bad, '23514', 'a draft with ' || bad);
  end loop;
  insert into public.project_drafts (id, user_id, title, body)
    select gen_random_uuid(), tests.ana(), 'x', '{}' from generate_series(1, 199);
  perform tests.be_user(tests.ana());
  perform tests.refused('select public.save_draft(gen_random_uuid(), 0, ''x'', ''{}'')', 'invalid_request', 'draft 201');
  delete from public.project_drafts;
  perform tests.ok(found, 'Ana deletes hers');
end
$$;
