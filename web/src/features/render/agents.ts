import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { supabase } from '../../lib/supabase.ts';
import { Speed } from './agent-pace.ts';

/** What `list_agents` tells of a host: names and abilities, nothing of where it stands or whose work it does. */
export const AgentView = z.object({
  name: z.string(),
  version: z.string(),
  engines: z.array(z.string()),
  gpus: z.array(z.looseObject({ name: z.string(), memory_gib: z.number().optional() })).catch([]),
  labels: z.record(z.string(), z.string()).catch({}),
  last_seen_at: z.string(),
  online: z.boolean(),
  /** Tasks it holds. */
  busy: z.number(),
  speeds: z.array(Speed).catch([]),
});
export type AgentView = z.infer<typeof AgentView>;

const REFRESH_MS = 15_000;

export const useAgents = () =>
  useQuery({
    queryKey: ['agents'],
    queryFn: async ({ signal }) => {
      const { data, error } = await (await supabase()).rpc('list_agents').abortSignal(signal);
      if (error) throw error;
      return z.array(AgentView).parse(data);
    },
    refetchInterval: REFRESH_MS,
  });
