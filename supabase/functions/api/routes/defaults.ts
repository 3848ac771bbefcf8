import { createRoute } from '@hono/zod-openapi';
import { currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import { LIMITS } from '../../_shared/contract/job.ts';
import { UserDefaults, UserDefaultsAnswer } from '../../_shared/contract/preferences.ts';
import { fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { readJson } from './body.ts';
import { FOR_USERS, forScope, refusals, SIGNED_OUT } from './describe.ts';

const answer = (description: string) => ({
  description,
  content: { 'application/json': { schema: UserDefaultsAnswer } },
});
const COLUMNS = 'voice_config, render_settings, interface';

const read = createRoute({
  method: 'get',
  path: '/defaults',
  summary: 'What your new drafts start with; null until it was set',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  responses: { 200: answer('The defaults'), ...refusals(...SIGNED_OUT) },
});

const write = createRoute({
  method: 'put',
  path: '/defaults',
  summary: 'Set what your new drafts start with',
  description:
    'Voice and settings are those of a render request and are checked as such. Films never read them: they are what ' +
    'the studio fills in.',
  security: forScope('account'),
  middleware: [signedIn, needs('account'), readJson(LIMITS.bodyBytes)] as const,
  request: { body: { required: true, content: { 'application/json': { schema: UserDefaults } } } },
  responses: {
    200: answer('As they are stored'),
    ...refusals(
      'invalid_json',
      'invalid_request',
      'language_unsupported',
      'resolution_unsupported',
      'payload_too_large',
      'unsupported_media_type',
      ...SIGNED_OUT,
    ),
  },
});

export function registerDefaults(api: Api): void {
  api.openapi(read, async (c) => {
    const { data, error } = await currentUser(c).db.from('user_defaults').select(COLUMNS).maybeSingle();
    if (error) throw fromDatabase(error);
    return c.json(UserDefaultsAnswer.parse({ defaults: data }), 200);
  });

  api.openapi(write, async (c) => {
    const { db, user } = currentUser(c);
    const { data, error } = await db
      .from('user_defaults')
      .upsert({ user_id: user.id, ...c.req.valid('json') })
      .select(COLUMNS)
      .single();
    if (error) throw fromDatabase(error);
    return c.json(UserDefaultsAnswer.parse({ defaults: data }), 200);
  });
}
