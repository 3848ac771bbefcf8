/** API tokens: made and revoked by people, never by tokens; exchanged by programs for PostgREST and Storage. */
import { createRoute, type z } from '@hono/zod-openapi';
import { currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import {
  TokenCreateAnswer,
  TokenExchangeAnswer,
  TokenListAnswer,
  TokenParams,
  TokenRequest,
  TokenRevokeAnswer,
} from '../../_shared/contract/tokens.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { readJson } from './body.ts';
import { FOR_USERS, forScope, refusals, SIGNED_OUT } from './describe.ts';

const BODY_BYTES = 4096;
/** Short, since PostgREST reads by it until it ends: revoking the API token stops writes at once and reads then. */
const EXCHANGE_SECONDS = 600;
const COLUMNS = 'id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });

const list = createRoute({
  method: 'get',
  path: '/tokens',
  summary: 'Your API tokens, newest first',
  security: forScope('account'),
  middleware: [signedIn, needs('account')] as const,
  responses: {
    200: { description: 'The tokens, without their secrets', content: json(TokenListAnswer) },
    ...refusals('scope_missing', ...SIGNED_OUT),
  },
});

const create = createRoute({
  method: 'post',
  path: '/tokens',
  summary: 'Make an API token',
  description:
    'Send it as `Authorization: Bearer smb_…` on every route of this API. It reads what you may read; scope `render` ' +
    'lets it queue, cancel and delete films, projects, previews, uploads and pronunciations, `voices` register, change ' +
    'and delete voices. No token can manage tokens or webhooks, or change an account. The secret is answered this once.',
  security: forScope('account'),
  middleware: [signedIn, needs('account'), readJson(BODY_BYTES)] as const,
  request: { body: { required: true, content: json(TokenRequest) } },
  responses: {
    201: { description: 'The token with its secret', content: json(TokenCreateAnswer) },
    ...refusals(
      'invalid_json',
      'invalid_request',
      'payload_too_large',
      'unsupported_media_type',
      'quota_exceeded',
      'scope_missing',
      ...SIGNED_OUT,
    ),
  },
});

const revoke = createRoute({
  method: 'delete',
  path: '/tokens/{token_id}',
  summary: 'Revoke an API token for good',
  security: forScope('account'),
  middleware: [signedIn, needs('account')] as const,
  request: { params: TokenParams },
  responses: {
    200: { description: 'Revoked, now or before', content: json(TokenRevokeAnswer) },
    ...refusals('invalid_request', 'token_not_found', 'scope_missing', ...SIGNED_OUT),
  },
});

const exchange = createRoute({
  method: 'post',
  path: '/tokens/exchange',
  summary: 'Exchange an API token for a short-lived access token',
  description:
    `The answer works for ${EXCHANGE_SECONDS / 60} minutes on PostgREST, Storage and Realtime, within the scopes of the ` +
    'API token. Auth does not take it: it cannot change an account. Revoking the API token ends writing at once and ' +
    'reading when the answer expires.',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  responses: {
    200: { description: 'An access token', content: json(TokenExchangeAnswer) },
    ...refusals('invalid_request', ...SIGNED_OUT),
  },
});

export function registerTokens(api: Api): void {
  api.openapi(list, async (c) => {
    const { db } = currentUser(c);
    const { data, error } = await db
      .from('api_tokens')
      .select(COLUMNS)
      .order('created_at', { ascending: false })
      .limit(500);
    if (error) throw fromDatabase(error);
    return c.json(TokenListAnswer.parse({ tokens: data }), 200);
  });

  api.openapi(create, async (c) => {
    const { db } = currentUser(c);
    const { expires_at, ...request } = c.req.valid('json');
    const { data, error } = await db.rpc('create_api_token', {
      ...request,
      ...(expires_at ? { expires_at } : {}),
    });
    if (error) throw fromDatabase(error);
    c.set('secretFields', ['token']);
    return c.json(TokenCreateAnswer.parse(data), 201);
  });

  api.openapi(revoke, async (c) => {
    const { db } = currentUser(c);
    const { data, error } = await db.rpc('revoke_api_token', { token_id: c.req.valid('param').token_id });
    if (error) throw fromDatabase(error);
    return c.json(TokenRevokeAnswer.parse(data), 200);
  });

  api.openapi(exchange, async (c) => {
    const { user } = currentUser(c);
    // An exchanged token is no API token: it could otherwise renew itself for ever.
    if (!user.apiToken || !/^Bearer\s+smb_/i.test(c.req.header('authorization') ?? '')) {
      throw new ApiFailure('invalid_request', 'Send an API token (smb_…) as Authorization: Bearer.');
    }
    const access = await c.get('deps').signUserToken(user.id, user.apiToken, EXCHANGE_SECONDS);
    const answer = {
      access_token: access,
      token_type: 'bearer',
      expires_in: EXCHANGE_SECONDS,
      user_id: user.id,
      scopes: user.apiToken.scopes,
    };
    return c.json(TokenExchangeAnswer.parse(answer), 200);
  });
}
