/** The agent and the studio beside a running stack, for `bin/demo` and `npm start`. */

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { enrollAgent } from '../gpu-agent/src/enroll.ts';
import { type Companion, ensureCompanion, stopCompanion } from '../local-stack/src/companions.ts';
import type { RunningStack } from '../local-stack/src/daemon.ts';
import { requireFree } from '../local-stack/src/ports.ts';
import { repositoryRoot } from '../local-stack/src/state.ts';
import { sourceVersion } from './source-version.ts';

export const AGENT = 'agent';
export const STUDIO = 'studio';
const AGENT_NAME = 'local';
const DEMO_EMAIL = 'demo@semblante.local';

export interface Account {
  readonly email: string;
  readonly password: string;
}

function adminOf(stack: RunningStack): SupabaseClient {
  const { hostname } = new URL(stack.url);
  if (hostname !== '127.0.0.1' && hostname !== 'localhost' && hostname !== '[::1]') {
    throw new Error(`The demo makes accounts and is refused anywhere but on this machine (${hostname}).`);
  }
  return createClient(stack.url, stack.keys.secret, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
}

/** The demo's user, with a password made for this stack and kept in its state folder. */
export async function ensureDemoUser(stack: RunningStack): Promise<Account> {
  const file = join(stack.root, 'demo-user.json');
  if (existsSync(file)) {
    const account = JSON.parse(readFileSync(file, 'utf8')) as Account;
    const client = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
    const { error } = await client.auth.signInWithPassword(account);
    if (!error) return account;
  }
  const account = { email: DEMO_EMAIL, password: randomBytes(9).toString('base64url') };
  const service = adminOf(stack);
  const admin = service.auth.admin;
  const { data, error } = await admin.createUser({
    ...account,
    email_confirm: true,
    user_metadata: { name: 'Demo' },
  });
  if (error && error.code !== 'email_exists' && error.code !== 'user_already_exists') throw error;
  if (!data.user) {
    const { data: page, error: listing } = await admin.listUsers({ perPage: 1000 });
    if (listing) throw listing;
    const known = page.users.find(({ email }) => email === DEMO_EMAIL);
    if (!known) throw new Error(`${DEMO_EMAIL} exists but is not listed.`);
    const { error: update } = await admin.updateUserById(known.id, { password: account.password });
    if (update) throw update;
  }
  // Whoever tries Semblante on a machine of their own is to meet no quota.
  const { error: planned } = await service
    .from('users')
    .update({ plan: 'enterprise' })
    .eq('email', DEMO_EMAIL);
  if (planned) throw planned;
  writeFileSync(file, JSON.stringify(account), { mode: 0o600 });
  return account;
}

/** Enrols this machine's agent and starts it; ready once it has registered. */
async function ensureAgent(stack: RunningStack, version: string): Promise<Companion> {
  const admin = adminOf(stack);
  const since = new Date(Date.now() - 30_000).toISOString();
  return ensureCompanion(stack.root, {
    name: AGENT,
    // Niced, so that the studio stays quick while a film renders.
    command: 'nice',
    args: ['-n', '5', process.execPath, join(repositoryRoot, 'gpu-agent/src/main.ts'), '--name', AGENT_NAME],
    cwd: stack.root,
    environment: async () => ({
      ...(await enrollAgent({
        url: stack.url,
        publishableKey: stack.keys.publishable,
        secretKey: stack.keys.secret,
        name: AGENT_NAME,
      })),
    }),
    version: `${version} ${stack.url}`,
    ready: async () => {
      const { data, error } = await admin.from('gpu_agents').select('id').gt('last_seen_at', since).limit(1);
      return !error && data.length > 0;
    },
  });
}

/**
 * Draws the posters that the gallery lacks, in the background and behind everything else; it ends by itself, or with the
 * stack. Gallery and studio show a drawn placeholder meanwhile.
 */
export async function publishPosters(stack: RunningStack): Promise<void> {
  await ensureCompanion(stack.root, {
    name: 'posters',
    command: 'nice',
    args: ['-n', '15', process.execPath, join(repositoryRoot, 'seed/publish.ts')],
    cwd: stack.root,
    environment: async () => ({ SUPABASE_URL: stack.url, SUPABASE_SECRET_KEY: stack.keys.secret }),
    version: sourceVersion(),
    ready: async () => true,
  });
}

export const studioPort = (): number => Number(process.env.SEMBLANTE_STUDIO_PORT ?? 5173);
export const studioUrl = (): string => `http://127.0.0.1:${studioPort()}`;

/** Builds the studio if its sources changed and serves it. @throws PortTakenError naming who holds its port */
async function ensureStudio(stack: RunningStack, version: string): Promise<Companion> {
  const url = studioUrl();
  return ensureCompanion(stack.root, {
    name: STUDIO,
    command: process.execPath,
    args: [join(repositoryRoot, 'web/serve.ts')],
    cwd: repositoryRoot,
    environment: async () => {
      await requireFree(studioPort(), 'the studio', 'SEMBLANTE_STUDIO_PORT');
      return {
        VITE_SUPABASE_URL: stack.url,
        VITE_SUPABASE_PUBLISHABLE_KEY: stack.keys.publishable,
        SEMBLANTE_STUDIO_PORT: String(studioPort()),
      };
    },
    version: `${version} ${stack.url} ${url}`,
    // The page names the project it serves, so that a stranger on this port is not taken for the studio.
    ready: async () => {
      const page = await fetch(url).then(
        (response) => response.text(),
        () => '',
      );
      return page.includes(stack.url);
    },
  });
}

/** Starts agent and studio side by side; `undo` learns how to end what this call started, even when the other fails. */
export async function ensureServices(stack: RunningStack, undo: (() => Promise<unknown>)[]): Promise<void> {
  const version = sourceVersion();
  const starts = [
    { name: AGENT, start: ensureAgent(stack, version) },
    { name: STUDIO, start: ensureStudio(stack, version) },
  ];
  const results = await Promise.allSettled(
    starts.map(async ({ name, start }) => {
      if ((await start).startedByUs) undo.push(() => stopCompanion(stack.root, name));
    }),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
