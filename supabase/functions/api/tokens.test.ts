/** API tokens on a real stack: every door they open, and those they do not. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createClient } from '@supabase/supabase-js';
import { decodeJwt } from 'jose';
import { startTestStack, type TestStack } from '../../../local-stack/src/testing.ts';
import { ErrorBody } from '../_shared/contract/errors.ts';
import { TokenCreateAnswer, TokenExchangeAnswer, TokenListAnswer } from '../_shared/contract/tokens.ts';

let stack: TestStack;
let session: string;
let userId: string;

before(async () => {
  stack = await startTestStack();
  const client = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const { data } = await client.auth.signUp({ email: 'ana@example.com', password: 'a long one for ana' });
  assert.ok(data.session && data.user);
  session = data.session.access_token;
  userId = data.user.id;
});
after(() => stack.stop());

async function call(
  bearer: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${stack.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      apikey: stack.keys.publishable,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}

const codeOf = (body: unknown): string => ErrorBody.parse(body).error.code;

async function make(scopes: readonly string[]) {
  const { status, body } = await call(session, 'POST', '/api/v2/tokens', {
    name: scopes.join(' and '),
    scopes,
  });
  assert.equal(status, 201, JSON.stringify(body));
  const made = TokenCreateAnswer.parse(body);
  assert.ok(made.token);
  return { ...made, token: made.token };
}

const exchange = async (token: string) =>
  TokenExchangeAnswer.parse((await call(token, 'POST', '/api/v2/tokens/exchange')).body);

const RENDER = {
  avatar_id: 'br_corporate_ana',
  script: 'Bom dia.',
  voice_config: { language: 'pt-BR' },
  render_settings: { quality: 'draft' },
};
const PROJECT = { ...RENDER, title: 'Por PostgREST' };

describe('a token that renders', () => {
  test('queues films through the API, as its owner', async () => {
    const { token } = await make(['render']);
    const queued = await call(token, 'POST', '/api/v2/avatars/render', RENDER);
    assert.equal(queued.status, 202, JSON.stringify(queued.body));
    const seen = await call(session, 'GET', `/api/v2/avatars/render/status/${queued.body.job_id}`);
    assert.equal(seen.status, 200);
    const listed = TokenListAnswer.parse((await call(session, 'GET', '/api/v2/tokens')).body);
    const own = listed.tokens.find(({ prefix }) => token.startsWith(prefix));
    assert.ok(own?.last_used_at, 'its use is noted');
    assert.ok(!JSON.stringify(listed).includes(token));
  });

  test('is exchanged for minutes on PostgREST and Storage, within its scope, and Auth does not know it', async () => {
    const { token, id } = await make(['render']);
    const { access_token: access, user_id: owner, expires_in: seconds } = await exchange(token);
    assert.deepEqual([owner, seconds], [userId, 600]);
    const claims = decodeJwt(access);
    assert.deepEqual([claims.role, claims.api_token, claims.scopes], ['authenticated', id, ['render']]);
    const project = await call(access, 'POST', '/rest/v1/avatar_projects?select=id', PROJECT, {
      prefer: 'return=representation',
    });
    assert.equal(project.status, 201, JSON.stringify(project.body));
    const job = await call(access, 'POST', '/rest/v1/render_jobs', { project_id: project.body[0].id });
    assert.equal(job.status, 201, JSON.stringify(job.body));
    const rename = await call(access, 'PATCH', `/rest/v1/users?id=eq.${userId}`, { name: 'Eve' });
    assert.deepEqual([rename.status, rename.body.details], [403, 'scope_missing']);

    const upload = async (bucket: string, name: string): Promise<number> => {
      const response = await fetch(`${stack.url}/storage/v1/object/${bucket}/${userId}/${name}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${access}`,
          apikey: stack.keys.publishable,
          'content-type': bucket === 'uploads' ? 'image/png' : 'audio/wav',
        },
        body: 'x',
      });
      await response.body?.cancel();
      return response.status;
    };
    assert.equal(await upload('uploads', 'logo.png'), 200);
    assert.notEqual(await upload('voice-samples', `${crypto.randomUUID()}/sample.wav`), 200);

    for (const [method, body] of [
      ['GET', undefined],
      ['PUT', { password: 'taken over by a token' }],
    ] as const) {
      const answer = await call(access, method, '/auth/v1/user', body);
      assert.equal(answer.status, 403, JSON.stringify(answer.body));
      assert.equal(answer.body.error_code ?? answer.body.code, 'session_not_found');
    }
    const again = await call(access, 'POST', '/api/v2/tokens/exchange');
    assert.equal(codeOf(again.body), 'invalid_request', 'what was exchanged cannot renew itself');
  });
});

test('a token that reads changes nothing, by either door', async () => {
  const { token } = await make(['read']);
  assert.equal((await call(token, 'GET', '/api/v2/avatars/render')).status, 200);
  const refused = await call(token, 'POST', '/api/v2/avatars/render', RENDER);
  assert.deepEqual([refused.status, codeOf(refused.body)], [403, 'scope_missing']);
  const { access_token: access } = await exchange(token);
  assert.equal((await call(access, 'GET', '/rest/v1/render_jobs?select=id')).status, 200);
  const project = await call(access, 'POST', '/rest/v1/avatar_projects', PROJECT);
  assert.deepEqual([project.status, project.body.details], [403, 'scope_missing']);
});

test('no token manages tokens', async () => {
  const { token, id } = await make(['read', 'render', 'voices']);
  const { access_token: access } = await exchange(token);
  for (const bearer of [token, access]) {
    for (const [method, path, body] of [
      ['GET', '/api/v2/tokens', undefined],
      ['POST', '/api/v2/tokens', { name: 'more', scopes: ['render'] }],
      ['DELETE', `/api/v2/tokens/${id}`, undefined],
    ] as const) {
      const answer = await call(bearer, method, path, body);
      assert.deepEqual([answer.status, codeOf(answer.body)], [403, 'scope_missing'], `${method} ${path}`);
    }
  }
});

test('a revoked token opens nothing from then on, and what it was exchanged for writes nothing', async () => {
  const { token, id } = await make(['render']);
  const { access_token: access } = await exchange(token);
  assert.equal((await call(session, 'DELETE', `/api/v2/tokens/${id}`)).status, 200);
  assert.equal((await call(session, 'DELETE', `/api/v2/tokens/${id}`)).status, 200, 'again without harm');
  const answer = await call(token, 'GET', '/api/v2/avatars/render');
  assert.deepEqual([answer.status, codeOf(answer.body)], [401, 'token_invalid']);
  const project = await call(access, 'POST', '/rest/v1/avatar_projects', PROJECT);
  assert.deepEqual([project.status, project.body.details], [403, 'scope_missing']);
  const unknown = await call(`smb_${'x'.repeat(43)}`, 'GET', '/api/v2/avatars/render');
  assert.equal(codeOf(unknown.body), 'token_invalid');
});
