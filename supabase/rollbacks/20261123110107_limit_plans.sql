-- The way down: one number a plan, and nobody counts minutes.

drop view public.usage;
drop trigger record_usage_when_deleted on public.render_jobs;
drop trigger record_usage_when_ended on public.render_jobs;
drop trigger record_usage on public.render_jobs;
drop index public.render_jobs_active_idx;

-- definer because it reads the quota and the catalogue, and fills columns users may not write
create or replace function private.admit_job() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  project public.avatar_projects;
  voice public.voice_clones;
  plan public.plans;
  active integer;
begin
  select p.* into project from public.avatar_projects p where p.id = new.project_id;
  -- Row level security refuses a stranger's project after this trigger; answering first keeps its existence secret.
  perform private.require(
    project.id is not null and (auth.uid() is null or auth.uid() = project.user_id),
    'project_not_found', 'project_id names no project of yours.');

  perform private.require(
    exists (select from public.avatars_3d a where a.id = project.avatar_id and a.is_active),
    'avatar_not_found', format('There is no active avatar %s.', project.avatar_id));
  -- Letters of every script, whatever locale the database was made with.
  perform private.require(
    project.voice_config ? 'recording' or (project.script collate "und-x-icu") ~ '[[:alnum:]]', 'script_empty',
    'The script holds no word.');
  perform private.require(char_length(project.script) <= 30000, 'script_too_long',
    format('The script has %s characters; the limit is 30000.', char_length(project.script)));
  perform private.check_voice_config(project.voice_config, project.user_id);
  perform private.check_render_settings(project.render_settings, project.user_id);
  perform private.require(
    not project.voice_config ? 'recording' or exists (
      select from storage.objects o
      where o.bucket_id = 'uploads' and o.name = project.voice_config #>> '{recording,path}'),
    'file_not_found', 'voice_config.recording.path names no file in the bucket uploads. Upload it first.');

  if project.voice_config ? 'clone_id' then
    select v.* into voice from public.voice_clones v
    where v.id = (project.voice_config ->> 'clone_id')::uuid and v.user_id = project.user_id;
    perform private.require(voice.id is not null, 'voice_not_found', 'voice_config.clone_id names no voice of yours.');
    perform private.require(voice.status = 'ready', 'voice_not_ready',
      format('The voice %s is %s.', voice.name, voice.status));
    perform private.require(
      coalesce(project.voice_config ->> 'engine', 'auto') in ('auto', voice.engine)
        or voice.engine not in ('espeak', 'neural', 'elevenlabs', 'azure'), 'invalid_request',
      format('The voice %s is spoken by the engine %s.', voice.name, voice.engine));
  end if;

  select l.* into plan
  from public.users u join public.plans l on l.id = u.plan
  where u.id = project.user_id
  for no key update of u;
  select count(*) into active from public.render_jobs j
  where j.user_id = project.user_id and j.status in ('queued', 'processing');
  perform private.require(active < plan.active_jobs, 'quota_exceeded',
    format('The plan %s allows %s videos queued or running at once.', plan.id, plan.active_jobs));

  new.user_id := project.user_id;
  new.priority := plan.priority;
  new.request := jsonb_build_object(
    'avatar_id', project.avatar_id, 'script', project.script,
    'voice_config', project.voice_config, 'render_settings', project.render_settings);
  -- Whoever inserts, a job starts at the beginning: nobody can store a finished one.
  new.status := 'queued';
  new.progress := 0;
  new.seq := 0;
  new.current_stage := null;
  new.video_url := null;
  new.metadata := '{}';
  new.error_code := null;
  new.error_stage := null;
  new.error_message := null;
  new.remedy := null;
  new.started_at := null;
  new.completed_at := null;
  new.estimated_time := (
    select round((private.queue_ahead_s(null)
      + sum(private.estimate_stage(s.name, new.request, film.seconds)))::numeric, 1)
    from (values ('tts'), ('audio2face'), ('ue5'), ('compositing')) as s (name),
      private.spoken_seconds(project.script, project.voice_config) as film (seconds)
  );
  return new;
end
$$;

drop function private.record_usage, private.require_plan;
drop table public.usage_entries;
drop function private.refuse_with, private.expected_seconds, private.used_seconds, private.period_ends,
  private.usage_period, private.keep_usage;

insert into public.plans (id, active_jobs, priority) values ('business', 200, 20);
update public.users set plan = 'business' where plan = 'enterprise';
delete from public.plans where id = 'enterprise';
alter table public.plans
  drop column month_seconds,
  drop column script_characters,
  drop column max_resolution,
  drop column qualities;
