/** What holds for every answer: ranges and counts, media types, keys, and a schema that changes underneath. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startRestFixture } from './fixture.ts';

const stack = await startRestFixture();
after(() => stack.stop());

test('ranges: Content-Range and status say which part of how many', async () => {
  const cases: readonly (readonly [string, Record<string, string>, number, string])[] = [
    ['/films', {}, 200, '0-4/*'],
    ['/films', { prefer: 'count=exact' }, 200, '0-4/5'],
    ['/films?limit=2', { prefer: 'count=exact' }, 206, '0-1/5'],
    ['/films?limit=2&offset=4', { prefer: 'count=exact' }, 206, '4-4/5'],
    ['/films?offset=5', { prefer: 'count=exact' }, 206, '*/5'],
    ['/films?offset=6', { prefer: 'count=exact' }, 416, ''],
    ['/films?offset=6', {}, 200, '*/*'],
    ['/films?id=eq.99', { prefer: 'count=exact' }, 200, '*/0'],
    ['/films', { range: '1-2' }, 200, '1-2/*'],
    ['/films', { range: '3-', prefer: 'count=exact' }, 206, '3-4/5'],
    ['/films?limit=1', { range: '0-2' }, 200, '0-0/*'],
    ['/films', { range: '2-1' }, 416, ''],
    ['/directors?select=id,films!inner(id)&films.year=gt.2000', { prefer: 'count=exact' }, 200, '0-0/1'],
    ['/films?limit=2', { prefer: 'count=planned' }, 206, '0-1/5'],
  ];
  for (const [path, headers, status, range] of cases) {
    const response = await stack.call(path, { headers });
    assert.deepEqual([response.status, response.headers.get('content-range') ?? ''], [status, range], path);
  }
});

test('one object: exactly one row, or 406', async () => {
  const headers = { accept: 'application/vnd.pgrst.object+json' };
  const one = await stack.call('/films?select=id&id=eq.1', { headers });
  assert.deepEqual([one.status, await one.json()], [200, { id: 1 }]);
  assert.match(one.headers.get('content-type') ?? '', /^application\/vnd\.pgrst\.object\+json/);
  for (const [path, rows] of [
    ['/films', 5],
    ['/films?id=eq.99', 0],
  ] as const) {
    const response = await stack.call(path, { headers });
    assert.equal(response.status, 406);
    assert.deepEqual(await response.json(), {
      code: 'PGRST116',
      message: 'Cannot coerce the result to a single JSON object',
      details: `The result contains ${rows} rows`,
      hint: null,
    });
  }
});

test('no read is longer than 1000 rows, embedded ones included', async () => {
  await stack.database.sql('insert into employees select n, $$e$$, 1 from generate_series(10, 1500) n');
  const all = await stack.call('/employees', { headers: { prefer: 'count=exact' } });
  assert.equal(((await all.json()) as unknown[]).length, 1000);
  assert.equal(all.headers.get('content-range'), '0-999/1494');
  const more = await stack.call('/employees?limit=1200');
  assert.equal(((await more.json()) as unknown[]).length, 1000);
});

test('HEAD answers as GET without its body', async () => {
  const response = await stack.call('/films?limit=2', { method: 'HEAD', headers: { prefer: 'count=exact' } });
  assert.deepEqual(
    [response.status, response.headers.get('content-range'), await response.text()],
    [206, '0-1/5', ''],
  );
});

test('what is not served is refused: schemas, media types, methods, preferences', async () => {
  const cases: readonly (readonly [string, RequestInit, number, string])[] = [
    ['/films', { headers: { 'accept-profile': 'auth' } }, 406, 'PGRST106'],
    ['/films', { headers: { accept: 'text/csv' } }, 406, 'PGRST107'],
    ['/films', { headers: { accept: 'application/vnd.pgrst.plan+json' } }, 400, 'PGRST127'],
    ['/films', { method: 'PUT', body: '{}' }, 405, 'PGRST117'],
    ['/films', { headers: { prefer: 'tx=rollback' } }, 400, 'PGRST127'],
    ['/films', { headers: { prefer: 'handling=strict, count=roughly' } }, 400, 'PGRST122'],
  ];
  for (const [path, init, status, code] of cases) {
    const response = await stack.call(path, init);
    assert.deepEqual([response.status, ((await response.json()) as { code: string }).code], [status, code]);
  }
});

test('keys and tokens at fault are named as PostgREST and the gateway name them', async () => {
  const keyless = await stack.service(new Request('http://127.0.0.1:54321/rest/v1/films'));
  assert.equal(keyless.status, 401);
  const forged = await stack.call('/films', { headers: { authorization: 'Bearer a.b.c' } });
  assert.deepEqual([forged.status, ((await forged.json()) as { code: string }).code], [401, 'PGRST301']);
  const owner = await stack.call('/films', {
    headers: { authorization: `Bearer ${await stack.token('x', { role: 'postgres' })}` },
  });
  assert.deepEqual([owner.status, ((await owner.json()) as { code: string }).code], [403, '42501']);
});

test('a new table, column and function are found at once', async () => {
  assert.equal((await stack.call('/late')).status, 404);
  await stack.database.sql('create table late (id int); grant select on late to anon');
  assert.equal((await stack.call('/late')).status, 200);
  await stack.database.sql('alter table late add column title varchar(3)');
  assert.equal((await stack.call('/late?title=eq.x')).status, 200);
  await stack.database.sql('create function late_call() returns int language sql as $$ select 7 $$');
  assert.equal(await (await stack.call('/rpc/late_call', { method: 'POST' })).text(), '7');
});

test('notify pgrst reloads the schema', async () => {
  await stack.database.sql(`
    create table prizes (id int primary key, director_id int references directors);
    grant select on prizes to anon`);
  assert.equal((await stack.call('/directors?select=id,prizes(id)')).status, 200);
  // Two keys lead there from now on: no miss tells, only a reloaded cache can know.
  await stack.database.sql(`alter table prizes add column winner_id int references directors`);
  const dropped = stack.logged('schema cache dropped on notification');
  await stack.database.sql(`notify pgrst, 'reload schema'`);
  await dropped;
  assert.equal((await stack.call('/directors?select=id,prizes(id)')).status, 300);
});

test('a lost connection to the channel is made again, and misses nothing', async () => {
  await stack.call('/films?limit=1');
  const lost = stack.logged('schema channel lost');
  await stack.database.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen pgrst'`,
  );
  await lost;
  await stack.database.sql('create table medals (id int primary key, director_id int references directors)');
  await stack.database.sql('grant select on medals to anon');
  assert.equal((await stack.call('/directors?select=id,medals(id)')).status, 200);
  await stack.database.sql('alter table medals add column second_id int references directors');
  const dropped = stack.logged('schema cache dropped on notification');
  await stack.database.sql('notify pgrst');
  await dropped;
  assert.equal((await stack.call('/directors?select=id,medals(id)')).status, 300);
});
