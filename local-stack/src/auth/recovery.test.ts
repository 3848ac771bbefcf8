/** Forgotten passwords, and the outbox that stands for the mail. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { decodeJwt } from 'jose';
import { lastMail, newEmail, PASSWORD, refusal, signedUp, startAuthFixture } from './fixture.ts';

const stack = await startAuthFixture();
after(() => stack.stop());

test('a forgotten password is replaced by the code of a mail, once', async () => {
  const { email } = await signedUp(stack);
  const client = stack.client();
  assert.equal((await client.auth.resetPasswordForEmail(email)).error, null);
  assert.equal((await client.auth.resetPasswordForEmail(newEmail())).error, null, 'an unknown address shows');
  const mail = await lastMail(stack, email);
  assert.equal(mail.type, 'recovery');
  const wrong = await client.auth.verifyOtp({
    email,
    token: mail.token === '000000' ? '000001' : '000000',
    type: 'recovery',
  });
  assert.deepEqual(refusal(wrong), { code: 'otp_expired', status: 403 });
  const { data, error } = await client.auth.verifyOtp({ email, token: mail.token, type: 'recovery' });
  assert.equal(error, null);
  const amr = decodeJwt(data.session?.access_token ?? '').amr as { method: string }[];
  assert.equal(amr[0]?.method, 'otp');
  assert.equal((await client.auth.updateUser({ password: 'a new long password' })).error, null);
  const again = await stack.client().auth.verifyOtp({ token_hash: mail.token_hash, type: 'recovery' });
  assert.equal(refusal(again).code, 'otp_expired');
  const signIn = await stack.client().auth.signInWithPassword({ email, password: 'a new long password' });
  assert.equal(signIn.error, null);
});

test('the link of a mail ends on the site, and nowhere else', async () => {
  const { email } = await signedUp(stack);
  await stack.client().auth.resetPasswordForEmail(email, { redirectTo: 'https://evil.example/steal' });
  const evil = new URL((await lastMail(stack, email)).action_link);
  assert.equal(evil.searchParams.get('redirect_to'), 'http://127.0.0.1:5173');
  evil.searchParams.set('redirect_to', 'https://evil.example/steal');
  const followed = await stack.call(`/verify${evil.search}`);
  const target = new URL(followed.headers.get('location') ?? '');
  assert.equal(followed.status, 303);
  assert.equal(target.origin, 'http://127.0.0.1:5173');
  const fragment = new URLSearchParams(target.hash.slice(1));
  assert.equal(fragment.get('type'), 'recovery');
  assert.equal(decodeJwt(fragment.get('access_token') ?? '').email, email);
  const spent = await stack.call(`/verify${evil.search}`);
  assert.match(spent.headers.get('location') ?? '', /error_code=otp_expired/);
});

test('a code is dead after an hour', async () => {
  const { email } = await signedUp(stack);
  await stack.client().auth.resetPasswordForEmail(email);
  const { token } = await lastMail(stack, email);
  await stack.database.sql(
    `update auth.one_time_tokens set created_at = created_at - interval '61 minutes' where relates_to = $1`,
    [email],
  );
  const late = await stack.client().auth.verifyOtp({ email, token, type: 'recovery' });
  assert.equal(refusal(late).code, 'otp_expired');
});

test('the outbox is for this machine, and its files for this user', async () => {
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { host: 'rebound.example' },
    { host: ':::' },
  ];
  for (const headers of foreign) {
    const response = await stack.call('/outbox', { headers });
    assert.equal(response.status, 403, JSON.stringify(headers));
  }
  const folder = join(stack.context.stateDir, 'outbox');
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
});

test('neither passwords nor tokens nor codes are logged', async () => {
  const { session, email } = await signedUp(stack);
  await stack.client().auth.resetPasswordForEmail(email);
  const { token_hash: hash } = await lastMail(stack, email);
  await stack.database.sql(
    'create function public.fail() returns trigger language plpgsql as $$ begin raise exception $m$refused %$m$, new.id; end $$',
  );
  await stack.database.sql(
    'create trigger fail before insert on auth.users for each row execute function public.fail()',
  );
  const failed = await stack.client().auth.signUp({ email: newEmail(), password: PASSWORD });
  await stack.database.sql('drop trigger fail on auth.users');
  assert.equal(failed.error?.message, 'Database error saving new user');
  assert.equal(failed.error?.status, 500);
  const lines = stack.logged.join('\n');
  assert.ok(stack.logged.length > 0, 'nothing was logged at all');
  for (const secret of [PASSWORD, session.access_token, session.refresh_token, hash, '$2b$']) {
    assert.equal(lines.includes(secret), false);
  }
});
