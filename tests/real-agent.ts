/** A whole stack with the product's own agent as a process beside it, and a user: for tests of complete roads. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { enrollAgent } from '../gpu-agent/src/enroll.ts';
import { startTestStack, type TestStack } from '../local-stack/src/testing.ts';

export interface RealAgent {
  readonly stack: TestStack;
  /** Scratch folder, gone when it stops. */
  readonly folder: string;
  /** Signed in as a user who owns nothing yet. */
  readonly client: SupabaseClient;
  readonly token: string;
  /** The end of what the agent logged, for messages of failed assertions. */
  log(): string;
  stop(): Promise<void>;
}

/** @param settings Environment of the agent beside its account. */
export async function startRealAgent(settings: Readonly<Record<string, string>> = {}): Promise<RealAgent> {
  const folder = await mkdtemp(join(tmpdir(), 'semblante-system-'));
  const stack = await startTestStack();
  const environment = await enrollAgent({
    url: stack.url,
    publishableKey: stack.keys.publishable,
    secretKey: stack.keys.secret,
    name: 'system-test',
  });
  const agent = spawn(process.execPath, [join(import.meta.dirname, '../gpu-agent/src/main.ts')], {
    cwd: folder,
    env: { ...process.env, ...environment, ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  agent.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-6000);
  });
  const client = createClient(stack.url, stack.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { data, error } = await client.auth.signUp({
    email: 'ana@example.com',
    password: 'a long one for ana',
  });
  assert.equal(error, null);
  assert.ok(data.session);
  return {
    stack,
    folder,
    client,
    token: data.session.access_token,
    log: () => log,
    async stop() {
      await client.realtime.disconnect();
      if (agent.exitCode === null) {
        agent.kill('SIGTERM');
        await once(agent, 'exit');
      }
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
