/** The API of pgmq 1.5.1, called as the migrations' role. Time is moved by set_vt and by rows, never by waiting. */
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { Client } from 'pg';
import { startTestDatabase } from './testing.ts';

const database = await startTestDatabase({ migrations: false });
const client = new Client({ connectionString: database.dbUrl });
await client.connect();
await client.query('create extension if not exists pgmq');
after(async () => {
  await client.end();
  await database.stop();
});
beforeEach(async () => {
  await client.query("select pgmq.drop_queue('jobs')");
  await client.query("select pgmq.create('jobs')");
});

async function column(text: string, params: unknown[] = []): Promise<unknown[]> {
  const { rows } = await client.query({ text, values: params, rowMode: 'array' });
  return rows.map((row: unknown[]) => row[0]);
}

async function one(text: string, params: unknown[] = []): Promise<unknown> {
  return (await column(text, params))[0];
}

test('the extension belongs to the role that created it, and dropping it leaves nothing', async () => {
  assert.equal(
    await one("select extowner::regrole::text from pg_extension where extname = 'pgmq'"),
    'postgres',
  );
  assert.deepEqual(
    await column(
      "select distinct proowner::regrole::text from pg_proc where pronamespace = 'pgmq'::regnamespace",
    ),
    ['postgres'],
  );
  await client.query('begin');
  await client.query('drop extension pgmq cascade');
  assert.equal(await one("select to_regclass('pgmq.meta')::text"), null);
  await client.query('rollback');
});

test('a message is read once, counted, and back when its time is over', async () => {
  assert.equal(await one(`select * from pgmq.send('jobs', '{"task": 1}')`), '1');
  const { rows, fields } = await client.query("select * from pgmq.read('jobs', 30, 5)");
  assert.deepEqual(
    fields.map(({ name }) => name),
    ['msg_id', 'read_ct', 'enqueued_at', 'vt', 'message', 'headers'],
  );
  assert.deepEqual(
    [rows[0].msg_id, rows[0].read_ct, rows[0].message, rows[0].headers],
    ['1', 1, { task: 1 }, null],
  );
  assert.ok(rows[0].vt > rows[0].enqueued_at);
  assert.deepEqual(await column("select msg_id from pgmq.read('jobs', 30, 5)"), []);
  const put = await client.query("select * from pgmq.set_vt('jobs', 1, 0)");
  assert.equal(put.rows[0].read_ct, 1);
  assert.deepEqual(await column("select read_ct from pgmq.read('jobs', 30, 5)"), [2]);
});

test('set_vt of an unknown message answers no row', async () => {
  assert.deepEqual(await column("select msg_id from pgmq.set_vt('jobs', 99, 10)"), []);
});

const delayed: readonly (readonly [string, string])[] = [
  ['seconds', `pgmq.send('jobs', '{}', 60)`],
  ['a moment', `pgmq.send('jobs', '{}', now() + interval '1 minute')`],
  ['headers and seconds', `pgmq.send('jobs', '{}', '{"h": 1}'::jsonb, 60)`],
  ['headers and a moment', `pgmq.send('jobs', '{}', '{"h": 1}'::jsonb, now() + interval '1 minute')`],
  ['seconds, in a batch', `pgmq.send_batch('jobs', array['{}']::jsonb[], 60)`],
  ['a moment, in a batch', `pgmq.send_batch('jobs', array['{}']::jsonb[], now() + interval '1 minute')`],
];
for (const [what, call] of delayed) {
  test(`a message delayed by ${what} is invisible until then`, async () => {
    assert.equal(await one(`select * from ${call}`), '1');
    assert.deepEqual(await column("select msg_id from pgmq.read('jobs', 1, 5)"), []);
    assert.ok(
      (await one('select extract(epoch from vt - now()) between 50 and 61 from pgmq.q_jobs')) === true,
    );
    await client.query("select pgmq.set_vt('jobs', 1, 0)");
    assert.deepEqual(await column("select msg_id from pgmq.read('jobs', 1, 5)"), ['1']);
  });
}

test('headers travel with the message', async () => {
  await client.query(`select pgmq.send('jobs', '{}', '{"trace": "x"}'::jsonb)`);
  assert.deepEqual(await column("select headers from pgmq.read('jobs', 30, 1)"), [{ trace: 'x' }]);
});

test('a batch keeps its order and its headers', async () => {
  const ids = await column(
    `select * from pgmq.send_batch('jobs', array['{"n": 1}', '{"n": 2}', '{"n": 3}']::jsonb[], array['{"h": 1}', null, '{"h": 3}']::jsonb[])`,
  );
  assert.deepEqual(ids, ['1', '2', '3']);
  const { rows } = await client.query("select message, headers from pgmq.read('jobs', 30, 2)");
  assert.deepEqual(rows, [
    { message: { n: 1 }, headers: { h: 1 } },
    { message: { n: 2 }, headers: null },
  ]);
  assert.deepEqual(await column("select message from pgmq.read('jobs', 30, 5)"), [{ n: 3 }]);
  await assert.rejects(
    client.query(`select pgmq.send_batch('jobs', array['{}', '{}']::jsonb[], array['{}']::jsonb[])`),
    /same length/,
  );
});

test('two readers never get the same message', async () => {
  await client.query(`select pgmq.send_batch('jobs', array['{}', '{}']::jsonb[])`);
  const other = new Client({ connectionString: database.dbUrl });
  await other.connect();
  try {
    await client.query('begin');
    assert.deepEqual(await column("select msg_id from pgmq.read('jobs', 30, 1)"), ['1']);
    const { rows } = await other.query("select msg_id from pgmq.read('jobs', 30, 5)");
    assert.deepEqual(rows, [{ msg_id: '2' }]);
    await client.query('commit');
  } finally {
    await other.end();
  }
});

test('reading with a condition leaves the rest alone', async () => {
  await client.query(`select pgmq.send_batch('jobs', array['{"kind": "a"}', '{"kind": "b"}']::jsonb[])`);
  assert.deepEqual(await column(`select msg_id from pgmq.read('jobs', 30, 5, '{"kind": "b"}')`), ['2']);
  assert.deepEqual(await column(`select read_ct from pgmq.q_jobs order by msg_id`), [0, 1]);
});

test('read_with_poll answers at once when there is something, and empty-handed at its limit', async () => {
  assert.deepEqual(await column("select msg_id from pgmq.read_with_poll('jobs', 30, 1, 0, 1)"), []);
  await client.query(`select pgmq.send('jobs', '{"kind": "a"}')`);
  assert.deepEqual(
    await column(`select msg_id from pgmq.read_with_poll('jobs', 30, 1, 0, 1, '{"kind": "b"}')`),
    [],
  );
  assert.deepEqual(await column("select msg_id from pgmq.read_with_poll('jobs', 30, 1)"), ['1']);
});

test('read_with_poll sees a message that comes while it waits', async () => {
  const other = new Client({ connectionString: database.dbUrl });
  await other.connect();
  try {
    const waiting = column("select msg_id from pgmq.read_with_poll('jobs', 30, 1, 30, 5)");
    await other.query(`select pgmq.send('jobs', '{}')`);
    assert.deepEqual(await waiting, ['1']);
  } finally {
    await other.end();
  }
});

test('pop takes the message away', async () => {
  await client.query(`select pgmq.send_batch('jobs', array['{"n": 1}', '{"n": 2}']::jsonb[])`);
  assert.deepEqual(await column("select message from pgmq.pop('jobs')"), [{ n: 1 }]);
  assert.deepEqual(await column('select msg_id from pgmq.q_jobs'), ['2']);
});

test('archiving moves a message, deleting removes it, both tell what they found', async () => {
  await client.query(`select pgmq.send_batch('jobs', array['{}', '{}', '{}', '{}', '{}']::jsonb[])`);
  assert.equal(await one("select pgmq.archive('jobs', 1)"), true);
  assert.equal(await one("select pgmq.archive('jobs', 1)"), false);
  assert.deepEqual(await column("select pgmq.archive('jobs', array[2, 99])"), ['2']);
  assert.equal(await one("select pgmq.delete('jobs', 3)"), true);
  assert.equal(await one("select pgmq.delete('jobs', 3)"), false);
  assert.deepEqual(await column("select pgmq.delete('jobs', array[4, 99])"), ['4']);
  assert.deepEqual(await column('select msg_id from pgmq.q_jobs'), ['5']);
  assert.deepEqual(await column('select msg_id from pgmq.a_jobs where archived_at is not null order by 1'), [
    '1',
    '2',
  ]);
});

test('metrics count what waits, what is visible and what ever came', async () => {
  const empty = await client.query("select * from pgmq.metrics('jobs')");
  assert.deepEqual(
    empty.fields.map(({ name }) => name),
    [
      'queue_name',
      'queue_length',
      'newest_msg_age_sec',
      'oldest_msg_age_sec',
      'total_messages',
      'scrape_time',
      'queue_visible_length',
    ],
  );
  assert.equal(empty.rows[0].total_messages, '0');
  assert.equal(empty.rows[0].newest_msg_age_sec, null);
  await client.query(`select pgmq.send_batch('jobs', array['{}', '{}', '{}']::jsonb[])`);
  await client.query("update pgmq.q_jobs set enqueued_at = now() - interval '100 seconds' where msg_id = 1");
  await client.query("select pgmq.pop('jobs')");
  await client.query("select pgmq.read('jobs', 30, 1)");
  await client.query("update pgmq.q_jobs set enqueued_at = now() - interval '50 seconds' where msg_id = 2");
  const { rows } = await client.query("select * from pgmq.metrics('jobs')");
  const { scrape_time, oldest_msg_age_sec, ...counts } = rows[0];
  assert.ok(scrape_time instanceof Date);
  assert.ok(oldest_msg_age_sec >= 50 && oldest_msg_age_sec < 90);
  assert.deepEqual(
    [counts.queue_name, counts.queue_length, counts.total_messages, counts.queue_visible_length],
    ['jobs', '2', '3', '1'],
  );
  assert.deepEqual(await column('select queue_name from pgmq.metrics_all()'), ['jobs']);
});

test('purging empties a queue and says how many it held', async () => {
  await client.query(`select pgmq.send_batch('jobs', array['{}', '{}']::jsonb[])`);
  assert.equal(await one("select pgmq.purge_queue('jobs')"), '2');
  assert.deepEqual(await column('select msg_id from pgmq.q_jobs'), []);
});

test('queues are listed, created twice without harm, dropped once', async () => {
  await client.query("select pgmq.create('jobs')");
  await client.query("select pgmq.create_unlogged('quick')");
  const { rows } = await client.query(
    'select queue_name, is_partitioned, is_unlogged from pgmq.list_queues() order by 1',
  );
  assert.deepEqual(rows, [
    { queue_name: 'jobs', is_partitioned: false, is_unlogged: false },
    { queue_name: 'quick', is_partitioned: false, is_unlogged: true },
  ]);
  assert.equal(await one("select relpersistence from pg_class where relname = 'q_quick'"), 'u');
  assert.equal(await one("select pgmq.drop_queue('quick')"), true);
  assert.equal(await one("select pgmq.drop_queue('quick')"), false);
});

test('names are limited to 47 characters and harmless ones', async () => {
  const longest = 'q'.repeat(47);
  await client.query('select pgmq.create($1)', [longest]);
  assert.equal(await one(`select pgmq.send($1, '{}')`, [longest]), '1');
  assert.equal(await one(`select total_messages from pgmq.metrics($1)`, [longest]), '1');
  await client.query('select pgmq.drop_queue($1)', [longest]);
  await assert.rejects(client.query('select pgmq.create($1)', ['q'.repeat(48)]), /too long/);
  for (const name of ["a'b", 'a;b', 'a--b', 'a$b']) {
    await assert.rejects(client.query('select pgmq.create($1)', [name]), /invalid characters/, name);
  }
});

test('clients reach a queue through a definer function and in no other way', async () => {
  await client.query('begin');
  await client.query(
    `create function public.enqueue(m jsonb) returns bigint language sql security definer set search_path = ''
     as $$ select pgmq.send('jobs', m) $$;
     grant execute on function public.enqueue to authenticated;
     set local role authenticated`,
  );
  assert.equal(await one(`select public.enqueue('{}')`), '1');
  await assert.rejects(client.query(`select pgmq.send('jobs', '{}')`), { code: '42501' });
  await client.query('rollback');
});
