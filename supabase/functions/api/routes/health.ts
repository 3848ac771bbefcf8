import { createRoute } from '@hono/zod-openapi';
import { anonymousDb } from '../../_shared/app-env.ts';
import { HealthAnswer } from '../../_shared/contract/api.ts';
import type { Api } from '../app.ts';

const health = createRoute({
  method: 'get',
  path: '/health',
  summary: 'Whether the API reaches its database, and how many agents are online',
  responses: {
    200: { description: 'Healthy or degraded', content: { 'application/json': { schema: HealthAnswer } } },
  },
});

export function registerHealth(api: Api): void {
  api.openapi(health, async (c) => {
    const { data, error } = await anonymousDb(c).rpc('count_agents_online');
    const agents = error ? 0 : (data ?? 0);
    const answer = {
      status: error || agents === 0 ? 'degraded' : 'ok',
      version: c.get('deps').env.version,
      database: !error,
      agents_online: agents,
    };
    return c.json(HealthAnswer.parse(answer), 200);
  });
}
