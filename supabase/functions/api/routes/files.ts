import { createRoute, z } from '@hono/zod-openapi';
import { currentUser, signedIn } from '../../_shared/app-env.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { FOR_USERS, refusals, SIGNED_OUT } from './describe.ts';
import { signFile } from './signing.ts';

const Params = z.object({
  bucket: z.enum(['renders', 'voice-samples', 'uploads', 'own-avatars']),
  path: z.string().min(1).max(500),
});

const file = createRoute({
  method: 'get',
  path: '/files/{bucket}/{path}',
  summary: 'A stable address of a file: checks who asks and redirects to an address signed for one hour',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  request: {
    params: Params,
    query: z.strictObject({ download: z.string().max(200).optional() }),
  },
  responses: {
    302: { description: 'Redirect to the signed address', headers: z.object({ Location: z.string() }) },
    ...refusals('invalid_request', 'file_not_found', ...SIGNED_OUT),
  },
});

export function registerFiles(api: Api): void {
  // A plain route beside its description, since OpenAPI has no parameter that spans slashes.
  api.openAPIRegistry.registerPath(file);
  api.get('/files/:bucket/:path{.+}', signedIn, async (c) => {
    const { db } = currentUser(c);
    const params = Params.safeParse(c.req.param());
    if (!params.success) throw new ApiFailure('file_not_found');
    const { bucket, path } = params.data;
    const url = await signFile(c.get('deps').env, db, bucket, path, c.req.query('download'));
    if (!url) throw new ApiFailure('file_not_found');
    if (bucket === 'voice-samples') {
      // Before the address is handed out: whoever reads a voice's recording is on record.
      const { error } = await db.rpc('note_sample_reads', { object_names: [path] });
      if (error) throw fromDatabase(error);
    }
    return c.redirect(url, 302);
  });
}
