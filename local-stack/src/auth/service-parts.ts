/** What every route of the Auth service works with. */
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { type Authenticator, CallerError } from '../caller.ts';
import type { StackContext } from '../context.ts';
import { AuthError, invalid } from './errors.ts';
import type { RateLimit } from './rate-limit.ts';
import { findSession, type SessionOrigin } from './sessions.ts';
import type { AuthSettings } from './settings.ts';
import type { SignAccessToken } from './tokens.ts';
import { findUserById, isBanned, type UserRow } from './users.ts';

export interface AuthParts {
  readonly context: StackContext;
  readonly settings: AuthSettings;
  readonly authenticator: Authenticator;
  readonly sign: SignAccessToken;
  /** Failed proofs (passwords, codes) per client address and per mail address. */
  readonly failures: { readonly byClient: RateLimit; readonly byEmail: RateLimit };
}

export type Route = (parts: AuthParts, request: Request, url: URL) => Promise<Response>;

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } });

/** One transaction as the owner of schema auth; what `work` throws rolls it back. */
export async function inTransaction<T>(
  { context }: AuthParts,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await context.authAdmin.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** @throws AuthError bad_json or validation_failed, which names the first wrong field */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const text = await request.text();
  let value: unknown;
  try {
    value = text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    throw new AuthError(400, 'bad_json', 'Could not parse request body as JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(issue ? `${issue.path.join('.') || 'body'}: ${issue.message}` : 'Invalid request body');
}

export const Metadata = z.record(z.string(), z.unknown());

export function originOf(request: Request): SessionOrigin {
  return { userAgent: request.headers.get('user-agent'), ip: clientAddress(request) };
}

/** The hop nearest to the service: what a client writes into the header itself stands before it. */
export function clientAddress(request: Request): string | null {
  return request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? null;
}

/** Runs a proof (a password, a code) under both limits; only what fails counts. `email`: or the hash of a link. */
export async function limited<T>(
  { failures }: AuthParts,
  request: Request,
  email: string,
  proof: () => Promise<T>,
): Promise<T> {
  const client = clientAddress(request) ?? 'unknown';
  failures.byClient.check(client);
  failures.byEmail.check(email);
  try {
    return await proof();
  } catch (error) {
    if (
      error instanceof AuthError &&
      (error.code === 'invalid_credentials' || error.code === 'otp_expired')
    ) {
      failures.byClient.record(client);
      failures.byEmail.record(email);
    }
    throw error;
  }
}

export interface SignedIn {
  readonly user: UserRow;
  readonly sessionId: string;
}

/** The user of a request's bearer token, whose session must still exist. */
export async function requireUser(parts: AuthParts, request: Request): Promise<SignedIn> {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (!bearer) throw new AuthError(401, 'no_authorization', 'This endpoint requires a valid Bearer token');
  if (bearer.startsWith('sb_')) throw new AuthError(403, 'bad_jwt', 'invalid claim: missing sub claim');
  let claims: Readonly<Record<string, unknown>>;
  try {
    ({ claims } = await parts.authenticator.fromToken(bearer));
  } catch (error) {
    if (!(error instanceof CallerError)) throw error;
    const why =
      error.problem === 'expired_token' ? 'token has invalid claims: token is expired' : error.message;
    throw new AuthError(403, 'bad_jwt', `invalid JWT: unable to parse or verify signature, ${why}`);
  }
  const { sub, session_id: sessionId } = claims;
  return inTransaction(parts, async (client) => {
    const user = await findUserById(client, String(sub));
    if (!user) throw new AuthError(403, 'user_not_found', 'User from sub claim in JWT does not exist');
    if (isBanned(user)) throw new AuthError(403, 'user_banned', 'User is banned');
    const session = await findSession(client, String(sessionId));
    if (session?.user_id !== user.id) {
      throw new AuthError(403, 'session_not_found', 'Session from session_id claim in JWT does not exist');
    }
    return { user, sessionId: session.id };
  });
}

/** @throws AuthError not_admin for everybody but the secret key and tokens of service_role */
export async function requireAdmin({ authenticator }: AuthParts, request: Request): Promise<void> {
  const { role } = await authenticator.fromRequest(request);
  if (role !== 'service_role') throw new AuthError(403, 'not_admin', 'User not allowed');
}
