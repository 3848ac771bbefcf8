/** Idempotency and rates on a real stack: what repeats, what conflicts, what waits and what is too much. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createClient } from '@supabase/supabase-js';
import { startTestStack, type TestStack } from '../../../local-stack/src/testing.ts';
import { ErrorBody } from '../_shared/contract/errors.ts';
import { TokenCreateAnswer } from '../_shared/contract/tokens.ts';
import { wavOf } from './testing.ts';

let stack: TestStack;
let session: string;

before(async () => {
  stack = await startTestStack();
  const client = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const { data } = await client.auth.signUp({ email: 'ana@example.com', password: 'a long one for ana' });
  assert.ok(data.session);
  session = data.session.access_token;
});
after(() => stack.stop());
beforeEach(() => stack.sql('delete from private.rate_windows'));

async function post(path: string, body: unknown, key?: string) {
  const form = body instanceof FormData;
  const response = await fetch(`${stack.url}/api/v2${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${session}`,
      ...(form ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: form ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as unknown };
}

const codeOf = (body: unknown): string => ErrorBody.parse(body).error.code;
const count = async (table: string): Promise<number> =>
  (await stack.sql<{ n: number }>(`select count(*)::int as n from public.${table}`)).rows[0]?.n ?? -1;

const recording = (seconds: number): FormData => {
  const form = new FormData();
  form.set('name', 'Minha voz');
  form.set('language', 'pt-BR');
  form.set('audio_file', new Blob([wavOf(seconds)], { type: 'audio/wav' }), 'voz.wav');
  return form;
};

test('the same form twice is one voice and one answer; another form is a conflict', async () => {
  const first = await post('/voice-cloning/create', recording(31), 'voice');
  assert.equal(first.status, 202, JSON.stringify(first.body));
  assert.equal(first.headers.get('idempotency-replayed'), null);
  const again = await post('/voice-cloning/create', recording(31), 'voice');
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  assert.equal(await count('voice_clones'), 1);
  const other = await post('/voice-cloning/create', recording(32), 'voice');
  assert.deepEqual([other.status, codeOf(other.body)], [409, 'idempotency_conflict']);
  const elsewhere = await post('/tokens', { name: 'CI', scopes: ['read'] }, 'voice');
  assert.equal(codeOf(elsewhere.body), 'idempotency_conflict', 'a key belongs to one route');
});

test('of many at once one does the work, and the others are answered the same or told to wait', async () => {
  const body = { name: 'CI', scopes: ['read'] };
  const answers = await Promise.all(Array.from({ length: 8 }, () => post('/tokens', body, 'race')));
  assert.equal(await count('api_tokens'), 1);
  const done = answers.filter(({ status }) => status === 201);
  const ids = new Set(done.map((answer) => TokenCreateAnswer.parse(answer.body).id));
  assert.equal(ids.size, 1);
  const waiting = answers.filter(({ status }) => status !== 201);
  for (const answer of waiting) {
    assert.deepEqual([answer.status, codeOf(answer.body)], [409, 'idempotency_in_progress']);
    assert.equal(answer.headers.get('retry-after'), '1');
  }
  const secrets = done.flatMap((answer) => TokenCreateAnswer.parse(answer.body).token ?? []);
  assert.equal(secrets.length, 1, 'a secret is told once');
  const { rows } = await stack.sql<{ answer: string }>('select answer::text from private.idempotency_keys');
  for (const { answer } of rows) assert.ok(!answer.includes(secrets[0] ?? ''), 'and kept nowhere');
});

test('what was refused frees its key', async () => {
  const refused = await post('/tokens', { name: '', scopes: ['read'] }, 'typo');
  assert.equal(codeOf(refused.body), 'invalid_request');
  const corrected = await post('/tokens', { name: 'CI', scopes: ['read'] }, 'typo');
  assert.equal(corrected.status, 201, JSON.stringify(corrected.body));
  const tooLong = await post('/tokens', { name: 'CI', scopes: ['read'] }, 'k'.repeat(201));
  assert.equal(codeOf(tooLong.body), 'invalid_request');
});

test('a film is admitted and queued in one call, and what is refused counts like what is queued', async () => {
  const film = {
    avatar_id: 'br_corporate_ana',
    script: 'Bom dia.',
    voice_config: { language: 'pt-BR' },
    render_settings: { resolution: '640x360' },
  };
  await stack.sql(`update private.rate_classes set per_minute = 4 where class = 'render'`);
  try {
    const requests: readonly [string, object][] = [
      ['queued', film],
      ['avatar_not_found', { ...film, avatar_id: 'nobody' }],
      ['invalid_request', { ...film, script: 7 }],
      ['script_empty', { ...film, script: ' ' }],
      ['rate_limited', film],
      ['rate_limited', { ...film, script: 7 }],
    ];
    const answers = [];
    for (const [, body] of requests) answers.push(await post('/avatars/render', body));
    assert.deepEqual(
      answers.map(({ status, headers, body }) => [
        status === 202 ? 'queued' : codeOf(body),
        headers.get('ratelimit-limit'),
        headers.get('ratelimit-remaining'),
      ]),
      requests.map(([code], i) => [code, '4', String(Math.max(0, 3 - i))]),
    );
    assert.ok(answers.slice(4).every(({ status, headers }) => status === 429 && headers.has('retry-after')));
    assert.equal(await count('render_jobs'), 1);
    assert.equal(await count('avatar_projects'), 1, 'what was refused left nothing behind');
  } finally {
    await stack.sql(`update private.rate_classes set per_minute = 120 where class = 'render'`);
  }
});

test('every answer tells the rate, and beyond it how long to wait', async () => {
  await stack.sql(`update private.rate_classes set per_minute = 2 where class = 'write'`);
  try {
    const answers = [];
    for (let i = 0; i < 3; i += 1) answers.push(await post('/tokens', { name: 'CI', scopes: ['read'] }));
    assert.deepEqual(
      answers.map(({ status, headers }) => [
        status,
        headers.get('ratelimit-limit'),
        headers.get('ratelimit-remaining'),
      ]),
      [
        [201, '2', '1'],
        [201, '2', '0'],
        [429, '2', '0'],
      ],
    );
    const over = answers[2];
    assert.ok(over);
    assert.equal(codeOf(over.body), 'rate_limited');
    assert.equal(over.headers.get('retry-after'), over.headers.get('ratelimit-reset'));
    assert.ok(Number(over.headers.get('retry-after')) <= 60);
    const read = await fetch(`${stack.url}/api/v2/tokens`, {
      headers: { authorization: `Bearer ${session}` },
    });
    assert.equal(read.status, 200, 'reading counts apart');
    await read.body?.cancel();
  } finally {
    await stack.sql(`update private.rate_classes set per_minute = 300 where class = 'write'`);
  }
});

test('requests at once are counted one by one', async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => post('/tokens', { name: '', scopes: [] })),
  );
  const left = answers.map(({ headers }) => Number(headers.get('ratelimit-remaining')));
  assert.deepEqual(
    left.sort((a, b) => b - a),
    Array.from({ length: 12 }, (_, i) => 299 - i),
  );
});
