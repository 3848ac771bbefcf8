/** Taking one's data along, and taking it away: the two things a person may always ask for. */
import { createRoute, z } from '@hono/zod-openapi';
import { currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import {
  AccountDelete,
  AccountDeleteAnswer,
  AccountDeletionAnswer,
  AccountExport,
} from '../../_shared/contract/account.ts';
import { LIMITS } from '../../_shared/contract/job.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { readJson } from './body.ts';
import { FOR_USERS, forScope, refusals, SIGNED_OUT } from './describe.ts';
import { signFiles } from './signing.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });

const exportData = createRoute({
  method: 'get',
  path: '/account/export',
  summary: 'Everything of yours: every row, and an address of every file',
  description: 'Addresses of files are signed for an hour. Rows are as they are stored, by table.',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  responses: {
    200: { description: 'Your data', content: json(AccountExport) },
    ...refusals(...SIGNED_OUT),
  },
});

const requestDeletion = createRoute({
  method: 'post',
  path: '/account/deletion',
  summary: 'First step of deleting your account: a code for the second',
  description: 'Nothing is deleted. The code is good for 15 minutes and replaces an earlier one.',
  security: forScope('account'),
  middleware: [signedIn, needs('account')] as const,
  responses: {
    200: { description: 'The code', content: json(AccountDeletionAnswer) },
    ...refusals(...SIGNED_OUT),
  },
});

const deleteAccount = createRoute({
  method: 'delete',
  path: '/account',
  summary: 'Second step: delete your account and everything in it',
  description:
    'The sign-in and every row are gone when this answers; files and voices kept by cloud engines as soon as an ' +
    'agent has removed them. Renders in progress end. There is no way back.',
  security: forScope('account'),
  middleware: [signedIn, needs('account'), readJson(LIMITS.bodyBytes)] as const,
  request: { body: { required: true, content: json(AccountDelete) } },
  responses: {
    200: { description: 'Deleted', content: json(AccountDeleteAnswer) },
    ...refusals('invalid_json', 'invalid_request', 'unsupported_media_type', ...SIGNED_OUT),
  },
});

const Stored = AccountExport.pick({ tables: true }).extend({
  files: z.array(AccountExport.shape.files.element.omit({ url: true })),
});

export function registerAccount(api: Api): void {
  api.openapi(exportData, async (c) => {
    const { db, user } = currentUser(c);
    const { data, error } = await db.rpc('export_account');
    if (error) throw fromDatabase(error);
    const stored = Stored.safeParse(data);
    if (!stored.success) throw new ApiFailure('internal', undefined, { cause: stored.error });
    const urls = await signFiles(c.get('deps').env, db, stored.data.files);
    const heard = stored.data.files
      .filter(({ bucket }) => bucket === 'voice-samples')
      .map(({ path }) => path);
    if (heard.length > 0) {
      const noted = await db.rpc('note_sample_reads', { object_names: heard });
      if (noted.error) throw fromDatabase(noted.error);
    }
    const files = stored.data.files.map((file) => ({
      ...file,
      url: urls.get(`${file.bucket}/${file.path}`) ?? null,
    }));
    c.header('Content-Disposition', 'attachment; filename="semblante-export.json"');
    return c.json(
      { exported_at: new Date().toISOString(), email: user.email, tables: stored.data.tables, files },
      200,
    );
  });

  api.openapi(requestDeletion, async (c) => {
    const { data, error } = await currentUser(c).db.rpc('request_account_deletion');
    if (error) throw fromDatabase(error);
    return c.json(AccountDeletionAnswer.parse(data), 200);
  });

  api.openapi(deleteAccount, async (c) => {
    const { data, error } = await currentUser(c).db.rpc('delete_account', c.req.valid('json'));
    if (error) throw fromDatabase(error);
    return c.json(AccountDeleteAnswer.parse(data), 200);
  });
}
