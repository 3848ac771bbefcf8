-- Purpose: the catalogue of avatars. Locks: none beyond creation.

create function private.touch_updated_at() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
revoke all on function private.touch_updated_at from public;

create table public.avatars_3d (
  id varchar(50) primary key,
  name varchar(100) not null,
  category varchar(20) not null,
  gender varchar(10) not null,
  ethnicity varchar(20),
  age varchar(10),
  quality varchar(15) not null,
  features jsonb not null,
  assets jsonb not null,
  rendering_config jsonb not null,
  animations jsonb not null,
  voice_sync jsonb not null,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint avatars_3d_category_known
    check (category in ('business', 'healthcare', 'education', 'casual', 'safety')),
  constraint avatars_3d_gender_known check (gender in ('male', 'female', 'unisex')),
  constraint avatars_3d_ethnicity_known check (ethnicity in ('caucasian', 'afro', 'asian', 'latino', 'mixed')),
  constraint avatars_3d_age_known check (age in ('young', 'adult', 'senior')),
  constraint avatars_3d_quality_known check (quality in ('standard', 'premium', 'cinematic', 'hyperreal')),
  constraint avatars_3d_id_is_a_path_segment check (id ~ '^[a-z0-9][a-z0-9_-]*$'),
  constraint avatars_3d_details_are_objects check (
    jsonb_typeof(features) = 'object' and jsonb_typeof(assets) = 'object'
    and jsonb_typeof(rendering_config) = 'object' and jsonb_typeof(animations) = 'object'
    and jsonb_typeof(voice_sync) = 'object'
  )
);
comment on table public.avatars_3d is 'The catalogue. Written by migrations generated from seed/avatars.';
comment on column public.avatars_3d.is_active is 'Only active avatars are listed and can be rendered.';
create index avatars_3d_filters_idx on public.avatars_3d (category, gender, quality) where is_active;

create trigger touch_updated_at before update on public.avatars_3d
  for each row execute function private.touch_updated_at();

alter table public.avatars_3d enable row level security;
grant select on public.avatars_3d to anon, authenticated;
grant all on public.avatars_3d to service_role;

create policy "Visitors can see active avatars" on public.avatars_3d
  for select to anon using (is_active);
create policy "Signed-in users can see active avatars" on public.avatars_3d
  for select to authenticated using (is_active);
