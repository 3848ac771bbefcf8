/** Webhooks: where a person's own servers are told of events, and the log of what was sent there. */
import { createRoute, z } from '@hono/zod-openapi';
import { type AppContext, currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import {
  DeliveryListAnswer,
  DeliveryParams,
  DeliveryReplayAnswer,
  WebhookCreateAnswer,
  WebhookDeleteAnswer,
  WebhookListAnswer,
  WebhookMessage,
  WebhookParams,
  WebhookPatch,
  WebhookRequest,
  WebhookRotateAnswer,
  WebhookRotateRequest,
  WebhookView,
} from '../../_shared/contract/webhooks.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { readJson } from './body.ts';
import { FOR_USERS, forScope, refusals, SIGNED_OUT } from './describe.ts';

const BODY_BYTES = 8192;
const COLUMNS = 'id, url, events, is_active, failing_since, disabled_reason, created_at';
const LOG_COLUMNS =
  'id, event_id, event, status, attempt, response_status, error, next_attempt_at, created_at, ended_at';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const body = <T extends z.ZodType>(schema: T) => ({ required: true, content: json(schema) });
const BODY = ['invalid_json', 'invalid_request', 'payload_too_large', 'unsupported_media_type'] as const;

const list = createRoute({
  method: 'get',
  path: '/webhooks',
  summary: 'Your webhooks',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  responses: {
    200: { description: 'The webhooks, without their secrets', content: json(WebhookListAnswer) },
    ...refusals(...SIGNED_OUT),
  },
});

const create = createRoute({
  method: 'post',
  path: '/webhooks',
  summary: 'Be told when films and voices end',
  description:
    'Each event is posted as `{ id, type, created_at, data }` with the header `Semblante-Signature: t=…,v1=…`: `v1` is ' +
    'the hex HMAC-SHA256, under the secret, of `t`, a dot and the body as it came. Check it, refuse a `t` older than ' +
    'five minutes, and remember `id`: an event may arrive more than once. Anything but 2xx within 15 seconds is tried ' +
    'again, eight times in about 28 hours; redirects are not followed, and only addresses on the public Internet are ' +
    'reached. A webhook that fails for five days is switched off. The secret is answered this once.',
  security: forScope('account'),
  middleware: [signedIn, needs('account'), readJson(BODY_BYTES)] as const,
  request: { body: body(WebhookRequest) },
  responses: {
    201: { description: 'The webhook with its secret', content: json(WebhookCreateAnswer) },
    ...refusals(...BODY, 'quota_exceeded', 'scope_missing', ...SIGNED_OUT),
  },
});

const change = createRoute({
  method: 'patch',
  path: '/webhooks/{webhook_id}',
  summary: 'Change a webhook, or switch it off or on',
  security: forScope('account'),
  middleware: [signedIn, needs('account'), readJson(BODY_BYTES)] as const,
  request: { params: WebhookParams, body: body(WebhookPatch) },
  responses: {
    200: { description: 'The webhook', content: json(WebhookView) },
    ...refusals(...BODY, 'webhook_not_found', 'scope_missing', ...SIGNED_OUT),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/webhooks/{webhook_id}',
  summary: 'Delete a webhook with its log',
  security: forScope('account'),
  middleware: [signedIn, needs('account')] as const,
  request: { params: WebhookParams },
  responses: {
    200: { description: 'Deleted', content: json(WebhookDeleteAnswer) },
    ...refusals('invalid_request', 'webhook_not_found', 'scope_missing', ...SIGNED_OUT),
  },
});

const rotate = createRoute({
  method: 'post',
  path: '/webhooks/{webhook_id}/rotate',
  summary: 'A new secret, beside which the old one signs for a while',
  security: forScope('account'),
  middleware: [signedIn, needs('account'), readJson(BODY_BYTES)] as const,
  request: { params: WebhookParams, body: body(WebhookRotateRequest) },
  responses: {
    200: { description: 'The new secret, answered this once', content: json(WebhookRotateAnswer) },
    ...refusals(...BODY, 'webhook_not_found', 'scope_missing', ...SIGNED_OUT),
  },
});

const log = createRoute({
  method: 'get',
  path: '/webhooks/{webhook_id}/deliveries',
  summary: 'What was sent to a webhook in the last 30 days, newest first, at most 100',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  request: { params: WebhookParams },
  responses: {
    200: { description: 'The deliveries', content: json(DeliveryListAnswer) },
    ...refusals('invalid_request', 'webhook_not_found', ...SIGNED_OUT),
  },
});

const replay = createRoute({
  method: 'post',
  path: '/webhooks/{webhook_id}/deliveries/{delivery_id}/replay',
  summary: 'Send the same event again',
  security: forScope('account'),
  middleware: [signedIn, needs('account')] as const,
  request: { params: DeliveryParams },
  responses: {
    202: { description: 'Queued', content: json(DeliveryReplayAnswer) },
    ...refusals(
      'invalid_request',
      'delivery_not_found',
      'webhook_not_found',
      'quota_exceeded',
      'scope_missing',
      ...SIGNED_OUT,
    ),
  },
});

const probe = createRoute({
  method: 'post',
  path: '/webhooks/{webhook_id}/test',
  summary: 'Send an event of type `webhook.test`',
  description: 'One at a time: while it is on its way, asking again answers the same delivery.',
  security: forScope('account'),
  middleware: [signedIn, needs('account')] as const,
  request: { params: WebhookParams },
  responses: {
    202: { description: 'Queued', content: json(DeliveryReplayAnswer) },
    ...refusals('invalid_request', 'webhook_not_found', 'scope_missing', ...SIGNED_OUT),
  },
});

/** What agents post to a webhook, for the document alone. */
export const EVENT: Parameters<Api['openAPIRegistry']['registerWebhook']>[0] = {
  method: 'post',
  path: 'event',
  summary: 'A film or a voice has ended',
  request: {
    headers: z.object({
      'semblante-signature': z.string().openapi({
        description:
          '`t=<unix seconds>,v1=<hex>`: HMAC-SHA256 under the secret over `t`, a dot and the body.',
      }),
      'semblante-delivery': z.uuid().openapi({ description: 'The delivery in the log of this webhook.' }),
    }),
    body: body(WebhookMessage),
  },
  responses: { '2XX': { description: 'Taken. Anything else is tried again.' } },
};

async function requireOwn(c: AppContext, id: string): Promise<void> {
  const { data, error } = await currentUser(c).db.from('webhooks').select('id').eq('id', id).maybeSingle();
  if (error) throw fromDatabase(error);
  if (!data) throw new ApiFailure('webhook_not_found');
}

export function registerWebhooks(api: Api): void {
  api.openapi(list, async (c) => {
    const { data, error } = await currentUser(c).db.from('webhooks').select(COLUMNS).order('created_at');
    if (error) throw fromDatabase(error);
    return c.json(WebhookListAnswer.parse({ webhooks: data }), 200);
  });

  api.openapi(create, async (c) => {
    const { data, error } = await currentUser(c).db.rpc('create_webhook', c.req.valid('json'));
    if (error) throw fromDatabase(error);
    c.set('secretFields', ['secret']);
    return c.json(WebhookCreateAnswer.parse(data), 201);
  });

  api.openapi(change, async (c) => {
    const { url, events, is_active: active } = c.req.valid('json');
    const { data, error } = await currentUser(c).db.rpc('update_webhook', {
      webhook_id: c.req.valid('param').webhook_id,
      ...(url === undefined ? {} : { url }),
      ...(events === undefined ? {} : { events }),
      ...(active === undefined ? {} : { is_active: active }),
    });
    if (error) throw fromDatabase(error);
    return c.json(WebhookView.parse(data), 200);
  });

  api.openapi(remove, async (c) => {
    const { webhook_id: id } = c.req.valid('param');
    const { data, error } = await currentUser(c).db.from('webhooks').delete().eq('id', id).select('id');
    if (error) throw fromDatabase(error);
    if (data.length === 0) throw new ApiFailure('webhook_not_found');
    return c.json(WebhookDeleteAnswer.parse({ deleted: true }), 200);
  });

  api.openapi(rotate, async (c) => {
    const { data, error } = await currentUser(c).db.rpc('rotate_webhook_secret', {
      webhook_id: c.req.valid('param').webhook_id,
      ...c.req.valid('json'),
    });
    if (error) throw fromDatabase(error);
    c.set('secretFields', ['secret']);
    return c.json(WebhookRotateAnswer.parse(data), 200);
  });

  api.openapi(log, async (c) => {
    const { webhook_id: id } = c.req.valid('param');
    await requireOwn(c, id);
    const { data, error } = await currentUser(c)
      .db.from('webhook_deliveries')
      .select(LOG_COLUMNS)
      .eq('webhook_id', id)
      .order('created_at', { ascending: false })
      .limit(100);
    if (error) throw fromDatabase(error);
    return c.json(DeliveryListAnswer.parse({ deliveries: data }), 200);
  });

  api.openapi(replay, async (c) => {
    const { webhook_id: webhookId, delivery_id: deliveryId } = c.req.valid('param');
    await requireOwn(c, webhookId);
    const { data, error } = await currentUser(c).db.rpc('replay_webhook_delivery', {
      delivery_id: deliveryId,
    });
    if (error) throw fromDatabase(error);
    return c.json(DeliveryReplayAnswer.parse(data), 202);
  });

  api.openapi(probe, async (c) => {
    const { data, error } = await currentUser(c).db.rpc('test_webhook', c.req.valid('param'));
    if (error) throw fromDatabase(error);
    return c.json(DeliveryReplayAnswer.parse(data), 202);
  });
}
