/** For tests of Storage and Realtime alone: the two services over HTTP on a real database, and tokens at will. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { importJWK, type JWK, SignJWT } from 'jose';
import { Pool } from 'pg';
import type { Service, StackContext } from '../context.ts';
import { generateKeys } from '../keys.ts';
import { createRealtimeHttpService } from '../realtime/http.ts';
import { attachRealtime } from '../realtime/server.ts';
import { startTestDatabase, type TestDatabase, testLog } from '../testing.ts';
import { createStorageService, type StorageOptions } from './service.ts';

export interface BareStack {
  readonly url: string;
  readonly context: StackContext;
  readonly database: TestDatabase;
  /** A client with the publishable key; with a token, of that user. */
  client(token?: string): SupabaseClient;
  /** A client with the secret key. */
  admin(): SupabaseClient;
  /** A token of Auth for a user; `role` authenticated and one hour unless said otherwise. */
  token(userId: string, options?: { role?: string; expiresIn?: string | number }): Promise<string>;
  stop(): Promise<void>;
}

export async function startBareStack(
  options: { storage?: StorageOptions; migrations?: boolean } = {},
): Promise<BareStack> {
  const database = await startTestDatabase({ migrations: options.migrations ?? false });
  const keys = await generateKeys();
  const pools = {
    authenticator: poolOf(database, 'authenticator'),
    authAdmin: poolOf(database, 'supabase_auth_admin'),
    storageAdmin: poolOf(database, 'supabase_storage_admin'),
    realtimeAdmin: poolOf(database, 'supabase_realtime_admin'),
  };
  let route: Service = async () => new Response(null, { status: 503 });
  const server = createServer(getRequestListener((request) => route(request)));
  const url = await listen(server);
  const context: StackContext = {
    url,
    stateDir: database.folder,
    keys,
    ...pools,
    replicationUrl: database.urlOf('supabase_realtime_admin'),
    log: testLog(),
  };
  const storage = createStorageService(context, options.storage);
  const realtimeHttp = createRealtimeHttpService(context);
  const realtime = attachRealtime(server, context);
  route = (request) =>
    new URL(request.url).pathname.startsWith('/realtime/') ? realtimeHttp(request) : storage(request);

  const clients: SupabaseClient[] = [];
  const connect = (key: string, token?: string): SupabaseClient => {
    const client = createClient(url, key, {
      auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
      ...(token === undefined ? {} : { accessToken: async () => token }),
    });
    clients.push(client);
    return client;
  };

  return {
    url,
    context,
    database,
    client: (token) => connect(keys.publishable, token),
    admin: () => connect(keys.secret),
    async token(userId, { role = 'authenticated', expiresIn = '1h' } = {}) {
      return new SignJWT({ role })
        .setProtectedHeader({ alg: 'ES256', kid: String(keys.signingJwk.kid) })
        .setSubject(userId)
        .setIssuer(`${url}/auth/v1`)
        .setAudience('authenticated')
        .setIssuedAt()
        .setExpirationTime(expiresIn)
        .sign(await importJWK(keys.signingJwk as JWK, 'ES256'));
    },
    async stop() {
      await Promise.all(clients.filter((client) => client.realtime.isConnected()).map(disconnect));
      await realtime.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all(Object.values(pools).map((pool) => pool.end()));
      await database.stop();
    },
  };
}

/** realtime.disconnect() leaves a timer of 10 s behind, which would keep every test process alive that long. */
function disconnect({ realtime }: SupabaseClient): Promise<void> {
  const inner = realtime as unknown as {
    socketAdapter: { getSocket(): { disconnect(done: () => void): void } };
  };
  return new Promise((done) => inner.socketAdapter.getSocket().disconnect(done));
}

function poolOf(database: TestDatabase, role: string): Pool {
  const pool = new Pool({ connectionString: database.urlOf(role), max: 8 });
  pool.on('error', () => undefined); // an idle connection dies with a restarted server: the next query tells
  return pool;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
