-- Purpose: the history of somebody with tens of thousands of films answers as soon as that of a beginner. What a list is
-- searched, filtered and ordered by is kept beside the rows, as columns that Postgres keeps itself, and one index of each
-- table holds all of it: neither requests, reports nor scripts, which lie outside the row, are read to make a page.
-- `npm run bench -- history` measures it.
-- Locks: rewrites avatar_projects and render_jobs under access exclusive, about 10 s for 100,000 films each.

alter table public.avatar_projects
  -- At most 300 characters, so that an index can hold them: a title has 200, and few letters fall apart in two.
  add column title_key text collate "C" generated always as (
    left(lower(regexp_replace(normalize(title, nfkd), '[\u0300-\u036f]', '', 'g') collate "und-x-icu"), 300)) stored,
  -- Every number as long as any other, its last 16 digits: 9 comes before 10.
  add column title_order text collate "C" generated always as (
    left(
      regexp_replace(
        regexp_replace(
          lower(regexp_replace(normalize(title, nfkd), '[\u0300-\u036f]', '', 'g') collate "und-x-icu"),
          '([0-9]+)', '0000000000000000\1', 'g'),
        '[0-9]*([0-9]{16})(?![0-9])', '\1', 'g'),
      300)) stored;
comment on column public.avatar_projects.title_key is 'The title without accents and capitals: what words are looked for in.';
comment on column public.avatar_projects.title_order is 'The same with every number in 16 digits: what titles are ordered by.';

alter table public.render_jobs
  add column listed_at timestamptz generated always as (coalesce(completed_at, created_at)) stored,
  add column film_language text generated always as (request #>> '{voice_config,language}') stored,
  add column film_seconds double precision generated always as (
    case jsonb_typeof(metadata -> 'duration_s') when 'number' then (metadata ->> 'duration_s')::double precision else 0 end
  ) stored,
  add column own_avatar_name text generated always as (left(request #>> '{avatar,name}', 200)) stored;
comment on column public.render_jobs.listed_at is 'When it ended, or else when it was asked for: what lists are ordered by.';
comment on column public.render_jobs.film_language is 'Of its voice; kept from request.';
comment on column public.render_jobs.film_seconds is 'How long the film is, 0 while there is none; kept from metadata.';
comment on column public.render_jobs.own_avatar_name is
  'What an avatar of its owner''s was called when the film was asked for; kept from request.';

create index render_jobs_listed_idx on public.render_jobs (user_id, listed_at desc, id)
  include (project_id, status, film_language, film_seconds, own_avatar_name) where deleted_at is null;
create index avatar_projects_listed_idx on public.avatar_projects (user_id, id)
  include (avatar_id, title_key, title_order);

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
  with asked as (
    select
      least(greatest(search_jobs.page_size, 1), 100) as page_size,
      array(
        select '%' || regexp_replace(w, '([\\%_])', '\\\1', 'g') || '%'
        from unnest(string_to_array(regexp_replace(
          lower(regexp_replace(normalize(coalesce(search_jobs.words, ''), nfkd), '[\u0300-\u036f]', '', 'g') collate "und-x-icu"),
          '\s+', ' ', 'g'), ' ')) as w
        where w <> '') as patterns
  ), mine as materialized (
    select j.id, j.listed_at, j.film_seconds, j.own_avatar_name, p.avatar_id, p.title_order,
      (search_jobs.avatar_id is null or p.avatar_id = search_jobs.avatar_id)
        and (search_jobs.language is null or j.film_language = search_jobs.language)
        and p.title_key like all ((select a.patterns from asked a)::text[]) as matches
    from public.render_jobs j
    join public.avatar_projects p on p.id = j.project_id and p.user_id = (select auth.uid())
    where j.user_id = (select auth.uid()) and j.deleted_at is null
      and (search_jobs.status is null or j.status = search_jobs.status)
  ), candidates as (
    select m.id, m.listed_at, m.film_seconds, m.title_order, false as anchor from mine m where m.matches
    union all
    -- Which may be gone from the list meanwhile.
    select j.id, j.listed_at, j.film_seconds, p.title_order, true
    from public.render_jobs j join public.avatar_projects p on p.id = j.project_id
    where j.id = search_jobs.after_job and j.user_id = (select auth.uid())
  ), keyed as not materialized (
    select c.id, c.anchor,
      case when search_jobs.sort = 'title' then c.title_order else '' end as label,
      case search_jobs.sort
        when 'oldest' then date_part('epoch', c.listed_at)
        when 'longest' then -c.film_seconds
        else -date_part('epoch', c.listed_at) end as first,
      case search_jobs.sort when 'oldest' then 0 else -date_part('epoch', c.listed_at) end as second
    from candidates c
  ), page as (
    select k.id, k.label, k.first, k.second
    from keyed k
    where not k.anchor
      and (search_jobs.after_job is null
        or (k.label, k.first, k.second, k.id) > (select b.label, b.first, b.second, b.id from keyed b where b.anchor))
    order by k.label, k.first, k.second, k.id
    limit (select a.page_size + 1 from asked a)
  ), placed as (
    select p.id, row_number() over (order by p.label, p.first, p.second, p.id) as place from page p
  )
  select jsonb_build_object(
    'job_ids', (
      select coalesce(jsonb_agg(p.id order by p.place) filter (where p.place <= a.page_size), '[]')
      from placed p cross join asked a),
    'more', (select count(*) > (select a.page_size from asked a) from page),
    'total', (select count(*) from mine m where m.matches),
    'cast', (
      select coalesce(jsonb_agg(jsonb_build_object('avatar_id', c.avatar_id, 'avatar_name', c.name, 'jobs', c.jobs)
        order by c.name, c.avatar_id), '[]')
      from (
        select g.avatar_id, coalesce(g.own_name, a.name) as name, g.jobs
        from (
          select m.avatar_id, max(m.own_avatar_name) as own_name, count(*) as jobs from mine m group by m.avatar_id
        ) as g left join public.avatars_3d a on a.id = g.avatar_id) as c))
$$;
drop collation private.by_number;
