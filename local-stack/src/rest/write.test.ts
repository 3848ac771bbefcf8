/** Writing: insert, upsert, update, delete, with the preferences of PostgREST, and what roles may not. */
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { ANA, BIA, startRestFixture } from './fixture.ts';

const stack = await startRestFixture();
after(() => stack.stop());
beforeEach(async () => {
  await stack.database.sql(`
    delete from directors where id >= 100;
    delete from things where id >= 100;
    delete from guarded where id >= 100`);
});

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly prefer?: string;
  readonly accept?: string;
}

/** As Ana. */
async function send({ method, path, body, prefer, accept }: Sent) {
  const headers = new Headers();
  if (prefer) headers.set('prefer', prefer);
  if (accept) headers.set('accept', accept);
  const text = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await stack.call(path, { method, headers, user: ANA, ...text });
  const answer = await response.text();
  return {
    status: response.status,
    body: answer === '' ? null : JSON.parse(answer),
    range: response.headers.get('content-range'),
    location: response.headers.get('location'),
    applied: response.headers.get('preference-applied'),
  };
}

const directors = async (where = 'id >= 100') =>
  (await stack.database.sql(`select id, first_name, last_name from directors where ${where} order by id`))
    .rows;

const director = (id: number, first = 'A', last = 'B') => ({ id, first_name: first, last_name: last });

test('insert answers as much as was asked for', async () => {
  const minimal = await send({ method: 'POST', path: '/directors', body: director(100) });
  assert.deepEqual([minimal.status, minimal.body, minimal.location], [201, null, null]);
  const headers = await send({
    method: 'POST',
    path: '/directors',
    body: director(101),
    prefer: 'return=headers-only',
  });
  assert.deepEqual([headers.status, headers.body, headers.location], [201, null, '/directors?id=eq.101']);
  const full = await send({
    method: 'POST',
    path: '/directors?select=id,name:first_name',
    body: [director(102, 'C'), director(103, 'D')],
    prefer: 'return=representation, count=exact',
  });
  assert.deepEqual(full.body, [
    { id: 102, name: 'C' },
    { id: 103, name: 'D' },
  ]);
  assert.deepEqual(
    [full.status, full.range, full.applied],
    [201, '*/2', 'return=representation, count=exact'],
  );
  const single = await send({
    method: 'POST',
    path: '/directors?select=id',
    body: director(104),
    prefer: 'return=representation',
    accept: 'application/vnd.pgrst.object+json',
  });
  assert.deepEqual(single.body, { id: 104 });
});

test('an inserted row is answered with its embedded resources', async () => {
  const { body } = await send({
    method: 'POST',
    path: '/orders?select=name,billing:addresses!billing(city)',
    body: { name: 'new', billing_address_id: 2 },
    prefer: 'return=representation',
  });
  assert.deepEqual(body, [{ name: 'new', billing: { city: 'Recife' } }]);
});

test('values arrive as they were sent', async () => {
  const doc = { deep: [1, { x: null }], text: 'it\'s "q" \\ $1 --' };
  const { body } = await send({
    method: 'POST',
    path: '/things?select=id,"odd \\"name",state,small,big,during,flag,doc,note',
    body: `{"id":100,"odd \\"name":"'; drop table things; --","state":"ok","small":"abc","big":9007199254740993,
      "during":"[1,3)","flag":false,"doc":${JSON.stringify(doc)},"note":"x"}`,
    prefer: 'return=representation',
  });
  assert.equal(body[0]['odd "name'], "'; drop table things; --");
  assert.deepEqual(body[0].doc, doc);
  const { rows } = await stack.database.sql(
    'select big::text, flag, during::text from things where id = 100',
  );
  assert.deepEqual(rows, [{ big: '9007199254740993', flag: false, during: '[1,3)' }]);
});

test('bulk insert: keys must match, unless columns names them; missing=default fills the rest', async () => {
  const uneven = [{ id: 100, flag: true }, { id: 101 }];
  const refused = await send({ method: 'POST', path: '/things', body: uneven });
  assert.deepEqual([refused.status, refused.body.code], [400, 'PGRST102']);
  const nulls = await send({
    method: 'POST',
    path: '/things?columns=id,uid&select=id,uid',
    body: [{ id: 100, ignored: 1 }, { id: 101 }],
    prefer: 'return=representation',
  });
  assert.deepEqual(nulls.body, [
    { id: 100, uid: null },
    { id: 101, uid: null },
  ]);
  const filled = await send({
    method: 'POST',
    path: '/things?columns=id,uid&select=id,uid',
    body: [{ id: 102 }, { id: 103 }],
    prefer: 'return=representation, missing=default',
  });
  const uids = (filled.body as { uid: string | null }[]).map(({ uid }) => uid);
  assert.ok(uids.every((uid) => uid !== null));
  assert.equal(new Set(uids).size, 2, 'the default was evaluated once for all rows');
});

test('nothing to insert inserts nothing; an empty object inserts defaults', async () => {
  const none = await send({ method: 'POST', path: '/orders', body: [], prefer: 'return=representation' });
  assert.deepEqual([none.status, none.body], [201, []]);
  const defaults = await send({
    method: 'POST',
    path: '/orders?select=name',
    body: {},
    prefer: 'return=representation',
  });
  assert.deepEqual([defaults.status, defaults.body], [201, [{ name: null }]]);
});

test('upsert merges or ignores by primary key or by the columns named', async () => {
  await send({ method: 'POST', path: '/directors', body: director(100, 'Old', 'Name') });
  const merged = await send({
    method: 'POST',
    path: '/directors?columns=id,first_name,last_name',
    body: [director(100, 'New', 'Name'), director(101)],
    prefer: 'resolution=merge-duplicates, return=representation',
  });
  assert.equal(merged.status, 201);
  assert.deepEqual(await directors(), [director(100, 'New', 'Name'), director(101)]);
  const ignored = await send({
    method: 'POST',
    path: '/directors?on_conflict=id',
    body: [director(100, 'Newer', 'Name'), director(102)],
    prefer: 'resolution=ignore-duplicates, return=representation',
  });
  assert.deepEqual(ignored.body, [director(102)]);
  assert.deepEqual((await directors('id = 100'))[0], director(100, 'New', 'Name'));
  const notUnique = await send({
    method: 'POST',
    path: '/directors?on_conflict=last_name',
    body: director(103),
    prefer: 'resolution=merge-duplicates',
  });
  assert.deepEqual([notUnique.status, notUnique.body.code], [400, '42P10']);
});

test('update and delete touch the filtered rows, and tell which', async () => {
  await send({
    method: 'POST',
    path: '/directors',
    body: [director(100), director(101), director(102, 'Z')],
  });
  const updated = await send({
    method: 'PATCH',
    path: '/directors?id=gte.100&first_name=eq.A&select=id,films(id)',
    body: { last_name: 'X' },
    prefer: 'return=representation, count=exact',
  });
  assert.deepEqual(updated.body, [
    { id: 100, films: [] },
    { id: 101, films: [] },
  ]);
  assert.deepEqual([updated.status, updated.range], [200, '0-1/2']);
  assert.deepEqual(await directors(), [director(100, 'A', 'X'), director(101, 'A', 'X'), director(102, 'Z')]);
  const silent = await send({ method: 'PATCH', path: '/directors?id=eq.100', body: { last_name: 'Y' } });
  assert.deepEqual([silent.status, silent.body], [204, null]);
  const nobody = await send({
    method: 'PATCH',
    path: '/directors?id=eq.999',
    body: { last_name: 'Y' },
    prefer: 'return=representation',
  });
  assert.deepEqual([nobody.status, nobody.body], [200, []]);
  const nothing = await send({
    method: 'PATCH',
    path: '/directors?id=eq.100',
    body: {},
    prefer: 'return=representation',
  });
  assert.deepEqual([nothing.status, nothing.body], [200, []]);
  const deleted = await send({
    method: 'DELETE',
    path: '/directors?or=(id.eq.100,first_name.eq.Z)&select=id&order=id',
    prefer: 'return=representation',
  });
  assert.deepEqual(deleted.body, [{ id: 100 }, { id: 102 }]);
  assert.deepEqual(await directors(), [director(101, 'A', 'X')]);
  const gone = await send({ method: 'DELETE', path: '/directors?id=eq.101', prefer: 'count=exact' });
  assert.deepEqual([gone.status, gone.body, gone.range], [204, null, '*/1']);
});

test('what would touch more than was meant is refused, and nothing happens', async () => {
  await send({ method: 'POST', path: '/directors', body: [director(100), director(101)] });
  const cases: readonly (readonly [Sent, number, string])[] = [
    [{ method: 'PATCH', path: '/directors', body: { last_name: 'X' } }, 400, '21000'],
    [{ method: 'DELETE', path: '/directors' }, 400, '21000'],
    [{ method: 'DELETE', path: '/directors?id=gte.100&limit=1' }, 400, 'PGRST127'],
    [{ method: 'PATCH', path: '/directors?id=gte.100', body: [director(1), director(2)] }, 400, 'PGRST102'],
    [
      { method: 'DELETE', path: '/directors?id=gte.100', prefer: 'handling=strict, max-affected=1' },
      400,
      'PGRST124',
    ],
    [
      {
        method: 'DELETE',
        path: '/directors?id=gte.100',
        prefer: 'return=representation',
        accept: 'application/vnd.pgrst.object+json',
      },
      406,
      'PGRST116',
    ],
    [{ method: 'DELETE', path: '/directors?films=is.null&select=id,films()' }, 400, 'PGRST127'],
    [{ method: 'DELETE', path: '/directors?id=gte.100', prefer: 'tx=rollback' }, 400, 'PGRST127'],
  ];
  for (const [sent, status, code] of cases) {
    const answer = await send(sent);
    assert.deepEqual([answer.status, answer.body?.code], [status, code], JSON.stringify(sent));
    assert.deepEqual(await directors(), [director(100), director(101)]);
  }
  const lenient = await send({ method: 'DELETE', path: '/directors?id=gte.100', prefer: 'max-affected=1' });
  assert.equal(lenient.status, 204);
});

test('what Postgres refuses keeps its code, with the status of PostgREST', async () => {
  const cases: readonly (readonly [Sent, number, string])[] = [
    [{ method: 'POST', path: '/directors', body: director(1) }, 409, '23505'],
    [{ method: 'POST', path: '/films', body: { id: 99, title: 'x', director_id: 99 } }, 409, '23503'],
    [{ method: 'DELETE', path: '/directors?id=eq.1' }, 409, '23503'],
    [{ method: 'POST', path: '/films', body: { id: 99 } }, 400, '23502'],
    [{ method: 'POST', path: '/todos', body: { task: '' } }, 400, '23514'],
    [{ method: 'POST', path: '/films', body: { id: 99, title: 'x'.repeat(51) } }, 400, '22001'],
    [{ method: 'POST', path: '/films', body: { id: 'many', title: 'x' } }, 400, '22P02'],
    [{ method: 'POST', path: '/things', body: { id: 100, small: 'too long' } }, 400, '23514'],
    [{ method: 'POST', path: '/todos', body: { id: 7, task: 'x' } }, 400, '428C9'],
    [{ method: 'POST', path: '/films', body: { id: 99, nope: 1 } }, 400, 'PGRST204'],
    [{ method: 'POST', path: '/films?columns=nope', body: { id: 99 } }, 400, 'PGRST204'],
    [{ method: 'POST', path: '/films', body: '{' }, 400, 'PGRST102'],
    [{ method: 'POST', path: '/films', body: '[1]' }, 400, 'PGRST102'],
    [{ method: 'POST', path: '/films', body: 'null' }, 400, 'PGRST102'],
    [{ method: 'POST', path: '/recent_films', body: { id: null } }, 400, '23502'],
  ];
  for (const [sent, status, code] of cases) {
    const answer = await send(sent);
    assert.deepEqual([answer.status, answer.body?.code], [status, code], JSON.stringify(sent));
  }
});

test('each user reads and changes its own rows only', async () => {
  const read = async (user: string) => (await stack.call('/todos?select=task&order=id', { user })).json();
  assert.deepEqual(await read(ANA), [{ task: 'water the plants' }, { task: 'call Bia' }]);
  assert.deepEqual(await read(BIA), [{ task: 'secret of Bia' }]);

  const all = await send({
    method: 'PATCH',
    path: '/todos?id=gt.0',
    body: { done: true },
    prefer: 'count=exact',
  });
  assert.equal(all.range, '0-1/2');
  const bias = await stack.database.sql('select done from todos where owner = $1', [BIA]);
  assert.deepEqual(bias.rows, [{ done: false }]);

  const given = await send({ method: 'PATCH', path: '/todos?id=gt.0', body: { owner: BIA } });
  assert.deepEqual([given.status, given.body?.code], [403, '42501']);
  const forged = await send({ method: 'POST', path: '/todos', body: { owner: BIA, task: 'planted' } });
  assert.deepEqual([forged.status, forged.body?.code], [403, '42501']);
  const own = await send({
    method: 'POST',
    path: '/todos?select=owner',
    body: { task: 'mine' },
    prefer: 'return=representation',
  });
  assert.deepEqual(own.body, [{ owner: ANA }]);
  await send({ method: 'DELETE', path: '/todos?owner=eq.b0000000-0000-4000-8000-00000000000b' });
  assert.equal((await stack.database.sql('select 1 from todos where owner = $1', [BIA])).rowCount, 1);

  const admin = await stack.call('/todos?select=id', { key: 'secret' });
  assert.equal(((await admin.json()) as unknown[]).length, 4);
});

test('embedded rows and rows of functions are hidden as any other', async () => {
  const read = async (path: string) => (await stack.call(path, { user: ANA })).json();
  assert.deepEqual(await read('/mentions?select=id,todos(owner)&order=id'), [
    { id: 1, todos: { owner: ANA } },
    { id: 3, todos: null },
  ]);
  assert.deepEqual(await read('/mentions?select=id,todos!inner(owner)'), [{ id: 1, todos: { owner: ANA } }]);
  assert.deepEqual(await read('/mentions?select=id,todos()&todos=is.null'), [{ id: 3 }]);
  const owners = (await read('/rpc/all_todos?select=owner')) as { owner: string }[];
  assert.ok(owners.length > 0);
  assert.ok(owners.every(({ owner }) => owner === ANA));
  assert.equal(
    (await stack.call('/mentions?select=id,todos(task)')).status,
    401,
    'anon reads todos by embedding',
  );
});

test('rights are those of the role: tables, columns, writing', async () => {
  assert.equal((await stack.call('/closed', { user: ANA })).status, 403);
  assert.equal((await stack.call('/closed', { key: 'secret' })).status, 200);
  assert.equal((await stack.call('/guarded', { user: ANA })).status, 403);
  assert.equal((await stack.call('/guarded?select=id,shown', { user: ANA })).status, 200);
  assert.equal((await stack.call('/guarded?select=id&hidden=eq.h', { user: ANA })).status, 403);
  assert.equal((await stack.call('/guarded?select=id&order=hidden', { user: ANA })).status, 403);
  const anonymous = await stack.call('/directors', { method: 'POST', body: JSON.stringify(director(100)) });
  assert.equal(anonymous.status, 401);
  assert.equal(anonymous.headers.get('www-authenticate'), 'Bearer');
  // inserting needs no right to read what is not answered
  const blind = await send({ method: 'POST', path: '/guarded', body: { id: 100, shown: 's' } });
  assert.equal(blind.status, 201);
  const part = await send({
    method: 'POST',
    path: '/guarded?select=id',
    body: { id: 101, shown: 's' },
    prefer: 'return=representation',
  });
  assert.deepEqual(part.body, [{ id: 101 }]);
  const greedy = await send({
    method: 'POST',
    path: '/guarded',
    body: { id: 102, shown: 's' },
    prefer: 'return=representation',
  });
  assert.equal(greedy.status, 403);
});
