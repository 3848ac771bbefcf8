import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { after, test } from 'node:test';
import { SignJWT } from 'jose';
import { startServiceStack } from '../service-stack.ts';
import { createStorageService } from './service.ts';
import { filesOnDisk, OWNER, prepareBuckets, raw, STRANGER } from './storage-fixture.ts';
import { createUrlTokens, signingKeyOf } from './url-tokens.ts';

const MAX = 3_000_000;
const stack = await startServiceStack();
after(() => stack.stop());
await prepareBuckets(stack);

const owner = stack.client(await stack.token(OWNER));
const secret = stack.admin();
const headers = {
  apikey: stack.context.keys.publishable,
  authorization: `Bearer ${await stack.token(OWNER)}`,
};
const film = randomBytes(1_000_000);
const filmPath = `${OWNER}/film.mp4`;
await owner.storage.from('notes').upload(filmPath, film, { contentType: 'video/mp4', cacheControl: '60' });
const filmUrl = `${stack.url}/storage/v1/object/authenticated/notes/${filmPath}`;

async function refusal(
  response: Response,
): Promise<{ http: number; statusCode: string; error: string; message: string }> {
  const body = (await response.json()) as { statusCode: string; error: string; message: string };
  return { http: response.status, statusCode: body.statusCode, error: body.error, message: body.message };
}

test('bytes come back as they went, with what the client said of them', async () => {
  const response = await fetch(filmUrl, { headers });
  assert.equal(response.status, 200);
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), film);
  assert.equal(response.headers.get('content-type'), 'video/mp4');
  assert.equal(response.headers.get('content-length'), '1000000');
  assert.equal(response.headers.get('cache-control'), 'max-age=60');
  assert.equal(response.headers.get('etag'), `"${createHash('md5').update(film).digest('hex')}"`);
  assert.equal(response.headers.get('accept-ranges'), 'bytes');
});

test('HEAD says the same and sends nothing', async () => {
  const response = await fetch(filmUrl, { method: 'HEAD', headers });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-length'), '1000000');
  assert.equal((await response.arrayBuffer()).byteLength, 0);
});

const RANGES = [
  ['bytes=0-99', 206, 'bytes 0-99/1000000', 0, 100],
  ['bytes=999990-', 206, 'bytes 999990-999999/1000000', 999_990, 1_000_000],
  ['bytes=-5', 206, 'bytes 999995-999999/1000000', 999_995, 1_000_000],
  ['bytes=999999-5000000', 206, 'bytes 999999-999999/1000000', 999_999, 1_000_000],
  ['bytes=5-2', 200, null, 0, 1_000_000],
  ['bytes=0-1,5-6', 200, null, 0, 1_000_000],
  ['lines=1-2', 200, null, 0, 1_000_000],
] as const;
for (const [range, status, contentRange, start, end] of RANGES) {
  test(`range ${range}`, async () => {
    const response = await fetch(filmUrl, { headers: { ...headers, range } });
    assert.equal(response.status, status);
    assert.equal(response.headers.get('content-range'), contentRange);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), film.subarray(start, end));
  });
}

test('a range past the end is refused with the size', async () => {
  const response = await fetch(filmUrl, { headers: { ...headers, range: 'bytes=1000000-' } });
  assert.equal(response.status, 416);
  assert.equal(response.headers.get('content-range'), 'bytes */1000000');
  assert.equal((await refusal(response)).error, 'invalid_range');
});

test('conditional requests', async () => {
  const etag = `"${createHash('md5').update(film).digest('hex')}"`;
  const conditional = async (extra: Record<string, string>): Promise<number> => {
    const response = await fetch(filmUrl, { headers: { ...headers, ...extra } });
    await response.arrayBuffer();
    return response.status;
  };
  assert.equal(await conditional({ 'if-none-match': etag }), 304);
  assert.equal(await conditional({ 'if-none-match': `"other", W/${etag}` }), 304);
  assert.equal(await conditional({ 'if-none-match': '"other"' }), 200);
  assert.equal(await conditional({ 'if-modified-since': new Date(Date.now() + 60_000).toUTCString() }), 304);
  assert.equal(await conditional({ 'if-modified-since': new Date(0).toUTCString() }), 200);
  assert.equal(await conditional({ range: 'bytes=0-1', 'if-range': etag }), 206);
  assert.equal(await conditional({ range: 'bytes=0-1', 'if-range': '"other"' }), 200);
});

test('download names the file, and HTML is served as text', async () => {
  const name = encodeURIComponent('férias "1".mp4');
  const response = await fetch(`${filmUrl}?download=${name}`, { headers });
  await response.arrayBuffer();
  assert.equal(
    response.headers.get('content-disposition'),
    `attachment; filename="f_rias _1_.mp4"; filename*=UTF-8''f%C3%A9rias%20%221%22.mp4`,
  );
  const page = `${OWNER}/page.html`;
  await owner.storage.from('notes').upload(page, '<script>1</script>', { contentType: 'text/html' });
  const shown = await fetch(`${stack.url}/storage/v1/object/notes/${page}`, { headers });
  assert.match(shown.headers.get('content-type') ?? '', /^text\/plain/);
  await shown.arrayBuffer();
});

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

test('a signed URL reads its object and no other, until it expires', async () => {
  await owner.storage.from('notes').upload(`${OWNER}/other.txt`, 'other');
  const { data } = await owner.storage.from('notes').createSignedUrl(filmPath, 60);
  const url = new URL(data?.signedUrl ?? '');
  const whole = await fetch(url);
  assert.deepEqual(Buffer.from(await whole.arrayBuffer()), film);

  const elsewhere = new URL(url);
  elsewhere.pathname = elsewhere.pathname.replace('film.mp4', 'other.txt');
  assert.deepEqual(await refusal(await fetch(elsewhere)), {
    http: 400,
    statusCode: '400',
    error: 'InvalidSignature',
    message: 'Invalid signature',
  });

  const tokens = createUrlTokens(await signingKeyOf(`${stack.context.stateDir}/storage`));
  const expired = new URL(url);
  expired.searchParams.set('token', await tokens.signRead(`notes/${filmPath}`, -1));
  assert.equal((await refusal(await fetch(expired))).message, '"exp" claim timestamp check failed');

  const forged = new URL(url);
  const stranger = new SignJWT({ url: `notes/${filmPath}` })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h');
  forged.searchParams.set(
    'token',
    await stranger.setIssuer('storage').setAudience('storage:read').sign(randomBytes(32)),
  );
  assert.equal((await refusal(await fetch(forged))).error, 'InvalidJWT');

  const upload = new URL(url);
  upload.searchParams.set(
    'token',
    await tokens.signUpload(`notes/${filmPath}`, { upsert: true, owner: null }, 60),
  );
  assert.equal((await refusal(await fetch(upload))).error, 'InvalidJWT');
  forged.searchParams.set('token', await stack.token(OWNER));
  assert.equal((await refusal(await fetch(forged))).error, 'InvalidJWT');
});

test('many URLs at once: an error beside each path the caller may not read', async () => {
  const { data } = await owner.storage.from('notes').createSignedUrls([filmPath, `${STRANGER}/secret`], 60);
  assert.equal((await fetch(data?.[0]?.signedUrl ?? '')).status, 200);
  assert.equal(data?.[1]?.signedUrl, null);
  assert.match(data?.[1]?.error ?? '', /does not exist or you do not have access/);
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

test('public buckets are read by anybody, others by no public URL', async () => {
  await secret.storage.from('shelf').upload('a b/poster+1.txt', 'poster');
  const { data } = stack.client().storage.from('shelf').getPublicUrl('a b/poster+1.txt');
  assert.equal(await (await fetch(data.publicUrl)).text(), 'poster');
  const closed = await fetch(`${stack.url}/storage/v1/object/public/notes/${filmPath}`);
  assert.deepEqual(await refusal(closed), {
    http: 400,
    statusCode: '404',
    error: 'Bucket not found',
    message: 'Bucket not found',
  });
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

test('what is not there says so', async () => {
  const move = await owner.storage.from('notes').move(filmPath, `${OWNER}/moved`);
  assert.match(move.error?.message ?? '', /not available in the local stack/);
  const image = await fetch(`${stack.url}/storage/v1/render/image/public/shelf/x?width=10`);
  assert.equal(image.status, 400);
  assert.match((await refusal(image)).message, /Image transformation/);
  assert.equal((await fetch(`${stack.url}/storage/v1/nonsense`, { headers })).status, 404);
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
