/**
 * Every route, tried with API tokens of every scope: what openapi.json says of a route's scope is what happens. The
 * requests are those of the isolation matrix, whose coverage test fails for a route without a row.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { API_ERRORS } from '../supabase/functions/_shared/contract/errors.ts';
import { ApiTokenScope, TokenCreateAnswer } from '../supabase/functions/_shared/contract/tokens.ts';
import type { World } from './isolation/cast.ts';
import { ROUTES } from './isolation/route-rights.ts';
import { everybody, snapshot, verdictOf } from './isolation/rows.ts';
import { openWorld } from './isolation/world.ts';

const SCOPES = [...ApiTokenScope.options, 'account'] as const;
type Scope = (typeof SCOPES)[number];

let opened: World | undefined;
/** By route, as `post /api/v2/…`; null: open to visitors. */
let declared: Map<string, readonly Scope[] | null>;
const tokens = new Map<string, string>();

function world(): World {
  assert.ok(opened);
  return opened;
}

before(async () => {
  opened = await openWorld();
  const { ana, visitor } = opened.actors;
  for (const scopes of [['read'], ['render'], ['voices'], ['render', 'voices']]) {
    const { body } = await opened.request(ana, 'POST', '/api/v2/tokens', {
      body: { name: scopes.join('+'), scopes },
    });
    const { token } = TokenCreateAnswer.parse(body);
    assert.ok(token);
    tokens.set(scopes.join('+'), token);
  }
  const { body } = await opened.request(visitor, 'GET', '/api/v2/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, { security?: { user: Scope[] }[] }>> };
  declared = new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { security }]) => [`${method} ${path}`, security?.[0]?.user ?? null] as const,
      ),
    ),
  );
});
after(async () => {
  for (const { client } of opened ? everybody(opened) : []) await client.realtime.disconnect();
  await opened?.stack.stop();
});

async function tryRoute(name: string, token: string) {
  const route = ROUTES[name];
  assert.ok(route, `${name} has no row in the isolation matrix`);
  const [method = ''] = name.split(' ');
  const { actors } = world();
  const path = `/api/v2${route.path(world())}`;
  const body = route.body?.(world());
  return world().request(actors.ana, method.toUpperCase(), path, { token, body });
}

test('every route says which scope it needs, and what changes something needs one', () => {
  assert.deepEqual([...declared.keys()].sort(), Object.keys(ROUTES).sort());
  for (const [name, scopes] of declared) {
    if (scopes === null) {
      assert.equal(ROUTES[name]?.answers.visitor, 'ok', `${name} is open`);
      continue;
    }
    assert.ok(
      scopes.every((scope) => SCOPES.includes(scope)),
      `${name}: ${scopes}`,
    );
    // Exchanging a token gives no more than it has.
    if (!name.startsWith('get ') && !name.endsWith('/tokens/exchange'))
      assert.equal(scopes.length, 1, `${name} changes something and names no scope`);
  }
});

describe('a token without the scope', () => {
  test('is refused on every route that needs it, and nothing has changed', async () => {
    const untouched = await snapshot(world());
    const seen = new Map<Scope, number>();
    for (const [name, [needed] = []] of [...declared].map(([n, s]) => [n, s ?? []] as const)) {
      if (needed === undefined) continue;
      for (const [scopes, token] of tokens) {
        if (scopes.split('+').includes(needed)) continue;
        const reply = await tryRoute(name, token);
        assert.equal(
          verdictOf(reply),
          'scope_missing',
          `${scopes} on ${name}: ${reply.status} ${reply.text}`,
        );
        assert.equal(reply.status, API_ERRORS.scope_missing.status);
        seen.set(needed, (seen.get(needed) ?? 0) + 1);
      }
    }
    assert.ok((seen.get('render') ?? 0) >= 30 && (seen.get('voices') ?? 0) >= 10);
    assert.ok((seen.get('account') ?? 0) >= 40, 'no token may change an account');
    const now = await snapshot(world());
    // That a token was used is noted on it.
    for (const name of Object.keys(untouched).filter((table) => table !== 'public.api_tokens'))
      assert.equal(now[name], untouched[name], `${name} has changed`);
  });
});

describe('a token with just the scope', () => {
  test('is let through on every route that needs it', async () => {
    let allowed = 0;
    for (const [name, scopes] of declared) {
      const needed = scopes?.[0] ?? 'read';
      const token = tokens.get(needed);
      if (scopes === null || token === undefined) continue;
      const reply = await tryRoute(name, token);
      // Routes that follow one another here find some of what they name gone: that is an answer too.
      assert.ok(
        reply.status < 500 && ![401, 403, 429].includes(reply.status),
        `${needed} on ${name}: ${reply.status} ${reply.text}`,
      );
      if (reply.status < 400) allowed += 1;
    }
    assert.ok(allowed >= 30, `${allowed} routes were let through`);
  });
});
