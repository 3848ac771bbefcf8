/** For tests of one service: a stack without the product's migrations, clients of it, and tokens at will. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { importJWK, type JWK, SignJWT } from 'jose';
import { startTestStack, type TestStack } from './testing.ts';

export interface ServiceStack extends TestStack {
  /** A client with the publishable key; with a token, of that user. */
  client(token?: string): SupabaseClient;
  /** A client with the secret key. */
  admin(): SupabaseClient;
  /** A token as Auth makes them; role `authenticated` and one hour unless said otherwise. */
  token(userId: string, options?: { role?: string; expiresIn?: string | number }): Promise<string>;
}

export async function startServiceStack(): Promise<ServiceStack> {
  const stack = await startTestStack({ migrations: false });
  const { url, keys } = stack;
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
    ...stack,
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
      await stack.stop();
    },
  };
}

/**
 * Without the timers the client's own disconnect() and removeChannel() leave behind (10 s and 50 s), which would keep
 * every test process alive that long.
 */
function disconnect({ realtime }: SupabaseClient): Promise<void> {
  const inner = realtime as unknown as {
    _cancelPendingDisconnect(): void;
    socketAdapter: { getSocket(): { disconnect(done: () => void): void } };
  };
  for (const channel of realtime.getChannels()) channel.teardown();
  inner._cancelPendingDisconnect();
  return new Promise((done) => inner.socketAdapter.getSocket().disconnect(done));
}
