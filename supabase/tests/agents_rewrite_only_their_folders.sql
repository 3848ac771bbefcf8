-- A retried upload overwrites in the folder of the lease; the catalogue's files can be replaced; nothing else can.
do $$
declare
  claim jsonb;
begin
  perform tests.be_user(tests.ana());
  perform tests.queue_job();
  perform tests.be_agent(tests.agent());
  insert into storage.objects (bucket_id, name) values ('avatars', 'br_corporate_ana/poster.webp');
  claim := tests.claim();
  perform tests.upload(tests.artifact(claim));
  update storage.objects set user_metadata = '{"again": true}' where bucket_id = 'artifacts';
  perform tests.ok(found, 'an artefact is overwritten under its lease');
  update storage.objects set user_metadata = '{"again": true}' where bucket_id = 'avatars';
  perform tests.ok(found, 'a file of the catalogue is replaced');
  perform tests.refused('update storage.objects set name = ''nobody/poster.webp'' where bucket_id = ''avatars''', '42501',
    'but not moved to an avatar that does not exist');

  perform tests.be_admin();
  insert into storage.objects (bucket_id, name) values ('avatars', 'nobody/poster.webp');
  perform tests.be_agent(tests.other_agent());
  update storage.objects set user_metadata = '{"stolen": true}';
  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''avatars''')::text, '2',
    'signed-in users read the catalogue''s files');
  perform tests.be_admin();
  perform tests.equal(
    (select string_agg(o.name, ' ' order by o.name) from storage.objects o where o.user_metadata ? 'stolen'),
    'br_corporate_ana/poster.webp', 'another agent reaches the catalogue and no lease but its own');
end
$$;

-- Removing: only what was claimed.
do $$
declare
  left_over bigint;
begin
  perform tests.be_admin();
  left_over := tests.count('select 1 from storage.objects');
  perform set_config('storage.allow_delete_query', 'true', true);
  perform tests.be_agent(tests.other_agent());
  delete from storage.objects;
  perform tests.be_admin();
  perform tests.equal(tests.count('select 1 from storage.objects')::text, left_over::text, 'nothing unclaimed is removed');
end
$$;
