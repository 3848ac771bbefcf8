-- Purpose: a sentence is heard and seen with as much of its mood as the film will have.
-- Locks: none beyond the catalogue's. Dropped and made again because a function's arguments cannot be added to.

drop function public.request_speech_preview(text, jsonb, text, text);

-- definer because users may write neither previews nor tasks nor queues, and may not see who is online
create function public.request_speech_preview(
  spoken_text text,
  voice_config jsonb,
  avatar_id text default null,
  mood text default null,
  mood_intensity double precision default null
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  owner constant uuid := auth.uid();
  settings jsonb := jsonb_strip_nulls(jsonb_build_object('mood', mood, 'mood_intensity', mood_intensity));
  voice public.voice_clones;
  plan_priority smallint;
  asked jsonb;
  hash text;
  preview public.speech_previews;
  needed text;
  made uuid;
begin
  perform private.require(owner is not null, 'token_missing', 'Only a signed-in user can ask for a preview.');
  perform private.require((spoken_text collate "und-x-icu") ~ '[[:alnum:]]', 'script_empty',
    'The text holds no word.');
  perform private.require(char_length(spoken_text) <= 500, 'script_too_long',
    format('The text has %s characters; a preview speaks up to 500.', char_length(spoken_text)));
  perform private.check_voice_config(voice_config, owner);
  perform private.require(not voice_config ? 'recording', 'invalid_request',
    'voice_config.recording: a recording can be heard as it is; a preview speaks text.');
  perform private.check_render_settings(settings, owner);
  perform private.require(
    avatar_id is null
      or exists (select from public.avatars_3d a where a.id = request_speech_preview.avatar_id and a.is_active),
    'avatar_not_found', format('There is no active avatar %s.', left(avatar_id, 50)));
  if voice_config ? 'clone_id' then
    select v.* into voice from public.voice_clones v
    where v.id = (voice_config ->> 'clone_id')::uuid and v.user_id = owner;
    perform private.require(voice.id is not null, 'voice_not_found', 'voice_config.clone_id names no voice of yours.');
    perform private.require(voice.status = 'ready', 'voice_not_ready',
      format('The voice %s is %s.', voice.name, voice.status));
    perform private.require_voice_consent(voice.id);
  end if;

  select l.priority into strict plan_priority
  from public.users u join public.plans l on l.id = u.plan
  where u.id = owner for no key update of u;

  asked := jsonb_build_object('avatar_id', avatar_id, 'script', spoken_text,
    'voice_config', private.with_pronunciations(voice_config, spoken_text, owner), 'render_settings', settings);
  needed := private.needed_engine('tts', asked);
  -- A voice learnt anew is another voice.
  hash := encode(sha256(convert_to(jsonb_build_array(asked, voice.updated_at)::text, 'UTF8')), 'hex');
  select p.* into preview from public.speech_previews p
  where p.user_id = owner and p.request_hash = hash and p.expires_at > clock_timestamp()
    -- What failed for want of an agent or a tool may work now; what the text or voice caused fails again.
    and (p.status <> 'failed'
      or exists (select from private.error_codes c where c.code = p.error_code and not c.retryable
        and c.code not in ('attempts_exhausted', 'cancelled')))
  order by p.created_at desc limit 1;

  if preview.id is null then
    perform private.require(
      (select count(*) < 30 from public.speech_previews p
       where p.user_id = owner and p.created_at > clock_timestamp() - interval '1 minute'),
      'rate_limited', 'Thirty previews were asked for within a minute.');
    insert into public.speech_previews (user_id, voice_id, request, request_hash)
    values (owner, voice.id, asked, hash)
    returning * into preview;
    insert into public.render_tasks (preview_id, user_id, stage, engine, priority, queued_at)
    values (preview.id, owner, 'speech_preview', needed, plan_priority, preview.created_at)
    returning id into made;
    perform private.send_message(made);
    perform private.wake_agents('speech_preview');
  end if;
  return jsonb_build_object(
    'preview_id', preview.id, 'status', preview.status, 'expires_at', preview.expires_at,
    'agents', (
      select count(*) from public.gpu_agents a
      where a.last_seen_at > clock_timestamp() - interval '1 minute' and 'speech_preview' = any (a.stages)
        and exists (
          select from unnest(a.engines) as e where needed in (e, split_part(e, ':', 1) || ':auto'))));
end
$$;
comment on function public.request_speech_preview is
  'Queues a preview, or finds the one that the same request made within the hour. agents: how many could speak it now.';
revoke all on function public.request_speech_preview from public, anon, gpu_agent;
grant execute on function public.request_speech_preview to authenticated;
