-- Purpose: the ledger as its owner reads it: one row a film, with what it came to.
-- Locks: none.
-- Why a view beside the entries: they are the proof, row by row; a person asks what a film cost, and what failed cost.

create view public.film_costs with (security_invoker = true) as
  select c.user_id, c.job_id, c.period, c.queued_at, c.seconds, c.state, j.status, p.title
  from (
    select e.user_id, e.job_id, e.period, min(e.created_at) as queued_at, sum(e.seconds) as seconds,
      coalesce(max(e.kind) filter (where e.kind <> 'reserved'), 'reserved') as state
    from public.usage_entries e
    group by e.user_id, e.job_id, e.period
  ) as c
  left join public.render_jobs j on j.id = c.job_id
  left join public.avatar_projects p on p.id = j.project_id;
comment on view public.film_costs is
  'What each film of the caller cost, in seconds: its estimate while reserved, its length once settled, nothing when released. A deleted film has no status and no title. Row level security of what it reads decides.';
grant select on public.film_costs to authenticated;
