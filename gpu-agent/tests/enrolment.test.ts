/** An agent's account and the doctor's word on it, against a real stack. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient } from '@supabase/supabase-js';
import { startTestStack, type TestStack } from '../../local-stack/src/testing.ts';
import { parseCommandLine, readConfig } from '../src/config.ts';
import { examine } from '../src/doctor.ts';
import { type AgentEnvironment, enrollAgent } from '../src/enroll.ts';
import { AgentSession, SignInRefused } from '../src/session.ts';
import { GATED_ENGINES } from './gated-engines.ts';

let stack: TestStack;
let enrolled: AgentEnvironment;
const enrol = (name: string) =>
  enrollAgent({ url: stack.url, publishableKey: stack.keys.publishable, secretKey: stack.keys.secret, name });
before(async () => {
  stack = await startTestStack();
  enrolled = await enrol('GPU 1');
});
after(() => stack.stop());

const line = parseCommandLine(['doctor']);

async function signIn(environment: AgentEnvironment): Promise<string> {
  const session = new AgentSession(readConfig(line, { ...environment }));
  try {
    await session.signIn();
    return session.agentId;
  } finally {
    await session.close();
  }
}

test('an enrolled agent signs in; enrolled again it has a new password, the same identity and no other way in', async () => {
  const first = await signIn(enrolled);
  const again = await enrol('gpu-1');
  assert.equal(await signIn(again), first);
  await assert.rejects(signIn(enrolled), SignInRefused);
  enrolled = again;
});

test('a user is no agent, and a name that a user has is not taken over', async () => {
  const client = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const password = 'a long enough password';
  const email = 'agent-mallory@agents.semblante.invalid';
  const { error } = await client.auth.signUp({ email, password });
  assert.equal(error, null);
  await client.auth.stopAutoRefresh();
  const posing = { ...enrolled, SEMBLANTE_AGENT_EMAIL: email, SEMBLANTE_AGENT_PASSWORD: password };
  await assert.rejects(
    signIn(posing),
    (refused) => refused instanceof SignInRefused && /authenticated/.test(refused.message),
  );
  await assert.rejects(enrol('mallory'), /exists with the role authenticated/);
});

test('the doctor finds an enrolled host whole, and names what a bare one lacks', async () => {
  const findings = await examine(line, { ...enrolled }, GATED_ENGINES);
  assert.deepEqual(
    findings.filter((finding) => finding.state === 'missing'),
    [],
  );
  for (const check of ['node', 'ffmpeg', 'tts:espeak', 'disk', 'project', 'clock', 'sign-in']) {
    assert.equal(findings.find((finding) => finding.check === check)?.state, 'ok', check);
  }
  const state = async (env: Record<string, string>, check: string) =>
    (await examine(line, env, GATED_ENGINES)).find((finding) => finding.check === check);
  const bare = await state({}, 'configuration');
  assert.equal(bare?.state, 'missing');
  assert.match(bare?.fix ?? '', /agent:enroll/);
  assert.equal(
    (await state({ ...enrolled, SEMBLANTE_AGENT_PASSWORD: 'wrong' }, 'sign-in'))?.state,
    'missing',
  );
  const nowhere = await state({ ...enrolled, SUPABASE_URL: 'http://127.0.0.1:9' }, 'project');
  assert.equal(nowhere?.state, 'missing');
  assert.match(nowhere?.fix ?? '', /SUPABASE_URL/);
});
