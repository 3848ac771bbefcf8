import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { CONFIG_PLACEHOLDER } from './config-block.ts';
import { type Studio, serveStudio } from './serve.ts';

let dist: string;
let gateway: Server;
let studio: Studio;
const seen: { url: string | undefined; body: string; headers: IncomingMessage['headers'] }[] = [];
const SCRIPT = 'console.log(1);';

before(async () => {
  dist = await mkdtemp(join(tmpdir(), 'semblante-serve-'));
  await mkdir(join(dist, 'assets'));
  await mkdir(join(dist, '.vite'));
  await writeFile(join(dist, 'index.html'), `<html>${CONFIG_PLACEHOLDER}</html>`);
  await writeFile(join(dist, '.vite/manifest.json'), '{}');
  await writeFile(join(dist, 'assets/a.js'), SCRIPT);
  await writeFile(join(dist, 'assets/a.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(join(dist, 'assets/a.js.gz'), gzipSync(SCRIPT));
  gateway = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.push({ url: request.url, body: Buffer.concat(chunks).toString(), headers: request.headers });
    response.writeHead(202, { 'content-type': 'application/json', 'x-request-id': 'r1' }).end('{"ok":true}');
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  const { port } = gateway.address() as AddressInfo;
  studio = await serveStudio({
    port: 0,
    supabaseUrl: `http://127.0.0.1:${port}`,
    publishableKey: 'sb_publishable_</script>',
    distDir: dist,
  });
});

after(async () => {
  await studio.stop();
  await new Promise((resolve) => gateway.close(resolve));
  await rm(dist, { recursive: true, force: true });
});

const get = (path: string, init: RequestInit = {}) => fetch(studio.url + path, init);

test('every address of the router answers the page with its configuration and a strict policy', async () => {
  for (const path of ['/', '/avatars/studio', '/index']) {
    const answer = await get(path);
    assert.equal(answer.status, 200);
    const text = await answer.text();
    const json =
      text.match(/<script type="application\/json" id="semblante-config">(.*?)<\/script>/)?.[1] ?? '';
    assert.equal(JSON.parse(json).publishableKey, 'sb_publishable_</script>');
    assert.equal(answer.headers.get('cache-control'), 'no-cache');
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';/);
    assert.match(policy, /connect-src 'self' http:\/\/127\.0\.0\.1:\d+ ws:\/\/127\.0\.0\.1:\d+;/);
  }
});

test('assets are immutable and sent compressed as the client accepts', async () => {
  for (const encoding of ['br', 'gzip', 'identity']) {
    const answer = await get('/assets/a.js', { headers: { 'accept-encoding': encoding } });
    assert.equal(answer.headers.get('content-encoding'), encoding === 'identity' ? null : encoding);
    assert.equal(await answer.text(), SCRIPT);
    assert.match(answer.headers.get('cache-control') ?? '', /immutable/);
  }
});

test('nothing outside the site is served, and a missing file is not the page', async () => {
  assert.equal((await get('/assets/missing.js')).status, 404);
  assert.equal((await get('/.vite/manifest.json')).status, 404);
  assert.equal((await get('/..%2f..%2fetc%2fpasswd.json')).status, 404);
  assert.match(await (await get('/index.html')).text(), /Not found/);
  assert.equal((await get('/', { method: 'POST' })).status, 405);
});

test('the API is passed on with path, query, body, headers and status', async () => {
  const answer = await get('/api/v2/avatars/render?x=1', {
    method: 'POST',
    body: '{"a":1}',
    headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
  });
  assert.equal(answer.status, 202);
  assert.equal(answer.headers.get('x-request-id'), 'r1');
  assert.deepEqual(await answer.json(), { ok: true });
  const last = seen.at(-1);
  assert.equal(last?.url, '/functions/v1/api/v2/avatars/render?x=1');
  assert.equal(last?.body, '{"a":1}');
  assert.equal(last?.headers.authorization, 'Bearer t');
});

test('a gateway that does not answer is unavailable, in the shape of the contract', async () => {
  const lonely = await serveStudio({
    port: 0,
    supabaseUrl: 'http://127.0.0.1:1',
    publishableKey: 'k',
    distDir: dist,
  });
  try {
    const answer = await fetch(`${lonely.url}/api/v2/health`);
    assert.equal(answer.status, 503);
    assert.equal(((await answer.json()) as { error: { code: string } }).error.code, 'unavailable');
  } finally {
    await lonely.stop();
  }
});
