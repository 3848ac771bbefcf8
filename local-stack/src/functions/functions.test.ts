/** The stack's Edge Functions, with real Deno processes and functions written by the test. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { generateKeys } from '../keys.ts';
import { createLog } from '../log.ts';
import { repositoryRoot } from '../state.ts';
import { importMapOf } from './deno-config.ts';
import { createFunctionsService } from './service.ts';

const keys = await generateKeys();
const state = realpathSync(mkdtempSync(join(tmpdir(), 'semblante-fn-')));
const folder = join(state, 'source');
mkdirSync(folder);
symlinkSync(join(repositoryRoot, 'node_modules'), join(state, 'node_modules'));
const lines: Record<string, unknown>[] = [];
const seen = new EventEmitter();
const log = createLog({
  write(line: string) {
    lines.push(JSON.parse(line));
    seen.emit('line', String(lines.at(-1)?.message));
  },
});
const logged = (start: string) =>
  new Promise<void>((done) => {
    const look = (message: string) => {
      if (!message.startsWith(start)) return;
      seen.off('line', look);
      done();
    };
    seen.on('line', look);
  });

const allowed = createServer((_, response) => response.end('from the stack')).listen(0, '127.0.0.1');
const forbidden = createServer((_, response) => response.end('from elsewhere')).listen(0, '127.0.0.1');
await Promise.all([once(allowed, 'listening'), once(forbidden, 'listening')]);
const portOf = (server: typeof allowed) => (server.address() as { port: number }).port;
const url = `http://127.0.0.1:${portOf(allowed)}`;

function write(name: string, source: string, config = '{}'): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'deno.json'), config);
  writeFileSync(join(folder, name, 'index.ts'), source);
}
const configFile = join(state, 'config.toml');
writeFileSync(
  configFile,
  ['echo', 'broken', 'version', 'map'].map((name) => `[functions.${name}]\nverify_jwt = false\n`).join('\n'),
);
write(
  'echo',
  `Deno.serve(async (request) => {
    const url = new URL(request.url);
    const what = url.pathname.split('/')[2];
    if (what === 'die') Deno.exit(3);
    if (what === 'env') return Response.json(Deno.env.toObject());
    if (what === 'stream') return new Response(request.body);
    if (what === 'early') return new Response('too much', { status: 413 });
    if (what === 'html') return new Response('<p>', { headers: { 'content-type': 'text/html; charset=utf-8' } });
    if (what === 'call') return fetch(url.searchParams.get('url')!);
    if (what === 'read') return new Response(await Deno.readTextFile(url.searchParams.get('path')!));
    return Response.json({ path: url.pathname + url.search, host: url.host, method: request.method });
  });`,
);
write('broken', `throw new Error('no such luck');`);
write('locked', `Deno.serve(() => new Response('open'));`);

const functions = createFunctionsService({ url, keys, log }, state, { folder, configFile });
after(async () => {
  await functions.stop();
  allowed.close();
  forbidden.close();
  rmSync(state, { recursive: true });
});
const call = (path: string, init?: RequestInit & { duplex?: 'half' }) =>
  functions.service(new Request(`${url}/functions/v1${path}`, init));

test('a function sees its own name in the path, the query and the host the client used', async () => {
  const answer = await call('/echo/a/b?c=d', { method: 'POST' });
  assert.deepEqual(await answer.json(), {
    path: '/echo/a/b?c=d',
    host: new URL(url).host,
    method: 'POST',
  });
});

test('bodies stream: the first part comes back before the last is sent', async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const answering = call('/echo/stream', { method: 'POST', body: readable, duplex: 'half' });
  void writer.write(new TextEncoder().encode('first'));
  const reader = (await answering).body?.getReader();
  assert.ok(reader);
  assert.equal(new TextDecoder().decode((await reader.read()).value), 'first');
  void writer.write(new TextEncoder().encode('last'));
  assert.equal(new TextDecoder().decode((await reader.read()).value), 'last');
  await writer.close();
  assert.equal((await reader.read()).done, true);
});

test('a function that answers without reading a large body is heard', async () => {
  const answer = await call('/echo/early', { method: 'POST', body: 'x'.repeat(4_000_000) });
  assert.equal(answer.status, 413);
  assert.equal(await answer.text(), 'too much');
});

test('the environment is what hosted sets and nothing of ours', async () => {
  process.env.SEMBLANTE_NOT_FOR_FUNCTIONS = 'set in the stack';
  const env = (await (await call('/echo/env')).json()) as Record<string, string>;
  assert.deepEqual(JSON.parse(env.SUPABASE_PUBLISHABLE_KEYS ?? ''), { default: keys.publishable });
  assert.deepEqual(JSON.parse(env.SUPABASE_SECRET_KEYS ?? ''), { default: keys.secret });
  assert.equal(env.SUPABASE_URL, url);
  assert.equal(env.SUPABASE_ANON_KEY, keys.publishable);
  assert.equal(env.HOME, undefined);
  assert.equal(env.SEMBLANTE_NOT_FOR_FUNCTIONS, undefined);
});

test('a function reaches the stack and nothing else', async () => {
  assert.equal(await (await call(`/echo/call?url=${url}/`)).text(), 'from the stack');
  assert.equal((await call(`/echo/call?url=http://127.0.0.1:${portOf(forbidden)}/`)).status, 500);
  assert.equal((await call('/echo/read?path=/etc/passwd')).status, 500);
});

test('a page is answered as plain text, as hosted does without a domain of its own', async () => {
  assert.equal((await call('/echo/html')).headers.get('content-type'), 'text/plain');
});

test('a function whose process ends is started again by the next request', async () => {
  await call('/echo');
  const { echo: before } = await functions.processes();
  const died = await call('/echo/die');
  assert.deepEqual([died.status, ((await died.json()) as { code: string }).code], [500, 'WORKER_ERROR']);
  assert.equal((await call('/echo')).status, 200);
  const { echo: next } = await functions.processes();
  assert.ok(before && next && before !== next);
});

test('a function killed from outside is started again too', async () => {
  await call('/echo');
  const { echo: pid } = await functions.processes();
  assert.ok(pid);
  process.kill(pid, 'SIGKILL');
  // the kill and the next request race: a connection made before the end is a WORKER_ERROR, nothing else is
  const first = (await call('/echo')).status;
  assert.ok(first === 200 || first === 500);
  assert.equal((await call('/echo')).status, 200);
});

test('first requests that come together share one process', async () => {
  write('version', `Deno.serve(() => new Response(String(Deno.pid)));`);
  const answers = await Promise.all([1, 2, 3, 4].map(async () => (await call('/version')).text()));
  assert.equal(new Set(answers).size, 1);
});

test('a changed file is served without a restart of the stack, and running answers are finished', async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const answering = call('/echo/stream', { method: 'POST', body: readable, duplex: 'half' });
  void writer.write(new TextEncoder().encode('started and '));
  const slow = await answering;
  const noticed = logged('functions changed');
  write('echo', `Deno.serve(() => new Response('changed'));`);
  await noticed;
  assert.equal(await (await call('/echo')).text(), 'changed');
  void writer.write(new TextEncoder().encode('finished'));
  void writer.close();
  assert.equal(await slow.text(), 'started and finished');
});

test('what is not there, does not boot or is locked is told in the codes of hosted', async () => {
  const codeOf = async (path: string, init?: RequestInit) => {
    const answer = await call(path, init);
    return [answer.status, ((await answer.json()) as { code: string }).code];
  };
  assert.deepEqual(await codeOf('/nothing'), [404, 'NOT_FOUND']);
  assert.deepEqual(await codeOf('/..%2Fecho'), [404, 'NOT_FOUND']);
  assert.deepEqual(await codeOf('/broken'), [503, 'BOOT_ERROR']);
  assert.ok(lines.some(({ message }) => String(message).includes('no such luck')));
  assert.deepEqual(await codeOf('/locked'), [401, 'UNAUTHORIZED_NO_AUTH_HEADER']);
  assert.deepEqual(await codeOf('/locked', { headers: { authorization: `Bearer ${keys.publishable}` } }), [
    401,
    'UNAUTHORIZED_INVALID_JWT_FORMAT',
  ]);
});

test('npm imports come from node_modules, the two JSR modules from their stand-ins', async () => {
  write(
    'map',
    `import { encodeBase64Url } from '@std/encoding/base64url';
     import { STATUS_TEXT } from '@std/http/status';
     import { Hono } from 'hono';
     import { cors } from 'hono/cors';
     const app = new Hono();
     app.use(cors());
     app.get('/map', (c) => c.json([encodeBase64Url('foob'), STATUS_TEXT[404]]));
     Deno.serve(app.fetch);`,
    JSON.stringify({
      imports: {
        '@std/encoding/base64url': 'jsr:@std/encoding@1/base64url',
        '@std/http/status': 'jsr:@std/http@1/status',
        hono: 'npm:hono@4.13.19',
        'hono/': 'npm:/hono@4.13.19/',
      },
    }),
  );
  assert.deepEqual(await (await call('/map')).json(), ['Zm9vYg', 'Not Found']);
  write('other', '', JSON.stringify({ imports: { assert: 'jsr:@std/assert@1' } }));
  assert.throws(() => importMapOf(join(folder, 'other')), /jsr:@std\/assert@1.*npm package/s);
});
