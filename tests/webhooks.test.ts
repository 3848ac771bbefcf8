/**
 * An integrator's whole road through the typed client: a token of its own, a film ordered and downloaded, and a server
 * that is told, checks each signature, fails, is told again, and changes its secret. Everything is real but the minutes
 * between two attempts, which the test takes away.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import {
  asForm,
  createSemblanteClient,
  FilmFailed,
  type SemblanteClient,
  SemblanteError,
  unwrap,
  waitForFilm,
} from '../client/src/client.ts';
import { SignatureRefused, verifyWebhook } from '../client/src/webhooks.ts';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { WebhookMessage } from '../supabase/functions/_shared/contract/webhooks.ts';
import { type RealAgent, startRealAgent } from './real-agent.ts';

interface Received {
  readonly path: string;
  readonly body: string;
  readonly signature: string;
  readonly delivery: string;
}

/** Keeps what was posted to it; `next` waits for what `fits`, whether it has come already or not. */
class Receiver {
  readonly received: Received[] = [];
  readonly answers = new Map<string, number>();
  readonly #waiting: (() => void)[] = [];
  readonly #server = createServer(async (request, response) => {
    const path = request.url ?? '';
    this.received.push({
      path,
      body: await text(request),
      signature: String(request.headers['semblante-signature']),
      delivery: String(request.headers['semblante-delivery']),
    });
    const status = this.answers.get(path) ?? 204;
    response.writeHead(status, status === 307 ? { location: '/elsewhere' } : {}).end();
    for (const wake of this.#waiting.splice(0)) wake();
  });
  #taken = new Set<Received>();

  async listen(): Promise<string> {
    await new Promise<void>((ready) => this.#server.listen(0, '127.0.0.1', ready));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async next(path: string): Promise<Received> {
    for (;;) {
      const found = this.received.find((one) => one.path === path && !this.#taken.has(one));
      if (found) {
        this.#taken.add(found);
        return found;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

const SETTINGS = { quality: 'draft', resolution: '160x90' } as const;
const SENTENCE = 'Todos os dias conferimos as escadas, os cintos e os capacetes antes de subir na obra. ';

let agent: RealAgent;
let receiver: Receiver;
let address: string;
/** With the person's session, which manages webhooks. */
let person: SemblanteClient;
/** With an API token, which makes films and voices. */
let program: SemblanteClient;

before(async () => {
  receiver = new Receiver();
  address = await receiver.listen();
  agent = await startRealAgent({
    SEMBLANTE_AGENT_WEBHOOK_ALLOW: '127.0.0.1',
    SEMBLANTE_AGENT_WEBHOOK_SECONDS: '0.2',
    SEMBLANTE_AGENT_POLL_SECONDS: '0.2',
  });
  person = createSemblanteClient({ url: agent.stack.url, token: agent.token });
  const { token } = unwrap(
    await person.POST('/api/v2/tokens', { body: { name: 'Integração', scopes: ['render', 'voices'] } }),
  );
  assert.ok(token);
  program = createSemblanteClient({ url: `${agent.stack.url}/functions/v1`, token: async () => token });
});
after(async () => {
  await agent?.stop();
  await receiver?.close();
});

async function addWebhook(path: string, events: WebhookMessage['type'][]) {
  const added = unwrap(
    await person.POST('/api/v2/webhooks', {
      body: { url: address + path, events: events.filter((event) => event !== 'webhook.test') },
    }),
  );
  assert.ok(added.secret);
  return { id: added.id, secret: added.secret };
}

const deliveries = async (id: string) =>
  unwrap(
    await person.GET('/api/v2/webhooks/{webhook_id}/deliveries', { params: { path: { webhook_id: id } } }),
  ).deliveries;

type Delivery = Awaited<ReturnType<typeof deliveries>>[number];
const tried = (one: Delivery): boolean => one.response_status !== null || one.error !== null;
/** An attempt is counted when it begins, the answer beside it still the last one's: only the end tells of the last. */
const ended = (one: Delivery): boolean => one.status !== 'pending';

/** Asks the log, as the studio does, until the agent has noted what `fits`. */
async function logged(id: string, delivery: string, fits: (one: Delivery) => boolean): Promise<Delivery> {
  for (;;) {
    const found = (await deliveries(id)).find((one) => one.id === delivery);
    if (found && fits(found)) return found;
    await setTimeout(20);
  }
}

/** Takes away the minutes until the next attempt. */
const hurry = (delivery: string) =>
  agent.stack.sql(`update public.webhook_deliveries set next_attempt_at = clock_timestamp() where id = $1`, [
    delivery,
  ]);

const order = async (script: string, voice: object = {}): Promise<string> =>
  unwrap(
    await program.POST('/api/v2/avatars/render', {
      body: {
        avatar_id: 'br_corporate_ana',
        script,
        voice_config: { language: 'pt-BR', engine: 'espeak', ...voice },
        render_settings: SETTINGS,
      },
    }),
  ).job_id;

test('plain http is refused until the operator allows it', async () => {
  const refused = await person.POST('/api/v2/webhooks', {
    body: { url: `${address}/x`, events: ['job.completed'] },
  });
  assert.equal(refused.error?.error.code, 'invalid_request');
  await agent.stack.sql('update private.webhook_policy set allow_http = true');
});

test('a film is ordered, followed and downloaded, and its end is told, signed', async () => {
  const { secret } = await addWebhook('/film', ['job.completed']);
  const id = await order('Oi.');
  const seen: number[] = [];
  const job = await waitForFilm(program, id, {
    everyMs: 200,
    onProgress: ({ progress }) => seen.push(progress),
  });
  assert.ok(seen.length > 1 && seen.at(-1) === 1);
  const film = await fetch(job.video_url ?? '');
  assert.equal(film.headers.get('content-type'), 'video/mp4');
  assert.equal(
    Buffer.from(await film.arrayBuffer())
      .subarray(4, 8)
      .toString(),
    'ftyp',
  );

  const { body, signature } = await receiver.next('/film');
  const message = await verifyWebhook({ body, signature, secret });
  assert.deepEqual(WebhookMessage.parse(message), message);
  assert.equal(message.type, 'job.completed');
  assert.ok(message.type === 'job.completed' && message.data.job_id === id && message.data.duration_s);
  const forged = body.replace(id, crypto.randomUUID());
  await assert.rejects(verifyWebhook({ body: forged, signature, secret }), SignatureRefused);
  await assert.rejects(verifyWebhook({ body, signature, secret: 'whsec_another' }), SignatureRefused);
  const later = new Date(Date.now() + 301_000);
  await assert.rejects(verifyWebhook({ body, signature, secret, now: later }), /was signed/);
});

test('a film that fails is told with its code and remedy, again and again until the server answers', async () => {
  const hook = await addWebhook('/failed', ['job.failed']);
  receiver.answers.set('/failed', 500);
  const id = await order('Oi.', { voice_id: 'nobody' });
  await assert.rejects(waitForFilm(program, id, { everyMs: 200 }), (error) => {
    assert.ok(error instanceof FilmFailed && error.job.error);
    return true;
  });
  const first = await receiver.next('/failed');
  const message = await verifyWebhook({ ...first, secret: hook.secret });
  assert.ok(message.type === 'job.failed' && message.data.error?.code && message.data.error.remedy);

  const noted = await logged(hook.id, first.delivery, tried);
  assert.deepEqual([noted.status, noted.response_status], ['pending', 500]);
  const pause = Date.parse(noted.next_attempt_at ?? '') - Date.parse(noted.created_at);
  assert.ok(pause >= 10_000, `tried again after ${pause} ms`);
  receiver.answers.delete('/failed');
  await hurry(first.delivery);
  const second = await receiver.next('/failed');
  assert.equal(second.body, first.body, 'the same event');
  const delivered = await logged(hook.id, first.delivery, ended);
  assert.deepEqual([delivered.status, delivered.attempt, delivered.response_status], ['delivered', 2, 204]);
});

test('a secret is changed without losing a message, and what was sent can be sent again', async () => {
  const hook = await addWebhook('/rotated', ['job.completed']);
  const path = { webhook_id: hook.id };
  unwrap(await person.POST('/api/v2/webhooks/{webhook_id}/test', { params: { path } }));
  const sent = await receiver.next('/rotated');
  assert.equal((await verifyWebhook({ ...sent, secret: hook.secret })).type, 'webhook.test');

  const rotated = unwrap(
    await person.POST('/api/v2/webhooks/{webhook_id}/rotate', {
      params: { path },
      body: { overlap_s: 3600 },
    }),
  );
  assert.ok(rotated.secret && rotated.secret !== hook.secret);
  const replay = async () =>
    unwrap(
      await person.POST('/api/v2/webhooks/{webhook_id}/deliveries/{delivery_id}/replay', {
        params: { path: { ...path, delivery_id: sent.delivery } },
      }),
    );
  await replay();
  const both = await receiver.next('/rotated');
  assert.equal(both.body, sent.body, 'the same event');
  assert.notEqual(both.delivery, sent.delivery);
  for (const secret of [hook.secret, rotated.secret]) await verifyWebhook({ ...both, secret });

  // The overlap is over.
  await agent.stack.sql(
    `update private.webhook_secrets set expires_at = clock_timestamp() where webhook_id = $1 and expires_at is not null`,
    [hook.id],
  );
  await replay();
  const after = await receiver.next('/rotated');
  await verifyWebhook({ ...after, secret: rotated.secret });
  await assert.rejects(verifyWebhook({ ...after, secret: hook.secret }), SignatureRefused);
  assert.equal((await deliveries(hook.id)).length, 3);
});

test('redirects are not followed, and addresses inside are not reached', async () => {
  receiver.answers.set('/moved', 307);
  const moved = await addWebhook('/moved', ['job.completed']);
  const metadata = unwrap(
    await person.POST('/api/v2/webhooks', {
      body: { url: 'http://169.254.169.254/latest/meta-data/', events: ['job.completed'] },
    }),
  );
  const expected = new Map([
    [moved.id, /redirects/],
    [metadata.id, /not on the public Internet/],
  ]);
  for (const [id, error] of expected) {
    const made = unwrap(
      await person.POST('/api/v2/webhooks/{webhook_id}/test', { params: { path: { webhook_id: id } } }),
    );
    const noted = await logged(id, made.delivery_id, tried);
    assert.equal(noted.status, 'pending');
    assert.match(noted.error ?? '', error);
  }
  assert.ok(!receiver.received.some(({ path }) => path === '/elsewhere'));
});

test('a voice that is learnt is told', async () => {
  const { secret } = await addWebhook('/voice', ['voice.ready', 'voice.failed']);
  await using context = await toolContext();
  const speech = await espeakEngine.speak(
    {
      script: SENTENCE.repeat(7),
      language: 'pt-BR',
      voice: { language: 'pt-BR' },
      defaults: { gender: 'male', variant: 'm3' },
      seed: 1,
    },
    context,
  );
  const audio = new Blob([new Uint8Array(await readFile(speech.audio))], { type: 'audio/wav' });
  const { voice_id: id } = unwrap(
    await program.POST('/api/v2/voice-cloning/create', {
      body: { name: 'Minha voz', language: 'pt-BR', audio_file: audio },
      bodySerializer: asForm,
    }),
  );
  const message = await verifyWebhook({ ...(await receiver.next('/voice')), secret });
  assert.deepEqual([message.type, message.data], ['voice.ready', { voice_id: id, status: 'ready' }]);
});

test('what the API refuses is an error with its code, and a token manages no webhooks', async () => {
  const refused = await program.POST('/api/v2/webhooks', {
    body: { url: 'https://example.com/', events: ['job.completed'] },
  });
  assert.throws(
    () => unwrap(refused),
    (error) => error instanceof SemblanteError && error.code === 'scope_missing' && error.status === 403,
  );
});
