/** Access tokens (ES256) and the random strings of refresh and one-time tokens. */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';
import type { StackContext } from '../context.ts';
import type { UserRow } from './users.ts';

/** How somebody proved who they are, and when (seconds since 1970). */
export interface AuthenticationMethod {
  readonly method: 'password' | 'otp';
  readonly timestamp: number;
}

export type SignAccessToken = (
  user: UserRow,
  session: { readonly id: string; readonly amr: readonly AuthenticationMethod[] },
) => Promise<{ token: string; expiresAt: number }>;

/** The claims of hosted, all of which clients and policies may rely on. */
export function createTokenSigner(
  context: Pick<StackContext, 'url' | 'keys'>,
  lifetimeSeconds: number,
): SignAccessToken {
  const key = importJWK(context.keys.signingJwk as JWK, 'ES256');
  return async (user, session) => {
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + lifetimeSeconds;
    const token = await new SignJWT({
      iss: `${context.url}/auth/v1`,
      sub: user.id,
      aud: user.aud,
      exp: expiresAt,
      iat: issuedAt,
      email: user.email ?? '',
      phone: user.phone ?? '',
      app_metadata: user.raw_app_meta_data,
      user_metadata: user.raw_user_meta_data,
      role: user.role,
      aal: 'aal1',
      amr: session.amr,
      session_id: session.id,
      is_anonymous: user.is_anonymous,
    })
      .setProtectedHeader({ alg: 'ES256', kid: String(context.keys.signingJwk.kid), typ: 'JWT' })
      .sign(await key);
    return { token, expiresAt };
  };
}

/** 12 characters of 62, as GoTrue's: 71 bits. */
export function randomToken(): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  return Array.from({ length: 12 }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** The six digits of a mail. */
export const oneTimeCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');

/** What is stored and what the mail's link carries: SHA-224 of address and code, in hex, as GoTrue's. */
export const oneTimeHash = (email: string, code: string): string =>
  createHash('sha224').update(`${email}${code}`).digest('hex');

export const randomFileName = (): string => randomBytes(6).toString('hex');
