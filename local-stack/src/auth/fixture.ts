/** Auth and REST over a new project's database, reached by supabase-js through its fetch. For tests. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuthError as ClientError, createClient, type SupabaseClient } from '@supabase/supabase-js';
import { Pool } from 'pg';
import type { Service, StackContext, StackLog } from '../context.ts';
import { generateKeys } from '../keys.ts';
import { createRestService } from '../rest/service.ts';
import { startTestDatabase, type TestDatabase } from '../testing.ts';
import type { Mail } from './mail.ts';
import { createAuthService } from './service.ts';
import { type AuthSettings, readAuthSettings } from './settings.ts';

export interface AuthFixture {
  readonly database: TestDatabase;
  readonly context: StackContext;
  readonly service: Service;
  /** Every line the services logged, as JSON. */
  readonly logged: readonly string[];
  /** supabase-js, unmodified: a browser's client, or the one of an administrator with the secret key. */
  client(key?: 'publishable' | 'secret'): SupabaseClient;
  call(path: string, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

export async function startAuthFixture(settings: Partial<AuthSettings> = {}): Promise<AuthFixture> {
  const database = await startTestDatabase({ migrations: false });
  const stateDir = mkdtempSync(join(tmpdir(), 'semblante-auth-'));
  const keys = await generateKeys();
  const url = 'http://127.0.0.1:54321';
  const pools: Pool[] = [];
  const pool = (role: string) => {
    const made = new Pool({ connectionString: database.urlOf(role), max: 4 });
    made.on('error', () => {}); // an idle connection dies with its server
    pools.push(made);
    return made;
  };
  const logged: string[] = [];
  const keep = (message: string, fields?: Record<string, unknown>) => {
    logged.push(JSON.stringify({ message, ...fields }));
  };
  const log: StackLog = { info: keep, warn: keep, error: keep };
  const authenticator = pool('authenticator');
  const context: StackContext = {
    url,
    stateDir,
    keys,
    authenticator,
    authAdmin: pool('supabase_auth_admin'),
    storageAdmin: authenticator,
    realtimeAdmin: authenticator,
    replicationUrl: '',
    log,
  };
  const auth = createAuthService(context, { settings: { ...readAuthSettings(), ...settings } });
  const rest = createRestService(context);
  const service: Service = (request) =>
    new URL(request.url).pathname.startsWith('/auth/v1') ? auth(request) : rest(request);
  return {
    database,
    context,
    service,
    logged,
    client: (key = 'publishable') =>
      createClient(url, keys[key], {
        auth: { autoRefreshToken: false, persistSession: false },
        global: { fetch: (input, init) => service(new Request(input, init)) },
      }),
    call(path, init) {
      const headers = new Headers(init?.headers);
      if (!headers.has('apikey')) headers.set('apikey', keys.publishable);
      return service(new Request(`${url}/auth/v1${path}`, { ...init, headers, redirect: 'manual' }));
    },
    async stop() {
      await Promise.all(pools.map((one) => one.end()));
      await database.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

export const PASSWORD = 'correct horse battery';
export const newEmail = (): string => `user-${randomUUID()}@example.com`;

/** Code and status of a refusal; fails when there was none. */
export function refusal(result: { error: ClientError | null }): {
  code: string | undefined;
  status: number | undefined;
} {
  assert.ok(result.error, 'it was accepted');
  return { code: result.error.code, status: result.error.status };
}

/** Somebody new, with the client they are signed in on. */
export async function signedUp(stack: AuthFixture, email = newEmail()) {
  const client = stack.client();
  const { data, error } = await client.auth.signUp({ email, password: PASSWORD });
  assert.equal(error, null);
  assert.ok(data.session && data.user);
  return { client, email, session: data.session, user: data.user };
}

/** The newest mail to `email`. */
export async function lastMail(stack: AuthFixture, email: string): Promise<Mail> {
  const response = await stack.call('/outbox');
  assert.equal(response.status, 200);
  const mail = ((await response.json()) as Mail[]).find(({ to }) => to === email);
  assert.ok(mail, 'no mail was written');
  return mail;
}
