-- Files of own avatars are their owner's to read, and of each only what they uploaded to replace and take back.
do $$
declare
  look constant jsonb :=
    '{"version": 1, "macro": {}, "face": {}, "skin": {}, "hair": {}, "brows": {}, "lashes": {}, "eyes": {}, "wardrobe": {}}';
  glb constant uuid := '00000000-0000-4000-8000-0000000000d1';
  mine text;
  folder text;
  claim jsonb;
begin
  perform tests.be_user(tests.ana());
  mine := public.create_look_avatar('Minha', 'br_corporate_ana', look);
  folder := concat_ws('/', tests.ana(), mine, '');
  insert into storage.objects (bucket_id, name) values
    ('own-avatars', folder || 'snapshot.webp'), ('own-avatars', concat_ws('/', tests.ana(), glb, 'source.glb'));
  perform public.import_avatar(glb, 'Visita', 'male');
  perform tests.be_user(tests.ana());
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''own-avatars''')::text, '2', 'Ana reads her files');
  update storage.objects set user_metadata = '{}' where bucket_id = 'own-avatars';
  perform tests.equal((select string_agg(o.name, ' ') from storage.objects o where o.user_metadata is not null and o.bucket_id = 'own-avatars'),
    folder || 'snapshot.webp', 'and replaces the picture, not the file that is judged');
  perform tests.refused(
    format('update storage.objects set name = %L where name = %L', folder || 'x/model.glb', folder || 'snapshot.webp'), '42501',
    'a picture does not become a model');
  perform tests.refused(
    format('insert into storage.objects (bucket_id, name) values (''own-avatars'', %L)', concat_ws('/', tests.bruno(), mine, 'source.glb')),
    '42501', 'a file in somebody else''s folder');

  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''own-avatars''')::text, '0', 'Bruno reads none');
  update storage.objects set user_metadata = '{"stolen": true}';
  perform tests.ok(not found, 'and replaces none');
  perform set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects where bucket_id = 'own-avatars';
  perform tests.ok(not found, 'nor removes one');

  perform tests.be_agent(tests.agent());
  claim := public.claim_task('{avatar_import}', '{render:three}', 30);
  perform tests.refused(
    format('insert into storage.objects (bucket_id, name) values (''own-avatars'', %L)', folder || 'snapshot.png'), '42501',
    'an agent writes where its lease says');
  insert into storage.objects (bucket_id, name)
    values ('own-avatars', concat_ws('/', tests.ana(), glb, claim ->> 'lease_id', 'model.glb'));
  delete from storage.objects where bucket_id = 'own-avatars';
  perform tests.ok(not found, 'and removes what it claimed for removal, which is nothing yet');

  perform tests.be_user(tests.ana());
  delete from storage.objects where bucket_id = 'own-avatars';
  perform tests.be_admin();
  perform tests.equal((select string_agg(o.name, ' ') from storage.objects o where o.bucket_id = 'own-avatars'),
    concat_ws('/', tests.ana(), glb, claim ->> 'lease_id', 'model.glb'), 'Ana takes back what she uploaded, not what an agent made');
  perform tests.be_user(tests.ana());
  perform public.delete_own_avatar(glb::text);
  perform tests.be_admin();
  update public.storage_deletions set run_after = clock_timestamp() where bucket = 'own-avatars';
  perform tests.be_agent(tests.agent());
  perform tests.equal((select string_agg(d.path, ' ') from public.claim_deletions(10) d where d.bucket = 'own-avatars'),
    concat_ws('/', tests.ana(), glb, claim ->> 'lease_id', 'model.glb'), 'deleted, its files are an agent''s to remove');
  delete from storage.objects where bucket_id = 'own-avatars';
  perform tests.ok(found, 'which it may');
end
$$;
