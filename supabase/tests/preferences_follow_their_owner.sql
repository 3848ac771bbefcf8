-- Favourites, defaults and brand kits: one's own, on every device, and never something a film would be refused for.
do $$
declare
  bad text;
begin
  perform tests.be_user(tests.ana());
  insert into public.favourite_avatars (avatar_id) values ('br_corporate_ana');
  insert into public.favourite_avatars (user_id, avatar_id) values (tests.ana(), 'br_safety_carlos');
  perform tests.refused('insert into public.favourite_avatars (avatar_id) values (''nobody'')', '23503', 'a heart for nobody');
  perform tests.refused(format('insert into public.favourite_avatars (user_id, avatar_id) values (%L, ''br_corporate_ana'')', tests.bruno()),
    '42501', 'a heart in another''s name');
  perform tests.refused('update public.favourite_avatars set avatar_id = avatar_id', '42501', 'hearts do not move');
  delete from public.favourite_avatars where avatar_id = 'br_safety_carlos';
  perform tests.equal((select string_agg(f.avatar_id, ',') from public.favourite_avatars f), 'br_corporate_ana', 'one is left');

  insert into public.user_defaults (user_id, voice_config, render_settings, interface) values
    (tests.ana(), '{"language": "es-ES", "rate": 1.1}', '{"fps": 30, "resolution": "1920x1080"}', '{"theme": "dark", "language": "en-US"}');
  update public.user_defaults set user_id = tests.ana(), voice_config = '{"language": "pt-BR"}', render_settings = '{}', interface = '{}';
  perform tests.ok(found, 'defaults are changed');
  foreach bad in array array['voice_config = ''{}''', 'voice_config = ''{"language": "fr-FR"}''',
    'voice_config = ''{"language": "pt-BR", "lexicon": []}''', 'voice_config = ''{"language": "pt-BR", "recording": {"path": "x"}}''',
    'render_settings = ''{"fps": 24}''', 'render_settings = ''[]''', 'interface = ''{"theme": "pink"}''',
    'interface = ''{"language": "fr-FR"}''', 'interface = ''{"x": 1}''', 'interface = ''[]''']
  loop
    perform tests.refused(format('update public.user_defaults set %s', bad),
      case when bad like '%fr-FR%' and bad like 'voice%' then 'language_unsupported' else 'invalid_request' end, 'defaults with ' || bad);
  end loop;
  perform tests.refused(format('update public.user_defaults set user_id = %L', tests.bruno()), '42501', 'or given away');
  perform tests.refused(format('insert into public.user_defaults (user_id) values (%L)', tests.bruno()), '42501', 'or set for another');

  insert into public.brand_kits (user_id, logo_path, colours, font, background) values
    (tests.ana(), tests.ana() || '/logos/a.png', '{#0c5c58,#ffffff}', 'serif', '{"type": "color", "color": "#0c5c58"}');
  update public.brand_kits set user_id = tests.ana(), logo_path = null, colours = '{}', font = 'sans', background = null;
  perform tests.ok(found, 'a brand is changed');
  foreach bad in array array[format('logo_path = ''%s/a.png''', tests.bruno()), format('logo_path = ''%s/../a.png''', tests.ana()),
    'colours = ''{red}''', 'colours = ''{#FFFFFF}''', 'colours = ''{null}''', 'background = ''{"type": "fire"}''',
    format('background = ''{"type": "image", "path": "%s/a.png"}''', tests.bruno())]
  loop
    perform tests.refused(format('update public.brand_kits set %s', bad), 'invalid_request', 'a brand with ' || bad);
  end loop;
  perform tests.refused('update public.brand_kits set colours = array_fill(''#ffffff''::text, array[9])', '23514', 'nine colours');
  perform tests.refused('update public.brand_kits set font = ''comic''', '23514', 'another font');
  perform tests.refused(format('update public.brand_kits set user_id = %L', tests.bruno()), '42501', 'or given away');
  perform tests.refused(format('insert into public.brand_kits (user_id) values (%L)', tests.bruno()), '42501', 'or set for another');
  perform tests.refused('update public.brand_kits set updated_at = now()', '42501', 'when it changed');

  perform tests.be_user(tests.bruno());
  perform tests.equal((tests.count('select 1 from public.favourite_avatars') + tests.count('select 1 from public.user_defaults')
    + tests.count('select 1 from public.brand_kits'))::text, '0', 'Bruno sees none of Ana''s');
  update public.user_defaults set render_settings = '{}';
  perform tests.ok(not found, 'changes no defaults');
  update public.brand_kits set colours = '{}';
  perform tests.ok(not found, 'no brand');
  delete from public.favourite_avatars;
  perform tests.ok(not found, 'takes no heart');
  delete from public.user_defaults;
  perform tests.ok(not found, 'drops no defaults');
  delete from public.brand_kits;
  perform tests.ok(not found, 'and no brand');

  perform tests.be_user(tests.ana());
  delete from public.user_defaults;
  perform tests.ok(found, 'Ana drops her defaults');
  delete from public.brand_kits;
  perform tests.ok(found, 'and her brand');
end
$$;
