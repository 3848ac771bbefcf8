import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { SignJWT } from 'jose';
import { startServiceStack } from '../service-stack.ts';
import { OWNER, prepareBuckets, refusal, STRANGER } from './storage-fixture.ts';
import { createUrlTokens, signingKeyOf } from './url-tokens.ts';

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
