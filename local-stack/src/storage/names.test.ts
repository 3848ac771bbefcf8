import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startServiceStack } from '../service-stack.ts';
import { filesOnDisk, OWNER, prepareBuckets, raw, refusal, STRANGER } from './storage-fixture.ts';

const stack = await startServiceStack();
after(() => stack.stop());
await prepareBuckets(stack);

const owner = stack.client(await stack.token(OWNER));
const secret = stack.admin();
const headers = {
  apikey: stack.context.keys.publishable,
  authorization: `Bearer ${await stack.token(OWNER)}`,
};
const filmPath = `${OWNER}/film.mp4`;
await owner.storage.from('notes').upload(filmPath, 'film');

const BAD_NAMES = [
  '../escape',
  '..%2f..%2fescape',
  '%2e%2e%2fescape',
  'a/..%2fb',
  '.',
  'a//b',
  '%2Fetc%2Fpasswd',
  'nul%00byte',
  'line%0abreak',
  'caf%C3%A9',
  'back%5cslash',
  'bad%ff',
  'bad%zz',
  'hash%23',
  `${'x'.repeat(1025)}`,
];
for (const name of BAD_NAMES) {
  test(`a name such as ${name.slice(0, 30)} is refused on every road`, async () => {
    const before = await filesOnDisk(stack);
    const admin = { apikey: stack.context.keys.secret };
    for (const [method, path] of [
      ['POST', `/storage/v1/object/notes/${name}`],
      ['GET', `/storage/v1/object/notes/${name}`],
      ['POST', `/storage/v1/object/upload/sign/notes/${name}`],
      ['DELETE', `/storage/v1/object/notes/${name}`],
      ['GET', `/storage/v1/object/public/shelf/${name}`],
    ] as const) {
      const answer = await raw(
        stack,
        method,
        path,
        { ...admin, 'content-type': 'text/plain' },
        method === 'POST' ? 'x' : undefined,
      );
      assert.ok(answer.status >= 400 && answer.status < 500, `${method} ${path}: ${answer.status}`);
    }
    assert.deepEqual(await filesOnDisk(stack), before);
  });
}

test('dot segments of a URL are resolved before anything is decided', async () => {
  const path = `/storage/v1/object/notes/${OWNER}/%2e%2e/${STRANGER}/x`;
  const answer = await raw(stack, 'POST', path, { ...headers, 'content-type': 'text/plain' }, 'x');
  assert.equal(JSON.parse(answer.body.toString()).message, 'new row violates row-level security policy');
});

test('names in lists are checked too', async () => {
  assert.match((await secret.storage.from('notes').remove(['../x'])).error?.message ?? '', /Invalid key/);
  assert.match(
    (await secret.storage.from('notes').createSignedUrls(['a/../b'], 60)).error?.message ?? '',
    /Invalid key/,
  );
});

test('a listing shows one level: folders first, then files, searched, sorted and cut', async () => {
  for (const name of [
    'l/b.txt',
    'l/a.txt',
    'l/deep/x.txt',
    'l/deep/y.txt',
    'l/Area/z.txt',
    'l/100%_done.txt'.replace('%', '-'),
  ]) {
    await secret.storage.from('shelf').upload(name, name);
  }
  const names = async (options = {}): Promise<string[]> =>
    ((await secret.storage.from('shelf').list('l', options)).data ?? []).map(({ name, id }) =>
      id === null ? `${name}/` : name,
    );
  assert.deepEqual(await names(), ['Area/', 'deep/', '100-_done.txt', 'a.txt', 'b.txt']);
  assert.deepEqual(await names({ sortBy: { column: 'name', order: 'desc' } }), [
    'deep/',
    'Area/',
    'b.txt',
    'a.txt',
    '100-_done.txt',
  ]);
  assert.deepEqual(await names({ sortBy: { column: 'created_at', order: 'asc' } }), [
    'Area/',
    'deep/',
    'b.txt',
    'a.txt',
    '100-_done.txt',
  ]);
  assert.deepEqual(await names({ limit: 2, offset: 1 }), ['deep/', '100-_done.txt']);
  assert.deepEqual(await names({ search: 'A' }), ['Area/', 'a.txt']);
  assert.deepEqual(await names({ search: '_' }), []);
  const refused = await secret.storage
    .from('shelf')
    .list('l', { sortBy: { column: 'id; drop table x', order: 'asc' } });
  assert.match(refused.error?.message ?? '', /sortBy/);
});

test('what is not there says so', async () => {
  const move = await owner.storage.from('notes').move(filmPath, `${OWNER}/moved`);
  assert.match(move.error?.message ?? '', /not available in the local stack/);
  const image = await fetch(`${stack.url}/storage/v1/render/image/public/shelf/x?width=10`);
  assert.equal(image.status, 400);
  assert.match((await refusal(image)).message, /Image transformation/);
  assert.equal((await fetch(`${stack.url}/storage/v1/nonsense`, { headers })).status, 404);
});
