-- Purpose: what a person's new films start with, and the marks of their brand. Locks: none beyond creation.
-- Why configurations and not a column each: they are checked by the very functions that check a project, so that a
-- default can never be something a film would be refused for.

create table public.user_defaults (
  user_id uuid primary key default auth.uid() references public.users (id) on delete cascade,
  voice_config jsonb not null default '{"language": "pt-BR"}',
  render_settings jsonb not null default '{}',
  interface jsonb not null default '{}',
  updated_at timestamptz not null default clock_timestamp()
);
comment on table public.user_defaults is 'What a person''s new drafts start with, on every device; films never read it.';
comment on column public.user_defaults.voice_config is 'As avatar_projects.voice_config, without recording and lexicon.';
comment on column public.user_defaults.render_settings is 'As avatar_projects.render_settings; what is absent is left to the contract.';
comment on column public.user_defaults.interface is '{ language?, theme? } of the studio itself.';

create table public.brand_kits (
  user_id uuid primary key default auth.uid() references public.users (id) on delete cascade,
  logo_path varchar(500),
  colours text[] not null default '{}',
  font text not null default 'sans',
  background jsonb,
  updated_at timestamptz not null default clock_timestamp(),
  constraint brand_kits_colours_are_few check (cardinality(colours) <= 8),
  constraint brand_kits_font_known check (font in ('sans', 'serif', 'mono'))
);
comment on table public.brand_kits is 'Logo, colours, font and background that a person''s drafts offer.';
comment on column public.brand_kits.logo_path is 'A file of the owner''s in bucket uploads.';
comment on column public.brand_kits.background is 'As render_settings.background; null: the avatar''s own place.';

-- definer because users may not call the checks of a project themselves
create function private.check_user_defaults() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  bad constant text := 'invalid_request';
begin
  perform private.check_voice_config(new.voice_config, new.user_id);
  perform private.require(not new.voice_config ?| '{recording,lexicon}', bad,
    'Defaults hold neither a recording nor a lexicon.');
  perform private.check_render_settings(new.render_settings, new.user_id);
  perform private.require(
    private.has_only_keys(new.interface, '{language,theme}')
      and private.is_one_of(new.interface, 'language', '{pt-BR,en-US,es-ES}')
      and private.is_one_of(new.interface, 'theme', '{system,light,dark}'),
    bad, 'interface must be { language?: pt-BR, en-US or es-ES, theme?: system, light or dark }.');
  new.updated_at := clock_timestamp();
  return new;
end
$$;
-- definer because users may not call the checks of a project themselves
create function private.check_brand_kit() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.check_render_settings(
    jsonb_strip_nulls(jsonb_build_object('background', new.background,
      'logo', case when new.logo_path is not null then jsonb_build_object('path', new.logo_path) end)), new.user_id);
  perform private.require(
    not exists (select from unnest(new.colours) as c where c is null or c !~ '^#[0-9a-f]{6}$'),
    'invalid_request', 'colours must be written like #0c5c58.');
  new.updated_at := clock_timestamp();
  return new;
end
$$;

create trigger check_user_defaults before insert or update on public.user_defaults
  for each row execute function private.check_user_defaults();
create trigger check_brand_kit before insert or update on public.brand_kits
  for each row execute function private.check_brand_kit();
revoke all on function private.check_user_defaults, private.check_brand_kit from public;

create trigger check_scope before insert or update or delete on public.user_defaults
  for each statement execute function private.check_scope('account');
create trigger check_scope before insert or update or delete on public.brand_kits
  for each statement execute function private.check_scope('account');

alter table public.user_defaults enable row level security;
alter table public.brand_kits enable row level security;
grant select, insert (user_id, voice_config, render_settings, interface),
  update (user_id, voice_config, render_settings, interface), delete on public.user_defaults to authenticated;
grant select, insert (user_id, logo_path, colours, font, background),
  update (user_id, logo_path, colours, font, background), delete on public.brand_kits to authenticated;
grant all on public.user_defaults, public.brand_kits to service_role;

create policy "Users can see their defaults" on public.user_defaults
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can set defaults of their own" on public.user_defaults
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users can change their defaults" on public.user_defaults
  for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Users can drop their defaults" on public.user_defaults
  for delete to authenticated using (user_id = (select auth.uid()));
create policy "Users can see their brand" on public.brand_kits
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can set a brand of their own" on public.brand_kits
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users can change their brand" on public.brand_kits
  for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Users can drop their brand" on public.brand_kits
  for delete to authenticated using (user_id = (select auth.uid()));
