import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { WebSocket } from 'ws';
import { startServiceStack } from '../service-stack.ts';
import { Inbox } from './inbox.ts';
import { realtimeOf } from './parts.ts';
import { attachRealtime, pruneMessages } from './server.ts';

const stack = await startServiceStack();
const server = createServer();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
// A context of its own makes a Realtime of its own, beside the stack's.
const context = { ...stack.context };
const realtime = attachRealtime(server, context, {
  channelsPerConnection: 2,
  joinsPerSecond: 1000,
  broadcastBytes: 1000,
  messagesPerSecond: 1000,
  backlogBytes: 500_000,
});
let connected = 0;
server.on('connection', (socket) => {
  connected++;
  socket.once('close', () => connected--);
});
const connections = (): number => connected;
after(async () => {
  await realtime.stop();
  server.close();
  await stack.stop();
});

type Reply = readonly [
  string | null,
  string | null,
  string,
  string,
  { status?: string; response?: { reason?: string } },
];

const address = (query: string): string =>
  `ws://127.0.0.1:${(server.address() as AddressInfo).port}/realtime/v1/websocket?${query}`;
const QUERY = `apikey=${stack.keys.publishable}&vsn=2.0.0`;

async function connect() {
  const socket = new WebSocket(address(QUERY));
  const replies = new Inbox<Reply>();
  socket.on('message', (data) => replies.put(JSON.parse(String(data)) as Reply));
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  await once(socket, 'open');
  let ref = 0;
  const ask = async (topic: string, event: string, payload: unknown, joinRef = '1'): Promise<string> => {
    const mine = String(++ref);
    socket.send(JSON.stringify([joinRef, mine, topic, event, payload]));
    const [, , , , { status, response }] = await replies.next(
      (reply) => reply[1] === mine && reply[3] === 'phx_reply',
    );
    return response?.reason ?? String(status);
  };
  return { socket, replies, closed, ask };
}

for (const [why, query, status] of [
  ['no key', 'vsn=2.0.0', 401],
  ['a wrong key', 'apikey=sb_publishable_wrong&vsn=2.0.0', 401],
  ['a forged token', `apikey=eyJhbGciOiJub25lIn0.e30.&vsn=2.0.0`, 401],
  ['protocol 1.0.0', `apikey=${stack.keys.publishable}&vsn=1.0.0`, 400],
] as const) {
  test(`a socket with ${why} is refused with ${status}`, async () => {
    const socket = new WebSocket(address(query));
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    assert.equal(response.statusCode, status);
    socket.on('error', () => undefined);
    socket.terminate();
  });
}

test('heartbeats are answered', async () => {
  const { ask, socket } = await connect();
  assert.equal(await ask('phoenix', 'heartbeat', {}), 'ok');
  socket.close();
});

test('a connection has a limit of channels; joining one again is not one more', async () => {
  const { ask, socket } = await connect();
  assert.equal(await ask('realtime:a', 'phx_join', {}), 'ok');
  assert.equal(await ask('realtime:b', 'phx_join', {}), 'ok');
  assert.equal(await ask('realtime:c', 'phx_join', {}), 'ChannelRateLimitReached: Too many channels');
  assert.equal(await ask('realtime:b', 'phx_join', {}, '2'), 'ok');
  assert.equal(await ask('realtime:a', 'phx_leave', {}), 'ok');
  assert.equal(await ask('realtime:c', 'phx_join', {}), 'ok');
  socket.close();
});

test('joining again closes the earlier joining, and only that', async () => {
  const { ask, replies, socket } = await connect();
  await ask('realtime:a', 'phx_join', {}, 'first');
  await ask('realtime:a', 'phx_join', {}, 'second');
  const [joinRef] = await replies.next(([, , , event]) => event === 'phx_close');
  assert.equal(joinRef, 'first');
  assert.equal(await ask('realtime:a', 'broadcast', { event: 'e', payload: {} }, 'first'), 'unmatched topic');
  socket.close();
});

test('a broadcast has a limit of size, and needs a channel', async () => {
  const { ask, socket } = await connect();
  assert.equal(await ask('realtime:a', 'broadcast', { event: 'e', payload: {} }), 'unmatched topic');
  await ask('realtime:a', 'phx_join', { config: { broadcast: { ack: true } } });
  assert.equal(
    await ask('realtime:a', 'broadcast', { event: 'e', payload: { text: 'x'.repeat(900) } }),
    'ok',
  );
  assert.equal(
    await ask('realtime:a', 'broadcast', { event: 'e', payload: { text: 'x'.repeat(1001) } }),
    'Payload size exceeds the limit',
  );
  assert.equal(await ask('realtime:a', 'presence', {}), 'Presence is not available in the local stack');
  socket.close();
});

for (const [what, frame] of [
  ['text that is no JSON', 'hello'],
  ['JSON that is no frame', '{"topic":"a"}'],
  ['a frame of wrong types', '[1,2,3,4,5]'],
  ['an unknown binary frame', Buffer.from([9, 9, 9, 9, 9, 9, 9])],
  ['a truncated binary frame', Buffer.from([3, 200, 1, 1, 1, 0, 1, 65])],
  ['a binary frame with bad JSON', Buffer.concat([Buffer.from([3, 0, 0, 1, 1, 0, 1]), Buffer.from('ae{')])],
  ['an enormous frame', 'x'.repeat(2_000_000)],
] as const) {
  test(`${what} ends the connection and nothing else`, async () => {
    const other = await connect();
    const { socket, closed } = await connect();
    socket.send(frame);
    const [code] = await closed;
    assert.ok([1003, 1009].includes(code as number), String(code));
    assert.equal(await other.ask('phoenix', 'heartbeat', {}), 'ok');
    other.socket.close();
  });
}

test('a client that does not read is cut off', async () => {
  const slow = await connect();
  await slow.ask('realtime:flood', 'phx_join', {});
  slow.socket.pause();
  const { hub } = realtimeOf(context);
  const open = connections();
  // What the kernel takes in for the client, a few MB, is not the server's pile.
  for (let sent = 0; sent < 500 && connections() === open; sent++) {
    hub.broadcast('flood', false, { event: 'e', payload: { text: 'x'.repeat(100_000) } });
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(connections(), open - 1, 'the server piled up 50 MB for one client');
  slow.socket.resume();
  await slow.closed;
});

test('old messages are pruned, fresh ones stay', async () => {
  await stack.sql(`insert into realtime.messages (topic, extension, inserted_at)
                   values ('old', 'broadcast', now() - interval '4 days'), ('new', 'broadcast', now())`);
  await pruneMessages(context);
  const { rows } = await stack.sql(`select topic from realtime.messages where topic in ('old', 'new')`);
  assert.deepEqual(rows, [{ topic: 'new' }]);
});

test('stopping says goodbye and leaves no slot behind', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const second = attachRealtime(other, { ...stack.context });
  const socket = new WebSocket(
    `ws://127.0.0.1:${(other.address() as AddressInfo).port}/realtime/v1/websocket?${QUERY}`,
  );
  const closed = once(socket, 'close');
  await once(socket, 'open');
  const joined = once(socket, 'message');
  socket.send(JSON.stringify(['1', '1', 'realtime:a', 'phx_join', {}]));
  await joined;
  const slots = async (): Promise<number> =>
    Number((await stack.sql('select count(*) as n from pg_replication_slots')).rows[0]?.n);
  const before = await slots();
  await second.stop();
  assert.equal((await closed)[0], 1001);
  other.close();
  while ((await slots()) !== before - 1);
});
