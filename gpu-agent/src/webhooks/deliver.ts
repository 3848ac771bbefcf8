/** Posts what the database queued and signed: one connection to the address that was checked, no redirect followed. */
import type { LookupAddress } from 'node:dns';
import { type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { AgentLog } from '../log.ts';
import type { WebhookDelivery } from '../queue.ts';
import { VERSION } from '../version.ts';
import { type Resolve, resolvePublic } from './address.ts';

/** Claims last a minute: a whole batch, posted at once, must be settled within it. */
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
    const address = await resolvePublic(url, allowed, resolve);
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

const BATCH = 20;

/** One turn: claims a batch, posts it, tells of each how it went. @returns how many were claimed */
export async function deliverWebhooks(
  queue: DeliveryQueue,
  allowed: ReadonlySet<string>,
  resolve?: Resolve,
): Promise<number> {
  const claimed = await queue.claimWebhookDeliveries(BATCH);
  await Promise.all(
    claimed.map(async (delivery) =>
      queue.settleWebhookDelivery(delivery, await postWebhook(delivery, allowed, resolve)),
    ),
  );
  return claimed.length;
}

/**
 * Delivers every `everyMs`, turns never overlapping, until stopped; what was claimed is settled first. A turn that finds
 * a full batch goes on at once.
 */
export function startWebhooks(
  queue: DeliveryQueue,
  allowed: ReadonlySet<string>,
  everyMs: number,
  log: AgentLog,
): { stop(): Promise<void> } {
  let stopped = false;
  let turn: Promise<void> | undefined;
  const work = async (): Promise<void> => {
    try {
      for (let claimed = BATCH; claimed === BATCH && !stopped; ) {
        claimed = await deliverWebhooks(queue, allowed);
        if (claimed > 0) log.info({ event: 'webhooks_posted', deliveries: claimed }, 'posted webhooks');
      }
    } catch (error) {
      if (!stopped)
        log.warn({ event: 'webhooks_failed', err: error }, 'webhooks could not be claimed or settled');
    } finally {
      turn = undefined;
    }
  };
  const timer = setInterval(() => {
    turn ??= work();
  }, everyMs);
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await turn;
    },
  };
}
