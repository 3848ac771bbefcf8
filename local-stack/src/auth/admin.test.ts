/** Administering users, and what their role then lets them do. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { decodeJwt } from 'jose';
import { banEnd } from './admin.ts';
import { startAuthFixture } from './fixture.ts';

const stack = await startAuthFixture();
await stack.database.sql(`
  create role gpu_agent nologin;
  grant gpu_agent to authenticator;
  grant usage on schema public to gpu_agent;
  create function who() returns text language sql stable as 'select current_user::text';
`);
after(() => stack.stop());

const admin = stack.client('secret').auth.admin;
const PASSWORD = 'correct horse battery';
const newEmail = () => `user-${randomUUID()}@example.com`;

async function created(attributes: Parameters<typeof admin.createUser>[0] = {}) {
  const email = newEmail();
  const { data, error } = await admin.createUser({
    email,
    password: PASSWORD,
    email_confirm: true,
    ...attributes,
  });
  assert.equal(error, null);
  assert.ok(data.user);
  return { email, user: data.user };
}

test('a user made with a role runs its statements under that role', async () => {
  const { email, user } = await created({ role: 'gpu_agent', app_metadata: { host: 'gpu-1' } });
  assert.equal(user.role, 'gpu_agent');
  assert.deepEqual(user.app_metadata, { provider: 'email', providers: ['email'], host: 'gpu-1' });
  const client = stack.client();
  const { data } = await client.auth.signInWithPassword({ email, password: PASSWORD });
  const claims = decodeJwt(data.session?.access_token ?? '');
  assert.equal(claims.role, 'gpu_agent');
  assert.equal(claims.aud, 'authenticated');
  assert.deepEqual(await client.rpc('who').then(({ data: name, error }) => ({ name, error })), {
    name: 'gpu_agent',
    error: null,
  });
});

test('a role that authenticator was not granted is no way in', async () => {
  for (const role of ['postgres', 'supabase_auth_admin', 'supabase_admin', 'nobody_at_all']) {
    const { email } = await created({ role });
    const client = stack.client();
    await client.auth.signInWithPassword({ email, password: PASSWORD });
    const { data, error, status } = await client.rpc('who');
    assert.equal(data, null);
    assert.equal(status, 403, role);
    assert.equal(error?.code, '42501');
  }
});

test('an unconfirmed user cannot sign in until the code of its mail is redeemed', async () => {
  const { email } = await created({ email_confirm: false });
  const { auth } = stack.client();
  const early = await auth.signInWithPassword({ email, password: PASSWORD });
  assert.deepEqual([early.error?.code, early.error?.status], ['email_not_confirmed', 400]);
  assert.equal((await auth.resend({ type: 'signup', email })).error, null);
  const mails = (await (await stack.call('/outbox')).json()) as { to: string; token: string }[];
  const token = mails.find(({ to }) => to === email)?.token ?? '';
  assert.equal((await auth.verifyOtp({ email, token, type: 'email' })).error, null);
  assert.equal((await stack.client().auth.signInWithPassword({ email, password: PASSWORD })).error, null);
});

test('a banned user can neither sign in, nor refresh, nor be read by its token; lifting the ban undoes it', async () => {
  const { email, user } = await created();
  const client = stack.client();
  const signedIn = await client.auth.signInWithPassword({ email, password: PASSWORD });
  const token = signedIn.data.session?.access_token ?? '';
  const banned = await admin.updateUserById(user.id, { ban_duration: '24h' });
  const until = new Date((banned.data.user as unknown as { banned_until: string }).banned_until);
  assert.ok(Math.abs(until.getTime() - Date.now() - 86_400_000) < 60_000);
  const signIn = await stack.client().auth.signInWithPassword({ email, password: PASSWORD });
  assert.deepEqual([signIn.error?.code, signIn.error?.status], ['user_banned', 400]);
  const refreshed = await client.auth.refreshSession();
  assert.equal(refreshed.error?.code, 'user_banned');
  const other = stack.client();
  const read = await other.auth.getUser(token);
  assert.equal(read.error?.code, 'user_banned');
  const { data } = await admin.updateUserById(user.id, { ban_duration: 'none' });
  assert.equal((data.user as unknown as { banned_until?: string }).banned_until, undefined);
  assert.equal((await stack.client().auth.signInWithPassword({ email, password: PASSWORD })).error, null);
});

test('an administrator changes password, address, role and metadata', async () => {
  const { email, user } = await created({ user_metadata: { a: 1, b: 2 } });
  const address = newEmail();
  const { data, error } = await admin.updateUserById(user.id, {
    email: address,
    password: 'quite another one',
    role: 'gpu_agent',
    user_metadata: { b: null, c: 3 },
    app_metadata: { plan: 'pro' },
  });
  assert.equal(error, null);
  assert.equal(data.user?.email, address);
  assert.equal(data.user?.role, 'gpu_agent');
  assert.deepEqual(data.user?.user_metadata, { a: 1, c: 3 });
  assert.deepEqual(data.user?.app_metadata, { provider: 'email', providers: ['email'], plan: 'pro' });
  const { auth } = stack.client();
  assert.equal(
    (await auth.signInWithPassword({ email, password: PASSWORD })).error?.code,
    'invalid_credentials',
  );
  assert.equal(
    (await auth.signInWithPassword({ email: address, password: 'quite another one' })).error,
    null,
  );
  const read = await admin.getUserById(user.id);
  assert.equal(read.data.user?.email, address);
});

test('users are listed in pages, newest first', async () => {
  const made = [await created(), await created(), await created()];
  const first = await admin.listUsers({ page: 1, perPage: 2 });
  assert.equal(first.error, null);
  assert.deepEqual(
    first.data.users.map(({ id }) => id),
    [made[2]?.user.id, made[1]?.user.id],
  );
  const { total, nextPage, lastPage } = first.data as { total: number; nextPage: number; lastPage: number };
  assert.ok(total >= 3);
  assert.equal(nextPage, 2);
  assert.equal(lastPage, Math.ceil(total / 2));
  const second = await admin.listUsers({ page: 2, perPage: 2 });
  assert.equal(second.data.users[0]?.id, made[0]?.user.id);
});

test('deleting a user ends its sessions and frees its address', async () => {
  const { email, user } = await created();
  const client = stack.client();
  await client.auth.signInWithPassword({ email, password: PASSWORD });
  assert.equal((await admin.deleteUser(user.id)).error, null);
  assert.ok((await client.auth.getUser()).error);
  const gone = await admin.getUserById(user.id);
  assert.deepEqual([gone.error?.code, gone.error?.status], ['user_not_found', 404]);
  assert.equal((await admin.deleteUser(user.id)).error?.code, 'user_not_found');
  assert.equal((await stack.client().auth.signUp({ email, password: PASSWORD })).error, null);
});

test('what cannot be made is refused by name', async () => {
  const { email } = await created();
  const refused = async (attributes: Parameters<typeof admin.createUser>[0]) => {
    const { error } = await admin.createUser(attributes);
    return [error?.code, error?.status];
  };
  assert.deepEqual(await refused({ email, password: PASSWORD }), ['email_exists', 422]);
  assert.deepEqual(await refused({ password: PASSWORD }), ['validation_failed', 400]);
  assert.deepEqual(await refused({ email: newEmail(), password: 'x' }), ['weak_password', 422]);
  assert.deepEqual(await refused({ email: newEmail(), ban_duration: 'a while' }), ['validation_failed', 400]);
  assert.deepEqual(await refused({ email: newEmail(), id: 'not-a-uuid' }), ['validation_failed', 400]);
});

test('administration is for the secret key alone', async () => {
  const { email } = await created();
  const client = stack.client();
  await client.auth.signInWithPassword({ email, password: PASSWORD });
  const { data } = await client.auth.getSession();
  for (const [what, headers] of [
    ['the publishable key', {}],
    ['a user', { authorization: `Bearer ${data.session?.access_token}` }],
  ] as const) {
    for (const [method, path] of [
      ['GET', '/admin/users'],
      ['POST', '/admin/users'],
      ['DELETE', `/admin/users/${randomUUID()}`],
    ] as const) {
      const response = await stack.call(path, { method, headers });
      assert.equal(response.status, 403, `${what}: ${method} ${path}`);
      assert.equal(((await response.json()) as { error_code: string }).error_code, 'not_admin');
    }
  }
  const guessed = await stack.call('/admin/users', { headers: { apikey: 'sb_secret_guessed' } });
  assert.equal(guessed.status, 401);
});

test('ban durations are those of Go', () => {
  const cases: [string | undefined, Date | null | undefined][] = [
    [undefined, undefined],
    ['none', null],
    ['1h30m', new Date(5_400_000)],
    ['1.5s', new Date(1500)],
    ['87600000000h', new Date('9999-12-31T00:00:00Z')],
  ];
  for (const [duration, end] of cases) assert.deepEqual(banEnd(duration, 0), end);
  for (const wrong of ['24', 'h', '1d', '-1h', '1h 2m'])
    assert.throws(() => banEnd(wrong, 0), /ban duration/);
});
