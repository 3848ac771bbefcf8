/** Functions, as PostgREST's documentation calls them (references/api/functions). */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ANA, startRestFixture } from './fixture.ts';

const stack = await startRestFixture();
after(() => stack.stop());

async function post(
  path: string,
  body: unknown,
  init: { prefer?: string; accept?: string; user?: string } = {},
) {
  const headers = new Headers();
  if (init.prefer) headers.set('prefer', init.prefer);
  if (init.accept) headers.set('accept', init.accept);
  const who = init.user === undefined ? {} : { user: init.user };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await stack.call(path, { method: 'POST', headers, body: text, ...who });
  const answer = await response.text();
  return { status: response.status, body: answer === '' ? null : JSON.parse(answer), response };
}

const POSTED: readonly (readonly [string, unknown, unknown])[] = [
  ['/rpc/add_them', { a: 1, b: 2 }, 3],
  ['/rpc/add_them', { a: 1 }, 11],
  ['/rpc/add_them', { b: 1, a: null }, null],
  ['/rpc/greet', {}, 'olá'],
  ['/rpc/greet', '', 'olá'],
  ['/rpc/echo_json', { doc: { a: [1, null, 'x'] } }, { a: [1, null, 'x'] }],
  ['/rpc/echo_json', { doc: 'text' }, 'text'],
  ['/rpc/echo_json', { doc: '{"a":1}' }, '{"a":1}'],
  ['/rpc/kind_of_json', { doc: '{"a":1}' }, 'string'],
  ['/rpc/kind_of_json', { doc: { a: 1 } }, 'object'],
  ['/rpc/kind_of_json', { doc: [] }, 'array'],
  ['/rpc/whole', [1, 2, 3], 3],
  ['/rpc/total', { numbers: [1, 2, 3] }, 6],
  ['/rpc/numbers_to', { top: 3 }, [1, 2, 3]],
  ['/rpc/numbers_to?limit=1&offset=1', { top: 3 }, [2]],
  ['/rpc/one_film?select=id,title', { film: 3 }, { id: 3, title: 'Rashomon' }],
  ['/rpc/films_of?select=id&order=id', { director: 1 }, [{ id: 1 }, { id: 2 }]],
  [
    '/rpc/films_of?select=id,directors(last_name)&year=gt.2000',
    { director: 1 },
    [{ id: 1, directors: { last_name: 'Miyazaki' } }],
  ],
  ['/rpc/years?select=films&year=eq.1950', {}, [{ films: 1 }]],
  ['/rpc/overload', { a: 1 }, 'one'],
  ['/rpc/overload', { a: 1, b: 2 }, 'two'],
];

for (const [path, body, expected] of POSTED) {
  test(`POST ${path} ${JSON.stringify(body)}`, async () => {
    const answer = await post(path, body);
    assert.deepEqual([answer.status, answer.body], [200, expected]);
  });
}

const GOTTEN: readonly (readonly [string, unknown])[] = [
  ['/rpc/add_them?a=1&b=2', 3],
  ['/rpc/total?numbers={1,2,3}', 6],
  ['/rpc/echo_json?doc={"a":1}', { a: 1 }],
  ['/rpc/films_of?director=1&select=id&year=lt.2000', [{ id: 2 }]],
  ['/rpc/films_of?director=1&select=id&order=year.asc&limit=1', [{ id: 2 }]],
  ['/rpc/numbers_to?top=2', [1, 2]],
];

for (const [path, expected] of GOTTEN) {
  test(`GET ${path}`, async () => {
    const response = await stack.call(path);
    assert.deepEqual([response.status, await response.json()], [200, expected]);
  });
}

test('void answers 204, and a function runs as its caller, never as its owner', async () => {
  const nothing = await post('/rpc/nothing', {});
  assert.deepEqual([nothing.status, nothing.body], [204, null]);
  assert.deepEqual((await post('/rpc/who', {})).body, { role: 'anon', sub: null, method: 'POST' });
  assert.deepEqual((await post('/rpc/who', {}, { user: ANA })).body, {
    role: 'authenticated',
    sub: ANA,
    method: 'POST',
  });
  const admin = await stack.call('/rpc/who', { key: 'secret' });
  assert.deepEqual(await admin.json(), { role: 'service_role', sub: null, method: 'GET' });
});

test('counts, single objects and HEAD work on what functions return', async () => {
  const counted = await stack.call('/rpc/films_of?director=1&limit=1', {
    headers: { prefer: 'count=exact' },
  });
  assert.deepEqual([counted.status, counted.headers.get('content-range')], [206, '0-0/2']);
  const accept = 'application/vnd.pgrst.object+json';
  const one = await post('/rpc/films_of?select=id&id=eq.1', { director: 1 }, { accept });
  assert.deepEqual(one.body, { id: 1 });
  const many = await post('/rpc/films_of', { director: 1 }, { accept });
  assert.deepEqual([many.status, many.body.code], [406, 'PGRST116']);
  const prefer = 'handling=strict, max-affected=1';
  const affected = await post('/rpc/films_of', { director: 1 }, { prefer });
  assert.deepEqual([affected.status, affected.body.code], [400, 'PGRST124']);
  const head = await stack.call('/rpc/films_of?director=1', {
    method: 'HEAD',
    headers: { prefer: 'count=exact' },
  });
  assert.deepEqual([head.headers.get('content-range'), await head.text()], ['0-1/2', '']);
});

const REFUSED: readonly (readonly [string, unknown, number, string])[] = [
  ['/rpc/nope', {}, 404, 'PGRST202'],
  ['/rpc/add_them', { b: 1 }, 404, 'PGRST202'],
  ['/rpc/add_them', { a: 1, c: 2 }, 404, 'PGRST202'],
  ['/rpc/add_them', [1, 2], 404, 'PGRST202'],
  ['/rpc/overload_type', { a: 1 }, 300, 'PGRST203'],
  ['/rpc/add_them', { a: 'x' }, 400, '22P02'],
  ['/rpc/add_them', '{', 400, 'PGRST102'],
  ['/rpc/add_them?a=eq.1', { a: 1 }, 400, '42703'],
  ['/rpc/not_for_you', {}, 401, '42501'],
  ['/rpc/pg_sleep', { seconds: 1 }, 404, 'PGRST202'],
  ['/rpc/years?select=nope', {}, 400, '42703'],
  ['/rpc/raise_custom', { state: 'PT402' }, 402, 'PT402'],
  ['/rpc/raise_custom', { state: 'PT409' }, 409, 'PT409'],
  ['/rpc/raise_custom', { state: 'P0001' }, 400, 'P0001'],
  ['/rpc/raise_custom', { state: '42501' }, 401, '42501'],
  ['/rpc/raise_custom', { state: '40001' }, 500, '40001'],
  ['/rpc/raise_custom', { state: '53300' }, 503, '53300'],
  ['/rpc/raise_custom', { state: '57014' }, 500, '57014'],
  ['/rpc/raise_custom', { state: '22023' }, 400, '22023'],
  ['/rpc/raise_json', {}, 402, '123'],
];

for (const [path, body, status, code] of REFUSED) {
  test(`POST ${path} ${JSON.stringify(body)} is refused`, async () => {
    const answer = await post(path, body);
    assert.deepEqual([answer.status, answer.body.code], [status, code]);
  });
}

test('what a function raises reaches the caller whole', async () => {
  assert.deepEqual((await post('/rpc/raise_custom', { state: 'PT402' })).body, {
    code: 'PT402',
    message: 'Pay first',
    details: 'quota',
    hint: 'wallet',
  });
  const { body, response } = await post('/rpc/raise_json', {});
  assert.deepEqual(body, {
    code: '123',
    message: 'Payment Required',
    details: 'Quota exceeded',
    hint: 'Upgrade your plan',
  });
  assert.equal(response.headers.get('x-powered-by'), 'Nerd Rage');
});

test('a raised status that HTTP gives no body, or that is none, is answered all the same', async () => {
  const empty = await post('/rpc/raise_custom', { state: 'PT204' });
  assert.deepEqual([empty.status, empty.body], [204, null]);
  for (const state of ['PT101', 'PT600', 'PTABC']) {
    const odd = await post('/rpc/raise_custom', { state });
    assert.deepEqual([odd.status, odd.body.code], [400, state]);
  }
});

test('a GET changes nothing, whatever the function does', async () => {
  const got = await stack.call('/rpc/add_director?id=200&name=x', { user: ANA });
  assert.deepEqual([got.status, ((await got.json()) as { code: string }).code], [405, '25006']);
  assert.equal((await stack.database.sql('select 1 from directors where id = 200')).rowCount, 0);
  const posted = await post('/rpc/add_director?select=id', { id: 200, name: 'x' }, { user: ANA });
  assert.deepEqual([posted.status, posted.body], [200, { id: 200 }]);
  assert.equal((await stack.database.sql('select 1 from directors where id = 200')).rowCount, 1);
});

test('a statement beyond the time limit of its role ends with 57014', async () => {
  await stack.database.sql(`create function with_limit() returns text language sql stable as
    $$ select current_setting('statement_timeout') $$`);
  assert.equal((await post('/rpc/with_limit', {})).body, '3s');
  assert.equal((await post('/rpc/with_limit', {}, { user: ANA })).body, '8s');
  await stack.database.sql(`alter role anon set statement_timeout = '50ms'`);
  const late = await post('/rpc/sleep_forever', {});
  assert.deepEqual([late.status, late.body.code], [500, '57014']);
});
