/**
 * Verifies the user's token through the project's JWKS. The gateway does not: `verify_jwt` only understands the
 * retired HS256 keys, so every function is deployed with it off and checks for itself.
 */
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { FunctionEnv } from './env.ts';
import { ApiFailure } from './failure.ts';

export interface User {
  readonly id: string;
  readonly email: string | null;
  /** The access token, to call the database as this user. */
  readonly token: string;
}

export type VerifyUser = (authorization: string | undefined) => Promise<User>;

/** `keys` is injected by tests; by default the project's JWKS, cached and refetched when an unknown key id appears. */
export function createVerifier(env: FunctionEnv, keys?: JWTVerifyGetKey): VerifyUser {
  const keySet = keys ?? createRemoteJWKSet(new URL(`${env.supabaseUrl}/auth/v1/.well-known/jwks.json`));
  return async (authorization) => {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    // supabase-js sends the publishable key as the bearer when nobody is signed in.
    if (!token || token.startsWith('sb_')) throw new ApiFailure('token_missing');
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
