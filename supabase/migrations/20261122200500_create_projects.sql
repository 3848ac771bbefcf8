-- Purpose: what a person wants said, by whom and how; and which voices a project uses.
-- Locks: none beyond creation.
-- Why the checks are triggers and not CHECKs: a caller must be told which field is wrong, with the contract's code.

create table public.avatar_projects (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  avatar_id varchar(50) not null references public.avatars_3d (id),
  title varchar(200) not null default '',
  script text not null,
  voice_config jsonb not null,
  render_settings jsonb not null,
  thumbnail_url varchar(500),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint avatar_projects_title_not_blank check (btrim(title) <> '')
);
comment on table public.avatar_projects is
  'A script, an avatar, a voice and render settings. A render job copies them when it is queued.';
comment on column public.avatar_projects.title is 'Left out or blank, it becomes the beginning of the script.';
comment on column public.avatar_projects.thumbnail_url is 'Poster of the last film; written by the pipeline.';

create table public.avatar_project_voices (
  project_id uuid not null references public.avatar_projects (id) on delete cascade,
  voice_id uuid not null references public.voice_clones (id) on delete cascade,
  primary key (project_id, voice_id)
);
comment on table public.avatar_project_voices is 'Voices a project uses; kept by trigger from voice_config.clone_id.';

create index avatar_projects_user_id_idx on public.avatar_projects (user_id);
create index avatar_projects_avatar_id_idx on public.avatar_projects (avatar_id);
create index avatar_projects_created_at_idx on public.avatar_projects (created_at desc);
create index avatar_project_voices_voice_id_idx on public.avatar_project_voices (voice_id);

-- --- validation: mirrors VoiceConfig and RenderSettings of functions/_shared/contract/job.ts ---------------------

create function private.has_only_keys(config jsonb, keys text[]) returns boolean
language sql immutable set search_path = ''
as $$
  select case when jsonb_typeof(config) = 'object' then (config - keys) = '{}'::jsonb else false end
$$;

-- The three below accept an absent key and refuse a null value, as zod's optional() does. Lengths are in code points on
-- both sides.
create function private.is_text(config jsonb, key text, shortest integer, longest integer) returns boolean
language sql immutable set search_path = ''
as $$
  select not config ? key
    or (jsonb_typeof(config -> key) = 'string'
      and char_length(config ->> key) between shortest and longest)
$$;

create function private.is_one_of(config jsonb, key text, choices text[]) returns boolean
language sql immutable set search_path = ''
as $$
  select not config ? key or (jsonb_typeof(config -> key) = 'string' and (config ->> key) = any (choices))
$$;

create function private.is_number(config jsonb, key text, lowest numeric, highest numeric) returns boolean
language sql immutable set search_path = ''
as $$
  select case
    when not config ? key then true
    when jsonb_typeof(config -> key) = 'number' then (config ->> key)::numeric between lowest and highest
    else false
  end
$$;

create function private.is_own_upload(path text, owner uuid) returns boolean
language sql immutable set search_path = ''
as $$
  select char_length(path) <= 500
    and starts_with(path, owner::text || '/')
    and path !~ '(^|/)\.{0,2}(/|$)'
$$;
comment on function private.is_own_upload is
  'Whether path names an object of bucket uploads in its owner''s folder, without empty, . or .. segments.';

create function private.check_voice_config(config jsonb, owner uuid) returns void
language plpgsql stable set search_path = ''
as $$
declare
  bad constant text := 'invalid_request';
  entry jsonb;
begin
  perform private.require(jsonb_typeof(config) = 'object', bad, 'voice_config must be an object.');
  perform private.require(
    private.has_only_keys(config, '{engine,voice_id,clone_id,recording,language,rate,pitch,style,lexicon}'),
    bad, 'voice_config has an unknown key: allowed are engine, voice_id, clone_id, recording, language, rate, pitch, style, lexicon.');
  perform private.require(jsonb_typeof(config -> 'language') = 'string', bad,
    'voice_config.language is required: pt-BR, en-US or es-ES.');
  perform private.require(private.is_one_of(config, 'language', '{pt-BR,en-US,es-ES}'), 'language_unsupported',
    format('The language %s is not supported.', left(config ->> 'language', 50)));
  perform private.require(private.is_one_of(config, 'engine', '{auto,espeak,neural,elevenlabs,azure}'), bad,
    'voice_config.engine must be auto, espeak, neural, elevenlabs or azure.');
  perform private.require(private.is_text(config, 'voice_id', 1, 100), bad,
    'voice_config.voice_id must be a text of 1 to 100 characters.');
  perform private.require(
    private.is_text(config, 'clone_id', 36, 36)
      and (not config ? 'clone_id' or private.is_contract_uuid(config ->> 'clone_id')),
    bad, 'voice_config.clone_id must be the id of a voice.');
  perform private.require(private.is_number(config, 'rate', 0.5, 2), bad,
    'voice_config.rate must be a number from 0.5 to 2.');
  perform private.require(private.is_number(config, 'pitch', -12, 12), bad,
    'voice_config.pitch must be a number of semitones from -12 to 12.');
  perform private.require(private.is_text(config, 'style', 0, 50), bad,
    'voice_config.style must be a text of at most 50 characters.');

  if config ? 'recording' then
    perform private.require(
      private.has_only_keys(config -> 'recording', '{path,text}')
        and jsonb_typeof(config #> '{recording,path}') = 'string'
        and private.is_text(config -> 'recording', 'text', 0, 30000),
      bad, 'voice_config.recording must be { path, text? }.');
    perform private.require(private.is_own_upload(config #>> '{recording,path}', owner), bad,
      'voice_config.recording.path must name a file in your own folder of the bucket uploads.');
  end if;

  if config ? 'lexicon' then
    perform private.require(jsonb_typeof(config -> 'lexicon') = 'array', bad,
      'voice_config.lexicon must be a list.');
    perform private.require(jsonb_array_length(config -> 'lexicon') <= 500, bad,
      'voice_config.lexicon holds at most 500 entries.');
    for entry in select e.value from jsonb_array_elements(config -> 'lexicon') as e loop
      perform private.require(
        private.has_only_keys(entry, '{grapheme,say}') and entry ?& '{grapheme,say}'
          and private.is_text(entry, 'grapheme', 1, 100) and private.is_text(entry, 'say', 1, 200),
        bad, 'Each entry of voice_config.lexicon must be { grapheme, say }.');
    end loop;
  end if;
end
$$;

create function private.check_render_settings(settings jsonb, owner uuid) returns void
language plpgsql stable set search_path = ''
as $$
declare
  bad constant text := 'invalid_request';
  background jsonb := settings -> 'background';
  size integer[];
begin
  perform private.require(jsonb_typeof(settings) = 'object', bad, 'render_settings must be an object.');
  perform private.require(
    private.has_only_keys(settings,
      '{engine,quality,resolution,fps,format,framing,background,logo,captions,mood,seed}'),
    bad, 'render_settings has an unknown key: allowed are engine, quality, resolution, fps, format, framing, background, logo, captions, mood, seed.');
  perform private.require(private.is_one_of(settings, 'engine', '{auto,three,unreal}'), bad,
    'render_settings.engine must be auto, three or unreal.');
  perform private.require(
    private.is_one_of(settings, 'quality', '{draft,standard,premium,cinematic,hyperreal}'), bad,
    'render_settings.quality must be draft, standard, premium, cinematic or hyperreal.');
  perform private.require(private.is_one_of(settings, 'format', '{mp4,webm,webm-alpha}'), bad,
    'render_settings.format must be mp4, webm or webm-alpha.');
  perform private.require(private.is_one_of(settings, 'framing', '{close,medium,wide}'), bad,
    'render_settings.framing must be close, medium or wide.');
  perform private.require(private.is_one_of(settings, 'captions', '{none,sidecar,burned}'), bad,
    'render_settings.captions must be none, sidecar or burned.');
  perform private.require(private.is_one_of(settings, 'mood', '{neutral,warm,serious,alert,happy}'), bad,
    'render_settings.mood must be neutral, warm, serious, alert or happy.');
  perform private.require(not settings ? 'fps' or settings -> 'fps' in ('25', '30', '50', '60'), bad,
    'render_settings.fps must be 25, 30, 50 or 60.');
  perform private.require(
    private.is_number(settings, 'seed', 0, 2147483647)
      and (not settings ? 'seed' or (settings ->> 'seed')::numeric % 1 = 0),
    bad, 'render_settings.seed must be a whole number from 0 to 2147483647.');

  if settings ? 'resolution' then
    perform private.require(
      jsonb_typeof(settings -> 'resolution') = 'string'
        and settings ->> 'resolution' ~ '^[1-9][0-9]{2,3}x[1-9][0-9]{1,3}$',
      'resolution_unsupported', 'render_settings.resolution must look like 1280x720.');
    size := string_to_array(settings ->> 'resolution', 'x')::integer[];
    perform private.require(
      size[1] between 160 and 7680 and size[2] between 90 and 4320 and size[1] % 2 = 0 and size[2] % 2 = 0,
      'resolution_unsupported',
      'render_settings.resolution must be even and between 160x90 and 7680x4320.');
    perform private.require(
      settings ->> 'engine' is distinct from 'three' or (size[1] <= 3840 and size[2] <= 2160),
      'resolution_unsupported', 'The engine three draws up to 3840x2160; larger pictures need unreal.');
  end if;

  if settings ? 'background' then
    perform private.require(
      case background ->> 'type'
        when 'set' then private.has_only_keys(background, '{type,name}') and background ? 'name'
          and private.is_text(background, 'name', 1, 50)
        when 'color' then private.has_only_keys(background, '{type,color}') and background ? 'color'
          and private.is_text(background, 'color', 7, 7) and background ->> 'color' ~ '^#[0-9a-fA-F]{6}$'
        when 'image' then private.has_only_keys(background, '{type,path}') and background ? 'path'
          and private.is_text(background, 'path', 1, 500)
        when 'transparent' then private.has_only_keys(background, '{type}')
      end,
      bad, 'render_settings.background must be one of { type: set, name }, { type: color, color: #rrggbb }, { type: image, path }, { type: transparent }.');
    perform private.require(
      background ->> 'type' <> 'image' or private.is_own_upload(background ->> 'path', owner), bad,
      'render_settings.background.path must name a file in your own folder of the bucket uploads.');
  end if;

  if settings ? 'logo' then
    perform private.require(
      private.has_only_keys(settings -> 'logo', '{path}')
        and jsonb_typeof(settings #> '{logo,path}') = 'string', bad,
      'render_settings.logo must be { path }.');
    perform private.require(private.is_own_upload(settings #>> '{logo,path}', owner), bad,
      'render_settings.logo.path must name a file in your own folder of the bucket uploads.');
  end if;
end
$$;

-- definer because it looks at avatars that are switched off and at the owner's voices under any role
create function private.check_project() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require(new.user_id is not null, 'token_missing', 'A project needs an owner.');
  perform private.require(
    exists (select from public.avatars_3d a where a.id = new.avatar_id and a.is_active),
    'avatar_not_found', format('There is no active avatar %s.', left(new.avatar_id, 50)));
  perform private.require(new.script is not null, 'invalid_request', 'script is required.');
  perform private.require(private.is_contract_uuid(new.id::text), 'invalid_request',
    'id must be a UUID of version 1 to 8, as gen_random_uuid makes them.');
  perform private.require(char_length(new.script) <= 30000, 'script_too_long',
    format('The script has %s characters; the limit is 30000.', char_length(new.script)));
  perform private.check_voice_config(new.voice_config, new.user_id);
  perform private.check_render_settings(new.render_settings, new.user_id);
  perform private.require(
    not new.voice_config ? 'clone_id' or exists (
      select from public.voice_clones v
      where v.id = (new.voice_config ->> 'clone_id')::uuid
        -- The caller's, whatever owner the row names: nobody may learn whose a voice is.
        and v.user_id = coalesce(auth.uid(), new.user_id)),
    'voice_not_found', 'voice_config.clone_id names no voice of yours.');

  if btrim(coalesce(new.title, '')) = '' then
    new.title := coalesce(
      nullif(btrim(left(regexp_replace(new.script, '\s+', ' ', 'g'), 60)), ''), 'Untitled');
  end if;
  if tg_op = 'UPDATE' then
    new.updated_at := now();
  end if;
  return new;
end
$$;

create trigger check_project
  before insert or update of user_id, avatar_id, title, script, voice_config, render_settings
  on public.avatar_projects
  for each row execute function private.check_project();

-- definer because users may read avatar_project_voices but not write it
create function private.link_project_voices() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.avatar_project_voices l
  where l.project_id = new.id and l.voice_id::text is distinct from lower(new.voice_config ->> 'clone_id');
  if new.voice_config ? 'clone_id' then
    insert into public.avatar_project_voices (project_id, voice_id)
    values (new.id, (new.voice_config ->> 'clone_id')::uuid)
    on conflict on constraint avatar_project_voices_pkey do nothing;
  end if;
  return null;
end
$$;

create trigger link_project_voices
  after insert or update of voice_config on public.avatar_projects
  for each row execute function private.link_project_voices();

revoke all on function
  private.has_only_keys, private.is_text, private.is_one_of, private.is_number, private.is_own_upload,
  private.check_voice_config, private.check_render_settings, private.check_project, private.link_project_voices
  from public;

alter table public.avatar_projects enable row level security;
alter table public.avatar_project_voices enable row level security;

grant select, delete,
  insert (id, user_id, avatar_id, title, script, voice_config, render_settings),
  update (avatar_id, title, script, voice_config, render_settings)
  on public.avatar_projects to authenticated;
grant select on public.avatar_project_voices to authenticated;
grant all on public.avatar_projects, public.avatar_project_voices to service_role;

create policy "Owners can see their projects" on public.avatar_projects
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can make projects of their own" on public.avatar_projects
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Owners can change their projects" on public.avatar_projects
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Owners can delete their projects" on public.avatar_projects
  for delete to authenticated using (user_id = (select auth.uid()));
create policy "Owners can see which voices their projects use" on public.avatar_project_voices
  for select to authenticated
  using (exists (
    select from public.avatar_projects p where p.id = project_id and p.user_id = (select auth.uid())));
