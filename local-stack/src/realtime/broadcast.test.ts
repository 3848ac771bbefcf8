import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { SupabaseClient } from '@supabase/supabase-js';
import { AGENTS_TOPIC, jobTopic } from '../../../supabase/functions/_shared/contract/events.ts';
import { startServiceStack } from '../service-stack.ts';
import { Inbox, join, subscribed } from './inbox.ts';

const OWNER = 'a0000000-0000-4000-8000-000000000001';
const STRANGER = 'b0000000-0000-4000-8000-000000000002';
const JOB = jobTopic('c0000000-0000-4000-8000-000000000003');

const stack = await startServiceStack();
after(() => stack.stop());
await stack.sql(`
  create table public.listeners (topic text, listener uuid, speaks boolean default false);
  grant select on public.listeners to authenticated;
  insert into public.listeners values ('${JOB}', '${OWNER}', false), ('room', '${OWNER}', true),
    ('room', '${STRANGER}', false);
  create policy "listeners hear their topics" on realtime.messages for select to authenticated
    using (exists (select 1 from public.listeners l
                   where l.topic = (select realtime.topic()) and l.listener = (select auth.uid())));
  create policy "speakers speak" on realtime.messages for insert to authenticated
    with check (exists (select 1 from public.listeners l
                        where l.topic = (select realtime.topic()) and l.listener = (select auth.uid()) and l.speaks));
`);

interface Message {
  readonly event: string;
  readonly payload: Record<string, unknown>;
}

async function userClient(id: string, expiresIn: string | number = '1h'): Promise<SupabaseClient> {
  const client = stack.client(await stack.token(id, { expiresIn }));
  // Without it the first join may go out before the token is known, and is refused as the key's.
  await client.realtime.setAuth();
  return client;
}

function listen(client: SupabaseClient, topic: string, config: Record<string, unknown>) {
  const inbox = new Inbox<Message>();
  const channel = client.channel(topic, { config });
  channel.on('broadcast', { event: '*' }, (message) => inbox.put(message as unknown as Message));
  return { channel, inbox };
}

test('the owner of a job hears what the database sends on its private topic, in order', async () => {
  const { channel, inbox } = listen(await userClient(OWNER), JOB, { private: true });
  await join(channel);
  for (let seq = 1; seq <= 5; seq++) {
    await stack.sql('select realtime.send($1, $2, $3)', [{ seq, note: 'olá ✓' }, 'job_progressed', JOB]);
  }
  const messages = await inbox.atLeast(5);
  assert.deepEqual(
    messages.map(({ payload }) => payload.seq),
    [1, 2, 3, 4, 5],
  );
  assert.equal(messages[0]?.event, 'job_progressed');
  assert.equal(messages[0]?.payload.note, 'olá ✓');
});

test('what is rolled back is never heard', async () => {
  const { channel, inbox } = listen(await userClient(OWNER), JOB, { private: true });
  await join(channel);
  await assert.rejects(
    stack.sql(`do $$ begin perform realtime.send('{"seq": 0}', 'undone', '${JOB}'); raise 'no'; end $$`),
  );
  await stack.sql('select realtime.send($1, $2, $3)', [{ seq: 1 }, 'done', JOB]);
  await inbox.next(({ event }) => event === 'done');
  assert.deepEqual(
    inbox.received.map(({ event }) => event),
    ['done'],
  );
});

for (const who of ['a stranger', 'an anonymous visitor'] as const) {
  test(`${who} is refused on a private topic, and hears nothing`, async () => {
    const client = who === 'a stranger' ? await userClient(STRANGER) : stack.client();
    const { channel, inbox } = listen(client, JOB, { private: true });
    const { state, error } = await subscribed(channel).next();
    assert.equal(state, 'CHANNEL_ERROR');
    assert.equal(error, `Unauthorized: You do not have permissions to read from this Channel topic: ${JOB}`);
    await client.removeChannel(channel);

    // The same name as a public channel is another channel.
    const open = listen(client, JOB, { private: false });
    await join(open.channel);
    await stack.sql('select realtime.send($1, $2, $3, true)', [{}, 'secret', JOB]);
    await stack.sql('select realtime.send($1, $2, $3, false)', [{}, 'open', JOB]);
    await open.inbox.next(({ event }) => event === 'open');
    assert.deepEqual(
      open.inbox.received.map(({ event }) => event),
      ['open'],
    );
    assert.deepEqual(inbox.received, []);
  });
}

test('a role Realtime cannot become is refused, as hosted may refuse gpu_agent', async () => {
  await stack.sql('create role gpu_agent nologin; grant gpu_agent to authenticator');
  const client = stack.client(await stack.token(OWNER, { role: 'gpu_agent' }));
  await client.realtime.setAuth();
  const { channel } = listen(client, AGENTS_TOPIC, { private: true });
  const { state, error } = await subscribed(channel).next();
  assert.equal(state, 'CHANNEL_ERROR');
  assert.match(error, /^Unauthorized/);
});

test('only who may insert speaks on a private channel, by socket and by HTTP', async () => {
  const config = { private: true, broadcast: { ack: true } };
  const speaker = listen(await userClient(OWNER), 'room', config);
  const hearer = listen(await userClient(STRANGER), 'room', config);
  await join(speaker.channel);
  await join(hearer.channel);
  assert.equal(await hearer.channel.send({ type: 'broadcast', event: 'forged', payload: {} }), 'error');
  await assert.rejects(hearer.channel.httpSend('forged', { a: 1 }), /do not have permissions to write/);
  assert.equal(
    await speaker.channel.send({ type: 'broadcast', event: 'said', payload: { text: 'é' } }),
    'ok',
  );
  assert.deepEqual(await speaker.channel.httpSend('posted', { a: 2 }), { success: true });
  await hearer.inbox.next(({ event }) => event === 'posted');
  assert.deepEqual(
    hearer.inbox.received.map(({ event, payload }) => [event, payload]),
    [
      ['said', { text: 'é' }],
      ['posted', { a: 2 }],
    ],
  );
  // Its own words by socket do not come back, unless asked; what went by HTTP has no socket to leave out.
  assert.deepEqual(
    speaker.inbox.received.map(({ event }) => event),
    ['posted'],
  );
});

test('public channels: echo when asked, bytes as bytes, and sending before joining', async () => {
  const talker = listen(stack.client(), 'lobby', { broadcast: { ack: true, self: true } });
  const hearer = listen(stack.client(), 'lobby', {});
  await join(talker.channel);
  await join(hearer.channel);
  await talker.channel.send({ type: 'broadcast', event: 'text', payload: { n: 1 } });
  await talker.channel.send({
    type: 'broadcast',
    event: 'bytes',
    payload: new Uint8Array([1, 2, 255]).buffer,
  });
  const [text, bytes] = await hearer.inbox.atLeast(2);
  assert.deepEqual(text?.payload, { n: 1 });
  assert.deepEqual(new Uint8Array(bytes?.payload as unknown as ArrayBuffer), new Uint8Array([1, 2, 255]));
  assert.equal((await talker.inbox.atLeast(2)).length, 2);

  const early = stack.client().channel('lobby');
  assert.deepEqual(await early.httpSend('early', { n: 2 }), { success: true });
  assert.deepEqual((await hearer.inbox.next(({ event }) => event === 'early')).payload, { n: 2 });
});

test('HTTP broadcasts need a key, and are bounded', async () => {
  const url = `${stack.url}/realtime/v1/api/broadcast`;
  const post = async (body: string, apikey?: string): Promise<number> =>
    (await fetch(url, { method: 'POST', body, headers: apikey === undefined ? {} : { apikey } })).status;
  const message = JSON.stringify({ messages: [{ topic: 'lobby', event: 'e', payload: {} }] });
  const key = stack.keys.publishable;
  assert.equal(await post(message), 401);
  assert.equal(await post(message, 'sb_publishable_wrong'), 401);
  assert.equal(await post(message, key), 202);
  assert.equal(await post('{', key), 422);
  assert.equal(await post('{"messages":[]}', key), 422);
  const large = { messages: [{ topic: 'lobby', event: 'e', payload: { text: 'x'.repeat(300_000) } }] };
  assert.equal(await post(JSON.stringify(large), key), 413);
  const secret = { messages: [{ topic: JOB, event: 'e', payload: {}, private: true }] };
  assert.equal(await post(JSON.stringify(secret), key), 403);
});

test('a token that ends ends its channel, a newer one in time keeps it', async () => {
  const kept = listen(await userClient(OWNER, Math.floor(Date.now() / 1000) + 2), JOB, { private: true });
  const keptStates = await join(kept.channel);
  await kept.channel.socket.setAuth(await stack.token(OWNER));

  const client = await userClient(OWNER, Math.floor(Date.now() / 1000) + 2);
  const ended = listen(client, JOB, { private: true });
  const system = new Inbox<Record<string, unknown>>();
  ended.channel.on('system', {}, system.put);
  const states = await join(ended.channel);
  assert.match(String((await system.next()).message), /Token has expired/);
  await states.next(({ state }) => state === 'CLOSED');

  await stack.sql('select realtime.send($1, $2, $3)', [{}, 'after', JOB]);
  await kept.inbox.next(({ event }) => event === 'after');
  assert.deepEqual(ended.inbox.received, []);
  assert.deepEqual(
    keptStates.received.map(({ state }) => state),
    ['SUBSCRIBED'],
  );
});

test('a new token without the right to listen ends the channel', async () => {
  const { channel } = listen(await userClient(OWNER), JOB, { private: true });
  const states = await join(channel);
  await channel.socket.setAuth(await stack.token(STRANGER));
  await states.next(({ state }) => state === 'CLOSED');
});

test('leaving stops the messages, and the topic can be joined again', async () => {
  const client = await userClient(OWNER);
  const first = listen(client, JOB, { private: true });
  await join(first.channel);
  assert.equal(await client.removeChannel(first.channel), 'ok');
  const second = listen(client, JOB, { private: true });
  await join(second.channel);
  await stack.sql('select realtime.send($1, $2, $3)', [{}, 'again', JOB]);
  await second.inbox.next();
  assert.deepEqual(first.inbox.received, []);
});

test('presence, replay and stored messages are refused, not ignored', async () => {
  const client = stack.client();
  const { channel } = listen(client, 'crowd', { presence: { enabled: true } });
  assert.match((await subscribed(channel).next()).error, /Presence is not available/);
  const replaying = listen(await userClient(OWNER), JOB, {
    private: true,
    broadcast: { replay: { since: 1 } },
  });
  assert.match((await subscribed(replaying.channel).next()).error, /Replay/);
});

test('when the replication stream breaks, subscribers are told, join again and hear again', async () => {
  const { channel, inbox } = listen(await userClient(OWNER), JOB, { private: true });
  const states = await join(channel);
  await stack.sql('select pg_terminate_backend(active_pid) from pg_replication_slots');
  await states.next(({ state }) => state === 'CHANNEL_ERROR');
  await states.atLeast(3);
  assert.equal(states.received.at(-1)?.state, 'SUBSCRIBED');
  await stack.sql('select realtime.send($1, $2, $3)', [{ seq: 9 }, 'back', JOB]);
  assert.equal((await inbox.next()).payload.seq, 9);
  const { rows } = await stack.sql(
    'select count(*)::int as slots, bool_and(temporary) as temporary from pg_replication_slots',
  );
  assert.deepEqual(rows, [{ slots: 1, temporary: true }]);
});

test('whoever hears of a change finds it in the rows', async () => {
  await stack.sql(
    'create table public.progress (id int primary key, n int); insert into public.progress values (1, 0)',
  );
  const inbox = new Inbox<number>();
  const client = await userClient(OWNER);
  const channel = client.channel(JOB, { config: { private: true } });
  channel.on('broadcast', { event: '*' }, async ({ payload }) => {
    const now = await stack.sql<{ n: number }>('select n from public.progress');
    inbox.put((now.rows[0]?.n ?? -1) - Number(payload.n));
  });
  await join(channel);
  for (let n = 1; n <= 100; n++) {
    await stack.sql(
      `with moved as (update public.progress set n = $1::int)
       select realtime.send(jsonb_build_object('n', $1::int), 'moved', $2)`,
      [n, JOB],
    );
  }
  const behind = (await inbox.atLeast(100)).filter((difference) => difference < 0);
  assert.deepEqual(behind, []);
});
