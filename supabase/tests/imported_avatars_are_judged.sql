-- A file its owner uploaded is an avatar that waits for an agent's word: what the agent leaves or why it refuses.
create function tests.upload_glb(avatar uuid) returns void language sql as $$
  insert into storage.objects (bucket_id, name) values ('own-avatars', concat_ws('/', auth.uid(), avatar, 'source.glb'))
$$;
create function tests.claim_import() returns jsonb language sql as $$
  select public.claim_task('{avatar_import}', '{render:three}', 30)
$$;
create function tests.folder(claim jsonb, avatar uuid) returns text language sql as $$
  select concat_ws('/', claim ->> 'user_id', avatar, claim ->> 'lease_id', '')
$$;
create function tests.found(claim jsonb, avatar uuid) returns jsonb language sql as $$
  select jsonb_build_object('bucket', 'own-avatars', 'prefix', tests.folder(claim, avatar),
    'files', '{"model": "model.glb", "preview": "preview.glb", "poster": "poster.webp"}'::jsonb,
    'report', '{"version": 1, "grade": "good"}'::jsonb)
$$;
create function tests.store_import(claim jsonb, avatar uuid) returns void language sql as $$
  insert into storage.objects (bucket_id, name)
  select 'own-avatars', tests.folder(claim, avatar) || f from unnest('{model.glb,preview.glb,poster.webp}'::text[]) as f
$$;
create function tests.render(avatar text) returns uuid language sql as $$
  select (public.create_render_job(avatar, 'Bom dia.', '{"language": "pt-BR"}', '{}') ->> 'job_id')::uuid
$$;
grant execute on all functions in schema tests to public;

do $$
declare
  mine constant uuid := '00000000-0000-4000-8000-0000000000d1';
  bad constant uuid := '00000000-0000-4000-8000-0000000000d2';
  gone constant uuid := '00000000-0000-4000-8000-0000000000d3';
  lost constant uuid := '00000000-0000-4000-8000-0000000000d4';
  claim jsonb;
  drawn jsonb;
  job uuid;
begin
  perform tests.be_user(tests.ana());
  perform tests.refused(format('select public.import_avatar(%L, ''Rita'', ''female'')', mine), 'file_not_found', 'a file that was not uploaded');
  perform tests.upload_glb(mine);
  perform tests.refused(format('select public.import_avatar(%L, ''Rita'', ''queen'')', mine), 'invalid_request', 'an unknown gender');
  perform tests.refused(format('select public.import_avatar(%L, ''Rita'', ''female'', ''circus'')', mine), 'invalid_request', 'an unknown category');
  perform tests.refused(format('select public.import_avatar(%L, ''Rita'', ''female'', ''casual'', ''martian'')', mine), 'invalid_request', 'an unknown ethnicity');
  perform tests.refused(format('select public.import_avatar(%L, ''Rita'', ''female'', ''casual'', null, ''old'')', mine), 'invalid_request', 'an unknown age');
  perform tests.be_user(tests.bruno());
  perform tests.refused(format('select public.import_avatar(%L, ''Rita'', ''female'')', mine), 'file_not_found', 'a stranger''s file');
  perform tests.be_user(tests.ana());
  perform public.import_avatar(mine, 'Rita', 'female');
  perform tests.refused(format('select public.import_avatar(%L, ''Rita'', ''female'')', mine), 'invalid_request', 'twice the same');
  perform tests.equal((select a.status || a.kind || a.progress from public.avatars_3d a where a.id = mine::text), 'checkingglb0', 'it waits to be judged');
  perform tests.equal(tests.waiting('avatar_import')::text, '1', 'its message waits');
  perform tests.refused(format('select tests.render(%L)', mine), 'avatar_not_ready', 'and no film can be made of it yet');
  perform tests.refused(format('select public.change_own_avatar(%L, null, ''{}'')', mine), 'invalid_request', 'it has no look to change');

  perform tests.be_agent(tests.agent());
  perform tests.ok(public.claim_task('{avatar_import}', '{tts:espeak}', 30) is null, 'only who can draw can judge');
  claim := tests.claim_import();
  perform tests.equal(claim #>> '{avatar_import,source_path}', concat_ws('/', tests.ana(), mine, 'source.glb'), 'the agent is told the file');
  perform tests.ok(claim -> 'job_id' = 'null' and claim -> 'avatar' = 'null', 'there is no job');
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''own-avatars''')::text, '1', 'it may read the file');
  perform public.heartbeat_task((claim ->> 'lease_id')::uuid, 0.4);
  perform tests.be_agent(tests.other_agent());
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''own-avatars''')::text, '0', 'which no other agent may');
  perform tests.be_user(tests.ana());
  perform tests.equal((select a.progress::text from public.avatars_3d a where a.id = mine::text), '0.4', 'its owner sees how far it is');

  perform tests.be_agent(tests.agent());
  perform tests.refused(format('select public.complete_task(%L, %L, %L)', claim ->> 'lease_id', tests.found(claim, mine), tests.report()),
    'invalid_request', 'files that are not there');
  perform tests.refused(
    format('insert into storage.objects (bucket_id, name) values (''own-avatars'', %L)', concat_ws('/', tests.ana(), mine, 'source.glb/x')),
    '42501', 'a file outside the lease''s folder');
  perform tests.store_import(claim, mine);
  perform tests.refused(format('select public.complete_task(%L, %L, %L)', claim ->> 'lease_id', tests.found(claim, mine) || '{"look": {}}', tests.report()),
    'invalid_request', 'more than an artefact');
  perform public.complete_task((claim ->> 'lease_id')::uuid, tests.found(claim, mine), tests.report());
  perform public.complete_task((claim ->> 'lease_id')::uuid, tests.found(claim, mine), tests.report());
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''own-avatars''')::text, '0', 'afterwards it reads no more');

  perform tests.be_user(tests.ana());
  perform tests.equal(
    (select concat_ws(' ', a.status, a.progress, a.report ->> 'grade', a.assets ->> 'model') from public.avatars_3d a where a.id = mine::text),
    'ready 1 good /api/v2/files/own-avatars/' || tests.folder(claim, mine) || 'model.glb', 'the avatar is ready');
  perform tests.refused(
    format('insert into storage.objects (bucket_id, name) values (''own-avatars'', %L)', tests.folder(claim, mine) || 'model.glb'),
    '42501', 'what films are drawn from is not its owner''s to write');
  job := tests.render(mine::text);

  perform tests.be_agent(tests.agent());
  drawn := tests.claim();
  perform tests.equal(drawn #>> '{avatar,assets,model}', '/api/v2/files/own-avatars/' || tests.folder(claim, mine) || 'model.glb', 'a film is told the model');
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''own-avatars''')::text, '0', 'its speech needs no face');
  perform tests.finish(drawn);
  perform tests.finish(tests.claim());
  drawn := tests.claim();
  perform tests.equal(drawn ->> 'stage', 'ue5', 'who draws it');
  perform tests.equal((select string_agg(o.name, ' ') from storage.objects o where o.bucket_id = 'own-avatars'),
    tests.folder(claim, mine) || 'model.glb', 'may read the model and nothing else of it');

  perform tests.be_user(tests.ana());
  perform public.cancel_render_job(job);
  perform tests.upload_glb(bad);
  perform public.import_avatar(bad, 'Sem rosto', 'male', 'casual', 'afro', 'senior');
  perform tests.be_agent(tests.agent());
  claim := tests.claim_import();
  perform public.fail_task((claim ->> 'lease_id')::uuid, 'glb_no_face', false, 'The GLB has no face.', '');
  perform tests.be_user(tests.ana());
  perform tests.equal(
    (select concat_ws(' ', a.status, a.error_code, a.error_message, a.remedy like 'Export%') from public.avatars_3d a where a.id = bad::text),
    'failed glb_no_face The GLB has no face. t', 'a refusal is told, with what to do');
  perform tests.refused(format('select tests.render(%L)', bad), 'avatar_not_ready', 'and nothing is made of it');
  perform public.delete_own_avatar(bad::text);

  perform tests.upload_glb(gone);
  perform public.import_avatar(gone, 'Some', 'unisex');
  perform tests.be_agent(tests.agent());
  claim := tests.claim_import();
  perform tests.be_user(tests.ana());
  perform public.delete_own_avatar(gone::text);
  perform tests.be_agent(tests.agent());
  perform tests.refused(format('select public.heartbeat_task(%L, 0.5)', claim ->> 'lease_id'), 'lease_lost', 'deleting it ends its check');
  perform tests.be_user(tests.ana());
  perform tests.equal(tests.waiting('avatar_import')::text, '0', 'no message is left');

  perform tests.refused(format('select public.import_avatar(%L, ''De novo'', ''unisex'')', gone), 'invalid_request',
    'its id is not used again while its files are being removed');
  perform tests.upload_glb(lost);
  perform public.import_avatar(lost, 'Some', 'unisex');
  perform tests.be_agent(tests.agent());
  claim := tests.claim_import();
  perform tests.store_import(claim, lost);
  perform tests.be_admin();
  update public.render_tasks set lease_expires_at = clock_timestamp() where lease_id = (claim ->> 'lease_id')::uuid;
  perform pgmq.purge_queue('avatar_import');
  perform tests.be_agent(tests.agent());
  perform public.sweep();
  perform tests.be_admin();
  perform tests.ok(exists (select from public.storage_deletions d where d.bucket = 'own-avatars' and d.prefix = tests.folder(claim, lost)),
    'what a lost lease left is removed');
  perform tests.equal(tests.waiting('avatar_import')::text, '1', 'a lost message is sent again');
  perform tests.ok(exists (select from public.queue_depths() d where d.stage = 'avatar_import' and d.waiting = 1), 'and is counted');
end
$$;
