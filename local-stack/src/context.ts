/**
 * What every service of the local stack is handed. A service is a function from a Request to a Response; the
 * gateway mounts it under its prefix and nothing else is shared between services.
 */
import type { Pool, PoolClient } from 'pg';

export interface StackKeys {
  /** `sb_publishable_…`: names the role anon. */
  readonly publishable: string;
  /** `sb_secret_…`: names the role service_role. */
  readonly secret: string;
  /** ES256 private key as JWK, with `kid`; never leaves the stack's Auth. */
  readonly signingJwk: Readonly<Record<string, unknown>>;
  /** The key of the project's functions, as SEMBLANTE_SIGNING_JWK; imported beside Auth's own. */
  readonly functionsJwk: Readonly<Record<string, unknown>>;
  /** The public halves, served at /auth/v1/.well-known/jwks.json. */
  readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
}

/** Verified claims of a request; `role` is the database role its statements run under. */
export interface Caller {
  readonly role: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

export interface StackLog {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

export interface StackContext {
  /** What clients use, e.g. http://127.0.0.1:54321. */
  readonly url: string;
  /** Folder of this stack: database, storage files, keys, logs, pid files. */
  readonly stateDir: string;
  readonly keys: StackKeys;
  /** Connects as `authenticator`, which owns nothing and can only become the roles granted to it. */
  readonly authenticator: Pool;
  /** Owner of schema auth: for the Auth service alone. */
  readonly authAdmin: Pool;
  /** Owner of schema storage: for the Storage service's own bookkeeping, never for a caller's statement. */
  readonly storageAdmin: Pool;
  /** Owner of schema realtime, with replication. */
  readonly realtimeAdmin: Pool;
  /** postgres://… of the realtime owner, for the replication connection. */
  readonly replicationUrl: string;
  readonly log: StackLog;
}

export type Service = (request: Request) => Promise<Response>;

/** Runs `work` in one transaction as the caller: set local role, request.jwt.claims, statement timeout. */
export type AsCaller = <T>(caller: Caller, work: (client: PoolClient) => Promise<T>) => Promise<T>;
