-- Through the function or a bare insert into avatar_projects: the same refusal, with the contract's code.
create function tests.refused_on_both(avatar text, script text, voice text, settings text, code text, story text)
returns void language plpgsql as $$
begin
  perform tests.refused(format('select public.create_render_job(%L, %L, %L, %L)', avatar, script, voice, settings),
    code, story || ' (function)');
  perform tests.refused(format(
    'with project as (
       insert into public.avatar_projects (avatar_id, script, voice_config, render_settings)
       values (%L, %L, %L, %L) returning id)
     select tests.queue_project(id) from project', avatar, script, voice, settings),
    code, story || ' (insert)');
end
$$;
create function tests.queue_project(project uuid) returns void language sql as $$
  insert into public.render_jobs (project_id) values (project) $$;
grant execute on all functions in schema tests to public;

do $$
declare
  ana constant text := 'br_corporate_ana';
  voice constant text := '{"language": "pt-BR"}';
  bad text;
begin
  perform tests.be_user(tests.ana());
  perform tests.refused_on_both('nobody', 'Oi.', voice, '{}', 'avatar_not_found', 'an unknown avatar');
  perform tests.refused('select public.create_render_job(null, ''Oi.'', ''{"language": "pt-BR"}'', ''{}'')',
    'invalid_request', 'no avatar');
  perform tests.refused_on_both(ana, '', voice, '{}', 'script_empty', 'an empty script');
  perform tests.refused_on_both(ana, E' \n … !', voice, '{}', 'script_empty', 'a script without a word');
  perform tests.refused_on_both(ana, repeat('a', 30001), voice, '{}', 'script_too_long', 'a script too long');
  perform tests.refused_on_both(ana, repeat('a', 100000), voice, '{}', 'script_too_long', '100,000 characters');

  foreach bad in array array['{"language": "fr-FR"}', '{"language": "pt"}'] loop
    perform tests.refused_on_both(ana, 'Oi.', bad, '{}', 'language_unsupported', bad);
  end loop;
  foreach bad in array array[
    '{}', '[]', '"x"', '3', 'null', '{"language": 3}', '{"language": null}', '{"language": "pt-BR", "surprise": 1}',
    '{"language": "pt-BR", "engine": "mbrola"}', '{"language": "pt-BR", "engine": null}',
    '{"language": "pt-BR", "voice_id": ""}', '{"language": "pt-BR", "voice_id": 3}',
    '{"language": "pt-BR", "clone_id": "x"}', '{"language": "pt-BR", "clone_id": 3}',
    '{"language": "pt-BR", "rate": 0.4}', '{"language": "pt-BR", "rate": "1"}', '{"language": "pt-BR", "rate": 3}',
    '{"language": "pt-BR", "pitch": 13}', '{"language": "pt-BR", "style": 1}',
    '{"language": "pt-BR", "lexicon": {}}', '{"language": "pt-BR", "lexicon": [{"grapheme": "EPI"}]}',
    '{"language": "pt-BR", "lexicon": ["EPI"]}', '{"language": "pt-BR", "lexicon": [{"grapheme": "EPI", "say": ""}]}',
    '{"language": "pt-BR", "recording": {}}', '{"language": "pt-BR", "recording": "x"}',
    '{"language": "pt-BR", "recording": {"path": "somebody/else.wav"}}'
  ] loop
    perform tests.refused_on_both(ana, 'Oi.', bad, '{}', 'invalid_request', bad);
  end loop;
  foreach bad in array array['""', '"720p"', '"1281x720"', '"100x90"', '"7682x4320"', '"9999x4320"', '720'] loop
    perform tests.refused_on_both(ana, 'Oi.', voice, format('{"resolution": %s}', bad), 'resolution_unsupported', bad);
  end loop;
  perform tests.refused_on_both(ana, 'Oi.', voice,
    '{"resolution": "7680x4320", "engine": "three", "quality": "hyperreal"}', 'resolution_unsupported', '8K on three');
  -- Each quality up to its own size, whichever way the picture is turned; left out it is standard.
  foreach bad in array array[
    '{"resolution": "1922x1080"}', '{"resolution": "1080x1922"}', '{"resolution": "1920x1082", "quality": "draft"}',
    '{"resolution": "2560x1442", "quality": "premium"}', '{"resolution": "3842x2160", "quality": "cinematic"}'
  ] loop
    perform tests.refused_on_both(ana, 'Oi.', voice, bad, 'resolution_unsupported', bad);
  end loop;
  foreach bad in array array[
    '[]', 'null', '"x"', '{"surprise": true}', '{"engine": "blender"}', '{"quality": "ultra"}', '{"quality": 1}',
    '{"fps": 24}', '{"fps": "25"}', '{"fps": null}', '{"format": "avi"}', '{"framing": "far"}', '{"captions": true}',
    '{"mood": "sad"}', '{"mood_intensity": 1.6}', '{"mood_intensity": "1"}', '{"light": "neon"}', '{"light": null}',
    '{"loudness": -16}', '{"loudness": "loud"}', '{"caption_font": "Comic Sans"}', '{"caption_size": "huge"}', '{"caption_size": 3}',
    '{"caption_position": "left"}', '{"caption_style": "neon"}', '{"caption_style": null}', '{"caption_color": "white"}', '{"caption_color": "#fff"}',
    '{"caption_color": null}', '{"caption_backing": "#12345g"}', '{"caption_backing": {}}', '{"seed": -1}', '{"seed": 1.5}', '{"seed": "1"}', '{"seed": 2147483648}',
    '{"background": "blue"}', '{"background": {}}', '{"background": {"type": "set"}}',
    '{"background": {"type": "color", "color": "red"}}', '{"background": {"type": "color", "color": "#fff"}}',
    '{"background": {"type": "image", "path": "x.png"}}', '{"background": {"type": "transparent", "color": "#ffffff"}}',
    '{"logo": "x"}', '{"logo": {}}', '{"logo": {"path": "somebody/else.png"}}'
  ] loop
    perform tests.refused_on_both(ana, 'Oi.', voice, bad, 'invalid_request', bad);
  end loop;
  foreach bad in array array['../x.png', './x.png', 'a//x.png', 'a/../../x.png', ''] loop
    perform tests.refused_on_both(ana, 'Oi.', voice,
      jsonb_build_object('logo', jsonb_build_object('path', tests.ana() || '/' || bad))::text, 'invalid_request',
      'a path like ' || bad);
  end loop;

  perform tests.equal(tests.count('select 1 from public.avatar_projects')::text, '0', 'nothing was stored');

  perform tests.refused(
    format('select public.create_render_job(%L, ''Oi.'', %L, ''{}'')', repeat('a', 51), voice), 'avatar_not_found', 'a long id');
  perform tests.refused(
    format('select public.create_render_job(%L, ''Oi.'', %L, ''{}'', title => %L)', ana, voice, repeat('a', 201)),
    'invalid_request', 'a long title');
  perform public.create_render_job(ana, 'É!', voice::jsonb, '{}');

  -- Everything at once that is allowed.
  insert into storage.objects (bucket_id, name) values ('uploads', tests.ana() || '/fala.wav');
  perform public.create_render_job(ana, 'Use o EPI.',
    jsonb_build_object('language', 'pt-BR', 'engine', 'espeak', 'voice_id', 'f2', 'rate', 0.5, 'pitch', -12,
      'style', '', 'lexicon', '[{"grapheme": "EPI", "say": "é pê i"}]'::jsonb,
      'recording', jsonb_build_object('path', tests.ana() || '/fala.wav', 'text', 'Use o EPI.')),
    jsonb_build_object('engine', 'three', 'quality', 'draft', 'resolution', '160x90', 'fps', 60,
      'format', 'webm-alpha', 'framing', 'close', 'background', '{"type": "transparent"}'::jsonb,
      'logo', jsonb_build_object('path', tests.ana() || '/marca/logo.png'), 'captions', 'burned', 'mood', 'alert',
      'caption_font', 'serif', 'caption_size', 'large', 'caption_position', 'middle', 'caption_style', 'solid',
      'caption_color', '#FFd400', 'caption_backing', '#0c5c58',
      'seed', 2147483647));
end
$$;

-- A refusal says what to do: the remedy travels as hint, the status as sqlstate.
do $$
declare
  state text; detail text; hint text;
begin
  perform tests.be_user(tests.ana());
  begin
    perform public.create_render_job('nobody', 'Oi.', '{"language": "pt-BR"}', '{}');
  exception when others then
    get stacked diagnostics state = returned_sqlstate, detail = pg_exception_detail, hint = pg_exception_hint;
  end;
  perform tests.equal(concat_ws(' ', state, detail), 'PT404 avatar_not_found', 'status and code');
  perform tests.equal(hint, 'Choose an id from GET /api/v2/avatars/gallery.', 'remedy');
end
$$;

-- A title is made when none is given.
do $$
begin
  perform tests.be_user(tests.bruno());
  insert into public.avatar_projects (avatar_id, script, voice_config, render_settings)
    values ('br_corporate_ana', E'Bom   dia,\nequipe.', '{"language": "pt-BR"}', '{}');
  perform tests.equal((select title from public.avatar_projects), 'Bom dia, equipe.', 'from the script');
end
$$;
