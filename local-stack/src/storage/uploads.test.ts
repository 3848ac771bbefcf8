import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { after, test } from 'node:test';
import { startServiceStack } from '../service-stack.ts';
import { createStorageService } from './service.ts';
import { filesOnDisk, OWNER, prepareBuckets, raw, refusal } from './storage-fixture.ts';

const MAX = 3_000_000;
const stack = await startServiceStack();
after(() => stack.stop());
await prepareBuckets(stack);

const owner = stack.client(await stack.token(OWNER));
const headers = {
  apikey: stack.context.keys.publishable,
  authorization: `Bearer ${await stack.token(OWNER)}`,
};
const film = randomBytes(1_000_000);
const filmPath = `${OWNER}/film.mp4`;
await owner.storage.from('notes').upload(filmPath, film, { contentType: 'video/mp4', cacheControl: '60' });
const filmUrl = `${stack.url}/storage/v1/object/authenticated/notes/${filmPath}`;

test('a form brings type, cache time and metadata; info tells them', async () => {
  const path = `${OWNER}/form.json`;
  const body = new Blob(['{"a":1}'], { type: 'application/json' });
  const made = await owner.storage
    .from('notes')
    .upload(path, body, { cacheControl: '7', metadata: { take: 3 } });
  assert.equal(made.error, null);
  const { data } = await owner.storage.from('notes').info(path);
  assert.equal(data?.contentType, 'application/json');
  assert.equal(data?.cacheControl, 'max-age=7');
  assert.equal(data?.size, 7);
  assert.deepEqual(data?.metadata, { take: 3 });
  assert.equal((await owner.storage.from('notes').exists(path)).data, true);
  assert.equal((await owner.storage.from('notes').exists(`${OWNER}/nothing`)).data, false);
});

test('an empty object is an object', async () => {
  const path = `${OWNER}/empty`;
  assert.equal((await owner.storage.from('notes').upload(path, '')).error, null);
  assert.equal((await owner.storage.from('notes').download(path)).data?.size, 0);
});

test('a signed upload URL takes one upload for the user who asked', async () => {
  const path = `${OWNER}/recording.wav`;
  const { data } = await owner.storage.from('notes').createSignedUploadUrl(path);
  const nobody = stack.client().storage.from('notes');
  assert.equal((await nobody.uploadToSignedUrl(path, data?.token ?? '', 'sound')).error, null);
  const { rows } = await stack.sql('select owner_id from storage.objects where name = $1', [path]);
  assert.deepEqual(rows, [{ owner_id: OWNER }]);
  assert.match(
    (await nobody.uploadToSignedUrl(path, data?.token ?? '', 'again')).error?.message ?? '',
    /already exists/,
  );
  assert.match(
    (await nobody.uploadToSignedUrl(`${OWNER}/else`, data?.token ?? '', 'x')).error?.message ?? '',
    /signature/,
  );
  const read = await owner.storage.from('notes').createSignedUrl(path, 60);
  const readToken = new URL(read.data?.signedUrl ?? '').searchParams.get('token') ?? '';
  assert.notEqual((await nobody.uploadToSignedUrl(path, readToken, 'x')).error, null);
});

test('a bucket takes its types and sizes only, and a refused upload leaves nothing', async () => {
  const before = await filesOnDisk(stack);
  const pictures = owner.storage.from('pictures');
  const put = async (body: Buffer | Blob, contentType: string): Promise<string> =>
    (await pictures.upload(`${OWNER}/${crypto.randomUUID()}`, body, { contentType })).error?.message ?? 'ok';
  assert.equal(await put(Buffer.alloc(1001), 'image/png'), 'The object exceeded the maximum allowed size');
  assert.equal(
    await put(new Blob([Buffer.alloc(1001)], { type: 'image/png' }), ''),
    'The object exceeded the maximum allowed size',
  );
  assert.equal(await put(Buffer.alloc(10), 'text/html'), 'mime type text/html is not supported');
  assert.equal(await put(Buffer.alloc(10), 'imagepng'), 'mime type imagepng is not supported');
  assert.deepEqual(await filesOnDisk(stack), before);
  assert.equal(await put(Buffer.alloc(1000), 'image/png; charset=binary'), 'ok');
  assert.equal(await put(Buffer.alloc(10), 'application/json'), 'ok');
});

test('more than the ceiling is cut off while it comes, whether it was announced or not', async () => {
  const before = await filesOnDisk(stack);
  const limited = createStorageService(stack.context, { maxObjectBytes: MAX });
  const url = `${stack.url}/storage/v1/object/notes/${OWNER}/huge`;
  const announced = await limited(
    new Request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(MAX + 100_000) },
      body: 'short',
    }),
  );
  assert.equal((await refusal(announced)).statusCode, '413');

  let sent = 0;
  const stopped = Promise.withResolvers<void>();
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 500_000;
      controller.enqueue(new Uint8Array(500_000));
    },
    cancel: () => stopped.resolve(),
  });
  const cut = await limited(
    new Request(url, { method: 'POST', headers, body: endless, duplex: 'half' } as RequestInit),
  );
  assert.equal((await refusal(cut)).statusCode, '413');
  await stopped.promise;
  assert.ok(sent < MAX + 5_000_000, `${sent} bytes were read of a body without end`);
  assert.deepEqual(await filesOnDisk(stack), before);
});

for (const kind of ['raw', 'form'] as const) {
  test(`an interrupted ${kind} upload leaves neither row nor file`, { timeout: 20_000 }, async () => {
    const before = await filesOnDisk(stack);
    const path = `${OWNER}/interrupted-${kind}`;
    const type = kind === 'raw' ? 'video/mp4' : 'multipart/form-data; boundary=frontier';
    const opening =
      kind === 'raw'
        ? ''
        : '--frontier\r\ncontent-disposition: form-data; name=""; filename="f"\r\ncontent-type: video/mp4\r\n\r\n';
    const { hostname, port } = new URL(stack.url);
    const sent = httpRequest({
      hostname,
      port,
      method: 'POST',
      path: `/storage/v1/object/notes/${path}`,
      headers: { ...headers, 'content-type': type, 'content-length': '2000000' },
    });
    sent.on('error', () => undefined);
    sent.write(opening);
    sent.write(Buffer.alloc(300_000));
    await until(async () => (await filesOnDisk(stack)).length > before.length);
    sent.destroy();
    await new Promise((resolve) => sent.once('close', resolve));
    await until(async () => (await filesOnDisk(stack)).length === before.length);
    assert.deepEqual(await filesOnDisk(stack), before);
    assert.equal((await owner.storage.from('notes').exists(path)).data, false);
  });
}

test('a form that ends before its boundary is refused', async () => {
  const before = await filesOnDisk(stack);
  const body =
    '--b\r\ncontent-disposition: form-data; name=""; filename="f"\r\ncontent-type: text/plain\r\n\r\nhalf';
  const answer = await raw(
    stack,
    'POST',
    `/storage/v1/object/notes/${OWNER}/half`,
    { ...headers, 'content-type': 'multipart/form-data; boundary=b' },
    body,
  );
  assert.equal(JSON.parse(answer.body.toString()).error, 'InvalidRequest');
  assert.deepEqual(await filesOnDisk(stack), before);
});

test('replacing an object keeps its id and removes the old file; concurrent upserts leave one', async () => {
  const path = `${OWNER}/replaced.txt`;
  const notes = owner.storage.from('notes');
  const first = await notes.upload(path, 'one');
  const filesWithOne = (await filesOnDisk(stack)).length;
  const second = await notes.upload(path, 'two', { upsert: true });
  assert.equal(second.data?.id, first.data?.id);
  const all = await Promise.all(
    Array.from({ length: 8 }, (_, i) => notes.upload(path, `body ${i}`, { upsert: true })),
  );
  assert.deepEqual(
    all.map(({ error }) => error),
    Array(8).fill(null),
  );
  assert.equal((await filesOnDisk(stack)).length, filesWithOne);
  assert.match((await (await notes.download(path)).data?.text()) ?? '', /^body \d$/);
});

test('two uploads of one new name: one wins, the other is told', async () => {
  const path = `${OWNER}/race.txt`;
  const both = await Promise.all(['a', 'b'].map((body) => owner.storage.from('notes').upload(path, body)));
  assert.deepEqual(both.map(({ error }) => error?.message ?? 'ok').sort(), [
    'The resource already exists',
    'ok',
  ]);
  const { rows } = await stack.sql('select count(*)::int as rows from storage.objects');
  assert.equal((await filesOnDisk(stack)).length, rows[0]?.rows);
});

test('a restart removes what a crash left and nothing else', async () => {
  const { mkdir, writeFile } = await import('node:fs/promises');
  const folder = `${stack.context.stateDir}/storage`;
  const before = await filesOnDisk(stack);
  const lost = crypto.randomUUID();
  await mkdir(`${folder}/objects/${lost.slice(0, 2)}`, { recursive: true });
  await writeFile(`${folder}/objects/${lost.slice(0, 2)}/${lost}`, 'committed never');
  await writeFile(`${folder}/incoming/${crypto.randomUUID()}`, 'half an upload');
  const restarted = createStorageService(stack.context);
  const response = await restarted(new Request(filmUrl, { headers }));
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), film);
  assert.deepEqual(await filesOnDisk(stack), before);
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
