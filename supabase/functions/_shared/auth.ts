/**
 * Who is calling: a person's access token, verified through the project's JWKS, or an API token, resolved by the
 * database. The gateway does not check: `verify_jwt` only understands the retired HS256 keys, so every function is
 * deployed with it off and checks for itself.
 */
import { createRemoteJWKSet, errors, importJWK, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { publicClient } from './clients.ts';
import { ApiTokenScope } from './contract/tokens.ts';
import type { FunctionEnv } from './env.ts';
import { ApiFailure, fromDatabase } from './failure.ts';

export interface User {
  readonly id: string;
  readonly email: string | null;
  /** The access token, to call the database as this user. */
  readonly token: string;
  /** The API token the caller came with; null for a person's own session. */
  readonly apiToken: ApiTokenUse | null;
}

export interface ApiTokenUse {
  readonly id: string;
  readonly scopes: readonly ApiTokenScope[];
}

export type VerifyUser = (authorization: string | undefined) => Promise<User>;

/** Signs a token with which PostgREST and Storage take the caller for `userId`, for `seconds`. */
export type SignUserToken = (userId: string, use: ApiTokenUse, seconds: number) => Promise<string>;

/** How long the token lives that one request of an API token makes for itself. */
const REQUEST_SECONDS = 60;

const TokenUse = z.object({ id: z.uuid(), user_id: z.uuid(), scopes: z.array(ApiTokenScope) });

/**
 * The one privileged thing this function holds: a signing key of its own (`SEMBLANTE_SIGNING_JWK`), imported into the
 * project beside Auth's. Why not the Auth admin API: a session made with it (generateLink, verifyOtp) can do everything
 * its person can, changing the password included, and carries no scopes; and its secret key bypasses row level security
 * altogether. What is signed here always names a user and their API token, whose scopes SQL checks, and a session that
 * does not exist, so that Auth itself refuses it. Revoking the key in the project ends every such token at once.
 */
export function createUserSigner(env: FunctionEnv): SignUserToken {
  const jwk = env.signingJwk;
  const key = jwk ? importJWK(jwk, 'ES256') : undefined;
  return async (userId, use, seconds) => {
    if (!jwk || !key) {
      throw new ApiFailure(
        'unavailable',
        'This project has no key for API tokens: set SEMBLANTE_SIGNING_JWK.',
      );
    }
    return new SignJWT({
      role: 'authenticated',
      session_id: use.id,
      api_token: use.id,
      scopes: [...use.scopes],
    })
      .setProtectedHeader({ alg: 'ES256', kid: jwk.kid ?? '', typ: 'JWT' })
      .setSubject(userId)
      .setIssuer(`${env.publicUrl}/auth/v1`)
      .setAudience('authenticated')
      .setIssuedAt()
      .setExpirationTime(`${seconds}s`)
      .sign(await key);
  };
}

/** `keys` is injected by tests; by default the project's JWKS, cached and refetched when an unknown key id appears. */
export function createVerifier(env: FunctionEnv, sign: SignUserToken, keys?: JWTVerifyGetKey): VerifyUser {
  const keySet = keys ?? createRemoteJWKSet(new URL(`${env.supabaseUrl}/auth/v1/.well-known/jwks.json`));

  async function resolveApiToken(token: string): Promise<User> {
    const { data, error } = await publicClient(env).rpc('use_api_token', { token });
    if (error) throw fromDatabase(error);
    const { id, user_id: userId, scopes } = TokenUse.parse(data);
    const apiToken = { id, scopes };
    return { id: userId, email: null, token: await sign(userId, apiToken, REQUEST_SECONDS), apiToken };
  }

  return async (authorization) => {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    // supabase-js sends the publishable key as the bearer when nobody is signed in.
    if (!token || token.startsWith('sb_')) throw new ApiFailure('token_missing');
    if (token.startsWith('smb_')) return resolveApiToken(token);
    try {
      const { payload } = await jwtVerify(token, keySet, {
        issuer: `${env.publicUrl}/auth/v1`,
        audience: 'authenticated',
        algorithms: ['ES256', 'RS256'],
        requiredClaims: ['sub', 'exp', 'role'],
      });
      if (payload.role !== 'authenticated') {
        throw new ApiFailure('forbidden', 'This token belongs to an agent or a service; sign in as a user.');
      }
      return {
        id: String(payload.sub),
        email: typeof payload.email === 'string' ? payload.email : null,
        token,
        apiToken:
          payload.api_token === undefined
            ? null
            : { id: String(payload.api_token), scopes: z.array(ApiTokenScope).parse(payload.scopes) },
      };
    } catch (cause) {
      if (cause instanceof ApiFailure) throw cause;
      if (cause instanceof errors.JWTExpired) throw new ApiFailure('token_expired', undefined, { cause });
      if (cause instanceof errors.JWKSTimeout || cause instanceof TypeError) {
        throw new ApiFailure(
          'unavailable',
          'The sign-in keys cannot be read right now. Try again in a few seconds.',
          { cause },
        );
      }
      throw new ApiFailure('token_invalid', undefined, { cause });
    }
  };
}
