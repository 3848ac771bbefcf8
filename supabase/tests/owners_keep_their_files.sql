-- Recordings and uploads belong to the folder of their owner; films are read, never written, by theirs.
do $$
declare
  odd text;
  job uuid;
  film jsonb;
  voice constant uuid := '00000000-0000-4000-8000-0000000000c1';
begin
  perform tests.be_user(tests.ana());
  insert into storage.objects (bucket_id, name) values
    ('uploads', tests.ana() || '/logo.png'), ('voice-samples', tests.ana() || '/' || voice || '/sample.wav');
  perform tests.refused(
    format('insert into storage.objects (bucket_id, name) values (''uploads'', %L)', tests.bruno() || '/logo.png'),
    '42501', 'somebody else''s folder');
  perform tests.refused(
    format('insert into storage.objects (bucket_id, name) values (''voice-samples'', %L)', tests.ana() || '/sample.wav'),
    '42501', 'a recording of no voice');
  perform tests.refused(
    format('insert into storage.objects (bucket_id, name) values (''renders'', %L)', tests.ana() || '/a/b/film.mp4'),
    '42501', 'a film of one''s own making');
  perform tests.refused(
    format('insert into storage.objects (bucket_id, name) values (''artifacts'', %L)', tests.ana() || '/a'),
    '42501', 'an artefact');
  update storage.objects set user_metadata = '{}' where bucket_id = 'uploads';
  perform tests.ok(found, 'an upload can be replaced');
  perform tests.refused(
    format('update storage.objects set name = %L where bucket_id = ''uploads''', tests.bruno() || '/x'), '42501',
    'but not moved into another folder');
  for odd in select tests.ana() || o.name from unnest(array[
      '/%2e%2e/a.wav', '/..%2Fa.wav', '/a%00.wav', '/a%5Cb.wav', E'/a\\b.wav', E'/a\nb.wav']) as o (name) loop
    perform tests.refused(
      format('insert into storage.objects (bucket_id, name) values (''uploads'', %L)', odd), '42501', 'an escaped name');
    perform tests.refused(
      format('update storage.objects set name = %L where bucket_id = ''uploads''', odd), '42501', 'or another one');
    perform tests.refused(format('select public.create_render_job(''br_corporate_ana'', ''Bom dia.'', %L, ''{}'')',
      jsonb_build_object('language', 'pt-BR', 'recording', jsonb_build_object('path', odd))), 'invalid_request',
      'or a film of it');
  end loop;
  insert into storage.objects (bucket_id, name) values ('uploads', tests.ana() || '/100% ação, 5%.wav');

  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count('select 1 from storage.objects')::text, '0', 'Bruno sees none of it');
  update storage.objects set user_metadata = '{}';
  perform tests.ok(not found, 'and changes none');

  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  perform tests.finish_until('ue5');
  film := tests.claim();
  perform tests.upload(tests.artifact(film));
  perform tests.be_user(tests.ana());
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''renders''')::text, '0',
    'a film that is not accepted yet is nobody''s');
  perform tests.be_agent(tests.agent());
  perform public.complete_task((film ->> 'lease_id')::uuid, tests.artifact(film), tests.report('ffmpeg'));
  perform tests.be_admin();
  insert into storage.objects (bucket_id, name)
    values ('renders', concat_ws('/', tests.ana(), job, gen_random_uuid(), 'film.mp4'));
  perform tests.be_user(tests.ana());
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''renders''')::text, '4',
    'accepted, its files are the owner''s to read; what a lost lease left is not');
  update storage.objects set user_metadata = '{}' where bucket_id = 'renders';
  perform tests.ok(not found, 'and not to write');
  delete from public.render_jobs where id = job;
  perform tests.equal(tests.count('select 1 from storage.objects where bucket_id = ''renders''')::text, '0',
    'a deleted job''s film is out of reach at once');
  perform tests.be_admin();
  perform tests.ok(exists (
    select from public.storage_deletions d where d.bucket = 'renders' and d.prefix = tests.ana() || '/' || job || '/'),
    'and queued for removal');
end
$$;
