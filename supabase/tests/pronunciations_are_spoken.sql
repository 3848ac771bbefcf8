-- What a person wants read their way is copied into each of their jobs and previews, and stays as it was then.
do $$
declare
  spoken constant jsonb := '{"language": "pt-BR", "lexicon": [{"grapheme": "cipa", "say": "a cipa"}]}';
  asked jsonb;
  claim jsonb;
  before text;
  bad text;
begin
  perform tests.be_user(tests.ana());
  insert into public.pronunciations (user_id, language, grapheme, say) values (tests.ana(), 'pt-BR', 'x', 'y');
  delete from public.pronunciations;
  insert into public.pronunciations (language, grapheme, say) values
    ('pt-BR', ' NR-35 ', E'ene  erre\ntrinta e cinco '), ('pt-BR', 'CIPA', 'cípa'), ('es-ES', 'EPI', 'epi');
  perform tests.equal((select string_agg(p.grapheme || '=' || p.say, ',' order by p.grapheme) from public.pronunciations p),
    'CIPA=cípa,EPI=epi,NR-35=ene erre trinta e cinco', 'spaces are tidied');
  perform tests.refused('insert into public.pronunciations (language, grapheme, say) values (''pt-BR'', ''nr-35'', ''x'')', '23505',
    'one entry a language, whatever the case');
  insert into public.pronunciations (language, grapheme, say) values ('pt-BR', 'ÓRGÃO', 'x');
  perform tests.refused('insert into public.pronunciations (language, grapheme, say) values (''pt-BR'', ''órgão'', ''x'')', '23505',
    'accented letters have cases too');
  perform tests.refused(E'insert into public.pronunciations (language, grapheme, say) values (''pt-BR'', U&''o\\0301rga\\0303o'', ''x'')', '23505',
    'and two spellings in Unicode');
  delete from public.pronunciations p where p.grapheme = 'ÓRGÃO';
  perform tests.ok(found, 'an entry is deleted');
  foreach bad in array array['''fr-FR'', ''x'', ''y''', '''pt-BR'', '' '', ''y''', '''pt-BR'', ''x'', '' ''',
    '''pt-BR'', repeat(''x'', 101), ''y''', '''pt-BR'', ''x'', repeat(''y'', 201)']
  loop
    perform tests.refused(format('insert into public.pronunciations (language, grapheme, say) values (%s)', bad), '23514', 'an entry like ' || bad);
  end loop;
  perform tests.refused(format('insert into public.pronunciations (user_id, language, grapheme, say) values (%L, ''pt-BR'', ''x'', ''y'')', tests.bruno()),
    '42501', 'nobody speaks for another');
  perform tests.refused(format('update public.pronunciations set user_id = %L', tests.bruno()), '42501', 'or gives an entry away');

  perform public.create_render_job('br_corporate_ana', 'A NR-35 e a CIPA.', spoken, '{}');
  perform tests.equal((select j.request #>> '{voice_config,lexicon}' from public.render_jobs j),
    '[{"say": "a cipa", "grapheme": "cipa"}, {"say": "ene erre trinta e cinco", "grapheme": "NR-35"}]',
    'a job''s own entries come first and win; then the person''s of its language');
  perform tests.ok((select p.voice_config = spoken from public.avatar_projects p), 'the project stays as it was written');

  insert into public.pronunciations (language, grapheme, say) values ('pt-BR', 'nr-35', 'norma trinta e cinco'), ('es-ES', 'CIPA', 'x')
    on conflict (user_id, language, key) do update
      set language = excluded.language, grapheme = excluded.grapheme, say = excluded.say;
  perform tests.equal((select p.say from public.pronunciations p where p.language = 'pt-BR' and p.key = 'nr-35'), 'norma trinta e cinco',
    'an entry is replaced by an upsert');

  perform tests.be_agent(tests.agent());
  claim := tests.claim('{tts}');
  perform tests.ok(claim #>> '{voice_config,lexicon}' like '%ene erre trinta e cinco%', 'the agent hears of them, as they were');
  perform public.fail_task((claim ->> 'lease_id')::uuid, 'tool_crashed', true, 'x', '');
  perform tests.let_retry_time_come();
  perform tests.be_user(tests.ana());
  delete from public.pronunciations where language = 'pt-BR';
  perform tests.be_agent(tests.agent());
  perform tests.ok(tests.claim('{tts}') -> 'voice_config' = claim -> 'voice_config', 'and every attempt hears the same');

  perform tests.be_user(tests.ana());
  perform public.create_render_job('br_corporate_ana', 'Oi.', '{"language": "en-US"}', '{}');
  perform tests.equal(tests.count('select 1 from public.render_jobs j where not j.request -> ''voice_config'' ? ''lexicon''')::text, '1',
    'a language without entries adds nothing');

  -- A preview says what the film would say, also right after an entry was changed.
  asked := public.request_speech_preview('A CIPA.', '{"language": "es-ES"}');
  perform tests.equal((select p.request #>> '{voice_config,lexicon,0,grapheme}' from public.speech_previews p), 'CIPA', 'a preview has them');
  perform tests.ok(public.request_speech_preview('A CIPA.', '{"language": "es-ES"}') -> 'preview_id' = asked -> 'preview_id', 'the same is answered again');
  foreach bad in array array['update public.pronunciations set say = ''z'' where grapheme = ''CIPA''',
    'delete from public.pronunciations where grapheme = ''CIPA''',
    'insert into public.pronunciations (language, grapheme, say) values (''es-ES'', ''CIPA'', ''w'')']
  loop
    before := asked ->> 'preview_id';
    execute bad;
    asked := public.request_speech_preview('A CIPA.', '{"language": "es-ES"}');
    perform tests.ok(asked ->> 'preview_id' <> before, 'but not after: ' || bad);
  end loop;

  perform tests.be_user(tests.bruno());
  perform tests.equal(tests.count('select 1 from public.pronunciations')::text, '0', 'Bruno sees none of Ana''s');
  update public.pronunciations set say = 'x';
  perform tests.ok(not found, 'changes none');
  delete from public.pronunciations;
  perform tests.ok(not found, 'and deletes none');
  perform tests.queue_job('A CIPA.');
  perform tests.ok(not (select j.request -> 'voice_config' ? 'lexicon' from public.render_jobs j), 'nor hears them in a job');
end
$$;

-- Five hundred a language; what the script needs goes first when a job's own fill the list.
do $$
declare
  own jsonb;
  heard jsonb;
begin
  perform tests.be_user(tests.bruno());
  insert into public.pronunciations (language, grapheme, say) select 'pt-BR', 'w' || i, 'x' from generate_series(1, 500) as i;
  perform tests.refused('insert into public.pronunciations (language, grapheme, say) values (''pt-BR'', ''one more'', ''x'')', 'invalid_request',
    'one more than 500');
  insert into public.pronunciations (language, grapheme, say) values ('en-US', 'one more', 'x');
  perform tests.refused('update public.pronunciations set language = ''pt-BR'' where language = ''en-US''', 'invalid_request', 'nor moved there');
  insert into public.pronunciations (language, grapheme, say) values ('pt-BR', 'W7', 'y')
    on conflict (user_id, language, key) do update set say = excluded.say;
  own := (select jsonb_agg(jsonb_build_object('grapheme', 'o' || i, 'say', 'x')) from generate_series(1, 499) as i);
  perform public.create_render_job('br_corporate_ana', 'Um W123 aqui.', jsonb_build_object('language', 'pt-BR', 'lexicon', own), '{}');
  select j.request #> '{voice_config,lexicon}' into heard from public.render_jobs j order by j.created_at desc limit 1;
  perform tests.equal(jsonb_array_length(heard) || '|' || (heard -> 0 ->> 'grapheme') || '|' || (heard -> 499 ->> 'grapheme'), '500|o1|w123',
    'the one entry that fits is one the script holds');
end
$$;
