import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { createLog } from '../log.ts';
import type { WebhookDelivery } from '../queue.ts';
import { isPublicAddress, resolvePublic } from './address.ts';
import { type Posted, postWebhook, startWebhooks } from './deliver.ts';

const LOCAL = new Set(['127.0.0.1']);
const NOBODY: ReadonlySet<string> = new Set();

const CLOSED = [
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '192.0.0.8',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  'fe80::1',
  'fe80::1%eth0',
  'fc00::1',
  'fd12::1',
  'fec0::1',
  'ff02::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2001::1',
  '100::1',
  'localhost',
  '',
  '1.2.3',
];
const OPEN = ['8.8.8.8', '172.15.255.255', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '2a00:1450::1'];

test('the public Internet is open and nothing else is', () => {
  for (const address of CLOSED) assert.equal(isPublicAddress(address), false, address);
  for (const address of OPEN) assert.equal(isPublicAddress(address), true, address);
});

test('names and numbers in disguise are refused by what they come to', async () => {
  const never = () => assert.fail('an address needs no resolver');
  for (const host of [
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:7f00:1]',
    '169.254.169.254',
    '[fd00:ec2::254]',
  ]) {
    await assert.rejects(resolvePublic(new URL(`https://${host}/`), NOBODY, never), /public Internet/, host);
  }
  const at =
    (...addresses: string[]) =>
    async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const url = new URL('https://hooks.example.com/');
  for (const answers of [['10.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['8.8.8.8', '::1'], ['::ffff:10.0.0.1']]) {
    await assert.rejects(resolvePublic(url, NOBODY, at(...answers)), /public Internet/, answers.join());
  }
  await assert.rejects(resolvePublic(url, NOBODY, at()), /no address/);
  assert.deepEqual(await resolvePublic(url, NOBODY, at('8.8.8.8', '2606:4700::1')), {
    address: '8.8.8.8',
    family: 4,
  });
  await assert.rejects(
    resolvePublic(new URL('http://hooks.example.com/'), NOBODY, at('8.8.8.8')),
    /plain http/,
  );
  await assert.rejects(
    resolvePublic(new URL('https://a:b@hooks.example.com/'), NOBODY, at('8.8.8.8')),
    /user/,
  );
  await assert.rejects(resolvePublic(new URL('ftp://hooks.example.com/'), NOBODY, at('8.8.8.8')), /protocol/);
});

interface Received {
  readonly request: IncomingMessage;
  readonly body: string;
}

async function receiver(status: number, headers: Record<string, string> = {}) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    received.push({ request, body: await text(request) });
    response.writeHead(status, headers).end('thank you');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const deliveryTo = (url: string) => ({
  id: crypto.randomUUID(),
  attempt: 1,
  url,
  body: '{"type": "ação"}',
  signature: 't=1,v1=ab',
});

test('the body is posted as it was signed, to the address that was checked, under the name it has', async () => {
  await using server = await receiver(204);
  let asked = 0;
  const resolve = async () => {
    asked += 1;
    // A second answer would be another machine: DNS rebinding.
    return [{ address: asked === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }];
  };
  const delivery = deliveryTo(`http://hooks.example.com:${server.port}/in?x=1`);
  assert.deepEqual(await postWebhook(delivery, LOCAL, resolve), { status: 204 });
  assert.equal(asked, 1);
  const [{ request, body } = assert.fail('nothing arrived')] = server.received;
  assert.deepEqual([request.method, request.url, body], ['POST', '/in?x=1', delivery.body]);
  assert.equal(request.headers.host, `hooks.example.com:${server.port}`);
  assert.equal(request.headers['semblante-signature'], 't=1,v1=ab');
  assert.equal(request.headers['semblante-delivery'], delivery.id);
});

test('without the setting this machine is closed, by number and by name', async () => {
  await using server = await receiver(204);
  for (const host of ['127.0.0.1', 'localhost', '2130706433']) {
    const { error, status } = await postWebhook(deliveryTo(`http://${host}:${server.port}/`), NOBODY);
    assert.match(error ?? '', /public Internet/, host);
    assert.equal(status, undefined);
  }
  assert.equal(server.received.length, 0);
});

test('a server that takes the message and stays silent, or drips its headers, is given up', async () => {
  for (const drip of [false, true]) {
    const server = createServer((_request, response) => {
      if (drip) response.socket?.write('HTTP/1.1 200 OK\r\nX-Drip: ');
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    try {
      const posted = await postWebhook(deliveryTo(`http://127.0.0.1:${port}/`), LOCAL, undefined, 200);
      assert.deepEqual(posted, { error: 'No answer within 0.2 s.' });
    } finally {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
  }
});

test('an endless answer is not read', async () => {
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  const server = createServer((_request, response) => {
    response.writeHead(200);
    const pour = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    };
    response.on('drain', pour);
    response.on('close', close);
    pour();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  assert.deepEqual(await postWebhook(deliveryTo(`http://127.0.0.1:${port}/`), LOCAL), { status: 200 });
  await closed;
  await new Promise((done) => server.close(done));
});

test('a redirect is a failure and is not followed', async () => {
  await using inner = await receiver(200);
  await using server = await receiver(307, { location: `http://127.0.0.1:${inner.port}/secret` });
  const posted = await postWebhook(deliveryTo(`http://127.0.0.1:${server.port}/`), LOCAL);
  assert.deepEqual(posted, { status: 307, error: 'It redirects, which is not followed.' });
  assert.equal(inner.received.length, 0);
});

/** A queue in memory that hands out what it holds, four messages of a receiver at a time, as the database does. */
function queueOf(waiting: WebhookDelivery[]) {
  const out = new Map<string, number>();
  const settled = new Map<string, Posted>();
  const wakers: (() => void)[] = [];
  return {
    settled,
    async claimWebhookDeliveries(limit: number): Promise<WebhookDelivery[]> {
      const claimed: WebhookDelivery[] = [];
      for (const delivery of [...waiting]) {
        const { host } = new URL(delivery.url);
        if (claimed.length === limit || (out.get(host) ?? 0) >= 4) continue;
        out.set(host, (out.get(host) ?? 0) + 1);
        waiting.splice(waiting.indexOf(delivery), 1);
        claimed.push(delivery);
      }
      return claimed;
    },
    async settleWebhookDelivery(delivery: WebhookDelivery, posted: Posted): Promise<void> {
      const { host } = new URL(delivery.url);
      out.set(host, (out.get(host) ?? 0) - 1);
      settled.set(delivery.id, posted);
      for (const wake of wakers.splice(0)) wake();
    },
    async untilSettled(ids: readonly string[]): Promise<void> {
      while (!ids.every((id) => settled.has(id))) await new Promise<void>((resolve) => wakers.push(resolve));
    },
  };
}

const quietLog = createLog({ level: 'silent', name: 'test', scrub: (text) => text });

test('each delivery is settled by itself', async () => {
  await using works = await receiver(200);
  await using fails = await receiver(500);
  const batch = [works.port, fails.port, 1].map((port) => deliveryTo(`http://127.0.0.1:${port}/`));
  const ids = batch.map(({ id }) => id);
  const queue = queueOf(batch);
  const webhooks = startWebhooks(queue, LOCAL, 5, quietLog);
  await queue.untilSettled(ids);
  await webhooks.stop();
  assert.deepEqual(queue.settled.get(ids[0] ?? ''), { status: 200 });
  assert.deepEqual(queue.settled.get(ids[1] ?? ''), { status: 500 });
  assert.match(queue.settled.get(ids[2] ?? '')?.error ?? '', /ECONNREFUSED/);
});

test('a receiver that stays silent delays nobody else, however much waits for it', async () => {
  await using quick = await receiver(204);
  let taken = 0;
  let patient = true;
  const silent = createServer((_request, response) => {
    taken += 1;
    if (!patient) response.destroy();
  });
  await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready));
  const { port } = silent.address() as AddressInfo;
  const toSilent = Array.from({ length: 200 }, () => deliveryTo(`http://127.0.0.1:${port}/`));
  const toQuick = Array.from({ length: 40 }, () => deliveryTo(`http://127.0.0.1:${quick.port}/`));
  const queue = queueOf([...toSilent, ...toQuick]);
  const webhooks = startWebhooks(queue, LOCAL, 5, quietLog);
  // Not one of the silent one's has been given up when all of the other's have arrived.
  await queue.untilSettled(toQuick.map(({ id }) => id));
  assert.equal(queue.settled.size, 40);
  assert.equal(quick.received.length, 40);
  assert.ok(taken <= 4, `${taken} messages were open to the silent one`);
  const stopped = webhooks.stop();
  patient = false;
  silent.closeAllConnections();
  await new Promise((closed) => silent.close(closed));
  await stopped;
});
