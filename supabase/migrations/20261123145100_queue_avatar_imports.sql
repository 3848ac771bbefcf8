-- Purpose: an imported GLB is judged and converted by an agent before anything is drawn from it: its queue, its task
-- under the same leases as everything else, what agents may touch, and what a job with an own avatar takes along.
-- Locks: short exclusive ones on render_tasks for its column and two CHECKs; the owner's users row while a file is
-- registered; a task before its avatar, always in that order.
-- Over 400 lines because the completion, which must know of it, is written out whole.
-- Why functions are renamed and wrapped: the task protocol is extended here by one kind of work; what it does with every
-- other kind stays written in one place.

insert into private.error_codes (code, status, retryable, remedy) values
  ('glb_unreadable', null, false, 'Export the person as binary glTF 2.0 again and import the new file.'),
  ('glb_too_large', null, false,
   'Export with fewer triangles or smaller textures, as the message says, and import the new file.'),
  ('glb_outside_reference', null, false,
   'Export with all textures and buffers inside the file, and import the new file.'),
  ('glb_extension_unsupported', null, false,
   'Export without the compression or extension that the message names, and import the new file.'),
  ('glb_no_face', null, false,
   'Export with ARKit blend shapes (or as VRM 1.0 with expressions), and import the new file.'),
  ('glb_misplaced', null, false, 'Export in metres with +Y up, and import the new file.');

alter table public.render_tasks
  add column avatar_id varchar(50) references public.avatars_3d (id) on delete cascade,
  drop constraint render_tasks_stage_known,
  add constraint render_tasks_stage_known check (
    stage in ('tts', 'audio2face', 'ue5', 'compositing', 'voice_training', 'speech_preview', 'avatar_import')),
  drop constraint render_tasks_serves_a_film_a_voice_or_a_preview,
  add constraint render_tasks_serves_one_thing check (
    case stage
      when 'voice_training' then voice_id is not null and num_nonnulls(stage_id, job_id, preview_id, avatar_id) = 0
      when 'speech_preview' then preview_id is not null and num_nonnulls(stage_id, job_id, voice_id, avatar_id) = 0
      when 'avatar_import' then avatar_id is not null and num_nonnulls(stage_id, job_id, voice_id, preview_id) = 0
      else num_nonnulls(voice_id, preview_id, avatar_id) = 0 and num_nonnulls(stage_id, job_id) = 2
    end
  );
create index render_tasks_avatar_id_idx on public.render_tasks (avatar_id) where avatar_id is not null;

select pgmq.create('avatar_import');

create or replace function private.queue_of(stage text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return case when stage in ('voice_training', 'speech_preview', 'avatar_import') then stage else 'render_' || stage end;
end
$$;

-- Where the holder of a lease may write: interfaces between stages and Storage meet here and nowhere else.
create or replace function private.task_bucket(task public.render_tasks) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return case task.stage
    when 'compositing' then 'renders' when 'speech_preview' then 'previews' when 'avatar_import' then 'own-avatars'
    when 'voice_training' then null
    else 'artifacts'
  end;
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
    when 'avatar_import' then format('%s/%s/%s/', task.user_id, task.avatar_id, task.lease_id)
    else format('%s/%s/%s/%s/', task.job_id, task.stage, task.range_index, task.lease_id)
  end;
end
$$;

-- Queues what the holder of a lost lease may have written outside artifacts, whose folder goes with its job.
create or replace function private.forget_upload(task public.render_tasks) returns void
language plpgsql set search_path = ''
as $$
begin
  if task.stage in ('compositing', 'avatar_import') and task.lease_id is not null then
    perform private.queue_deletion(private.task_bucket(task), private.task_prefix(task), 'lease lost',
      interval '5 minutes');
  end if;
end
$$;

-- --- asking -------------------------------------------------------------------------------------------------------

-- definer because users may write neither avatars nor tasks nor queues
create function public.import_avatar(
  id uuid,
  name text,
  gender text,
  category text default 'business',
  ethnicity text default null,
  age text default null
) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  owner constant uuid := private.require_avatar_room();
  source constant text := private.own_avatar_folder(owner, id::text) || 'source.glb';
  plan_priority smallint;
  task_id uuid;
begin
  perform private.require(private.is_contract_uuid(id::text), 'invalid_request',
    'id must be a UUID of version 1 to 8, as gen_random_uuid makes them.');
  perform private.require(gender in ('male', 'female', 'unisex'), 'invalid_request',
    'gender must be male, female or unisex.');
  perform private.require(category in ('business', 'healthcare', 'education', 'casual', 'safety'), 'invalid_request',
    'category must be business, healthcare, education, casual or safety.');
  perform private.require(
    ethnicity is null or ethnicity in ('caucasian', 'afro', 'asian', 'latino', 'mixed'), 'invalid_request',
    'ethnicity must be caucasian, afro, asian, latino or mixed.');
  perform private.require(age is null or age in ('young', 'adult', 'senior'), 'invalid_request',
    'age must be young, adult or senior.');
  perform private.require(
    exists (select from storage.objects o where o.bucket_id = 'own-avatars' and o.name = source), 'file_not_found',
    format('There is no file %s in the bucket own-avatars. Upload it first.', source));
  -- Else its files would go with those of the avatar that was deleted under the id.
  perform private.require(
    not exists (
      select from public.storage_deletions d
      where d.bucket = 'own-avatars' and d.prefix = private.own_avatar_folder(owner, import_avatar.id::text)),
    'invalid_request', 'id is taken: make up another.');
  perform private.require(
    (select count(*) < 3 from public.avatars_3d a where a.user_id = owner and a.status = 'checking'),
    'quota_exceeded', 'Three avatars are already being checked.');
  select l.priority into strict plan_priority
  from public.users u join public.plans l on l.id = u.plan where u.id = owner;

  insert into public.avatars_3d (id, user_id, kind, status, progress, source_path, name, category, gender, ethnicity,
    age, quality, features, assets, rendering_config, animations, voice_sync)
  values (import_avatar.id::text, owner, 'glb', 'checking', 0, source, private.check_avatar_name(name), category, gender,
    ethnicity, age, 'standard', '{}', '{}', '{}', '{}', '{"measured": null}')
  on conflict on constraint avatars_3d_pkey do nothing;
  perform private.require(found, 'invalid_request', 'id is taken: make up another.');
  -- Whoever can draw a film can draw the poster.
  insert into public.render_tasks (avatar_id, user_id, stage, engine, priority, queued_at)
  values (import_avatar.id::text, owner, 'avatar_import', 'render:three', plan_priority, clock_timestamp())
  returning render_tasks.id into task_id;
  perform private.send_message(task_id);
  perform private.wake_agents('avatar_import');
  return id::text;
end
$$;
comment on function public.import_avatar is
  'Registers the caller''s file own-avatars/{user}/{id}/source.glb as an avatar and queues its check.';

-- --- settling -----------------------------------------------------------------------------------------------------

-- An avatar shows what its one task came to, whichever transition brought it there.
create function private.follow_avatar_task() returns trigger
language plpgsql set search_path = ''
as $$
declare
  failure text;
begin
  if new.status in ('failed', 'cancelled') then
    failure := coalesce(new.error ->> 'code', 'internal');
    update public.avatars_3d a
    set status = 'failed', error_code = failure,
      error_message = coalesce(nullif(new.error ->> 'message', ''), failure),
      remedy = (select c.remedy from private.error_codes c where c.code = failure)
    where a.id = new.avatar_id;
  elsif new.status = 'completed' then
    update public.avatars_3d a
    set status = 'ready', progress = 1, report = new.artifact -> 'report',
      assets = jsonb_build_object('poster_url', private.stable_url(new.artifact, 'poster')) || a.assets
        || jsonb_build_object('glb', private.stable_url(new.artifact, 'preview'),
          'model', private.stable_url(new.artifact, 'model'))
    where a.id = new.avatar_id;
  else
    update public.avatars_3d a set progress = least(0.99, new.progress) where a.id = new.avatar_id;
  end if;
  return null;
end
$$;
create trigger follow_avatar_task after update of status, progress on public.render_tasks
  for each row when (new.avatar_id is not null and (new.status <> old.status or new.progress <> old.progress))
  execute function private.follow_avatar_task();

create function private.drop_avatar_tasks(avatar_id text) returns void
language plpgsql set search_path = ''
as $$
declare
  task public.render_tasks;
begin
  for task in
    delete from public.render_tasks t where t.avatar_id = drop_avatar_tasks.avatar_id returning t.*
  loop
    continue when task.status not in ('pending', 'processing');
    perform private.archive_message(task);
    if task.status = 'processing' then
      perform private.tell_agent_cancelled(task);
    end if;
  end loop;
end
$$;

-- definer because users may not write avatars
create or replace function public.delete_own_avatar(avatar_id text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  own public.avatars_3d;
begin
  -- The check before its avatar, as every transition of the check locks them.
  perform from public.render_tasks t
  where t.avatar_id = delete_own_avatar.avatar_id and t.user_id = auth.uid() for update;
  own := private.hold_own_avatar(avatar_id);
  perform private.require(
    not exists (
      select from public.render_jobs j
      where j.user_id = own.user_id and j.status in ('queued', 'processing') and j.request ->> 'avatar_id' = own.id),
    'avatar_in_use', 'Videos with this avatar are queued or running.');
  perform private.drop_avatar_tasks(own.id);
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

-- definer because whoever deletes a person may write neither tasks nor queues
create function private.clear_avatar_tasks() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.drop_avatar_tasks(old.id);
  return old;
end
$$;
create trigger clear_avatar_tasks before delete on public.avatars_3d
  for each row when (old.user_id is not null) execute function private.clear_avatar_tasks();

-- --- the protocol learns of it ------------------------------------------------------------------------------------

alter function private.check_artifact(public.render_tasks, jsonb) rename to check_stage_artifact;

-- AvatarArtifact of functions/_shared/contract/job.ts; every other artefact as before.
create function private.check_artifact(task public.render_tasks, artifact jsonb) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if task.stage <> 'avatar_import' then
    perform private.check_stage_artifact(task, artifact);
    return;
  end if;
  perform private.require(
    private.has_only_keys(artifact, '{bucket,prefix,files,report}')
      and artifact -> 'bucket' = to_jsonb(private.task_bucket(task))
      and artifact -> 'prefix' = to_jsonb(private.task_prefix(task))
      and artifact -> 'files' = '{"model": "model.glb", "preview": "preview.glb", "poster": "poster.webp"}'
      and jsonb_typeof(artifact -> 'report') = 'object' and octet_length((artifact -> 'report')::text) <= 65536,
    'invalid_request', 'The artefact of avatar_import does not have the shape of the contract.');
  perform private.require(
    not exists (
      select from jsonb_each_text(artifact -> 'files') as f
      where not exists (
        select from storage.objects o
        where o.bucket_id = artifact ->> 'bucket' and o.name = (artifact ->> 'prefix') || f.value)),
    'invalid_request', format('Not every file of the artefact is stored under %s.', artifact ->> 'prefix'));
end
$$;

alter function private.describe_task(public.render_tasks) rename to describe_common_task;

-- Everything an agent needs to work on a task: ClaimedTask of the contract. A job with an own avatar holds its copy.
create function private.describe_task(task public.render_tasks) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  answer jsonb := private.describe_common_task(task);
  copied jsonb;
begin
  if task.job_id is not null then
    select j.request -> 'avatar' into copied from public.render_jobs j where j.id = task.job_id;
    if copied is not null then
      answer := answer || jsonb_build_object('avatar', copied);
    end if;
  elsif task.avatar_id is not null then
    answer := answer || (
      select jsonb_build_object('avatar_import', jsonb_build_object(
        'id', a.id, 'name', a.name, 'source_path', a.source_path))
      from public.avatars_3d a where a.id = task.avatar_id);
  end if;
  return answer;
end
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

  -- A preview and an avatar follow their task by a trigger.
  if num_nonnulls(task.preview_id, task.avatar_id) > 0 then
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

-- The sweep of everything else, out of the API's sight; it keeps what it may do and who may call it.
alter function public.sweep() set schema private;

-- definer because any agent may call it and it settles everybody's rows
create function public.sweep() returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  swept jsonb := private.sweep();
  archived integer := private.archive_orphans('avatar_import');
  resent integer := 0;
  lost uuid;
begin
  for lost in
    select t.id from public.render_tasks t
    where t.stage = 'avatar_import' and t.status in ('pending', 'processing')
      and not exists (select from pgmq.q_avatar_import as q where q.msg_id = t.message_id)
    limit 500
    for update of t skip locked
  loop
    perform private.send_message(lost);
    resent := resent + 1;
  end loop;
  return swept || jsonb_build_object(
    'archived', (swept ->> 'archived')::integer + archived, 'resent', (swept ->> 'resent')::integer + resent);
end
$$;
comment on function public.sweep is
  'Settles what nobody holds; idempotent. Any agent calls it now and then, pg_cron too where it exists.';

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
  from unnest(array[
    'tts', 'audio2face', 'ue5', 'compositing', 'voice_training', 'speech_preview', 'avatar_import']) as s (stage)
  left join public.render_tasks t on t.stage = s.stage and t.status in ('pending', 'processing')
  group by s.stage
$$;

-- --- what agents may touch ----------------------------------------------------------------------------------------

-- definer because agents may not read tasks: the file a live lease of theirs checks, or draws a film of
create function private.agent_may_read_avatar(object_name text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select private.agent_may_write('own-avatars', object_name)
    or private.agent_may_remove('own-avatars', object_name)
    or exists (
      select from public.render_tasks t
      left join public.avatars_3d a on a.id = t.avatar_id
      left join public.render_jobs j on j.id = t.job_id
      where t.agent_id = private.caller_id() and t.status = 'processing' and t.lease_expires_at > clock_timestamp()
        and case t.stage
          when 'avatar_import' then object_name = a.source_path
          when 'ue5' then private.own_avatar_url(object_name) = j.request #>> '{avatar,assets,model}'
          else false
        end
    )
$$;

create policy "Agents can write into the folder of the avatar they check" on storage.objects
  for insert to gpu_agent with check (bucket_id = 'own-avatars' and private.agent_may_write(bucket_id, name));
create policy "Agents can read the avatar their leased task names" on storage.objects
  for select to gpu_agent using (bucket_id = 'own-avatars' and private.agent_may_read_avatar(name));
create policy "Agents can remove the avatars they claimed for removal" on storage.objects
  for delete to gpu_agent using (bucket_id = 'own-avatars' and private.agent_may_remove(bucket_id, name));

revoke all on function
  public.import_avatar, private.follow_avatar_task, private.drop_avatar_tasks, private.clear_avatar_tasks,
  private.check_artifact, private.describe_task, public.sweep, private.agent_may_read_avatar
  from public;
grant execute on function public.import_avatar to authenticated;
grant execute on function public.sweep to gpu_agent, service_role;
revoke execute on function private.sweep from gpu_agent, service_role;
grant execute on function private.agent_may_read_avatar to gpu_agent;
