/** One stack with a person, somebody else and an agent for all fuzzing: what is asked of it must not change the others. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createClient } from '@supabase/supabase-js';
import { enrollAgent } from '../../gpu-agent/src/enroll.ts';
import { startTestStack, type TestStack } from '../../local-stack/src/testing.ts';
import { PWNED } from './hostile.ts';

export interface FuzzWorld extends AsyncDisposable {
  readonly stack: TestStack;
  /** Access tokens by role; anonymous callers have the publishable key alone. */
  readonly tokens: Readonly<Record<'anon' | 'authenticated' | 'gpu_agent', string | undefined>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Asserts that nothing was executed and that what is somebody else's is as it was. */
  assertUnharmed(): Promise<void>;
}

const PASSWORD = 'a long enough password for fuzzing';

export async function openFuzzWorld(): Promise<FuzzWorld> {
  const stack = await startTestStack();
  const signUp = async (email: string) => {
    const client = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
    const { data, error } = await client.auth.signUp({ email, password: PASSWORD });
    if (error || !data.session) throw error ?? new Error('no session');
    await client.auth.stopAutoRefresh();
    return { client, token: data.session.access_token, id: data.session.user.id };
  };
  const ana = await signUp('ana@example.com');
  const bia = await signUp('bia@example.com');
  const made = await bia.client.rpc('create_render_job', {
    avatar_id: 'br_corporate_ana',
    script: 'Ninguém mais lê isto: segredo-da-bia.',
    voice_config: { language: 'pt-BR' },
    render_settings: {},
  });
  assert.equal(made.error, null);
  const account = await enrollAgent({
    url: stack.url,
    publishableKey: stack.keys.publishable,
    secretKey: stack.keys.secret,
    name: 'fuzz',
  });
  const agent = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const session = await agent.auth.signInWithPassword({
    email: account.SEMBLANTE_AGENT_EMAIL,
    password: account.SEMBLANTE_AGENT_PASSWORD,
  });
  await agent.auth.stopAutoRefresh();
  await stack.sql('update private.rate_classes set per_minute = 1000000');

  const counted = async () => {
    const { rows } = await stack.sql(
      `select (select count(*)::int from pg_class where relnamespace in ('public'::regnamespace, 'private'::regnamespace)) as relations,
         (select count(*)::int from pg_proc where pronamespace in ('public'::regnamespace, 'private'::regnamespace)) as functions,
         (select md5(string_agg(p::text, '|')) from public.avatar_projects p where p.user_id = $1) as projects,
         (select md5(string_agg(u::text, '|')) from public.users u where u.id = $1) as person,
         (select count(*)::int from public.render_jobs j join public.avatar_projects p on p.id = j.project_id where p.user_id = $1) as jobs`,
      [bia.id],
    );
    return rows[0];
  };
  const before = await counted();
  return {
    stack,
    tokens: { anon: undefined, authenticated: ana.token, gpu_agent: session.data.session?.access_token },
    secrets: {
      'the secret key': stack.keys.secret,
      "Auth's signing key": String(stack.keys.signingJwk.d),
      "the functions' signing key": String(stack.keys.functionsJwk.d),
      "the agent's password": account.SEMBLANTE_AGENT_PASSWORD,
      "somebody else's script": 'segredo-da-bia',
      "somebody else's address": 'bia@example.com',
    },
    async assertUnharmed() {
      assert.ok(!existsSync(PWNED), 'a command was executed');
      const { rows } = await stack.sql(`select to_regclass('public.${PWNED}') as found`);
      assert.equal(rows[0]?.found, null, 'a statement was executed');
      assert.deepEqual(await counted(), before);
    },
    [Symbol.asyncDispose]: () => stack.stop(),
  };
}

/** Ids that exist for nobody, and some that are none. */
export const someUuid = (): string => randomUUID();
