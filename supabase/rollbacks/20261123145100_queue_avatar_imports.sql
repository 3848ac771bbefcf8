-- The way down: nobody imports files; avatars made of one go, with the projects that name them.

drop policy "Agents can remove the avatars they claimed for removal" on storage.objects;
drop policy "Agents can read the avatar their leased task names" on storage.objects;
drop policy "Agents can write into the folder of the avatar they check" on storage.objects;
drop function private.agent_may_read_avatar;

delete from public.avatar_projects p using public.avatars_3d a where a.id = p.avatar_id and a.kind = 'glb';
delete from public.avatars_3d where kind = 'glb';
drop trigger clear_avatar_tasks on public.avatars_3d;
drop trigger follow_avatar_task on public.render_tasks;
drop function private.clear_avatar_tasks, private.follow_avatar_task, public.import_avatar;

drop function public.sweep();
alter function private.sweep() set schema public;
grant execute on function public.sweep to gpu_agent, service_role;

drop function private.describe_task(public.render_tasks);
alter function private.describe_common_task(public.render_tasks) rename to describe_task;
drop function private.check_artifact(public.render_tasks, jsonb);
alter function private.check_stage_artifact(public.render_tasks, jsonb) rename to check_artifact;

-- definer because neither agents nor the scaler's role may read render_tasks
create or replace function public.queue_depths()
returns table (stage text, waiting bigint, running bigint, oldest_age_s double precision)
language sql stable security definer set search_path = ''
as $$
  select s.stage,
    count(t.id) filter (where t.status = 'pending'),
    count(t.id) filter (where t.status = 'processing'),
    -- Waiting counts from when a task may run: a retry's pause is not a queue.
    coalesce(extract(epoch from clock_timestamp() - min(greatest(t.queued_at, t.run_after))
      filter (where t.status = 'pending' and t.run_after <= clock_timestamp())), 0)::double precision
  from unnest(array['tts', 'audio2face', 'ue5', 'compositing', 'voice_training', 'speech_preview']) as s (stage)
  left join public.render_tasks t on t.stage = s.stage and t.status in ('pending', 'processing')
  group by s.stage
$$;

-- definer because agents may not touch tasks, stages or jobs themselves
create or replace function public.complete_task(lease_id uuid, artifact jsonb, report jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  task public.render_tasks := private.hold_lease(lease_id);
  job public.render_jobs;
  answer jsonb := jsonb_build_object(
    'task_id', task.id, 'job_id', task.job_id, 'stage', task.stage, 'status', 'completed');
begin
  -- The same completion again, after an answer that got lost, is answered the same.
  if task.status = 'completed' and task.artifact = artifact then
    return answer;
  end if;
  perform private.require(task.status = 'processing', 'lease_lost', 'The task has ended.');
  perform private.require(
    jsonb_typeof(report) = 'object' and jsonb_typeof(report -> 'wall_s') = 'number'
      and (report ->> 'wall_s')::numeric >= 0
      and private.is_text(report -> 'engine', 'name', 1, 100) and report -> 'engine' ? 'name'
      and private.is_text(report -> 'engine', 'version', 1, 200) and report -> 'engine' ? 'version',
    'invalid_request', 'report must hold wall_s and engine { name, version }.');
  perform private.check_artifact(task, artifact);

  perform private.archive_message(task);
  update public.render_tasks t
  set status = 'completed', progress = 1, lease_expires_at = null, completed_at = clock_timestamp(),
    artifact = complete_task.artifact, report = complete_task.report, error = null
  where t.id = task.id;
  perform private.see_agent(null, null);

  if task.voice_id is not null then
    update public.voice_clones v
    set status = 'ready', training_progress = 1, engine = complete_task.artifact ->> 'engine',
      profile = complete_task.artifact -> 'profile',
      voice_model_id = left(complete_task.artifact #>> '{profile,voice_id}', 100)
    where v.id = task.voice_id;
    return answer;
  end if;

  -- A preview follows its task by a trigger.
  if task.preview_id is not null then
    return answer;
  end if;

  select j.* into strict job from public.render_jobs j where j.id = task.job_id;
  perform private.learn_rate(task, job, report);
  if exists (
    select from public.render_tasks t where t.stage_id = task.stage_id and t.status <> 'completed'
  ) then
    perform private.sum_up_stage(task.stage_id);
    perform private.sum_up_job(task.job_id);
  else
    perform private.finish_stage(task, job, artifact, report);
  end if;
  return answer;
end
$$;

-- definer because users may not write avatars
create or replace function public.delete_own_avatar(avatar_id text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  own constant public.avatars_3d := private.hold_own_avatar(avatar_id);
begin
  perform private.require(
    not exists (
      select from public.render_jobs j
      where j.user_id = own.user_id and j.status in ('queued', 'processing') and j.request ->> 'avatar_id' = own.id),
    'avatar_in_use', 'Videos with this avatar are queued or running.');
  delete from public.favourite_avatars f where f.avatar_id = own.id;
  if exists (select from public.avatar_projects p where p.avatar_id = own.id) then
    -- clear_own_avatar follows as it does a deletion.
    update public.avatars_3d a
    set is_active = false, deleted_at = clock_timestamp(), status = 'ready', features = '{}', assets = '{}',
      animations = '{}', voice_sync = '{}', source_path = null, report = null, error_code = null,
      error_message = null, remedy = null
    where a.id = own.id;
  else
    delete from public.avatars_3d a where a.id = own.id;
  end if;
end
$$;

drop function private.drop_avatar_tasks;

-- Queues what the holder of a lost lease may have written outside artifacts, whose folder goes with its job.
create or replace function private.forget_upload(task public.render_tasks) returns void
language plpgsql set search_path = ''
as $$
begin
  if task.stage = 'compositing' and task.lease_id is not null then
    perform private.queue_deletion('renders', private.task_prefix(task), 'lease lost', interval '5 minutes');
  end if;
end
$$;

create or replace function private.task_prefix(task public.render_tasks) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return case task.stage
    when 'voice_training' then null
    when 'compositing' then format('%s/%s/%s/', task.user_id, task.job_id, task.lease_id)
    when 'speech_preview' then format('%s/%s/%s/', task.user_id, task.preview_id, task.lease_id)
    else format('%s/%s/%s/%s/', task.job_id, task.stage, task.range_index, task.lease_id)
  end;
end
$$;

-- Where the holder of a lease may write: interfaces between stages and Storage meet here and nowhere else.
create or replace function private.task_bucket(task public.render_tasks) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return case task.stage
    when 'compositing' then 'renders' when 'speech_preview' then 'previews' when 'voice_training' then null
    else 'artifacts'
  end;
end
$$;

create or replace function private.queue_of(stage text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return case when stage in ('voice_training', 'speech_preview') then stage else 'render_' || stage end;
end
$$;

select pgmq.drop_queue('avatar_import');
alter table public.render_tasks
  drop constraint render_tasks_serves_one_thing,
  drop constraint render_tasks_stage_known,
  drop column avatar_id,
  add constraint render_tasks_stage_known
    check (stage in ('tts', 'audio2face', 'ue5', 'compositing', 'voice_training', 'speech_preview')),
  add constraint render_tasks_serves_a_film_a_voice_or_a_preview check (
    case stage
      when 'voice_training' then voice_id is not null and num_nonnulls(stage_id, job_id, preview_id) = 0
      when 'speech_preview' then preview_id is not null and num_nonnulls(stage_id, job_id, voice_id) = 0
      else num_nonnulls(voice_id, preview_id) = 0 and num_nonnulls(stage_id, job_id) = 2
    end
  );
delete from private.error_codes where code in ('glb_unreadable', 'glb_too_large', 'glb_outside_reference',
  'glb_extension_unsupported', 'glb_no_face', 'glb_misplaced');
