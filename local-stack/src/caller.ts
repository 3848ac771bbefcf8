/** Who a request comes from, and how its statements run: never as an owner, never as a superuser. */
import { timingSafeEqual } from 'node:crypto';
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import type { Pool, PoolClient } from 'pg';
import type { Caller, StackContext } from './context.ts';

export type CallerProblem = 'no_api_key' | 'bad_api_key' | 'bad_token' | 'expired_token' | 'refused_role';

/** Why a request has no caller; `response()` is the gateway's answer, a service may translate it to its own shape. */
export class CallerError extends Error {
  readonly problem: CallerProblem;
  readonly status: 401 | 403;
  readonly hint: string | undefined;

  constructor(problem: CallerProblem, message: string, hint?: string) {
    super(message);
    this.name = 'CallerError';
    this.problem = problem;
    this.status = problem === 'refused_role' ? 403 : 401;
    this.hint = hint;
  }

  response(): Response {
    return Response.json(
      { message: this.message, ...(this.hint ? { hint: this.hint } : {}) },
      { status: this.status },
    );
  }
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

export interface Authenticator {
  /**
   * The caller of a request by its `apikey` (header or query) and `Authorization`, as hosted's gateway reads them:
   * a user's token wins over the key, and a key repeated as the bearer counts as the key.
   * @throws {CallerError}
   */
  fromRequest(request: Request): Promise<Caller>;
  /** The role an API key stands for. @throws {CallerError} */
  fromKey(key: string): Caller;
  /** The claims of a token of this stack's Auth, checked: signature, issuer, audience, expiry, role. @throws {CallerError} */
  fromToken(token: string): Promise<Caller>;
}

export function createAuthenticator(context: Pick<StackContext, 'url' | 'keys'>): Authenticator {
  const jwks = createLocalJWKSet(context.keys.jwks as unknown as JSONWebKeySet);

  function fromKey(key: string): Caller {
    for (const [known, role] of [
      [context.keys.publishable, 'anon'],
      [context.keys.secret, 'service_role'],
    ] as const) {
      if (same(key, known)) return { role, claims: { role } };
    }
    throw new CallerError(
      'bad_api_key',
      'Invalid API key',
      'Double check your Supabase publishable or secret API key: `npm run stack -- status` prints them.',
    );
  }

  async function fromToken(token: string): Promise<Caller> {
    let claims: Record<string, unknown>;
    try {
      const verified = await jwtVerify(token, jwks, {
        algorithms: ['ES256'],
        issuer: `${context.url}/auth/v1`,
        audience: 'authenticated',
        requiredClaims: ['exp', 'role'],
      });
      claims = verified.payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        throw new CallerError('expired_token', 'JWT expired', 'Refresh the session and repeat the request.');
      }
      const reason = error instanceof Error ? error.message : String(error);
      throw new CallerError('bad_token', `invalid JWT: ${reason}`, 'Sign in again to get a valid token.');
    }
    const { role } = claims;
    if (typeof role !== 'string' || role === '') {
      throw new CallerError('bad_token', 'invalid JWT: the role claim is not a string');
    }
    return { role, claims };
  }

  return {
    fromKey,
    fromToken,
    async fromRequest(request) {
      const key = request.headers.get('apikey') ?? new URL(request.url).searchParams.get('apikey');
      if (!key) {
        throw new CallerError(
          'no_api_key',
          'No API key found in request',
          'No `apikey` request header or url param was found.',
        );
      }
      const caller = fromKey(key);
      const bearer = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.get('authorization') ?? '')?.[1];
      if (!bearer) return caller;
      return bearer.startsWith('sb_') ? fromKey(bearer) : fromToken(bearer);
    },
  };
}

/** What PostgREST tells a statement about its request (current_setting('request.method') and so on). */
export interface RequestFacts {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
}

/** context.ts's `AsCaller` with the request's facts, for functions that read them. */
export type AsCallerOfRequest = <T>(
  caller: Caller,
  work: (client: PoolClient) => Promise<T>,
  request?: RequestFacts,
) => Promise<T>;

/**
 * Runs statements as callers on the pool of `authenticator`. Postgres itself refuses every role that was not granted
 * to it; the two names that would leave it at `authenticator` are refused here.
 *
 * Time limits are the role's own, else authenticator's: `set role` does not apply them, so they are set as
 * PostgREST sets them. They count from the first statement of `work`.
 */
export function createAsCaller(authenticator: Pool): AsCallerOfRequest {
  return async (caller, work, request) => {
    if (caller.role === 'none' || caller.role === 'authenticator') {
      throw new CallerError('refused_role', `permission denied to set role "${caller.role}"`);
    }
    const client = await authenticator.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      await become(client, caller, request);
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((cause: Error) => {
        broken = cause;
      });
      throw error;
    } finally {
      // a connection whose rollback failed must not serve the next caller under this one's role
      client.release(broken);
    }
  };
}

async function become(client: PoolClient, caller: Caller, request: RequestFacts | undefined): Promise<void> {
  const headers = request ? JSON.stringify(Object.fromEntries(request.headers)) : '';
  try {
    const { rows } = await client.query<{ superuser: boolean | null }>({
      name: 'become-caller',
      text: `select r.rolsuper as superuser,
                    set_config('role', $1, true),
                    set_config('request.jwt.claims', $2, true),
                    set_config('request.method', $3, true),
                    set_config('request.path', $4, true),
                    set_config('request.headers', $5, true),
                    set_config('statement_timeout', coalesce(
                      (select split_part(c, '=', 2) from unnest(r.rolconfig) c where c like 'statement_timeout=%'),
                      current_setting('statement_timeout')), true)
             from (select 1) as always left join pg_catalog.pg_roles r on r.rolname = $1`,
      values: [
        caller.role,
        JSON.stringify({ ...caller.claims, role: caller.role }),
        request?.method ?? '',
        request?.path ?? '',
        headers,
      ],
    });
    if (rows[0]?.superuser !== false) {
      throw new CallerError('refused_role', `permission denied to set role "${caller.role}"`);
    }
  } catch (error) {
    const code = (error as { code?: string }).code;
    // 42501: not granted to authenticator; 22023: no such role
    if (code === '42501' || code === '22023') {
      throw new CallerError('refused_role', (error as Error).message);
    }
    throw error;
  }
}
