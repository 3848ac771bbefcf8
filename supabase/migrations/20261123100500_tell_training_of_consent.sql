-- Purpose: whoever learns a voice is told whether somebody consents to its use: without that a recording is judged and
-- learnt on the agent's own host, and is given to no cloud.
-- Locks: none beyond the function.

-- Everything an agent needs to work on a task: ClaimedTask of the contract.
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
