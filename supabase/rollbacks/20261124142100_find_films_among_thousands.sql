create collation private.by_number (provider = icu, locale = 'und-u-kn-true');
comment on collation private.by_number is 'As people order titles: 9 before 10.';

-- The page goes on behind a job and not at a number: films that come or go meanwhile repeat and hide no other.
create or replace function public.search_jobs(
  status text default null,
  words text default null,
  avatar_id text default null,
  language text default null,
  sort text default 'newest',
  after_job uuid default null,
  page_size integer default 20
) returns jsonb
language sql stable security invoker set search_path = ''
as $$
  with mine as (
    select j.id, j.project_id, p.avatar_id, j.request #>> '{avatar,name}' as own_name,
      coalesce(j.completed_at, j.created_at) as ended_at, j.request #>> '{voice_config,language}' as language,
      case jsonb_typeof(j.metadata -> 'duration_s') when 'number' then (j.metadata ->> 'duration_s')::numeric else 0 end
        as seconds,
      case when search_jobs.words is not null or search_jobs.sort = 'title'
        then lower(regexp_replace(normalize(p.title, nfkd), '[\u0300-\u036f]', '', 'g') collate "und-x-icu") end as title,
      j.deleted_at is null and (search_jobs.status is null or j.status = search_jobs.status) as listed
    from public.render_jobs j join public.avatar_projects p on p.id = j.project_id
    where j.user_id = (select auth.uid())
  ), asked as (
    select array_remove(string_to_array(
      regexp_replace(
        lower(regexp_replace(normalize(coalesce(search_jobs.words, ''), nfkd), '[\u0300-\u036f]', '', 'g') collate "und-x-icu"),
        '\s+', ' ', 'g'), ' '), '') as words
  ), found as (
    select m.id,
      m.listed
        and (search_jobs.avatar_id is null or m.avatar_id = search_jobs.avatar_id)
        and (search_jobs.language is null or m.language = search_jobs.language)
        and (search_jobs.words is null
          or not exists (select from unnest(a.words) as w where position(w in m.title) = 0)) as matches,
      row_number() over (order by
        case when search_jobs.sort = 'oldest' then m.ended_at end,
        case when search_jobs.sort = 'title' then m.title collate private.by_number end,
        case when search_jobs.sort = 'longest' then m.seconds end desc,
        case when search_jobs.sort <> 'oldest' then m.ended_at end desc,
        m.id) as place
    from mine m cross join asked a
  ), page as (
    select f.id, f.place from found f
    where f.matches
      and (after_job is null or f.place > (select b.place from found b where b.id = after_job))
    order by f.place
    limit least(greatest(page_size, 1), 100) + 1
  )
  select jsonb_build_object(
    'job_ids', (
      select coalesce(jsonb_agg(s.id order by s.place), '[]')
      from (select p.id, p.place from page p order by p.place limit least(greatest(page_size, 1), 100)) as s),
    'more', (select count(*) from page) > least(greatest(page_size, 1), 100),
    'total', (select count(*) from found f where f.matches),
    'cast', (
      select coalesce(jsonb_agg(jsonb_build_object('avatar_id', c.avatar_id, 'avatar_name', c.name, 'jobs', c.jobs)
        order by c.name, c.avatar_id), '[]')
      from (
        select m.avatar_id, coalesce(max(m.own_name), max(a.name)) as name, count(*) as jobs
        from mine m left join public.avatars_3d a on a.id = m.avatar_id
        where m.listed group by m.avatar_id) as c))
$$;

drop index public.render_jobs_listed_idx, public.avatar_projects_listed_idx;
alter table public.render_jobs
  drop column listed_at, drop column film_language, drop column film_seconds, drop column own_avatar_name;
alter table public.avatar_projects drop column title_key, drop column title_order;
