/** API tokens: keys of programs that act as their owner, within scopes. */
import { z } from 'zod';

/** Every token reads what its owner may read; `render` and `voices` say what it may also change. */
export const ApiTokenScope = z.enum(['read', 'render', 'voices']);
export type ApiTokenScope = z.infer<typeof ApiTokenScope>;

export const TokenRequest = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(ApiTokenScope).min(1),
  /** Within the next 365 days; 90 days from now when left out. */
  expires_at: z.iso.datetime({ offset: true }).optional(),
});
export type TokenRequest = z.infer<typeof TokenRequest>;

export const TokenView = z.object({
  id: z.uuid(),
  name: z.string(),
  /** How the secret begins. */
  prefix: z.string(),
  scopes: z.array(ApiTokenScope),
  created_at: z.string(),
  expires_at: z.string(),
  /** To the minute. */
  last_used_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
});
export type TokenView = z.infer<typeof TokenView>;

/** `token` is shown this once; a repeat under the same Idempotency-Key answers null. */
export const TokenCreateAnswer = TokenView.extend({ token: z.string().nullable() });
export const TokenListAnswer = z.object({ tokens: z.array(TokenView) });
export const TokenRevokeAnswer = z.object({ id: z.uuid(), revoked_at: z.string() });
export const TokenParams = z.strictObject({ token_id: z.uuid('must be an id of GET /tokens') });

export const TokenExchangeAnswer = z.object({
  /** For PostgREST, Storage and Realtime, as `Authorization: Bearer` beside the publishable key. */
  access_token: z.string(),
  token_type: z.literal('bearer'),
  expires_in: z.int().positive(),
  user_id: z.uuid(),
  scopes: z.array(ApiTokenScope),
});
