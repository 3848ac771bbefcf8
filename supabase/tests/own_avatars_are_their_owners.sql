-- A look becomes an avatar of its owner: seen, used, changed and deleted by nobody else, and films keep what they were
-- queued with.
create function tests.look(tone text default '#c8977a') returns jsonb language sql stable as $$
  select jsonb_set(a.assets -> 'look', '{skin,tone}', to_jsonb(tone)) from public.avatars_3d a where a.id = 'br_corporate_ana'
$$;
create function tests.render(avatar text, settings jsonb default '{}') returns uuid language sql as $$
  select (public.create_render_job(avatar, 'Bom dia.', '{"language": "pt-BR"}', settings) ->> 'job_id')::uuid
$$;
grant execute on all functions in schema tests to public;

do $$
declare
  mine text;
  spare text;
  job uuid;
  claim jsonb;
begin
  perform tests.be_user(tests.ana());
  mine := public.create_look_avatar('  Minha Ana ', 'br_corporate_ana', tests.look());
  perform tests.equal(
    (select concat_ws(' ', a.name, a.kind, a.status, a.base_avatar_id, a.gender, a.assets ->> 'set') from public.avatars_3d a where a.id = mine),
    'Minha Ana look ready br_corporate_ana female office', 'it is ready at once, with its base''s place');
  perform tests.ok(
    (select a.assets -> 'metahuman' is null and a.assets -> 'glb' is null from public.avatars_3d a where a.id = mine),
    'what belongs to the base''s own face is not taken along');

  perform tests.refused(format('select public.create_look_avatar('' '', ''br_corporate_ana'', %L)', tests.look()), 'invalid_request', 'a blank name');
  perform tests.refused(format('select public.create_look_avatar(''A'', %L, %L)', mine, tests.look()), 'avatar_not_found', 'a base that is not of the catalogue');
  perform tests.refused('select public.create_look_avatar(''A'', ''br_corporate_ana'', ''{}'')', 'invalid_request', 'an empty look');
  perform tests.refused(format('select public.create_look_avatar(''A'', ''br_corporate_ana'', %L)', tests.look() || '{"script": 1}'),
    'invalid_request', 'a look with an unknown part');
  perform tests.refused(format('select public.create_look_avatar(''A'', ''br_corporate_ana'', %L)', jsonb_set(tests.look(), '{face,noseWidth}', '3')),
    'invalid_request', 'a slider out of bounds');
  perform tests.ok(tests.look() ? 'sides', 'the catalogue''s halves differ, and a look may take that along');
  perform tests.refused(format('select public.create_look_avatar(''A'', ''br_corporate_ana'', %L)', tests.look() || '{"sides": 0.5}'),
    'invalid_request', 'half a seed');
  perform tests.refused(format('select public.create_look_avatar(''A'', ''br_corporate_ana'', %L)', tests.look() || '{"sides": "7"}'),
    'invalid_request', 'a seed that is no number');
  perform tests.refused(format('select public.create_look_avatar(''A'', ''br_corporate_ana'', %L)',
    jsonb_set(tests.look(), '{skin,tone}', to_jsonb(repeat('x', 20000)))), 'invalid_request', 'a look that is no small JSON');
  perform tests.refused(format('update public.avatars_3d set name = ''X'' where id = %L', mine), '42501', 'the row itself is not for writing');

  job := tests.render(mine);
  perform public.change_own_avatar(mine, null, tests.look('#112233'));
  perform public.change_own_avatar(mine, 'Outra');
  perform tests.equal((select a.name || (a.assets #>> '{look,skin,tone}') from public.avatars_3d a where a.id = mine), 'Outra#112233', 'name and look change');
  perform tests.equal((select j.request #>> '{avatar,assets,look,skin,tone}' from public.render_jobs j where j.id = job), '#c8977a',
    'what is queued keeps its look');
  perform tests.refused(format('select tests.render(%L, ''{"engine": "unreal"}'')', mine), 'invalid_request', 'Unreal has no such person');
  perform tests.refused(format('select tests.render(%L, ''{"resolution": "7680x4320", "quality": "hyperreal"}'')', mine), 'quota_exceeded', 'nor can it be drawn so large');
  perform tests.refused(format('select public.delete_own_avatar(%L)', mine), 'avatar_in_use', 'a queued film needs it');

  insert into public.favourite_avatars (avatar_id) values (mine);
  perform public.request_speech_preview('Olá.', '{"language": "pt-BR"}', mine);

  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count(format('select 1 from public.avatars_3d where id = %L', mine))::text, '0', 'Bruno does not see it');
  perform tests.refused(format('select tests.render(%L)', mine), 'avatar_not_found', 'cannot render it');
  perform tests.refused(format('select public.create_render_job(%L, '''', ''{}'', ''{}'')', mine), 'avatar_not_found',
    'and is told no more when the rest is wrong too');
  perform tests.refused(format('insert into public.favourite_avatars (avatar_id) values (%L)', mine), 'avatar_not_found', 'like it');
  perform tests.refused(format('select public.request_speech_preview(''Olá.'', ''{"language": "pt-BR"}'', %L)', mine), 'avatar_not_found', 'hear it');
  perform tests.refused(format('select public.change_own_avatar(%L, ''Meu'')', mine), 'avatar_not_found', 'change it');
  perform tests.refused(format('select public.set_own_avatar_poster(%L, ''x'')', mine), 'avatar_not_found', 'picture it');
  perform tests.refused(format('select public.delete_own_avatar(%L)', mine), 'avatar_not_found', 'or delete it');
  perform tests.refused(format('select public.create_look_avatar(''A'', %L, %L)', mine, '{}'), 'avatar_not_found', 'or build on it');
  perform tests.be_anon();
  perform tests.equal(tests.count(format('select 1 from public.avatars_3d where id = %L', mine))::text, '0', 'nor does a visitor');
  perform tests.equal(tests.count('select 1 from public.avatars_3d where user_id is null')::text,
    tests.count('select 1 from public.avatars_3d')::text, 'who sees the catalogue alone');

  perform tests.be_user(tests.ana());
  insert into storage.objects (bucket_id, name) values ('own-avatars', concat_ws('/', tests.ana(), mine, 'snapshot.webp'));
  perform tests.refused(
    format('insert into storage.objects (bucket_id, name) values (''own-avatars'', %L)', concat_ws('/', tests.ana(), mine, 'film.mp4')),
    '42501', 'its folder holds pictures and files, nothing else');
  perform tests.refused(format('select public.set_own_avatar_poster(%L, %L)', mine, concat_ws('/', tests.ana(), mine, 'snapshot.png')),
    'file_not_found', 'a picture that was not stored');
  perform public.set_own_avatar_poster(mine, concat_ws('/', tests.ana(), mine, 'snapshot.webp'));
  perform tests.equal((select a.assets ->> 'poster_url' from public.avatars_3d a where a.id = mine),
    concat_ws('/', '/api/v2/files/own-avatars', tests.ana(), mine, 'snapshot.webp'), 'its picture has a stable address');

  spare := public.create_look_avatar('Dois', 'br_safety_carlos', tests.look());
  perform public.create_look_avatar('Três', 'br_safety_carlos', tests.look());
  perform tests.refused(format('select public.create_look_avatar(''Quatro'', ''br_safety_carlos'', %L)', tests.look()),
    'quota_exceeded', 'the plan ends at three');
  perform public.delete_own_avatar(spare);
  perform tests.equal(tests.count(format('select 1 from public.avatars_3d where id = %L', spare))::text, '0', 'what nothing names is gone');

  perform public.cancel_render_job(job);
  perform public.delete_own_avatar(mine);
  perform tests.equal(
    (select concat_ws(' ', a.name, a.is_active, a.assets::text, a.deleted_at is null) from public.avatars_3d a where a.id = mine),
    'Outra f {} f', 'what a film names keeps its name and nothing else');
  perform tests.refused(format('select tests.render(%L)', mine), 'avatar_not_found', 'and cannot be rendered any more');
  perform tests.equal(tests.count('select 1 from public.favourite_avatars')::text, '0', 'nor liked');
  perform public.create_look_avatar('Quatro', 'br_safety_carlos', tests.look());

  perform tests.be_admin();
  perform tests.equal(
    (select string_agg(d.prefix, ' ' order by d.prefix) from public.storage_deletions d where d.bucket = 'own-avatars' and d.prefix like '%/%/'),
    (select string_agg(concat_ws('/', tests.ana(), id, ''), ' ' order by concat_ws('/', tests.ana(), id, '')) from unnest(array[mine, spare]) as id),
    'the files of both are queued for removal');
  delete from auth.users where id = tests.ana();
  perform tests.equal(tests.count('select 1 from public.avatars_3d where user_id is not null')::text, '0', 'avatars go with their person');
  perform tests.ok(exists (select from public.storage_deletions d where d.bucket = 'own-avatars' and d.prefix = tests.ana() || '/'),
    'with every file in their folder');
end
$$;
