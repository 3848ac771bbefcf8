create or replace function private.needed_engine(stage text, request jsonb) returns text
language sql stable set search_path = ''
as $$
  select case stage
    when 'tts' then 'tts:' || coalesce(
      -- A profile that one speech engine made is spoken by that engine.
      (select v.engine from public.voice_clones v
       where v.id = (request #>> '{voice_config,clone_id}')::uuid
         and v.engine in ('espeak', 'neural', 'elevenlabs', 'azure')),
      request #>> '{voice_config,engine}', 'auto')
    when 'audio2face' then 'face:auto'
    when 'ue5' then 'render:' || case
      when coalesce(request #>> '{render_settings,engine}', 'auto') <> 'auto'
        then request #>> '{render_settings,engine}'
      when (private.picture_size(request -> 'render_settings'))[1] > 3840
        or (private.picture_size(request -> 'render_settings'))[2] > 2160 then 'unreal'
      else 'auto'
    end
    when 'compositing' then 'compositing:auto'
  end
$$;
