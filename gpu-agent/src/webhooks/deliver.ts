/** Posts what the database queued and signed: one connection to the address that was checked, no redirect followed. */
import type { LookupAddress } from 'node:dns';
import { type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { AgentLog } from '../log.ts';
import type { WebhookDelivery } from '../queue.ts';
import { VERSION } from '../version.ts';
import { type Resolve, resolvePublic } from './address.ts';

/** Claims last a minute: what was claimed must be settled within it. */
const TIMEOUT_MS = 15_000;

export interface Posted {
  readonly status?: number;
  readonly error?: string;
}

/** Node asks for all addresses or for one, and gets the one that was checked either way. */
const pinned =
  ({ address, family }: LookupAddress): LookupFunction =>
  (_host, options, answer) =>
    options.all ? answer(null, [{ address, family }]) : answer(null, address, family);

function send(url: URL, options: RequestOptions, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (response) => {
      const { statusCode = 0 } = response;
      // Nobody reads what a stranger's server says.
      response.destroy();
      resolve(statusCode);
    });
    request.once('error', reject);
    request.end(body);
  });
}

/** A look-up cannot be called off: whoever waits for it goes. */
async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const tell = (): void => reject(signal.reason);
  signal.addEventListener('abort', tell, { once: true });
  try {
    return await Promise.race([work, late]);
  } finally {
    signal.removeEventListener('abort', tell);
  }
}

/**
 * @param allowed As for `resolvePublic`
 * @param timeoutMs For looking up, connecting and the status line together
 * @returns the status it was answered with, or why there was none; never throws
 */
export async function postWebhook(
  delivery: WebhookDelivery,
  allowed: ReadonlySet<string>,
  resolve?: Resolve,
  timeoutMs = TIMEOUT_MS,
): Promise<Posted> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const url = new URL(delivery.url);
    const address = await within(late, resolvePublic(url, allowed, resolve));
    const body = Buffer.from(delivery.body);
    const status = await send(
      url,
      {
        method: 'POST',
        agent: false,
        lookup: pinned(address),
        signal: late,
        headers: {
          'content-type': 'application/json',
          'content-length': body.byteLength,
          'user-agent': `Semblante/${VERSION}`,
          'semblante-signature': delivery.signature,
          'semblante-delivery': delivery.id,
        },
      },
      delivery.body,
    );
    if (status >= 300 && status < 400) return { status, error: 'It redirects, which is not followed.' };
    return { status };
  } catch (error) {
    // Node reports the abort, not its reason.
    if (late.aborted) {
      return { error: `No answer within ${timeoutMs / 1000} s.` };
    }
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

export interface DeliveryQueue {
  claimWebhookDeliveries(limit: number): Promise<WebhookDelivery[]>;
  settleWebhookDelivery(delivery: WebhookDelivery, posted: Posted): Promise<void>;
}

/** Messages one agent posts at a time; the database sees to it that few of them are for one receiver. */
const AT_ONCE = 50;

/**
 * Delivers until stopped: looks every `everyMs`, and as soon as a message has been settled, since its receiver or its owner
 * may then have another. Each message goes its own way, so that a receiver that stays silent delays nobody else's.
 *
 * `stop` claims no more and waits for what is being posted.
 */
export function startWebhooks(
  queue: DeliveryQueue,
  allowed: ReadonlySet<string>,
  everyMs: number,
  log: AgentLog,
  resolve?: Resolve,
): { stop(): Promise<void> } {
  const posting = new Set<Promise<void>>();
  let stopped = false;
  let claiming: Promise<void> | undefined;
  let again = false;

  const post = async (delivery: WebhookDelivery): Promise<void> => {
    try {
      await queue.settleWebhookDelivery(delivery, await postWebhook(delivery, allowed, resolve));
    } catch (error) {
      // The claim runs out within the minute, and the message is posted again.
      log.warn(
        { event: 'webhook_unsettled', err: error, delivery: delivery.id },
        'a webhook was not settled',
      );
    }
  };
  const claim = async (): Promise<void> => {
    try {
      do {
        again = false;
        const claimed = await queue.claimWebhookDeliveries(AT_ONCE - posting.size);
        for (const delivery of claimed) {
          const posted: Promise<void> = post(delivery).then(() => {
            posting.delete(posted);
            look();
          });
          posting.add(posted);
        }
        if (claimed.length > 0)
          log.info({ event: 'webhooks_claimed', deliveries: claimed.length }, 'posting webhooks');
      } while (again && !stopped && posting.size < AT_ONCE);
    } catch (error) {
      if (!stopped) log.warn({ event: 'webhooks_failed', err: error }, 'webhooks could not be claimed');
    } finally {
      claiming = undefined;
    }
  };
  const look = (): void => {
    again = true;
    if (!stopped && posting.size < AT_ONCE) claiming ??= claim();
  };
  const timer = setInterval(look, everyMs);
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await claiming;
      await Promise.all(posting);
    },
  };
}
