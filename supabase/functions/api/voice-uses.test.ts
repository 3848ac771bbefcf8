/** What learns a voice, chosen and refused, and the record of what was done with it: on a real stack. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { enrollAgent } from '../../../gpu-agent/src/enroll.ts';
import { startTestStack, type TestStack } from '../../../local-stack/src/testing.ts';
import { VoiceAnswer } from '../_shared/contract/api.ts';
import { CURRENT_CONSENT } from '../_shared/contract/consent.ts';
import { ErrorBody } from '../_shared/contract/errors.ts';
import { ClaimedTask } from '../_shared/contract/job.ts';
import { VoiceEnginesAnswer, VoiceUsesAnswer, VoiceView } from '../_shared/contract/voice.ts';
import { wavOf } from './testing.ts';

let stack: TestStack;
let agent: SupabaseClient;
const tokens: Record<string, string> = {};

const clientOf = () =>
  createClient(stack.url, stack.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  });

before(async () => {
  stack = await startTestStack();
  for (const name of ['ana', 'bia']) {
    const { data } = await clientOf().auth.signUp({
      email: `${name}@example.com`,
      password: `a long one for ${name}`,
    });
    tokens[name] = data.session?.access_token ?? '';
  }
  const { publishable, secret } = stack.keys;
  const account = await enrollAgent({
    url: stack.url,
    publishableKey: publishable,
    secretKey: secret,
    name: 'um',
  });
  agent = clientOf();
  await agent.auth.signInWithPassword({
    email: account.SEMBLANTE_AGENT_EMAIL,
    password: account.SEMBLANTE_AGENT_PASSWORD,
  });
});
after(() => stack.stop());

const ask = (who: string, method: string, path: string, body?: FormData) =>
  fetch(`${stack.url}/api/v2${path}`, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${tokens[who]}` },
    ...(body ? { body } : {}),
  });

const CONSENT = { consent_name: 'Ana Paula', consent_statement_version: CURRENT_CONSENT };

function voiceForm(fields: Readonly<Record<string, string>>, spoken = false): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ name: 'Minha voz', language: 'pt-BR', ...fields }))
    form.set(name, value);
  form.set('audio_file', new Blob([wavOf(31)]), 'voice.wav');
  if (spoken) form.set('consent_audio', new Blob([wavOf(3)]), 'said.wav');
  return form;
}

async function refused(response: Response, status: number, code: string): Promise<void> {
  const { error } = ErrorBody.parse(await response.json());
  assert.deepEqual([response.status, error.code], [status, code], error.message);
}

const engines = async () =>
  VoiceEnginesAnswer.parse(await (await ask('ana', 'GET', '/voice-cloning/engines')).json()).engines;

test('engines are those of agents, with what they want to hear in the words of their provider', async () => {
  assert.deepEqual(await engines(), []);
  await refused(
    await ask('ana', 'POST', '/voice-cloning/create', voiceForm({ ...CONSENT, clone_engine: 'azure' }, true)),
    409,
    'voice_engine_not_offered',
  );
  const { error } = await agent.rpc('register_agent', {
    name: 'estúdio',
    version: '1',
    capabilities: {
      voice_engines: [
        { engine: 'espeak' },
        { engine: 'elevenlabs', available: true },
        { engine: 'azure', statement: 'azure', company: 'Contoso $& Filhos' },
      ],
    },
  });
  assert.equal(error, null);
  const offered = await engines();
  assert.deepEqual(
    offered.map(({ engine, kind, online }) => [engine, kind, online]),
    [
      ['azure', 'clone', true],
      ['elevenlabs', 'clone', true],
      ['espeak', 'profile', true],
    ],
  );
  assert.equal(
    offered[0]?.statement?.['pt-BR'],
    'Eu, {name} estou ciente de que as gravações da minha voz serão usadas por Contoso $& Filhos para criar e usar uma versão sintética da minha voz.',
  );
  assert.deepEqual([offered[1]?.statement, offered[2]?.statement], [null, null]);
});

test('what an engine needs is asked for at once, and nothing of a refused voice is kept', async () => {
  const create = (fields: Readonly<Record<string, string>>, spoken = false) =>
    ask('ana', 'POST', '/voice-cloning/create', voiceForm(fields, spoken));
  await refused(await create({ clone_engine: 'azure' }), 422, 'voice_statement_missing');
  await refused(await create({ ...CONSENT, clone_engine: 'azure' }), 422, 'voice_statement_missing');
  await refused(await create({ clone_engine: 'elevenlabs' }), 409, 'voice_consent_missing');
  await refused(await create({ clone_engine: 'polly' }), 400, 'invalid_request');
  const { rows } = await stack.sql(
    `select (select count(*)::int from public.voice_clones) as voices, (select count(*)::int from storage.objects where bucket_id = 'voice-samples') as files`,
  );
  assert.deepEqual(rows, [{ voices: 0, files: 0 }]);
});

test('a chosen voice reaches its agent with its consent, and its owner sees who was given what', async () => {
  const made = await ask(
    'ana',
    'POST',
    '/voice-cloning/create',
    voiceForm({ ...CONSENT, clone_engine: 'azure' }, true),
  );
  assert.equal(made.status, 202, await made.clone().text());
  const { voice_id: id } = VoiceAnswer.parse(await made.json());
  const shown = VoiceView.parse(await (await ask('ana', 'GET', `/voice-cloning/${id}`)).json());
  assert.deepEqual([shown.clone_engine, shown.consent?.recorded], ['azure', true]);
  const { data } = await agent.rpc('claim_task', {
    stages: ['voice_training'],
    engines: ['tts:azure'],
    lease_seconds: 30,
  });
  const task = ClaimedTask.parse(data);
  assert.deepEqual(
    [task.engine, task.voice?.clone_engine, task.voice?.consented],
    ['voice:azure', 'azure', true],
  );
  assert.deepEqual([task.voice?.statement?.talent, task.voice?.statement?.language], ['Ana Paula', 'pt-BR']);
  for (const path of [task.voice?.sample_path, task.voice?.statement?.path]) {
    const { error } = await agent.storage.from('voice-samples').download(path ?? '');
    assert.equal(error, null);
  }

  const uses = async (who: string) => {
    const response = await ask(who, 'GET', `/voice-cloning/${id}/uses`);
    return response.status === 200 ? VoiceUsesAnswer.parse(await response.json()).uses : response.status;
  };
  assert.equal((await ask('ana', 'GET', `/files/voice-samples/${task.voice?.sample_path}`)).status, 302);
  assert.equal((await ask('bia', 'GET', `/files/voice-samples/${task.voice?.sample_path}`)).status, 404);
  const seen = await uses('ana');
  assert.ok(Array.isArray(seen));
  assert.deepEqual(
    seen.map(({ kind, actor, actor_name }) => [kind, actor, actor_name]),
    [
      ['sample_read', 'owner', null],
      ['statement_read', 'agent', 'estúdio'],
      ['sample_read', 'agent', 'estúdio'],
    ],
  );
  assert.equal(await uses('bia'), 404);

  assert.equal((await ask('ana', 'GET', '/account/export')).status, 200);
  const after = await uses('ana');
  assert.deepEqual(
    Array.isArray(after)
      ? after
          .slice(0, 2)
          .map(({ kind }) => kind)
          .sort()
      : after,
    ['sample_read', 'statement_read'],
    'taking everything along reads both',
  );
  assert.equal((await ask('ana', 'DELETE', `/voice-cloning/${id}`)).status, 200);
  const kept = await uses('ana');
  assert.equal(Array.isArray(kept) && kept.length, 5, 'the record outlives the voice');
});
