/** Every limit of a plan on every road over HTTP: the same refusal, saying which limit it was; and nobody jumps the queue. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createClient } from '@supabase/supabase-js';
import { startTestStack, type TestStack } from '../../../local-stack/src/testing.ts';
import { TokenCreateAnswer, TokenExchangeAnswer } from '../_shared/contract/tokens.ts';
import { QuotaDetails, UsageAnswer } from '../_shared/contract/usage.ts';

let stack: TestStack;
let session: string;
let access: string;

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

async function call(bearer: string, method: string, path: string, body?: unknown): Promise<Reply> {
  const response = await fetch(stack.url + path, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      apikey: stack.keys.publishable,
      prefer: 'return=representation',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}

before(async () => {
  stack = await startTestStack();
  const client = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const { data } = await client.auth.signUp({ email: 'ana@example.com', password: 'a long one for ana' });
  assert.ok(data.session);
  session = data.session.access_token;
  const made = await call(session, 'POST', '/api/v2/tokens', { name: 'CI', scopes: ['render'] });
  const { token } = TokenCreateAnswer.parse(made.body);
  assert.ok(token);
  access = TokenExchangeAnswer.parse(
    (await call(token, 'POST', '/api/v2/tokens/exchange')).body,
  ).access_token;
  await stack.sql(
    `insert into public.plans (id, active_jobs, priority, month_seconds, script_characters, max_resolution, qualities)
     values ('tiny', 1, 3, 20, 100, '640x360', '{draft}')`,
  );
  await stack.sql(`update public.users set plan = 'tiny'`);
});
after(() => stack.stop());

interface Film {
  readonly script?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

const requestOf = ({ script = 'Oi.', settings = {} }: Film) => ({
  avatar_id: 'br_corporate_ana',
  script,
  voice_config: { language: 'pt-BR' },
  render_settings: { quality: 'draft', resolution: '640x360', ...settings },
});

const insert = async (bearer: string, film: Film): Promise<Reply> => {
  const project = await call(bearer, 'POST', '/rest/v1/avatar_projects', requestOf(film));
  assert.equal(project.status, 201, JSON.stringify(project.body));
  const [{ id } = { id: '' }] = project.body as { id: string }[];
  return call(bearer, 'POST', '/rest/v1/render_jobs', { project_id: id });
};

/** A project that was allowed, made larger afterwards, and queued. */
const insertChanged = async (film: Film): Promise<Reply> => {
  const project = await call(session, 'POST', '/rest/v1/avatar_projects', requestOf({}));
  const [{ id } = { id: '' }] = project.body as { id: string }[];
  const { avatar_id: _avatar, voice_config: _voice, ...changed } = requestOf(film);
  const change = await call(session, 'PATCH', `/rest/v1/avatar_projects?id=eq.${id}`, changed);
  assert.equal(change.status, 200, JSON.stringify(change.body));
  return call(session, 'POST', '/rest/v1/render_jobs', { project_id: id });
};

const ROADS: Readonly<Record<string, (film: Film) => Promise<Reply>>> = {
  'the API': (film) => call(session, 'POST', '/api/v2/avatars/render', requestOf(film)),
  'a bare insert': (film) => insert(session, film),
  'an insert by an exchanged token': (film) => insert(access, film),
  'the function': (film) => call(session, 'POST', '/rest/v1/rpc/create_render_job', requestOf(film)),
  'a project changed before it is queued': insertChanged,
};

/** As the API tells it in `details`, and PostgREST in the last line of `hint`. */
function quotaOf({ status, body }: Reply): QuotaDetails {
  assert.equal(status, 429, JSON.stringify(body));
  const { error, details, hint } = body as {
    error?: { code: string; details: unknown };
    details?: string;
    hint?: string;
  };
  assert.equal(error?.code ?? details, 'quota_exceeded');
  return QuotaDetails.parse(error?.details ?? JSON.parse(hint?.split('\n').at(-1) ?? ''));
}

const BEYOND: Readonly<Record<QuotaDetails['limit'], Film>> = {
  script_characters: { script: 'a'.repeat(101) },
  resolution: { settings: { resolution: '360x642' } },
  quality: { settings: { quality: 'standard' } },
  month_seconds: { script: 'a'.repeat(100) },
  active_jobs: {},
};

for (const [name, send] of Object.entries(ROADS)) {
  describe(name, () => {
    for (const [limit, film] of Object.entries(BEYOND)) {
      test(`is refused beyond ${limit}`, async () => {
        await stack.sql('delete from public.render_jobs');
        // Too little for a hundred letters, enough for a word.
        if (limit === 'month_seconds')
          await stack.sql(`update public.plans set month_seconds = 7 where id = 'tiny'`);
        if (limit === 'active_jobs') assert.ok((await send({})).status < 300, 'the first');
        const earlier = await stack.sql('select 1 from public.render_jobs');
        const reply = await send(film);
        const quota = quotaOf(reply);
        assert.equal(quota.limit, limit);
        assert.equal(quota.plan, 'tiny');
        const now = await stack.sql('select 1 from public.render_jobs');
        assert.equal(now.rowCount, earlier.rowCount, 'nothing was queued');
        if (limit === 'month_seconds') {
          assert.ok(Date.parse(quota.resets_at ?? '') > Date.now());
          await stack.sql(`update public.plans set month_seconds = 20 where id = 'tiny'`);
        }
        if (name === 'the API') assert.match(reply.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
      });
    }

    test('is let through within them, with the priority of the plan', async () => {
      await stack.sql('delete from public.render_jobs');
      const reply = await send({ script: 'a'.repeat(80) });
      assert.ok(reply.status < 300, JSON.stringify(reply.body));
      const { rows } = await stack.sql('select priority from public.render_jobs');
      assert.deepEqual(rows, [{ priority: 3 }]);
    });
  });
}

test('nobody writes a priority, a plan, a counter or another’s bill', async () => {
  const project = await call(session, 'POST', '/rest/v1/avatar_projects', requestOf({}));
  const [{ id } = { id: '' }] = project.body as { id: string }[];
  const tries: [string, string, unknown][] = [
    ['POST', '/rest/v1/render_jobs', { project_id: id, priority: 99 }],
    ['POST', '/rest/v1/render_jobs', { project_id: id, request: {} }],
    ['PATCH', '/rest/v1/render_jobs?status=eq.queued', { priority: 99 }],
    ['PATCH', '/rest/v1/users?plan=eq.tiny', { plan: 'enterprise' }],
    ['PATCH', '/rest/v1/plans?id=eq.tiny', { month_seconds: 1e6 }],
    ['POST', '/rest/v1/usage_entries', { kind: 'settled', seconds: -60 }],
    ['DELETE', '/rest/v1/usage_entries?id=gt.0', undefined],
  ];
  for (const [method, path, body] of tries) {
    const reply = await call(session, method, path, body);
    assert.ok(
      [400, 403, 404, 405].includes(reply.status),
      `${method} ${path}: ${JSON.stringify(reply.body)}`,
    );
  }
  const { plan, limits } = UsageAnswer.parse((await call(session, 'GET', '/api/v2/usage')).body);
  assert.deepEqual([plan, limits.month_seconds, limits.active_jobs], ['tiny', 20, 1]);
});
