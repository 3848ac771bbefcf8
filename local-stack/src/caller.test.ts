import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { importJWK, type JWK, SignJWT } from 'jose';
import { Pool } from 'pg';
import { type CallerError, createAsCaller, createAuthenticator } from './caller.ts';
import { ensureKeys, generateKeys } from './keys.ts';
import { startTestDatabase } from './testing.ts';

const url = 'http://127.0.0.1:54321';
const keys = await generateKeys();
const authenticator = createAuthenticator({ url, keys });
const kid = String(keys.jwks.keys[0]?.kid);

interface Token {
  readonly claims?: Record<string, unknown>;
  readonly iss?: string;
  readonly aud?: string;
  readonly exp?: string | number | undefined;
  readonly key?: JWK;
}

async function token(parts: Token = {}): Promise<string> {
  const jwt = new SignJWT({
    sub: 'a0000000-0000-4000-8000-000000000001',
    role: 'authenticated',
    ...parts.claims,
  })
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
    .setIssuer(parts.iss ?? `${url}/auth/v1`)
    .setAudience(parts.aud ?? 'authenticated');
  if (!('exp' in parts)) jwt.setExpirationTime('1h');
  else if (parts.exp !== undefined) jwt.setExpirationTime(parts.exp);
  return jwt.sign(await importJWK((parts.key ?? keys.signingJwk) as JWK, 'ES256'));
}

function encoded(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function request(headers: Record<string, string>, query = ''): Request {
  return new Request(`${url}/rest/v1/avatars_3d${query}`, { headers });
}

async function problemOf(headers: Record<string, string>): Promise<{ problem: string; status: number }> {
  try {
    const caller = await authenticator.fromRequest(request(headers));
    return { problem: `accepted as ${caller.role}`, status: 200 };
  } catch (error) {
    return { problem: (error as CallerError).problem, status: (error as CallerError).status };
  }
}

test('keys have the shapes hosted issues, stay the same, and are closed to other users', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'semblante-keys-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'keys.json');
  const made = await ensureKeys(file);
  assert.match(made.publishable, /^sb_publishable_[\w-]{22}_[\w-]{8}$/);
  assert.match(made.secret, /^sb_secret_[\w-]{22}_[\w-]{8}$/);
  assert.equal(made.jwks.keys[0]?.alg, 'ES256');
  assert.equal(made.jwks.keys[0]?.kid, made.signingJwk.kid);
  assert.equal('d' in (made.jwks.keys[0] ?? {}), false, 'the public set holds the private key');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(await ensureKeys(file), made);
});

test('the publishable key is anon, the secret one service_role, from header or query', async () => {
  assert.equal((await authenticator.fromRequest(request({ apikey: keys.publishable }))).role, 'anon');
  assert.equal((await authenticator.fromRequest(request({ apikey: keys.secret }))).role, 'service_role');
  assert.equal((await authenticator.fromRequest(request({}, `?apikey=${keys.publishable}`))).role, 'anon');
});

test("a user's token wins over either key; a key repeated as bearer is the key", async () => {
  const bearer = `Bearer ${await token({ claims: { role: 'gpu_agent' } })}`;
  const caller = await authenticator.fromRequest(request({ apikey: keys.secret, authorization: bearer }));
  assert.equal(caller.role, 'gpu_agent');
  assert.equal(caller.claims.sub, 'a0000000-0000-4000-8000-000000000001');
  const repeated = { apikey: keys.publishable, authorization: `Bearer ${keys.publishable}` };
  assert.equal((await authenticator.fromRequest(request(repeated))).role, 'anon');
});

test('what is not a key of this stack is refused', async () => {
  assert.deepEqual(await problemOf({}), { problem: 'no_api_key', status: 401 });
  assert.deepEqual(await problemOf({ authorization: `Bearer ${await token()}` }), {
    problem: 'no_api_key',
    status: 401,
  });
  assert.deepEqual(await problemOf({ apikey: 'sb_publishable_x' }), { problem: 'bad_api_key', status: 401 });
  assert.deepEqual(await problemOf({ apikey: keys.publishable, authorization: 'Bearer sb_secret_guessed' }), {
    problem: 'bad_api_key',
    status: 401,
  });
  assert.deepEqual(await problemOf({ apikey: await token() }), { problem: 'bad_api_key', status: 401 });
});

test('a token that this stack did not issue for this use is refused', async () => {
  const stranger = await generateKeys();
  const claims = {
    iss: `${url}/auth/v1`,
    aud: 'authenticated',
    role: 'service_role',
    exp: Math.floor(Date.now() / 1000) + 3600,
  };
  const publicKey = JSON.stringify(keys.jwks.keys[0]);
  const hs = `${encoded({ alg: 'HS256', kid, typ: 'JWT' })}.${encoded(claims)}`;
  const good = await token();
  const [head, , signature] = good.split('.');
  const cases: Record<string, string> = {
    'signed with another key': await token({ key: stranger.signingJwk as JWK }),
    'no signature, alg none': `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.`,
    'HS256 keyed with the public key': `${hs}.${createHmac('sha256', publicKey).update(hs).digest('base64url')}`,
    'changed claims under an old signature': `${head}.${encoded(claims)}.${signature}`,
    'another issuer': await token({ iss: 'https://example.com/auth/v1' }),
    'another audience': await token({ aud: 'storage' }),
    'no expiry': await token({ exp: undefined }),
    'no role': await token({ claims: { role: undefined } }),
    'a role that is no string': await token({ claims: { role: ['service_role'] } }),
    'not a token': 'x.y.z',
  };
  for (const [what, bearer] of Object.entries(cases)) {
    assert.deepEqual(
      await problemOf({ apikey: keys.publishable, authorization: `Bearer ${bearer}` }),
      { problem: 'bad_token', status: 401 },
      what,
    );
  }
  const expired = await token({ exp: Math.floor(Date.now() / 1000) - 1 });
  assert.deepEqual(await problemOf({ apikey: keys.publishable, authorization: `Bearer ${expired}` }), {
    problem: 'expired_token',
    status: 401,
  });
});

const database = await startTestDatabase({ migrations: false });
const pool = new Pool({ connectionString: database.urlOf('authenticator'), max: 1 });
// the server may still tell a connection of its shutdown while the pool lets go of it
pool.on('error', () => {});
const asCaller = createAsCaller(pool);
after(async () => {
  await pool.end();
  await database.stop();
});

test('statements run as the caller, with its claims, its request and its time limit, and nothing stays', async () => {
  const facts = { method: 'GET', path: '/avatars_3d', headers: new Headers({ 'X-Trace': '1' }) };
  const seen = await asCaller(
    { role: 'authenticated', claims: { sub: 'a0000000-0000-4000-8000-000000000001' } },
    async (client) => {
      const { rows } = await client.query(
        `select current_user as role, auth.uid(), auth.role() as claimed, current_setting('request.method') as method,
                current_setting('request.path') as path, current_setting('request.headers')::json ->> 'x-trace' as trace,
                current_setting('statement_timeout') as limit`,
      );
      return rows[0];
    },
    facts,
  );
  assert.deepEqual(seen, {
    role: 'authenticated',
    uid: 'a0000000-0000-4000-8000-000000000001',
    claimed: 'authenticated',
    method: 'GET',
    path: '/avatars_3d',
    trace: '1',
    limit: '8s',
  });
  const limit = (role: string) =>
    asCaller({ role, claims: {} }, async (client) => (await client.query('show statement_timeout')).rows[0]);
  assert.deepEqual(await limit('anon'), { statement_timeout: '3s' });
  assert.deepEqual(await limit('service_role'), { statement_timeout: '8s' });
  const { rows } = await pool.query(
    "select current_user as role, current_setting('request.jwt.claims', true) as claims",
  );
  assert.deepEqual(rows, [{ role: 'authenticator', claims: '' }]);
});

test('a failing caller leaves neither its changes nor its role behind', async () => {
  await database.sql('create table public.notes (n int); grant insert on public.notes to authenticated');
  await assert.rejects(
    asCaller({ role: 'authenticated', claims: {} }, async (client) => {
      await client.query('insert into public.notes values (1)');
      throw new Error('changed my mind');
    }),
    /changed my mind/,
  );
  assert.equal((await database.sql('select 1 from public.notes')).rowCount, 0);
  assert.deepEqual((await pool.query('select current_user as role')).rows, [{ role: 'authenticator' }]);
});

test('no claim makes a request an owner, a superuser or the authenticator itself', async () => {
  const owners = ['supabase_admin', 'postgres', 'supabase_auth_admin', 'supabase_storage_admin'];
  for (const role of [...owners, 'authenticator', 'none', 'nobody_at_all', 'pg_read_all_data', '']) {
    await assert.rejects(
      asCaller({ role, claims: {} }, async (client) => (await client.query('select 1')).rows),
      { name: 'CallerError', problem: 'refused_role', status: 403 },
      role,
    );
  }
});
