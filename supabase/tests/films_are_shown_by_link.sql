-- Whoever holds a link sees one film and nothing else, until it expires, is withdrawn, or the film is deleted.
do $$
declare
  job uuid;
  other uuid;
  link jsonb;
  second jsonb;
  seen jsonb;
  bad text;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.refused(format('select public.create_share_link(%L)', job), 'invalid_request', 'a film in the making');
  perform tests.be_agent(tests.agent());
  perform tests.finish_until('compositing');
  perform tests.be_user(tests.ana());
  other := tests.queue_job('Outro.');
  perform tests.be_agent(tests.agent());
  perform tests.finish_until('compositing');

  perform tests.be_user(tests.ana());
  foreach bad in array '{0,366}'::text[] loop
    perform tests.refused(format('select public.create_share_link(%L, %s)', job, bad), 'invalid_request', bad || ' days');
  end loop;
  link := public.create_share_link(job, 2);
  second := public.create_share_link(job, 30);
  perform tests.ok(link ->> 'token' ~ '^[0-9a-f]{64}$' and link -> 'token' <> second -> 'token', 'each link has a token of its own');
  perform tests.ok((select bool_and(s.token_hash <> link ->> 'token') from public.share_links s), 'which is not kept');
  perform tests.refused('insert into public.share_links (job_id, user_id, token_hash, expires_at) select id, user_id, repeat(''0'', 64), now() + interval ''1 day'' from public.render_jobs limit 1',
    '42501', 'a link with a token of one''s own choice');
  perform tests.refused('update public.share_links set expires_at = now() + interval ''9 years''', '42501', 'a longer life');
  perform tests.refused('delete from public.share_links', '42501', 'a link away, with its count');

  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count('select 1 from public.share_links')::text, '0', 'Bruno sees no link of Ana''s');
  perform tests.refused(format('select public.create_share_link(%L)', job), 'job_not_found', 'shares no film of hers');
  perform tests.refused(format('select public.revoke_share_link(%L)', link ->> 'share_id'), 'share_not_found', 'and withdraws none');
  perform tests.refused(format('select public.open_share_link(%L)', link ->> 'token'), '42501', 'pages of links are opened as a visitor');

  perform tests.be_anon();
  perform tests.refused('select * from public.share_links', '42501', 'visitors read no links');
  perform tests.refused('select * from public.render_jobs', '42501', 'and no jobs');
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''renders''')::text, '0', 'nor films');
  perform tests.refused(format('select public.open_share_link(%L)', repeat('0', 64)), 'share_not_found', 'a token nobody was given');
  seen := public.open_share_link(link ->> 'token');
  perform tests.equal(seen ->> 'title', 'Bom dia.', 'the title');
  perform tests.equal(seen ->> 'language', 'pt-BR', 'and the language of the film are told');
  perform tests.ok(seen ->> 'video_url' like '/api/v2/files/renders/%' || job || '%', 'and where it is');
  perform tests.equal((select string_agg(k, ',' order by k) from jsonb_object_keys(seen) as k),
    'captions_url,duration_s,expires_at,height,language,poster_url,title,video_url,width', 'and nothing else');

  -- Storage asks as anon, with the headers of the request.
  perform set_config('request.headers', jsonb_build_object('x-semblante-share', link -> 'token')::text, true);
  perform tests.ok(tests.count('select 1 from storage.objects where bucket_id = ''renders''') between 1 and 3, 'its holder reads the film');
  perform tests.equal(tests.count(format('select 1 from storage.objects where bucket_id = ''renders'' and name like %L', '%' || other || '%'))::text,
    '0', 'not another of the same owner');
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''renders'' and name like ''%report%''')::text, '0',
    'and not what lies beside it');
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''artifacts''')::text, '0', 'nor what it was made of');
  perform set_config('request.headers', '{"x-semblante-share": "x"}', true);
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''renders''')::text, '0', 'a wrong token reads nothing');
  perform set_config('request.headers', '', true);

  perform tests.be_user(tests.ana());
  perform tests.equal((select s.views::text from public.share_links s where s.id = (link ->> 'share_id')::uuid), '1', 'the view is counted');
  seen := public.revoke_share_link((link ->> 'share_id')::uuid);
  perform tests.ok(public.revoke_share_link((link ->> 'share_id')::uuid) = seen, 'withdrawn once, whoever asks again');
  perform tests.be_anon();
  perform tests.refused(format('select public.open_share_link(%L)', link ->> 'token'), 'share_ended', 'a withdrawn link');
  perform set_config('request.headers', jsonb_build_object('x-semblante-share', link -> 'token')::text, true);
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''renders''')::text, '0', 'reads nothing');
  perform set_config('request.headers', '', true);
  perform public.open_share_link(second ->> 'token');

  perform tests.be_admin();
  update public.share_links set created_at = now() - interval '31 days', expires_at = now() - interval '1 day'
  where id = (second ->> 'share_id')::uuid;
  perform tests.be_anon();
  perform tests.refused(format('select public.open_share_link(%L)', second ->> 'token'), 'share_ended', 'an expired link');

  perform tests.be_user(tests.ana());
  for i in 1..20 loop
    link := public.create_share_link(job);
  end loop;
  perform tests.refused(format('select public.create_share_link(%L)', job), 'invalid_request', 'the twenty-first');
  perform public.delete_film(job);
  perform tests.refused(format('select public.create_share_link(%L)', job), 'job_not_found', 'a deleted film');
  perform tests.be_anon();
  perform tests.refused(format('select public.open_share_link(%L)', link ->> 'token'), 'share_ended', 'the link of a deleted film');
  perform tests.be_user(tests.ana());
  perform public.restore_film(job);
  perform tests.be_anon();
  perform tests.equal(public.open_share_link(link ->> 'token') ->> 'title', 'Bom dia.', 'works again when the film is back');

  perform tests.be_admin();
  foreach bad in array array['token_hash = ''x''', 'expires_at = created_at', 'expires_at = created_at + interval ''2 years''',
    'views = -1', 'views = 0', 'last_viewed_at = null']
  loop
    perform tests.refused(format('update public.share_links set %s where views > 0', bad), '23514', 'a link with ' || bad);
  end loop;
end
$$;

-- An API token without the scope, or one that is no longer good, changes none of what a person keeps.
do $$
declare
  call text;
begin
  perform tests.be_user(tests.ana());
  insert into public.user_defaults (user_id) values (tests.ana());
  perform set_config('request.jwt.claims',
    jsonb_build_object('sub', tests.ana(), 'role', 'authenticated', 'api_token', gen_random_uuid())::text, true);
  foreach call in array array['select public.delete_film(gen_random_uuid())', 'select public.restore_film(gen_random_uuid())',
    'select public.create_share_link(gen_random_uuid())', 'select public.revoke_share_link(gen_random_uuid())',
    'select public.save_draft(gen_random_uuid(), 0, ''x'', ''{}'')', 'delete from public.project_drafts',
    'insert into public.favourite_avatars (avatar_id) values (''br_corporate_ana'')', 'delete from public.favourite_avatars',
    'update public.user_defaults set interface = ''{}''', 'insert into public.brand_kits (font) values (''sans'')',
    'select public.request_account_deletion()', 'select public.delete_account(''x'')']
  loop
    perform tests.refused(call, 'scope_missing', call);
  end loop;
end
$$;
