/** Drafts, favourites, brand, shared films and whole accounts, as Deno serves them on a real stack. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient } from '@supabase/supabase-js';
import { startTestStack, type TestStack } from '../../../local-stack/src/testing.ts';
import { AccountDeletionAnswer, AccountExport } from '../_shared/contract/account.ts';
import { UploadAnswer } from '../_shared/contract/api.ts';
import { ErrorBody } from '../_shared/contract/errors.ts';
import { BrandKitAnswer, FavouritesAnswer, UserDefaultsAnswer } from '../_shared/contract/preferences.ts';
import { DraftConflict, DraftListAnswer, DraftSaveAnswer } from '../_shared/contract/project-draft.ts';

let stack: TestStack;
before(async () => {
  stack = await startTestStack();
});
after(() => stack.stop());

async function signUp(name: string): Promise<{ id: string; token: string }> {
  const client = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const { data, error } = await client.auth.signUp({
    email: `${name}@example.com`,
    password: `a long one for ${name}`,
  });
  assert.ok(data.session && data.user, error?.message);
  return { id: data.user.id, token: data.session.access_token };
}

async function call(token: string | null, method: string, path: string, body?: unknown) {
  const headers = new Headers(token ? { authorization: `Bearer ${token}` } : {});
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers.set('content-type', 'application/json');
  const response = await fetch(`${stack.url}/api/v2${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: form ? (body as FormData) : JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  return { status: response.status, headers: response.headers, body: answer };
}

const codeOf = ({ body }: { body: unknown }): string => ErrorBody.parse(body).error.code;

test('a draft is saved on top of what was seen; whoever is behind gets what is stored', async () => {
  const { token } = await signUp('drafts');
  const path = `/drafts/${crypto.randomUUID()}`;
  const save = (revision: number, title: string) =>
    call(token, 'PUT', path, { revision, title, body: { scenes: [title] } });
  assert.equal(DraftSaveAnswer.parse((await save(0, 'um')).body).revision, 1);
  assert.equal(DraftSaveAnswer.parse((await save(1, 'dois')).body).revision, 2);
  const late = await save(1, 'atrasado');
  assert.deepEqual([late.status, codeOf(late)], [409, 'draft_conflict']);
  const { current } = DraftConflict.parse(ErrorBody.parse(late.body).error.details);
  assert.deepEqual([current.revision, current.title, current.body], [2, 'dois', { scenes: ['dois'] }]);
  const { drafts } = DraftListAnswer.parse((await call(token, 'GET', '/drafts')).body);
  assert.deepEqual(
    drafts.map(({ title }) => title),
    ['dois'],
  );
  assert.equal((await call(token, 'DELETE', path)).status, 200);
  assert.equal(codeOf(await call(token, 'GET', path)), 'draft_not_found');
  const long = await call(token, 'PUT', path, { revision: 0, title: 'x', body: { a: 'x'.repeat(300_000) } });
  assert.deepEqual([long.status, codeOf(long)], [413, 'payload_too_large']);
});

test('favourites, defaults and brand are kept; what a film would be refused for is refused here too', async () => {
  const { token } = await signUp('keeps');
  for (const _again of [1, 2]) {
    assert.equal((await call(token, 'PUT', '/favourites/br_corporate_ana')).status, 200);
  }
  assert.equal(codeOf(await call(token, 'PUT', '/favourites/nobody')), 'avatar_not_found');
  const { avatar_ids } = FavouritesAnswer.parse((await call(token, 'GET', '/favourites')).body);
  assert.deepEqual(avatar_ids, ['br_corporate_ana']);

  assert.equal(UserDefaultsAnswer.parse((await call(token, 'GET', '/defaults')).body).defaults, null);
  const defaults = {
    voice_config: { language: 'es-ES' },
    render_settings: { fps: 30 },
    interface: { theme: 'dark' },
  };
  assert.deepEqual((await call(token, 'PUT', '/defaults', defaults)).body, { defaults });
  const wrong = await call(token, 'PUT', '/defaults', { ...defaults, render_settings: { fps: 24 } });
  assert.equal(codeOf(wrong), 'invalid_request');

  const form = new FormData();
  form.set('kind', 'logo');
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  form.set('file', new Blob([png], { type: 'image/png' }), 'logo.png');
  const { path } = UploadAnswer.parse((await call(token, 'POST', '/uploads', form)).body);
  const brand = { logo_path: path, colours: ['#0c5c58'], font: 'serif', background: null };
  const kept = BrandKitAnswer.parse((await call(token, 'PUT', '/brand', brand)).body);
  assert.deepEqual(kept.brand, brand);
  const logo = await fetch(kept.logo_url ?? '');
  assert.deepEqual(new Uint8Array(await logo.arrayBuffer()), png);
  const stolen = { ...brand, logo_path: `${crypto.randomUUID()}/logos/a.png` };
  assert.equal(codeOf(await call(token, 'PUT', '/brand', stolen)), 'invalid_request');
});

test('an account is exported whole and erased in two steps, its sign-in first', async () => {
  const { id, token } = await signUp('leaves');
  await call(token, 'PUT', '/favourites/br_corporate_ana');
  const form = new FormData();
  form.set('kind', 'logo');
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  form.set('file', new Blob([png]), 'logo.png');
  const { path } = UploadAnswer.parse((await call(token, 'POST', '/uploads', form)).body);

  const exported = await call(token, 'GET', '/account/export');
  assert.match(exported.headers.get('content-disposition') ?? '', /attachment/);
  const data = AccountExport.parse(exported.body);
  assert.equal(data.email, 'leaves@example.com');
  assert.equal(data.tables.favourite_avatars?.length, 1);
  assert.deepEqual(
    data.files.map((file) => file.path),
    [path],
  );
  const file = await fetch(data.files[0]?.url ?? '');
  assert.deepEqual(new Uint8Array(await file.arrayBuffer()), png);

  assert.equal(codeOf(await call(token, 'DELETE', '/account', { confirmation: 'x' })), 'invalid_request');
  const { confirmation } = AccountDeletionAnswer.parse((await call(token, 'POST', '/account/deletion')).body);
  assert.deepEqual((await call(token, 'DELETE', '/account', { confirmation })).body, { deleted: true });
  const client = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const again = await client.auth.signInWithPassword({
    email: 'leaves@example.com',
    password: 'a long one for leaves',
  });
  assert.equal(again.data.session, null);
  const left = await stack.sql('select 1 from public.users where id = $1', [id]);
  assert.equal(left.rows.length, 0);
  const queued = await stack.sql('select 1 from public.storage_deletions where bucket = $1 and prefix = $2', [
    'uploads',
    `${id}/`,
  ]);
  assert.equal(queued.rows.length, 1);
});

test('a link nobody was given', async () => {
  for (const token of ['0'.repeat(64), 'x']) {
    const { status, body } = await call(null, 'GET', `/share/${token}`);
    assert.deepEqual([status, ErrorBody.parse(body).error.code], [404, 'share_not_found']);
  }
});
