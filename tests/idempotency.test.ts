/**
 * Every POST of openapi.json, eight times at once under one Idempotency-Key: one effect, one answer, and a conflict for
 * whatever else comes under that key. The requests are those of the isolation matrix.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { World } from './isolation/cast.ts';
import { ROUTES } from './isolation/route-rights.ts';
import { everybody, type Row, rowsOf, verdictOf } from './isolation/rows.ts';
import { openWorld } from './isolation/world.ts';

const AT_ONCE = 8;

/** Where each route that makes rows makes exactly one; the others change what is there, and doing it again changes nothing. */
const MAKES: Readonly<Record<string, string>> = {
  'post /api/v2/avatars/render': 'render_jobs',
  'post /api/v2/avatars/render/{job_id}/share': 'share_links',
  'post /api/v2/avatars/render/{job_id}/retry': 'render_jobs',
  'post /api/v2/voice-cloning/create': 'voice_clones',
  'post /api/v2/speech/preview': 'speech_previews',
  'post /api/v2/tokens': 'api_tokens',
  'post /api/v2/webhooks': 'webhooks',
  'post /api/v2/webhooks/{webhook_id}/deliveries/{delivery_id}/replay': 'webhook_deliveries',
  'post /api/v2/webhooks/{webhook_id}/test': 'webhook_deliveries',
};
/** Told to the first alone. */
const SECRETS = new Set(['secret', 'token']);
/** No session can be exchanged, so there is nothing to repeat. */
const REFUSED = new Set(['post /api/v2/tokens/exchange']);

let opened: World | undefined;
const world = (): World => {
  assert.ok(opened);
  return opened;
};
before(async () => {
  opened = await openWorld();
});
after(async () => {
  for (const { client } of opened ? everybody(opened) : []) await client.realtime.disconnect();
  await opened?.stack.stop();
});

const posts = Object.entries(ROUTES).filter(([name]) => name.startsWith('post '));

interface Answered {
  readonly status: number;
  readonly replayed: boolean;
  readonly body: Row;
}

async function post(path: string, body: unknown, key: string): Promise<Answered> {
  const form = body instanceof FormData;
  const response = await fetch(`${world().stack.url}/api/v2${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world().actors.ana.token}`,
      'idempotency-key': key,
      ...(form || body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
  });
  const replayed = response.headers.get('idempotency-replayed') === 'true';
  return { status: response.status, replayed, body: (await response.json()) as Row };
}

const codeOf = ({ status, body }: Answered): string =>
  verdictOf({ status, body, text: JSON.stringify(body) });
const withoutSecrets = (body: Row): Row =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !SECRETS.has(name)));

describe('eight at once under one key', () => {
  for (const [name, route] of posts) {
    test(name, async () => {
      const key = `race ${name}`;
      const path = route.path(world());
      const send = () => post(path, route.body?.(world()), key);
      const table = MAKES[name];
      const count = async (): Promise<number> => (table ? (await rowsOf(world(), table)).length : 0);
      const earlier = await count();
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, send));

      if (REFUSED.has(name)) {
        for (const answer of answers) {
          assert.ok(['invalid_request', 'idempotency_in_progress'].includes(codeOf(answer)), codeOf(answer));
        }
        return;
      }
      const done = answers.filter(({ status }) => status < 300);
      for (const answer of answers.filter(({ status }) => status >= 300)) {
        assert.deepEqual([answer.status, codeOf(answer)], [409, 'idempotency_in_progress']);
      }
      const [first] = done;
      assert.ok(first, JSON.stringify(answers));
      for (const { status, body } of done) {
        assert.deepEqual([status, withoutSecrets(body)], [first.status, withoutSecrets(first.body)]);
      }
      const told = done.filter(({ body }) =>
        Object.keys(body).some((field) => SECRETS.has(field) && body[field]),
      );
      assert.ok(told.length <= 1, 'a secret is told once');
      if (table) assert.equal((await count()) - earlier, 1, `rows of ${table}`);

      const again = await send();
      assert.deepEqual(
        [again.status, withoutSecrets(again.body)],
        [first.status, withoutSecrets(first.body)],
      );
      // Renders answer their repeats from the job itself.
      if (name !== 'post /api/v2/avatars/render') assert.ok(again.replayed, 'Idempotency-Replayed');
      if (table) assert.equal((await count()) - earlier, 1, 'and a repeat makes none');

      const elsewhere = name === 'post /api/v2/tokens' ? '/webhooks' : '/tokens';
      const body =
        elsewhere === '/tokens'
          ? { name: 'x', scopes: ['read'] }
          : ROUTES['post /api/v2/webhooks']?.body?.(world());
      // Renders keep their keys beside the jobs: there the same key with another script is the conflict.
      const other =
        name === 'post /api/v2/avatars/render'
          ? await post(path, { ...(route.body?.(world()) as Row), script: 'Outra coisa.' }, key)
          : await post(elsewhere, body, key);
      assert.deepEqual([other.status, codeOf(other)], [409, 'idempotency_conflict']);
    });
  }
});

test('every POST of the document was tried', async () => {
  const { body } = await world().request(world().actors.visitor, 'GET', '/api/v2/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, unknown>> };
  const named = Object.entries(paths).flatMap(([path, methods]) =>
    'post' in methods ? [`post ${path}`] : [],
  );
  assert.deepEqual(named.sort(), posts.map(([name]) => name).sort());
  for (const name of [...Object.keys(MAKES), ...REFUSED])
    assert.ok(named.includes(name), `${name} is no route`);
});
