import assert from 'node:assert/strict';
import { test } from 'node:test';
import { staleFiles } from '../generate.ts';
import { asForm, createSemblanteClient, FilmFailed, SemblanteError, unwrap, waitForFilm } from './client.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly key: string | null;
  readonly authorization: string | null;
}

/** Answers in turn with what it is given; an Error is a connection that broke. */
function answering(...answers: (Response | Error)[]) {
  const seen: Seen[] = [];
  const send = async (request: Request): Promise<Response> => {
    await request.text();
    seen.push({
      method: request.method,
      url: request.url,
      key: request.headers.get('idempotency-key'),
      authorization: request.headers.get('authorization'),
    });
    const answer = answers.shift() ?? assert.fail('asked once too often');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { seen, send };
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
const refusal = (status: number, code: string, headers: Record<string, string> = {}) =>
  json(status, { error: { code, message: 'No.', request_id: 'r-1' } }, headers);
const NOW = { 'retry-after': '0' };
const RENDER = {
  avatar_id: 'br_corporate_ana',
  script: 'Oi.',
  voice_config: { language: 'pt-BR' },
  render_settings: {},
} as const;

const client = (send: (request: Request) => Promise<Response>, retries = 3) =>
  createSemblanteClient({ url: 'https://films.example/', token: 'smb_x', fetch: send, retries });

test('the committed types are those of the API as it is', async () => {
  assert.deepEqual(await staleFiles(), [], 'run npm run client');
});

test('a POST is repeated under one key until it is answered', async () => {
  const { seen, send } = answering(
    new TypeError('connection reset'),
    refusal(429, 'rate_limited', NOW),
    refusal(409, 'idempotency_in_progress', { 'retry-after': '0.01' }),
    json(202, { job_id: 'j' }),
  );
  const { data } = await client(send).POST('/api/v2/avatars/render', { body: RENDER });
  assert.equal(data?.job_id, 'j');
  assert.deepEqual(
    new Set(seen.map(({ url }) => url)),
    new Set(['https://films.example/api/v2/avatars/render']),
  );
  assert.equal(new Set(seen.map(({ key }) => key)).size, 1);
  assert.match(seen[0]?.key ?? '', /^[0-9a-f-]{36}$/);
  assert.equal(seen[0]?.authorization, 'Bearer smb_x');
});

test('a key of the caller’s own is kept', async () => {
  const { seen, send } = answering(json(202, {}));
  await client(send).POST('/api/v2/avatars/render', {
    body: RENDER,
    params: { header: { 'Idempotency-Key': 'order-17' } },
  });
  assert.equal(seen[0]?.key, 'order-17');
});

test('what would not come right by waiting is answered at once', async () => {
  for (const answer of [
    refusal(429, 'quota_exceeded', { 'retry-after': '600000' }),
    refusal(409, 'idempotency_conflict'),
    refusal(422, 'audio_invalid'),
    refusal(500, 'internal'),
  ]) {
    const { seen, send } = answering(answer);
    const { response } = await client(send).POST('/api/v2/avatars/render', { body: RENDER });
    assert.equal(response.status, answer.status);
    assert.equal(seen.length, 1);
  }
});

test('what could do something twice is not repeated', async () => {
  const { seen, send } = answering(new TypeError('connection reset'));
  await assert.rejects(
    client(send).DELETE('/api/v2/avatars/render/{job_id}', { params: { path: { job_id: 'j' } } }),
    /connection reset/,
  );
  assert.equal(seen.length, 1);
});

test('after the last try the answer stands', async () => {
  const { seen, send } = answering(refusal(503, 'unavailable', NOW), refusal(503, 'unavailable', NOW));
  const answer = await client(send, 1).GET('/api/v2/usage');
  assert.throws(
    () => unwrap(answer),
    (error) =>
      error instanceof SemblanteError &&
      error.code === 'unavailable' &&
      error.status === 503 &&
      error.requestId === 'r-1',
  );
  assert.equal(seen.length, 2);
});

test('an answer of something in between is an error that says so', async () => {
  const { send } = answering(new Response('<html>', { status: 404, headers: { 'x-request-id': 'p' } }));
  const answer = await client(send).GET('/api/v2/usage');
  assert.throws(
    () => unwrap(answer),
    (error) =>
      error instanceof SemblanteError && error.code === 'unexpected_answer' && error.requestId === 'p',
  );
});

test('a form holds its files and leaves out what was left out', () => {
  const form = asForm({
    kind: 'logo',
    file: new Blob(['x'], { type: 'image/png' }),
    note: undefined,
    days: 3,
  });
  assert.deepEqual([...form.keys()], ['kind', 'file', 'days']);
  assert.ok(form.get('file') instanceof File);
  assert.equal(form.get('days'), '3');
});

test('waiting ends with the film, its failure, or the caller’s patience', async () => {
  const view = (status: string) => json(200, { job_id: 'j', status, progress: 0, error: null });
  const done = answering(view('queued'), view('processing'), view('completed'));
  const told: string[] = [];
  const options = { everyMs: 1, onProgress: ({ status }: { status: string }) => told.push(status) };
  assert.equal((await waitForFilm(client(done.send), 'j', options)).status, 'completed');
  assert.deepEqual(told, ['queued', 'processing', 'completed']);

  const cancelled = answering(view('cancelled'));
  await assert.rejects(waitForFilm(client(cancelled.send), 'j'), FilmFailed);

  const patience = new AbortController();
  const waiting = answering(view('queued'));
  await assert.rejects(
    waitForFilm(client(waiting.send), 'j', {
      everyMs: 60_000,
      signal: patience.signal,
      onProgress: () => patience.abort(new Error('enough')),
    }),
    /enough/,
  );
});
