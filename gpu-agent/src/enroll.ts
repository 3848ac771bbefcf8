#!/usr/bin/env node
/**
 * Makes the account of an agent host: an Auth user of role `gpu_agent` with a password of its own, and the env file
 * the agent starts with. Enrolling a name again gives it a new password; the old one stops working.
 *
 *   SUPABASE_URL=… SUPABASE_PUBLISHABLE_KEY=… SUPABASE_SECRET_KEY=… npm run agent:enroll -- --name NAME [--out FILE]
 */
import { randomBytes } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { createClient, type SupabaseClient, type User } from '@supabase/supabase-js';
import { z } from 'zod';
import { AGENT_ROLE, timedFetch } from './session.ts';

export interface EnrollOptions {
  readonly url: string;
  readonly publishableKey: string;
  /** `sb_secret_…`: stays with the administrator; the agent never sees it. */
  readonly secretKey: string;
  readonly name: string;
}

/** What an agent is started with. */
export interface AgentEnvironment {
  readonly SUPABASE_URL: string;
  readonly SUPABASE_PUBLISHABLE_KEY: string;
  readonly SEMBLANTE_AGENT_EMAIL: string;
  readonly SEMBLANTE_AGENT_PASSWORD: string;
}

const PAGE = 200;

/** The reserved domain never receives mail: nobody can recover an agent's password by post. */
export function agentEmail(name: string): string {
  const local = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (local === '') throw new Error('The name must hold at least one letter or digit.');
  return `agent-${local.slice(0, 50)}@agents.semblante.invalid`;
}

/**
 * Creates the account, or renews the password of the one that exists.
 *
 * @throws Error when the project refuses: wrong key, or an account of that address with another role
 */
export async function enrollAgent(options: EnrollOptions): Promise<AgentEnvironment> {
  const client = createClient(options.url, options.secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: timedFetch() },
  });
  const email = agentEmail(options.name);
  const password = randomBytes(32).toString('base64url');
  const account = {
    email,
    password,
    email_confirm: true,
    role: AGENT_ROLE,
    user_metadata: { name: options.name },
  };
  const created = await client.auth.admin.createUser(account);
  if (created.error) {
    if (created.error.code !== 'email_exists') throw refusal(created.error);
    const known = await findUser(client, email);
    if (known.role !== AGENT_ROLE)
      throw new Error(`${email} exists with the role ${known.role}; choose another name.`);
    const updated = await client.auth.admin.updateUserById(known.id, { password, role: AGENT_ROLE });
    if (updated.error) throw refusal(updated.error);
  }
  return {
    SUPABASE_URL: options.url,
    SUPABASE_PUBLISHABLE_KEY: options.publishableKey,
    SEMBLANTE_AGENT_EMAIL: email,
    SEMBLANTE_AGENT_PASSWORD: password,
  };
}

async function findUser(client: SupabaseClient, email: string): Promise<User> {
  for (let page = 1; ; page += 1) {
    const { data, error } = await client.auth.admin.listUsers({ page, perPage: PAGE });
    if (error) throw refusal(error);
    const user = data.users.find((candidate) => candidate.email === email);
    if (user) return user;
    if (data.users.length < PAGE) throw new Error(`${email} exists and yet is not listed; try again.`);
  }
}

function refusal(error: {
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly message: string;
}): Error {
  const reason = `${error.status ?? 'no answer'} ${error.code ?? ''} ${error.message}`;
  return new Error(
    `The project refused to make the account (${reason}). SUPABASE_SECRET_KEY must be its secret key.`,
  );
}

/** Lines of an env file, quoted as Node and shells read them. */
export function envFile(environment: AgentEnvironment): string {
  return `${Object.entries(environment)
    .map(([name, value]) => `${name}="${value}"`)
    .join('\n')}\n`;
}

/** Readable by its owner alone, also where the file existed with other rights. */
export async function writeEnvFile(path: string, environment: AgentEnvironment): Promise<void> {
  await writeFile(path, '', { mode: 0o600 });
  await chmod(path, 0o600);
  await writeFile(path, envFile(environment));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      name: { type: 'string', default: hostname() },
      out: { type: 'string' },
      env: { type: 'string' },
    },
  });
  if (values.env) process.loadEnvFile(values.env);
  const parsed = z
    .object({
      SUPABASE_URL: z.url(),
      SUPABASE_PUBLISHABLE_KEY: z.string().min(1),
      SUPABASE_SECRET_KEY: z.string().min(1),
    })
    .safeParse(process.env);
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new Error(`Set ${names} in the environment, or name a file with --env FILE.`);
  }
  const environment = await enrollAgent({
    url: parsed.data.SUPABASE_URL,
    publishableKey: parsed.data.SUPABASE_PUBLISHABLE_KEY,
    secretKey: parsed.data.SUPABASE_SECRET_KEY,
    name: values.name,
  });
  if (values.out === undefined) process.stdout.write(envFile(environment));
  else {
    await writeEnvFile(values.out, environment);
    process.stderr.write(`Wrote ${values.out}. Start the agent with: npm run agent -- --env ${values.out}\n`);
  }
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
