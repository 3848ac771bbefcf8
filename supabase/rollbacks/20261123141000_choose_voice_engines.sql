create or replace function private.release_voice() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- A person who goes takes the jobs along: nothing is left to end.
  if exists (select from public.users u where u.id = old.user_id) then
    perform private.end_voice_jobs(old, 'Its voice was deleted.');
  end if;
  if old.voice_model_id is not null then
    insert into public.voice_removals (engine, voice_id, model_id, profile)
    values (old.engine, old.id, old.voice_model_id, old.profile);
  end if;
  return old;
end
$$;

create or replace function private.agent_may_read(bucket text, object_name text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select private.agent_may_write(bucket, object_name)
    or private.agent_may_remove(bucket, object_name)
    or exists (
      select from public.render_tasks t
      left join public.render_jobs j on j.id = t.job_id
      where t.agent_id = private.caller_id() and t.status = 'processing' and t.lease_expires_at > clock_timestamp()
        and case bucket
          -- Only accepted artefacts of the same job: what a lost lease left is never read.
          when 'artifacts' then exists (
            select from public.render_tasks done
            where done.job_id = t.job_id and done.status = 'completed'
              and done.artifact ->> 'bucket' = bucket
              and starts_with(object_name, done.artifact ->> 'prefix'))
          when 'voice-samples' then t.voice_id is not null
            and object_name = (
              select private.sample_path(v) from public.voice_clones v where v.id = t.voice_id)
          when 'uploads' then object_name in (
            j.request #>> '{voice_config,recording,path}',
            j.request #>> '{render_settings,background,path}',
            j.request #>> '{render_settings,logo,path}')
          else false
        end
    )
$$;

create or replace function private.describe_task(task public.render_tasks) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'task_id', task.id, 'lease_id', task.lease_id, 'lease_expires_at', task.lease_expires_at,
    'attempt', task.attempt, 'stage', task.stage, 'range_index', task.range_index,
    'first_frame', task.first_frame, 'frame_count', task.frame_count,
    'job_id', task.job_id, 'preview_id', task.preview_id, 'user_id', task.user_id,
    'title', p.title, 'script', asked.request -> 'script', 'voice_config', asked.request -> 'voice_config',
    'render_settings', asked.request -> 'render_settings',
    'avatar', case when a.id is not null then jsonb_build_object(
      'id', a.id, 'name', a.name, 'gender', a.gender, 'assets', a.assets, 'voice_sync', a.voice_sync) end,
    'inputs', jsonb_build_object(
      'tts', private.artifacts_of(task.job_id, 'tts') -> 0,
      'audio2face', private.artifacts_of(task.job_id, 'audio2face') -> 0,
      'ue5', private.artifacts_of(task.job_id, 'ue5')),
    'clone', case when task.stage in ('tts', 'speech_preview') and c.id is not null then
      jsonb_build_object('id', c.id, 'profile', c.profile) end,
    'voice', case when v.id is not null then jsonb_build_object(
      'id', v.id, 'name', v.name, 'language', v.language,
      'sample_path', private.sample_path(v),
      'consented', exists (select from public.voice_consents k where k.voice_id = v.id and k.revoked_at is null)) end
  )
  from (select) as one
  left join public.render_jobs j on j.id = task.job_id
  left join public.avatar_projects p on p.id = j.project_id
  left join public.speech_previews w on w.id = task.preview_id
  cross join lateral (select coalesce(j.request, w.request) as request) as asked
  left join public.avatars_3d a on a.id = asked.request ->> 'avatar_id'
  left join public.voice_clones c
    on c.id = (asked.request #>> '{voice_config,clone_id}')::uuid and c.status = 'ready'
  left join public.voice_clones v on v.id = task.voice_id
$$;

create or replace function private.start_voice_training() returns trigger
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

drop function private.spoken_consent;
drop function public.register_voice;
drop function public.list_voice_engines;
alter table public.voice_clones drop column clone_engine;
-- Voices that ended so keep a code that is known.
update public.voice_clones set error_code = 'engine_refused' where error_code = 'consent_refused';
delete from private.error_codes where code in ('voice_statement_missing', 'voice_engine_not_offered', 'consent_refused');
