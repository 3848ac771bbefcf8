/** The stack as clients meet it: over HTTP, with keys, through supabase-js where that is what people use. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { createClient } from '@supabase/supabase-js';
import { startTestStack } from './testing.ts';

const stack = await startTestStack();
after(() => stack.stop());

const get = (path: string, init: RequestInit = {}) =>
  fetch(`${stack.url}${path}`, { ...init, headers: { apikey: stack.keys.publishable, ...init.headers } });

test('every service answers at the path hosted gives it', async () => {
  assert.equal((await get('/rest/v1/avatars_3d?select=id&limit=1')).status, 200);
  assert.equal((await get('/auth/v1/health')).status, 200);
  const bucket = await get('/storage/v1/bucket', { headers: { apikey: stack.keys.secret } });
  assert.equal(bucket.status, 200);
  const jwks = (await (await fetch(`${stack.url}/auth/v1/.well-known/jwks.json`)).json()) as {
    keys: unknown[];
  };
  assert.deepEqual(jwks, JSON.parse(JSON.stringify(stack.keys.jwks)));
  assert.deepEqual(await (await get('/health')).json(), {
    healthy: true,
    database: 'up',
    version: ((await (await get('/health')).json()) as { version: string }).version,
  });
});

test('an unknown path is a 404 and a missing key a 401, both readable as JSON', async () => {
  const unknown = await fetch(`${stack.url}/nothing/v1/here`);
  assert.deepEqual(
    [unknown.status, await unknown.json()],
    [404, { message: 'no Route matched with those values' }],
  );
  const keyless = await fetch(`${stack.url}/rest/v1/avatars_3d`);
  assert.equal(keyless.status, 401);
  assert.equal(((await keyless.json()) as { message: string }).message, 'No API key found in request');
});

test('a browser of any origin may call the Supabase services', async () => {
  const preflight = await fetch(`${stack.url}/rest/v1/avatars_3d`, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://127.0.0.1:5173',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'apikey,authorization,content-profile,x-client-info',
    },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
  assert.equal(
    preflight.headers.get('access-control-allow-headers'),
    'apikey,authorization,content-profile,x-client-info',
  );
  const answer = await get('/rest/v1/avatars_3d?limit=1', { headers: { origin: 'http://127.0.0.1:5173' } });
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  assert.match(answer.headers.get('access-control-expose-headers') ?? '', /Content-Range/);
});

test('/api/v2 and /functions/v1/api/v2 are the same function', async () => {
  const [short, long] = await Promise.all([get('/api/v2/health'), get('/functions/v1/api/v2/health')]);
  assert.equal(short.status, 200);
  assert.deepEqual(Object.keys((await short.json()) as object), Object.keys((await long.json()) as object));
});

test('an upgrade outside Realtime is refused', async () => {
  const { port } = new URL(stack.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /rest/v1/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  assert.match(chunk.toString(), /^HTTP\/1\.1 404 /);
  socket.destroy();
});

test('supabase-js signs up, reads its own row and no one else’s', async () => {
  const ana = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const bia = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  for (const [client, email] of [
    [ana, 'ana@example.com'],
    [bia, 'bia@example.com'],
  ] as const) {
    const { error } = await client.auth.signUp({ email, password: 'correct horse battery 9' });
    assert.equal(error, null);
  }
  const { data, error } = await ana.from('users').select('email');
  assert.equal(error, null);
  assert.deepEqual(data, [{ email: 'ana@example.com' }]);
});

test('a crashed Postgres is started again and the services find it', async () => {
  const before = stack.stack.database.pid();
  process.kill(before, 'SIGKILL');
  let state = 0;
  // each answer is a signal; the test runner's own limit ends a stack that does not come back
  while (stack.stack.database.pid() === before || state !== 200) {
    state = (await get('/health')).status;
  }
  assert.equal((await get('/rest/v1/avatars_3d?select=id&limit=1')).status, 200);
});
