-- Purpose: a voice_clones row inserted by its owner queues its training, whatever road it came by; and what people
-- leave behind in Storage is removed with them.
-- Locks: the owner's users row, so that two inserts at once cannot both slip under the limit.

-- definer because it counts and fills what users may not
create function private.admit_voice() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  folder text;
begin
  perform private.require(new.user_id is not null, 'token_missing', 'A voice needs an owner.');
  perform private.require(new.language in ('pt-BR', 'en-US', 'es-ES'), 'language_unsupported',
    format('The language %s is not supported.', left(new.language, 50)));
  perform private.require(private.is_contract_uuid(new.id::text), 'invalid_request',
    'id must be a UUID of version 1 to 8, as gen_random_uuid makes them.');
  folder := new.user_id || '/' || new.id || '/';
  -- A bare object name is accepted and stored as the stable address.
  if new.audio_sample_url is not null and starts_with(new.audio_sample_url, folder) then
    new.audio_sample_url := '/api/v2/files/voice-samples/' || new.audio_sample_url;
  end if;
  perform private.require(
    starts_with(new.audio_sample_url, '/api/v2/files/voice-samples/' || folder)
      and private.is_own_upload(private.sample_path(new), new.user_id),
    'invalid_request',
    'audio_sample_url must name a recording uploaded to voice-samples/{user}/{voice}/.');

  -- Row level security refuses a voice in another's name after this trigger; until then nothing is told of theirs.
  if auth.uid() is null or auth.uid() = new.user_id then
    perform from public.users u where u.id = new.user_id for no key update;
    perform private.require(
      (select count(*) < 3 from public.voice_clones v where v.user_id = new.user_id and v.status = 'training'),
      'quota_exceeded', 'Three voices are already being learnt.');
  end if;

  new.status := 'training';
  new.training_progress := 0;
  new.engine := null;
  new.profile := null;
  new.voice_model_id := null;
  new.error_code := null;
  new.error_message := null;
  new.remedy := null;
  return new;
end
$$;

-- definer because users may write neither tasks nor queues
create function private.start_voice_training() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  made uuid;
begin
  insert into public.render_tasks (voice_id, user_id, stage, engine, queued_at)
  values (new.id, new.user_id, 'voice_training', 'voice:auto', new.created_at)
  returning id into made;
  perform private.send_message(made);
  perform private.wake_agents('voice_training');
  return null;
end
$$;

-- definer because deleting a voice ends its task, which users may not write
create function private.clear_voice() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.drop_tasks(null, old.id);
  perform private.queue_deletion('voice-samples', old.user_id || '/' || old.id || '/', 'voice deleted',
    interval '1 minute');
  return old;
end
$$;

-- definer because a person's folders are queued for removal, which nobody may write
create function private.clear_user() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  bucket text;
begin
  foreach bucket in array '{renders,voice-samples,uploads}'::text[] loop
    perform private.queue_deletion(bucket, old.id || '/', 'user deleted', interval '1 minute');
  end loop;
  return null;
end
$$;

create trigger clear_user after delete on public.users
  for each row execute function private.clear_user();
create trigger admit_voice before insert on public.voice_clones
  for each row execute function private.admit_voice();
create trigger start_voice_training after insert on public.voice_clones
  for each row execute function private.start_voice_training();
create trigger clear_voice before delete on public.voice_clones
  for each row execute function private.clear_voice();

revoke all on function private.admit_voice, private.start_voice_training, private.clear_voice, private.clear_user
  from public;
