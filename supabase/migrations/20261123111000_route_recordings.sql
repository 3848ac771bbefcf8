-- Purpose: a film that speaks with a recording goes to an agent that can time it. Asked for ElevenLabs, or with any
-- engine, it went to agents without espeak-ng too, failed there, and used up its attempts.
-- Locks: none beyond the function. Tasks made before keep the engine they were made with.

create or replace function private.needed_engine(stage text, request jsonb) returns text
language sql stable set search_path = ''
as $$
  select case stage
    when 'tts' then 'tts:' || coalesce(
      -- No engine speaks a recording, whatever was asked for: its words are timed beside espeak-ng's. Without words it
      -- is heard alone, which every agent can do.
      case when request #> '{voice_config,recording}' is not null then
        case when (coalesce(request #>> '{voice_config,recording,text}', request ->> 'script', '')
            collate "und-x-icu") ~ '[[:alnum:]]' then 'espeak' else 'auto' end
      end,
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
