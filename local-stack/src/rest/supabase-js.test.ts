/** supabase-js, unmodified, against the service. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ANA, startRestFixture } from './fixture.ts';

const stack = await startRestFixture();
after(() => stack.stop());
const anon = stack.client();
const ana = stack.client(ANA);

test('select with filters, embedding, order, range and count', async () => {
  const { data, error, count } = await anon
    .from('films')
    .select('id, title, director:directors!inner(last_name)', { count: 'exact' })
    .gt('year', 1950)
    .or('language.eq.ja,title.ilike.*cléo*')
    .not('id', 'in', '(2)')
    .order('year', { ascending: false })
    .range(0, 0);
  assert.equal(error, null);
  assert.deepEqual(data, [{ id: 1, title: 'Spirited Away', director: { last_name: 'Miyazaki' } }]);
  assert.equal(count, 2);
});

test('values with reserved characters find their row', async () => {
  const title = '50% (off), "half"';
  assert.deepEqual((await anon.from('films').select('id').eq('title', title)).data, [{ id: 5 }]);
  assert.deepEqual((await anon.from('films').select('id').in('title', ['a,b (c)', 'Rashomon'])).data, [
    { id: 3 },
  ]);
  assert.deepEqual(
    (
      await anon
        .from('films')
        .select('id')
        .contains('details', { studio: { name: 'Daiei' } })
    ).data,
    [{ id: 3 }],
  );
  assert.deepEqual((await anon.from('films').select('id').overlaps('tags', ['animation'])).data, [{ id: 1 }]);
  assert.deepEqual(
    (await anon.from('films').select('id').likeAnyOf('title', ['Rash%', '%Away']).order('id')).data,
    [{ id: 1 }, { id: 3 }],
  );
  assert.deepEqual(
    (await anon.from('films').select('id').textSearch('plot', 'girl', { config: 'english' })).data,
    [{ id: 1 }],
  );
});

test('single and maybeSingle', async () => {
  assert.deepEqual((await anon.from('films').select('id').eq('id', 1).single()).data, { id: 1 });
  const none = await anon.from('films').select('id').eq('id', 99).single();
  assert.deepEqual([none.status, none.error?.code], [406, 'PGRST116']);
  const maybe = await anon.from('films').select('id').eq('id', 99).maybeSingle();
  assert.deepEqual([maybe.data, maybe.error], [null, null]);
});

test('head and count', async () => {
  const { data, count } = await anon.from('films').select('*', { count: 'exact', head: true });
  assert.deepEqual([data, count], [null, 5]);
});

test('insert, upsert, update and delete', async () => {
  const made = await ana
    .from('directors')
    .insert([
      { id: 500, first_name: 'A', last_name: 'B' },
      { id: 501, first_name: 'C', last_name: 'D' },
    ])
    .select('id');
  assert.deepEqual(made.data, [{ id: 500 }, { id: 501 }]);
  const merged = await ana
    .from('directors')
    .upsert({ id: 500, first_name: 'N', last_name: 'B' })
    .select()
    .single();
  assert.deepEqual(merged.data, { id: 500, first_name: 'N', last_name: 'B' });
  const kept = await ana
    .from('directors')
    .upsert({ id: 500, first_name: 'X', last_name: 'X' }, { onConflict: 'id', ignoreDuplicates: true })
    .select();
  assert.deepEqual(kept.data, []);
  const changed = await ana.from('directors').update({ last_name: 'Z' }, { count: 'exact' }).gte('id', 500);
  assert.deepEqual([changed.status, changed.count], [204, 2]);
  const removed = await ana.from('directors').delete().gte('id', 500).select('id').order('id');
  assert.deepEqual(removed.data, [{ id: 500 }, { id: 501 }]);
  const forgotten = await ana.from('directors').delete();
  assert.equal(forgotten.error?.code, '21000');
  const filled = await ana
    .from('things')
    .insert([{ id: 500 }, { id: 501, flag: true }], { defaultToNull: false })
    .select('id, uid, flag');
  assert.equal(filled.error, null);
  assert.ok(filled.data?.every(({ uid }) => uid !== null));
});

test('functions by POST, GET and HEAD', async () => {
  assert.deepEqual((await ana.rpc('echo_json', { doc: { list: [1, { a: 'x' }] } })).data, {
    list: [1, { a: 'x' }],
  });
  assert.equal((await anon.rpc('add_them', { a: 1, b: 2 }, { get: true })).data, 3);
  assert.equal((await anon.rpc('total', { numbers: [1, 2] }, { get: true })).data, 3);
  const films = await anon.rpc('films_of', { director: 1 }).select('title').order('year').limit(1);
  assert.deepEqual(films.data, [{ title: 'Princess Mononoke' }]);
  assert.equal((await anon.rpc('films_of', { director: 1 }, { head: true, count: 'exact' })).count, 2);
  const raised = await anon.rpc('raise_custom', { state: 'PT409' });
  assert.deepEqual([raised.status, raised.error?.details, raised.error?.hint], [409, 'quota', 'wallet']);
});

test('other schemas are refused', async () => {
  const { error, status } = await stack.client().schema('auth').from('users').select();
  assert.deepEqual([status, error?.code], [406, 'PGRST106']);
});
