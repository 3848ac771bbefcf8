-- A key is shown once, works until it ends, and changes only what its scopes name, by every door.
create function tests.be_token(token jsonb) returns void language plpgsql as $$
begin
  perform set_config('request.jwt.claims', jsonb_build_object('role', 'authenticated',
    'sub', token ->> 'user_id', 'api_token', token ->> 'id')::text, true);
  perform set_config('role', 'authenticated', true);
end
$$;
create function tests.hashes() returns bigint language sql security definer as $$
  select count(*) from private.api_token_hashes where length(hash) = 32 $$;
-- What the secret says of itself, with the secret.
create function tests.use_it(made jsonb) returns jsonb language sql security definer as $$
  select public.use_api_token(made ->> 'token') || jsonb_build_object('token', made ->> 'token') $$;
grant execute on function tests.be_token, tests.hashes, tests.use_it to public;

do $$
declare
  ana constant uuid := tests.ana();
  made jsonb; reader jsonb; renderer jsonb; speaker jsonb;
  job uuid;
  voice constant uuid := '00000000-0000-4000-8000-0000000000c1';
begin
  perform tests.be_user(ana);
  made := public.create_api_token(' CI ', '{render,read,read}');
  perform tests.ok(made ->> 'token' ~ '^smb_[A-Za-z0-9_-]{43}$', 'a secret of 256 bits');
  perform tests.equal(made ->> 'prefix', left(made ->> 'token', 10), 'recognised by its beginning');
  perform tests.equal(made ->> 'scopes', '["read", "render"]', 'scopes once each');
  perform tests.ok((made ->> 'expires_at')::timestamptz > clock_timestamp() + interval '89 days', 'for 90 days');
  perform tests.ok((public.create_api_token('b', '{read}') ->> 'token') <> made ->> 'token', 'never twice the same');
  perform tests.equal(tests.hashes()::text, '2', 'kept as hashes');
  perform tests.ok((select position(made ->> 'token' in t::text) = 0 from public.api_tokens t where t.id = (made ->> 'id')::uuid),
    'the row does not hold it');
  perform tests.refused('select * from private.api_token_hashes', '42501', 'nobody reads hashes');
  perform tests.refused('select public.create_api_token('''', ''{read}'')', 'invalid_request', 'a name');
  perform tests.refused('select public.create_api_token(''x'', ''{}'')', 'invalid_request', 'a scope');
  perform tests.refused('select public.create_api_token(''x'', ''{account}'')', 'invalid_request', 'a known one');
  perform tests.refused('select public.create_api_token(''x'', ''{read}'', now() + interval ''2 years'')', 'invalid_request',
    'not for ever');
  perform tests.refused('select public.create_api_token(''x'', ''{read}'', now() - interval ''1 day'')', 'invalid_request',
    'not ended already');
  perform tests.refused('update public.api_tokens set scopes = ''{voices}''', '42501', 'scopes stay');
  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count('select from public.api_tokens')::text, '0', 'nobody else sees it');
  perform tests.refused(format('select public.revoke_api_token(%L)', made ->> 'id'), 'token_not_found', 'or ends it');

  perform tests.be_anon();
  reader := public.use_api_token(made ->> 'token');
  perform tests.equal(reader ->> 'user_id', ana::text, 'whoever holds the secret acts as its owner');
  perform tests.refused('select public.use_api_token(''smb_x'')', 'token_invalid', 'and nobody else');
  perform tests.be_user(ana);
  perform tests.ok((select t.last_used_at is not null from public.api_tokens t where t.id = (made ->> 'id')::uuid),
    'its use is noted');
  perform tests.be_admin();
  update public.api_tokens set last_used_at = clock_timestamp() - interval '10 seconds';
  perform tests.be_anon();
  perform public.use_api_token(made ->> 'token');
  perform tests.be_user(ana);
  perform tests.ok((select t.last_used_at < clock_timestamp() - interval '9 seconds' from public.api_tokens t
    where t.id = (made ->> 'id')::uuid), 'once a minute');

  job := tests.queue_job();
  insert into public.pronunciations (language, grapheme, say) values ('pt-BR', 'CIPA', 'sipa');
  insert into public.voice_clones (id, name, audio_sample_url)
    values (voice, 'Ana', concat_ws('/', ana, voice, 'sample.wav'));
  reader := tests.use_it(public.create_api_token('r', '{read}'));
  renderer := tests.use_it(public.create_api_token('f', '{render}'));
  speaker := tests.use_it(public.create_api_token('v', '{voices}'));

  perform tests.be_token(reader);
  perform tests.ok(tests.count('select from public.render_jobs') = 1, 'a reader reads');
  perform tests.refused('select tests.queue_job()', 'scope_missing', 'and queues nothing');
  perform tests.refused(format('select public.cancel_render_job(%L)', job), 'scope_missing', 'and cancels nothing');
  perform tests.refused('delete from public.render_jobs', 'scope_missing', 'and deletes nothing');
  perform tests.refused('select public.request_speech_preview(''Oi.'', ''{"language": "pt-BR"}'')', 'scope_missing',
    'and asks for no preview');
  perform tests.refused('delete from public.pronunciations', 'scope_missing', 'nor pronunciations');
  perform tests.refused('update public.avatar_projects set title = ''x''', 'scope_missing', 'nor projects');
  perform tests.refused('update public.voice_clones set name = ''x''', 'scope_missing', 'nor voices');
  perform tests.refused('update public.users set name = ''x''', 'scope_missing', 'nor an account');
  perform tests.refused(format('insert into storage.objects (bucket_id, name) values (''uploads'', %L)', ana || '/x.png'),
    '42501', 'nor files');

  perform tests.be_token(renderer);
  perform tests.queue_job();
  perform public.request_speech_preview('Oi.', '{"language": "pt-BR"}');
  insert into storage.objects (bucket_id, name) values ('uploads', ana || '/x.png');
  perform tests.refused('delete from public.voice_clones', 'scope_missing', 'a renderer deletes no voice');
  perform tests.refused(format('insert into storage.objects (bucket_id, name) values (''voice-samples'', %L)',
    ana || '/' || voice || '/y.wav'), '42501', 'and adds no recording');
  perform tests.refused('select public.create_api_token(''x'', ''{read}'')', 'scope_missing', 'tokens make no tokens');
  perform tests.refused(format('select public.revoke_api_token(%L)', renderer ->> 'id'), 'scope_missing', 'nor end them');
  perform tests.equal(tests.count('select from public.api_tokens')::text, '0', 'nor see them');

  perform tests.be_token(speaker);
  perform tests.refused(format('select public.cancel_render_job(%L)', job), 'scope_missing', 'voices cancel no film');
  insert into storage.objects (bucket_id, name) values ('voice-samples', ana || '/' || voice || '/y.wav');
  update storage.objects set metadata = '{}' where bucket_id = 'uploads';
  perform tests.equal((select count(*)::text from storage.objects where bucket_id = 'uploads' and metadata = '{}'), '0',
    'files of another scope are not theirs to replace');
  perform set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects where bucket_id = 'uploads';
  perform set_config('storage.allow_delete_query', 'false', true);
  perform tests.be_admin();
  perform tests.equal((select count(*)::text from storage.objects where bucket_id = 'uploads' and name = ana || '/x.png'), '1',
    'nor to remove');
  perform tests.be_token(speaker);
  delete from public.voice_clones where id = voice;

  perform tests.be_user(ana);
  perform public.revoke_api_token((renderer ->> 'id')::uuid);
  perform tests.equal(public.revoke_api_token((renderer ->> 'id')::uuid) ->> 'id', renderer ->> 'id', 'twice the same');
  perform tests.be_token(renderer);
  perform tests.refused('select tests.queue_job()', 'scope_missing', 'revoked: the exchanged claims write no more');
  perform tests.be_anon();
  perform tests.refused(format('select public.use_api_token(%L)', renderer ->> 'token'), 'token_invalid', 'revoked');
  perform tests.be_admin();
  update public.api_tokens set created_at = created_at - interval '91 days', expires_at = expires_at - interval '91 days';
  perform tests.be_anon();
  perform tests.refused(format('select public.use_api_token(%L)', reader ->> 'token'), 'token_expired', 'expired');
  perform tests.be_admin();
  update public.api_tokens set expires_at = clock_timestamp() + interval '1 day';
  update auth.users set banned_until = clock_timestamp() + interval '1 day' where id = ana;
  perform tests.be_anon();
  perform tests.refused(format('select public.use_api_token(%L)', reader ->> 'token'), 'token_invalid', 'banned');
end
$$;
