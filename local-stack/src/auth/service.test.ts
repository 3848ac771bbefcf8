/** Auth as supabase-js sees it: the library is unmodified, the database is real. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Session } from '@supabase/supabase-js';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { newEmail, PASSWORD, refusal, signedUp, startAuthFixture } from './fixture.ts';

const stack = await startAuthFixture();
after(() => stack.stop());

test('signing up makes a confirmed user with an identity, and a session', async () => {
  const email = newEmail();
  const client = stack.client();
  const { data, error } = await client.auth.signUp({
    email: ` ${email.toUpperCase()} `,
    password: PASSWORD,
    options: { data: { display_name: 'Ana' } },
  });
  assert.equal(error, null);
  assert.equal(data.user?.email, email);
  assert.equal(data.user?.role, 'authenticated');
  assert.deepEqual(data.user?.user_metadata, { display_name: 'Ana' });
  assert.deepEqual(data.user?.app_metadata, { provider: 'email', providers: ['email'] });
  assert.ok(data.user?.email_confirmed_at);
  assert.equal(data.user?.identities?.[0]?.provider, 'email');
  assert.equal(data.user?.identities?.[0]?.user_id, data.user?.id);
  assert.equal(data.session?.token_type, 'bearer');
  const { rows } = await stack.database.sql(
    'select encrypted_password as hash from auth.users where email = $1',
    [email],
  );
  assert.match(rows[0]?.hash, /^\$2[ab]\$10\$/);
});

test('the access token carries the claims of hosted, for one hour, and getClaims verifies it by the JWKS', async () => {
  const { client, session, user, email } = await signedUp(stack);
  const header = decodeProtectedHeader(session.access_token);
  assert.deepEqual(header, { alg: 'ES256', kid: stack.context.keys.jwks.keys[0]?.kid, typ: 'JWT' });
  const claims = decodeJwt(session.access_token);
  assert.equal(claims.iss, 'http://127.0.0.1:54321/auth/v1');
  assert.equal(claims.sub, user.id);
  assert.equal(claims.aud, 'authenticated');
  assert.equal(Number(claims.exp) - Number(claims.iat), 3600);
  assert.equal(claims.email, email);
  assert.equal(claims.phone, '');
  assert.equal(claims.role, 'authenticated');
  assert.equal(claims.aal, 'aal1');
  assert.equal(claims.is_anonymous, false);
  assert.deepEqual(claims.app_metadata, { provider: 'email', providers: ['email'] });
  assert.deepEqual(
    (claims.amr as { method: string }[]).map(({ method }) => method),
    ['password'],
  );
  assert.match(String(claims.session_id), /^[0-9a-f-]{36}$/);

  const verified = await client.auth.getClaims();
  assert.equal(verified.error, null);
  assert.equal(verified.data?.claims.sub, user.id);
  const [head, body] = session.access_token.split('.');
  const forged = await client.auth.getClaims(`${head}.${body}.${'A'.repeat(86)}`);
  assert.ok(forged.error);
});

test('what cannot sign up is refused by name', async () => {
  const { auth } = stack.client();
  const { email } = await signedUp(stack);
  assert.deepEqual(refusal(await auth.signUp({ email, password: PASSWORD })), {
    code: 'user_already_exists',
    status: 422,
  });
  const weak = await auth.signUp({ email: newEmail(), password: 'short' });
  assert.deepEqual(refusal(weak), { code: 'weak_password', status: 422 });
  assert.deepEqual((weak.error as unknown as { reasons: string[] }).reasons, ['length']);
  assert.deepEqual(refusal(await auth.signUp({ email: newEmail(), password: 'x'.repeat(73) })), {
    code: 'validation_failed',
    status: 400,
  });
  for (const address of ['nobody', 'a@', '@b.c', 'a b@c.d', 'a@b..c']) {
    assert.deepEqual(refusal(await auth.signUp({ email: address, password: PASSWORD })), {
      code: 'validation_failed',
      status: 400,
    });
  }
  assert.deepEqual(refusal(await auth.signInAnonymously()), {
    code: 'anonymous_provider_disabled',
    status: 422,
  });
  assert.deepEqual(refusal(await auth.signUp({ phone: '+551199999999', password: PASSWORD })), {
    code: 'phone_provider_disabled',
    status: 400,
  });
});

test('two sign-ups with one address at once make one user', async () => {
  const email = newEmail();
  const results = await Promise.all(
    [1, 2, 3].map(() => stack.client().auth.signUp({ email, password: PASSWORD })),
  );
  assert.equal(results.filter(({ error }) => error === null).length, 1);
  const { rows } = await stack.database.sql('select count(*)::int as n from auth.users where email = $1', [
    email,
  ]);
  assert.deepEqual(rows, [{ n: 1 }]);
});

test('a password signs in; a wrong one and an unknown address are told alike', async () => {
  const { email, user } = await signedUp(stack);
  const { auth } = stack.client();
  const good = await auth.signInWithPassword({ email: email.toUpperCase(), password: PASSWORD });
  assert.equal(good.data.user?.id, user.id);
  assert.ok(good.data.user?.last_sign_in_at);
  const wrong = await auth.signInWithPassword({ email, password: `${PASSWORD}!` });
  const unknown = await auth.signInWithPassword({ email: newEmail(), password: PASSWORD });
  assert.deepEqual(refusal(wrong), { code: 'invalid_credentials', status: 400 });
  assert.deepEqual(refusal(unknown), refusal(wrong));
  assert.equal(wrong.error?.message, unknown.error?.message);
});

test('failed attempts are limited for one address, and do not lock out another', async () => {
  const { email } = await signedUp(stack);
  const other = await signedUp(stack);
  const { auth } = stack.client();
  const attempt = () => auth.signInWithPassword({ email, password: 'not the password' });
  for (let count = 0; count < 10; count += 1) {
    assert.equal(refusal(await attempt()).code, 'invalid_credentials');
  }
  assert.deepEqual(refusal(await attempt()), { code: 'over_request_rate_limit', status: 429 });
  const raw = await stack.call('/token?grant_type=password', {
    method: 'POST',
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  assert.equal(raw.status, 429);
  assert.match(raw.headers.get('retry-after') ?? '', /^\d+$/);
  const free = await auth.signInWithPassword({ email: other.email, password: PASSWORD });
  assert.equal(free.error, null);
});

test('a refresh rotates the token and keeps session and amr', async () => {
  const { client, session } = await signedUp(stack);
  const before = decodeJwt(session.access_token);
  const { data, error } = await client.auth.refreshSession();
  assert.equal(error, null);
  assert.notEqual(data.session?.refresh_token, session.refresh_token);
  const claims = decodeJwt(data.session?.access_token ?? '');
  assert.equal(claims.session_id, before.session_id);
  assert.deepEqual(claims.amr, before.amr);
  const user = await client.auth.getUser();
  assert.equal(user.error, null);
});

const refresh = async (token: string) => {
  const response = await stack.call('/token?grant_type=refresh_token', {
    method: 'POST',
    body: JSON.stringify({ refresh_token: token }),
  });
  return { status: response.status, body: (await response.json()) as Session & { error_code?: string } };
};

test('a lost answer can be asked for again; a stolen token ends the session', async () => {
  const { session } = await signedUp(stack);
  const first = await refresh(session.refresh_token);
  const again = await refresh(session.refresh_token);
  assert.equal(again.status, 200);
  assert.equal(again.body.refresh_token, first.body.refresh_token, 'the unused successor is given again');

  const second = await refresh(first.body.refresh_token);
  assert.equal(second.status, 200);
  await stack.database.sql(
    `update auth.refresh_tokens set updated_at = now() - interval '11 seconds' where token = $1`,
    [session.refresh_token],
  );
  const stolen = await refresh(session.refresh_token);
  assert.deepEqual([stolen.status, stolen.body.error_code], [400, 'refresh_token_already_used']);
  const victim = await refresh(second.body.refresh_token);
  assert.deepEqual([victim.status, victim.body.error_code], [400, 'refresh_token_already_used']);
  const unknown = await refresh('nonexistent1');
  assert.deepEqual([unknown.status, unknown.body.error_code], [400, 'refresh_token_not_found']);
});

test('refreshes of one token at once all succeed with one successor', async () => {
  const { session } = await signedUp(stack);
  const answers = await Promise.all([1, 2, 3, 4].map(() => refresh(session.refresh_token)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.equal(new Set(answers.map(({ body }) => body.refresh_token)).size, 1);
});

test('getUser needs a token of a session that still exists', async () => {
  const { client, user } = await signedUp(stack);
  const known = await client.auth.getUser();
  assert.equal(known.data.user?.id, user.id);
  const anonymous = await stack.call('/user');
  assert.deepEqual(
    [anonymous.status, await anonymous.json()],
    [401, { code: 401, error_code: 'no_authorization', msg: 'This endpoint requires a valid Bearer token' }],
  );
  const forged = await stack.call('/user', { headers: { authorization: 'Bearer a.b.c' } });
  assert.equal(((await forged.json()) as { error_code: string }).error_code, 'bad_jwt');
  await stack.database.sql('delete from auth.sessions where user_id = $1', [user.id]);
  const ended = await client.auth.getUser();
  assert.equal(ended.error?.name, 'AuthSessionMissingError');
});

test('signing out ends this session, the others, or all', async () => {
  const { email, client } = await signedUp(stack);
  const sessions = async () =>
    Number(
      (
        await stack.database.sql(
          'select count(*) as n from auth.sessions s join auth.users u on u.id = s.user_id where u.email = $1',
          [email],
        )
      ).rows[0]?.n,
    );
  const second = stack.client();
  await second.auth.signInWithPassword({ email, password: PASSWORD });
  await stack.client().auth.signInWithPassword({ email, password: PASSWORD });
  assert.equal(await sessions(), 3);
  assert.equal((await second.auth.signOut({ scope: 'local' })).error, null);
  assert.equal(await sessions(), 2);
  assert.equal((await client.auth.signOut({ scope: 'others' })).error, null);
  assert.equal(await sessions(), 1);
  assert.equal((await client.auth.getUser()).error, null);
  await stack.client().auth.signInWithPassword({ email, password: PASSWORD });
  assert.equal((await client.auth.signOut()).error, null);
  assert.equal(await sessions(), 0);
});

test('users change their metadata, address and password; a new password ends other sessions', async () => {
  const { client, email } = await signedUp(stack);
  const other = stack.client();
  await other.auth.signInWithPassword({ email, password: PASSWORD });
  await client.auth.updateUser({ data: { theme: 'dark', name: 'Ana' } });
  const merged = await client.auth.updateUser({ data: { theme: null, language: 'pt-BR' } });
  assert.deepEqual(merged.data.user?.user_metadata, { name: 'Ana', language: 'pt-BR' });
  assert.deepEqual(refusal(await client.auth.updateUser({ password: PASSWORD })), {
    code: 'same_password',
    status: 422,
  });
  assert.equal(refusal(await client.auth.updateUser({ password: 'short' })).code, 'weak_password');
  const address = newEmail();
  const changed = await client.auth.updateUser({ password: 'another long one', email: address });
  assert.equal(changed.data.user?.email, address);
  assert.equal((await other.auth.getUser()).error?.name, 'AuthSessionMissingError');
  assert.equal((await client.auth.getUser()).error, null);
  const { auth } = stack.client();
  assert.equal((await auth.signInWithPassword({ email: address, password: 'another long one' })).error, null);
  const taken = (await signedUp(stack)).email;
  assert.deepEqual(refusal(await client.auth.updateUser({ email: taken })), {
    code: 'email_exists',
    status: 422,
  });
});

test('a user cannot give itself a role or app metadata', async () => {
  const { session } = await signedUp(stack);
  const response = await stack.call('/user', {
    method: 'PUT',
    headers: { authorization: `Bearer ${session.access_token}` },
    body: JSON.stringify({ role: 'service_role', app_metadata: { admin: true }, banned_until: null }),
  });
  const user = (await response.json()) as { role: string; app_metadata: object };
  assert.equal(user.role, 'authenticated');
  assert.deepEqual(user.app_metadata, { provider: 'email', providers: ['email'] });
});

test('errors have the shape that the client asked for', async () => {
  const post = (headers: Record<string, string>) =>
    stack.call('/signup', { method: 'POST', headers, body: '{"email":"a@b.c","password":"x"}' });
  const legacy = await post({});
  assert.deepEqual(await legacy.json(), {
    code: 422,
    error_code: 'weak_password',
    msg: 'Password should be at least 8 characters.',
    weak_password: { reasons: ['length'] },
  });
  const versioned = await post({ 'x-supabase-api-version': '2024-01-01' });
  assert.equal(versioned.headers.get('x-supabase-api-version'), '2024-01-01');
  assert.deepEqual(await versioned.json(), {
    code: 'weak_password',
    message: 'Password should be at least 8 characters.',
    weak_password: { reasons: ['length'] },
  });
  const broken = await stack.call('/signup', { method: 'POST', body: '{' });
  assert.equal(((await broken.json()) as { error_code: string }).error_code, 'bad_json');
  const keyless = await stack.service(new Request('http://127.0.0.1:54321/auth/v1/settings'));
  assert.equal(keyless.status, 401);
  assert.equal((await stack.call('/magic')).status, 404);
  assert.equal((await stack.call('/token?grant_type=pkce', { method: 'POST', body: '{}' })).status, 400);
});

test('settings, health and keys are served', async () => {
  const settings = (await (await stack.call('/settings')).json()) as Record<string, unknown>;
  assert.equal(settings.mailer_autoconfirm, true);
  const health = (await (await stack.call('/health')).json()) as Record<string, unknown>;
  assert.equal(health.name, 'GoTrue');
  const open = await stack.service(new Request('http://127.0.0.1:54321/auth/v1/.well-known/jwks.json'));
  const { keys } = (await open.json()) as { keys: Record<string, unknown>[] };
  assert.equal(keys[0]?.kty, 'EC');
  assert.equal(keys[0]?.d, undefined, 'the private key is served');
});
