-- Films say none of it again. What was stored with one of the five keys loses it, or it could not be written again.

update public.avatar_projects
set render_settings = render_settings - '{caption_size,caption_position,caption_style,caption_color,caption_backing}'::text[]
where render_settings ?| '{caption_size,caption_position,caption_style,caption_color,caption_backing}';
update public.user_defaults
set render_settings = render_settings - '{caption_size,caption_position,caption_style,caption_color,caption_backing}'::text[]
where render_settings ?| '{caption_size,caption_position,caption_style,caption_color,caption_backing}';

create or replace function private.check_render_settings(settings jsonb, owner uuid) returns void
language plpgsql stable set search_path = ''
as $$
declare
  bad constant text := 'invalid_request';
  background jsonb := settings -> 'background';
  quality constant text := coalesce(settings ->> 'quality', 'standard');
  size integer[];
  -- of the quality: longer and shorter side, as contract/job.ts has them
  longest integer[];
begin
  perform private.require(jsonb_typeof(settings) = 'object', bad, 'render_settings must be an object.');
  perform private.require(
    private.has_only_keys(settings,
      '{engine,quality,resolution,fps,format,framing,background,light,logo,captions,caption_font,loudness,mood,mood_intensity,seed}'),
    bad, 'render_settings has an unknown key: allowed are engine, quality, resolution, fps, format, framing, background, light, logo, captions, caption_font, loudness, mood, mood_intensity, seed.');
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
  perform private.require(private.is_number(settings, 'mood_intensity', 0, 1.5), bad,
    'render_settings.mood_intensity must be a number from 0 to 1.5.');
  perform private.require(private.is_one_of(settings, 'light', '{set,soft,three-point,dramatic,daylight}'), bad,
    'render_settings.light must be set, soft, three-point, dramatic or daylight.');
  perform private.require(private.is_one_of(settings, 'caption_font', '{sans,serif,mono}'), bad,
    'render_settings.caption_font must be sans, serif or mono.');
  perform private.require(private.is_one_of(settings, 'loudness', '{web,standard,broadcast}'), bad,
    'render_settings.loudness must be web, standard or broadcast.');
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
    longest := case quality when 'draft' then '{1920,1080}' when 'standard' then '{1920,1080}'
      when 'premium' then '{2560,1440}' when 'cinematic' then '{3840,2160}' else '{7680,4320}' end;
    perform private.require(
      greatest(size[1], size[2]) <= longest[1] and least(size[1], size[2]) <= longest[2],
      'resolution_unsupported',
      format('The quality %s draws up to %sx%s; choose a smaller picture or a higher quality.',
        quality, longest[1], longest[2]));
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
