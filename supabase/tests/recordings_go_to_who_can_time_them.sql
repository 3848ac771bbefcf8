-- A recording goes to an agent that can time its words, whatever engine was asked for; without words to any.
do $$
declare
  needed constant jsonb := (
    select jsonb_object_agg(r.name, private.needed_engine('tts', r.request))
    from (values
      ('words', jsonb_build_object('script', 'Olá.', 'voice_config',
        '{"language": "pt-BR", "engine": "elevenlabs", "recording": {"path": "a"}}'::jsonb)),
      ('own words', jsonb_build_object('script', '', 'voice_config',
        '{"language": "pt-BR", "recording": {"path": "a", "text": "Olá."}}'::jsonb)),
      ('no words', jsonb_build_object('script', 'Olá.', 'voice_config',
        '{"language": "pt-BR", "engine": "azure", "recording": {"path": "a", "text": " "}}'::jsonb)),
      ('no script', jsonb_build_object('script', '', 'voice_config',
        '{"language": "pt-BR", "recording": {"path": "a"}}'::jsonb)),
      ('no recording', jsonb_build_object('script', 'Olá.', 'voice_config',
        '{"language": "pt-BR", "engine": "azure"}'::jsonb))
    ) as r (name, request));
begin
  perform tests.equal(needed::text, jsonb_build_object('words', 'tts:espeak', 'own words', 'tts:espeak',
    'no words', 'tts:auto', 'no script', 'tts:auto', 'no recording', 'tts:azure')::text, 'the engine follows from the recording');
end
$$;
