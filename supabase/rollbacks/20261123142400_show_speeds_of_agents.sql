drop function public.list_agents();

-- definer because nobody but the service may read gpu_agents, and who is busy stands in everybody's tasks
create function public.list_agents()
returns table (
  name text, version text, engines text[], gpus jsonb, labels jsonb, last_seen_at timestamptz, online boolean,
  busy bigint
)
language sql stable security definer set search_path = ''
as $$
  select a.name, a.version, a.engines,
    case jsonb_typeof(a.capabilities -> 'gpus') when 'array' then a.capabilities -> 'gpus' else '[]' end,
    case jsonb_typeof(a.capabilities -> 'labels') when 'object' then a.capabilities -> 'labels' else '{}' end,
    a.last_seen_at, a.last_seen_at > clock_timestamp() - interval '60 seconds',
    (select count(*) from public.render_tasks t
     where t.agent_id = a.id and t.status = 'processing' and t.lease_expires_at > clock_timestamp())
  from public.gpu_agents a
  where a.last_seen_at > clock_timestamp() - interval '1 day'
  order by 7 desc, a.name
  limit 200
$$;
comment on function public.list_agents is
  'Agents heard of within a day, for people to see: no ids, no hosts, no work. online: within the last 60 seconds.';

revoke all on function public.list_agents from public, anon, gpu_agent;
grant execute on function public.list_agents to authenticated, service_role;
