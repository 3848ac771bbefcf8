/** Webhooks: messages to a person's own server, signed, when a film or a voice ends. */
import { z } from 'zod';

export const WebhookEvent = z.enum([
  'job.completed',
  'job.failed',
  'job.cancelled',
  'voice.ready',
  'voice.failed',
]);
export type WebhookEvent = z.infer<typeof WebhookEvent>;

/** https only, unless the operator allows http for receivers on one's own machine. */
const WebhookUrl = z.url({ protocol: /^https?$/ }).max(2000);

export const WebhookRequest = z.strictObject({ url: WebhookUrl, events: z.array(WebhookEvent).min(1) });
export const WebhookPatch = z.strictObject({
  url: WebhookUrl.optional(),
  events: z.array(WebhookEvent).min(1).optional(),
  /** true switches on again what was switched off, by its owner or after days of failures. */
  is_active: z.boolean().optional(),
});

export const WebhookView = z.object({
  id: z.uuid(),
  url: z.string(),
  events: z.array(WebhookEvent),
  is_active: z.boolean(),
  failing_since: z.string().nullable(),
  disabled_reason: z.string().nullable(),
  created_at: z.string(),
});
export type WebhookView = z.infer<typeof WebhookView>;

/** `secret` is told once; a repeat under the same Idempotency-Key answers null. */
export const WebhookCreateAnswer = WebhookView.extend({ secret: z.string().nullable() });
export const WebhookListAnswer = z.object({ webhooks: z.array(WebhookView) });
export const WebhookDeleteAnswer = z.object({ deleted: z.boolean() });
export const WebhookParams = z.strictObject({ webhook_id: z.uuid('must be an id of GET /webhooks') });

/** For how long the old secret signs beside the new one; a day when left out. */
export const WebhookRotateRequest = z.strictObject({ overlap_s: z.int().min(0).max(604_800).optional() });
export const WebhookRotateAnswer = z.object({ id: z.uuid(), secret: z.string().nullable() });

/** `webhook.test` is sent when its owner asks, whatever events the webhook is for. */
export const DeliveryEvent = z.enum([...WebhookEvent.options, 'webhook.test']);
export type DeliveryEvent = z.infer<typeof DeliveryEvent>;

export const DeliveryView = z.object({
  id: z.uuid(),
  /** The same for every delivery of one event: what a receiver should remember to do nothing twice. */
  event_id: z.uuid(),
  event: DeliveryEvent,
  status: z.enum(['pending', 'delivered', 'failed']),
  attempt: z.int().min(0),
  response_status: z.int().nullable(),
  error: z.string().nullable(),
  next_attempt_at: z.string().nullable(),
  created_at: z.string(),
  ended_at: z.string().nullable(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;
export const DeliveryListAnswer = z.object({ deliveries: z.array(DeliveryView) });
export const DeliveryParams = WebhookParams.extend({ delivery_id: z.uuid() });
export const DeliveryReplayAnswer = z.object({ delivery_id: z.uuid(), status: z.literal('pending') });

const EndedWith = z.object({ code: z.string(), message: z.string(), remedy: z.string() });
const envelope = { id: z.uuid(), created_at: z.string() };

/** The body that is posted. `id` is the event's: the same in every repeat and replay. */
export const WebhookMessage = z.discriminatedUnion('type', [
  z.object({
    ...envelope,
    type: z.enum(['job.completed', 'job.failed', 'job.cancelled']),
    data: z.object({
      job_id: z.uuid(),
      project_id: z.uuid(),
      status: z.enum(['completed', 'failed', 'cancelled']),
      /** A stable path of this API, which asks who is calling: ask the status route for a signed address. */
      video_url: z.string().optional(),
      duration_s: z.number().optional(),
      error: EndedWith.extend({ stage: z.string().optional() }).optional(),
    }),
  }),
  z.object({
    ...envelope,
    type: z.enum(['voice.ready', 'voice.failed']),
    data: z.object({
      voice_id: z.uuid(),
      status: z.enum(['ready', 'failed']),
      error: EndedWith.optional(),
    }),
  }),
  z.object({ ...envelope, type: z.literal('webhook.test'), data: z.object({ webhook_id: z.uuid() }) }),
]);
export type WebhookMessage = z.infer<typeof WebhookMessage>;
