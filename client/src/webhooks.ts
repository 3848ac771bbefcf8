/** For receivers of webhooks: who sent this, when, and what it says. Web Crypto only: Node, Deno, Bun, Workers. */
import type { webhooks } from './api.ts';

/** What is posted; `type` says what `data` holds. */
export type WebhookMessage = NonNullable<
  webhooks['event']['post']['requestBody']
>['content']['application/json'];

export interface SignedMessage {
  /** As it came, byte for byte: parsed and written again it no longer fits its signature. */
  readonly body: string;
  /** Of the header `Semblante-Signature`. */
  readonly signature: string | null | undefined;
  readonly secret: string;
  /** Oldest and newest moment that is taken. Default 300 s. */
  readonly toleranceS?: number;
  readonly now?: Date;
}

export class SignatureRefused extends Error {
  override readonly name = 'SignatureRefused';
}

/**
 * During a rotation the header holds two signatures; one that fits is enough. Remember the `id` of what was handled: the
 * same event may arrive more than once.
 * @throws SignatureRefused when the body was not signed with this secret, or too long ago
 */
export async function verifyWebhook(message: SignedMessage): Promise<WebhookMessage> {
  const fields = (message.signature ?? '').split(',').map((field) => field.split('=', 2));
  const time = fields.find(([name]) => name === 't')?.[1] ?? '';
  const signatures = fields.flatMap(([name, value]) => (name === 'v1' && value ? [value] : []));
  if (!/^\d{1,12}$/.test(time) || signatures.length === 0) {
    throw new SignatureRefused('Semblante-Signature is missing or malformed.');
  }
  const age = (message.now ?? new Date()).getTime() / 1000 - Number(time);
  if (Math.abs(age) > (message.toleranceS ?? 300)) {
    throw new SignatureRefused(`This was signed ${Math.round(age)} s ago.`);
  }
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey(
    'raw',
    encoder.encode(message.secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  const signed = encoder.encode(`${time}.${message.body}`);
  for (const signature of signatures) {
    // verify compares in constant time.
    if (
      /^[0-9a-f]{64}$/.test(signature) &&
      (await crypto.subtle.verify('HMAC', key, bytesOf(signature), signed))
    ) {
      return JSON.parse(message.body) as WebhookMessage;
    }
  }
  throw new SignatureRefused('No signature fits: another secret, or another body.');
}

const bytesOf = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
