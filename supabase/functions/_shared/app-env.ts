/** What routes find on Hono's context. */
import type { Context, MiddlewareHandler } from 'hono';
import { admit, admitInRoute } from './admission.ts';
import type { SignUserToken, User, VerifyUser } from './auth.ts';
import { type Db, publicClient, userClient } from './clients.ts';
import type { ApiTokenScope } from './contract/tokens.ts';
import type { FunctionEnv } from './env.ts';
import { ApiFailure } from './failure.ts';

/** Small platform pieces the entry point hands in: from JSR under Deno, from Node in tests. */
export interface Platform {
  encodeBase64Url(bytes: Uint8Array): string;
  statusText(status: number): string | undefined;
  log(line: Record<string, unknown>): void;
}

export interface Deps {
  readonly env: FunctionEnv;
  readonly verify: VerifyUser;
  readonly signUserToken: SignUserToken;
  readonly platform: Platform;
}

export interface AppEnv {
  Variables: {
    deps: Deps;
    requestId: string;
    user?: User;
    /** Acts as `user`; one for a request, since making one takes longer than most checks. */
    db?: Db;
    /** Whether the request has been counted against its caller's rate. */
    counted?: boolean;
    /** Fields of the answer that are told once: a repeat under the same Idempotency-Key gets null. */
    secretFields?: readonly string[];
  };
}

export type AppContext = Context<AppEnv>;

/** Route middleware, before any validation: nobody learns anything about a body without having signed in. */
export const signedIn: MiddlewareHandler<AppEnv> = async (c, next) => admit(c, await signIn(c), next);

/** `signedIn` for a route that is admitted by the very call with which it acts: one round trip for both. */
export const signedInAtOnce: MiddlewareHandler<AppEnv> = async (c, next) => {
  await admitInRoute(c, await signIn(c), next);
};

async function signIn(c: AppContext): Promise<Db> {
  const { env, verify } = c.get('deps');
  const user = await verify(c.req.header('authorization'));
  const db = userClient(env, user);
  c.set('user', user);
  c.set('db', db);
  return db;
}

/**
 * After `signedIn`: people pass, API tokens need the scope, and none has `account`. SQL asks on every road; asking here as
 * well refuses before a file is read and stored, where the refusal would look like storage that is away.
 */
export const needs =
  (scope: ApiTokenScope | 'account'): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const { apiToken } = currentUser(c).user;
    if (apiToken && !apiToken.scopes.some((own) => own === scope)) {
      throw new ApiFailure(
        'scope_missing',
        scope === 'account'
          ? 'An API token cannot change an account. Sign in as a person.'
          : `This API token lacks the scope ${scope}.`,
      );
    }
    await next();
  };

/** The user that `signedIn` let through, and a client that acts as that user. */
export function currentUser(c: AppContext): { user: User; db: Db } {
  const user = c.get('user');
  const db = c.get('db');
  if (!user || !db) throw new Error('the route lacks the signedIn middleware');
  return { user, db };
}

export function anonymousDb(c: AppContext): Db {
  return publicClient(c.get('deps').env);
}
