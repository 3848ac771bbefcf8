/** How much of a plan is used. */
import { createRoute } from '@hono/zod-openapi';
import { currentUser, signedIn } from '../../_shared/app-env.ts';
import { UsageAnswer } from '../../_shared/contract/usage.ts';
import { fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { FOR_USERS, refusals, SIGNED_OUT } from './describe.ts';

const read = createRoute({
  method: 'get',
  path: '/usage',
  summary: 'What your plan allows this month and how much of it is used',
  description:
    'Seconds of film are reserved from an estimate when a job is queued, settled to the true length when it completes ' +
    'and released when it fails or is cancelled: those cost nothing. Row by row: `usage_entries` through PostgREST.',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  responses: {
    200: { description: 'This month', content: { 'application/json': { schema: UsageAnswer } } },
    ...refusals(...SIGNED_OUT),
  },
});

export function registerUsage(api: Api): void {
  api.openapi(read, async (c) => {
    const { db } = currentUser(c);
    const { data, error } = await db.from('usage').select('*').single();
    if (error) throw fromDatabase(error);
    const { month_seconds, active_jobs_allowed, script_characters, max_resolution, qualities, ...rest } =
      data;
    const limits = {
      month_seconds,
      active_jobs: active_jobs_allowed,
      script_characters,
      max_resolution,
      qualities,
    };
    return c.json(UsageAnswer.parse({ ...rest, limits }), 200);
  });
}
