-- A film is found among many by words, person and language, in any order, and pages neither repeat nor skip.
create function tests.titles(answer jsonb) returns text language sql as $$
  select string_agg(p.title, ', ' order by i.n)
  from jsonb_array_elements_text(answer -> 'job_ids') with ordinality as i(id, n)
  join public.render_jobs j on j.id = i.id::uuid join public.avatar_projects p on p.id = j.project_id $$;
create function tests.film(title text, avatar text, language text) returns uuid language sql as $$
  select (public.create_render_job(avatar, 'Bom dia.', jsonb_build_object('language', language), '{}', null, title)
    ->> 'job_id')::uuid $$;
create function tests.backdate(job uuid, day integer, seconds numeric) returns void language sql security definer as $$
  update public.render_jobs set completed_at = '2026-11-01T00:00:00Z'::timestamptz + day * interval '1 day',
    metadata = metadata || jsonb_build_object('duration_s', seconds) where id = job $$;
grant execute on all functions in schema tests to public;

do $$
declare
  made uuid[];
  first jsonb;
  second jsonb;
  i integer;
begin
  perform tests.be_user(tests.ana());
  made := array[
    tests.film('Ética 10', 'br_corporate_ana', 'pt-BR'),
    tests.film('ética 9: a Ação', 'br_corporate_ana', 'es-ES'),
    tests.film('Bem-vindos', 'br_safety_carlos', 'pt-BR')];
  perform tests.be_agent(tests.agent());
  for i in 1..3 loop perform tests.finish_until('compositing'); end loop;
  perform tests.backdate(made[1], 1, 30);
  perform tests.backdate(made[2], 3, 90);
  perform tests.backdate(made[3], 2, 60);
  perform tests.be_user(tests.ana());
  perform tests.film('Na fila', 'br_safety_carlos', 'pt-BR');

  perform tests.equal(tests.titles(public.search_jobs('completed')), 'ética 9: a Ação, Bem-vindos, Ética 10', 'newest first');
  perform tests.equal(tests.titles(public.search_jobs('completed', sort => 'oldest')),
    'Ética 10, Bem-vindos, ética 9: a Ação', 'oldest first');
  perform tests.equal(tests.titles(public.search_jobs('completed', sort => 'title')),
    'Bem-vindos, ética 9: a Ação, Ética 10', 'by title: numbers by value, accents and case aside');
  perform tests.equal(tests.titles(public.search_jobs('completed', sort => 'longest')),
    'ética 9: a Ação, Bem-vindos, Ética 10', 'longest first');

  perform tests.equal(tests.titles(public.search_jobs('completed', ' ACAO  etica ')), 'ética 9: a Ação', 'every word, in any order');
  perform tests.equal(tests.titles(public.search_jobs(null, 'fila')), 'Na fila', 'in any state where none is named');
  perform tests.ok(tests.titles(public.search_jobs('completed', 'fila')) is null, 'what is not finished is no film');
  perform tests.ok(tests.titles(public.search_jobs('completed', '%')) is null, 'a word is taken as it is written');
  perform tests.ok(tests.titles(public.search_jobs('completed', 'a_ao')) is null and tests.titles(public.search_jobs('completed', '\')) is null,
    'and so are the other signs of patterns');
  perform tests.equal(public.search_jobs('completed', '   ') ->> 'total', '3', 'blanks ask for nothing');
  perform tests.equal(tests.titles(public.search_jobs('completed', avatar_id => 'br_corporate_ana', language => 'pt-BR')),
    'Ética 10', 'filters narrow together');
  perform tests.equal((public.search_jobs('completed', 'bem') ->> 'total') || ' of '
    || (select string_agg((c ->> 'avatar_id') || '×' || (c ->> 'jobs'), ' ' order by c ->> 'avatar_id')
        from jsonb_array_elements(public.search_jobs('completed', 'bem') -> 'cast') as c),
    '1 of br_corporate_ana×2 br_safety_carlos×1', 'the cast is everybody, however few match');

  first := public.search_jobs('completed', sort => 'title', page_size => 2);
  perform tests.equal(first ->> 'more', 'true', 'there is another page');
  -- Its last film goes and a new one comes before it: the next page is the same.
  perform public.delete_film((first #>> '{job_ids,1}')::uuid);
  second := public.search_jobs('completed', sort => 'title', after_job => (first #>> '{job_ids,1}')::uuid, page_size => 2);
  perform tests.equal(tests.titles(second), 'Ética 10', 'which goes on behind a film that is gone meanwhile');
  perform tests.equal(second ->> 'more', 'false', 'and is the last');
  perform tests.equal(public.search_jobs('completed') ->> 'total', '2', 'deleted films are not found');
  perform tests.equal(jsonb_array_length(public.search_jobs(after_job => gen_random_uuid()) -> 'job_ids')::text, '0',
    'nothing lies behind a film nobody knows');

  perform tests.be_user(tests.bruno());
  perform tests.equal(public.search_jobs() ->> 'total', '0', 'Bruno finds none of Ana''s');
  perform tests.equal(jsonb_array_length(public.search_jobs(after_job => made[1]) -> 'job_ids')::text, '0', 'nor behind one of hers');
  perform tests.be_anon();
  perform tests.refused('select public.search_jobs()', '42501', 'visitors search nothing');
end
$$;
