import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Timeline, VoiceArtifact } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import { decodeWav, encodeWav } from '../../speech/pcm.ts';
import { type ToolContext, toolContext } from '../../speech/tool-context.ts';
import type { CloneRequest, SpeechRequest } from '../engine.ts';
import { createAzureEngine } from './azure.ts';
import {
  type AzurePersonalServer,
  type PersonalFault,
  startAzurePersonal,
} from './testing/azure-personal-server.ts';
import { type AzureServer, KEY, startAzure } from './testing/azure-server.ts';

let api: AzurePersonalServer;
let speech: AzureServer;
let context: ToolContext;
let waits: number[];
beforeEach(async () => {
  api = await startAzurePersonal();
  speech = await startAzure();
  context = await toolContext();
  waits = [];
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await speech[Symbol.asyncDispose]();
  await context[Symbol.asyncDispose]();
});

const engineOf = (more: NodeJS.ProcessEnv = {}, timeoutSeconds = 20) =>
  createAzureEngine({
    env: {
      AZURE_SPEECH_KEY: KEY,
      AZURE_SPEECH_REGION: 'westeurope',
      AZURE_SPEECH_HOST: speech.url,
      AZURE_SPEECH_COMPANY: 'Contoso Treinamentos',
      AZURE_PERSONAL_VOICE_HOST: api.url,
      ...more,
    },
    timeoutSeconds,
    wait: async (seconds) => void waits.push(seconds),
  });

async function recording(name: string, seconds: number): Promise<string> {
  const path = join(context.workdir, name);
  const samples = Float32Array.from({ length: 16_000 * seconds }, (_, n) => 0.3 * Math.sin(n / 9));
  await writeFile(path, encodeWav({ samples, sampleRate: 16_000 }));
  return path;
}

async function asked(more: Partial<CloneRequest> = {}): Promise<CloneRequest> {
  return {
    samplePath: await recording('sample.wav', 120),
    language: 'pt-BR',
    name: 'semblante 11111111-2222-4333-8444-555555555555',
    statement: { path: await recording('statement.wav', 3), talent: 'Rita Souza', language: 'pt-BR' },
    ...more,
  };
}

const ID = 'semblante-11111111-2222-4333-8444-555555555555';
const clone = async (more: NodeJS.ProcessEnv = {}, request?: CloneRequest, timeoutSeconds?: number) => {
  const made = await engineOf(more, timeoutSeconds).cloneVoice?.(request ?? (await asked()), context);
  return VoiceArtifact.parse(made);
};
const failure = (code: string, retryable: boolean, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StageFailure, String(error));
  assert.deepEqual([error.code, error.retryable], [code, retryable], error.message);
  assert.match(error.message, message);
  assert.ok(!`${error.message} ${error.logTail}`.includes(KEY));
  return true;
};
const nothingLeft = () =>
  assert.deepEqual([api.projects.size, api.consents.size, api.personalvoices.size], [0, 0, 0]);

test('a recording and a statement become a voice, step by step, and it is deleted again', async () => {
  const told: number[] = [];
  const watched = Object.assign(Object.create(context), { progress: (f: number) => void told.push(f) });
  const made = VoiceArtifact.parse(await engineOf().cloneVoice?.(await asked(), watched));
  assert.deepEqual(made, {
    engine: 'azure',
    profile: {
      kind: 'azure personal voice',
      voice_id: ID,
      speaker_profile_id: '3059912f-a3dc-49e3-bdd0-000000000001',
      model: 'PhoenixLatestNeural',
      region: 'westeurope',
      language: 'pt-BR',
    },
  });
  assert.deepEqual(told, told.toSorted());
  assert.equal(told.at(-1), 1);
  assert.ok(new Set(told).size >= 5);
  const consent = api.consents.get(ID);
  assert.deepEqual(consent?.fields, {
    projectId: ID,
    voiceTalentName: 'Rita Souza',
    companyName: 'Contoso Treinamentos',
    locale: 'pt-BR',
  });
  assert.equal(decodeWav(Buffer.from(consent?.audio ?? [])).samples.length, 3 * 24_000);
  const prompt = decodeWav(Buffer.from(api.personalvoices.get(ID)?.audio ?? []));
  assert.deepEqual(
    [prompt.sampleRate, prompt.samples.length],
    [24_000, 90 * 24_000],
    'at most 90 s are taken',
  );
  const leaving = { voiceId: 'v', modelId: ID, profile: made.profile };
  await engineOf().removeVoice?.(leaving, context.signal);
  nothingLeft();
  await engineOf().removeVoice?.(leaving, context.signal);
});

const request = (profile: Record<string, unknown>, script: string): SpeechRequest => ({
  script,
  language: 'pt-BR',
  voice: { language: 'pt-BR', rate: 1.1, pitch: 3 },
  defaults: { gender: 'female' },
  seed: 7,
  clone: { id: 'c', profile },
});

test('it speaks with its profile, in the script’s language, with what its model takes of the markup', async () => {
  const { profile } = await clone();
  speech.profiles.add(String(profile.speaker_profile_id));
  const script =
    '<speak>Use <emphasis>sempre</emphasis> o <phoneme alphabet="ipa" ph="ˈsĩtu">cinto</phoneme>.</speak>';
  const { timeline, engine } = await engineOf().speak(request(profile, script), context);
  Timeline.parse(timeline);
  assert.equal(engine.version, 'PhoenixLatestNeural westeurope');
  const ssml = speech.ssml.at(-1) ?? '';
  assert.match(ssml, /speakerProfileId="3059912f-[^"]+"><lang xml:lang="pt-BR"><prosody rate="\+10%">/);
  assert.match(ssml, /<phoneme/);
  const dragon = { ...profile, model: 'DragonLatestNeural' };
  await engineOf().speak(request(dragon, script), context);
  assert.doesNotMatch(speech.ssml.at(-1) ?? '', /<phoneme|<emphasis|pitch/);
});

test('a profile that Azure does not know, of another region or another engine', async () => {
  const { profile } = await clone();
  await assert.rejects(
    engineOf().speak(request(profile, 'Bom dia.'), context),
    failure('voice_unavailable', false, /no longer has the registered voice/),
  );
  await assert.rejects(
    engineOf({ AZURE_SPEECH_REGION: 'eastus' }).speak(request(profile, 'Bom dia.'), context),
    failure('no_engine', true, /kept in westeurope/),
  );
  await assert.rejects(
    engineOf().speak(request({ kind: 'voice profile' }, 'Bom dia.'), context),
    failure('engine_refused', false, /not made by Azure/),
  );
  const elsewhere = engineOf({ AZURE_SPEECH_REGION: 'eastus' });
  await assert.rejects(
    elsewhere.removeVoice?.({ voiceId: 'v', modelId: ID, profile }, context.signal) ?? Promise.resolve(),
    failure('engine_unavailable', true, /kept in westeurope/),
  );
  assert.equal(await engineOf().accepts?.(request(profile, 'Oi.')), true);
  assert.equal(await engineOf().accepts?.(request({ kind: 'elevenlabs voice' }, 'Oi.')), false);
});

const REFUSALS: readonly (readonly [string, (string | undefined)[], string, boolean, RegExp])[] = [
  ['another statement', ['AudioAndScriptNotMatch'], 'consent_refused', false, /company Contoso Treinamentos/],
  ['another speaker', [undefined, 'SpeakerVerificationFailed'], 'consent_refused', false, /two people/],
  ['a failure of theirs', ['Internal'], 'engine_unavailable', true, /failed while it worked/],
  ['a voice that fails', [undefined, 'DataNotEnough'], 'engine_refused', false, /DataNotEnough/],
];
for (const [name, ends, code, retryable, message] of REFUSALS) {
  test(`${name}: ${code}, and nothing is left with Azure`, async () => {
    api.ends.push(...ends);
    await assert.rejects(clone(), failure(code, retryable, message));
    nothingLeft();
  });
}

test('without a statement nothing is sent', async () => {
  const { statement: _, ...rest } = await asked();
  await assert.rejects(clone({}, rest), failure('consent_refused', false, /statement of consent/));
  assert.deepEqual(api.heard, []);
});

/** The first three requests look for what an earlier attempt left; the fourth makes the project. */
const later = (fault: PersonalFault, times: number) => [
  ...Array<undefined>(3),
  ...Array.from({ length: times }, () => fault),
];
const FAULTS: readonly (readonly [string, PersonalFault, string, boolean, RegExp])[] = [
  ['no access', { status: 403, message: 'Limited access' }, 'engine_refused', false, /aka\.ms\/customneural/],
  ['full', { status: 429, code: 'QuotaExceeded' }, 'engine_refused', false, /no more personal voices/],
  ['refused', { status: 400, message: `kind ${KEY}` }, 'engine_refused', false, /Azure says: kind \*\*\*/],
];
for (const [name, fault, code, retryable, message] of FAULTS) {
  test(`${name}: ${code} at once`, async () => {
    api.faults.push(...later(fault, 1));
    await assert.rejects(clone(), failure(code, retryable, message));
    assert.deepEqual(waits, []);
  });
}

test('busy and broken answers are asked for again, as long as they say and no longer', async () => {
  api.faults.push(
    ...later({ status: 429, headers: { 'retry-after': '7' } }, 1),
    'cut',
    { status: 503 },
    'html',
  );
  await clone();
  assert.deepEqual(waits.slice(0, 4), [7, 2, 4, 8]);
  waits = [];
  api.faults.push(...later({ status: 503 }, 5));
  await assert.rejects(clone(), failure('engine_unavailable', true, /status 503/));
  assert.deepEqual(waits.slice(0, 4), [1, 2, 4, 8]);
});

test('silence on the line and a service that never ends are timeouts, a cancel ends it', async () => {
  api.faults.push(...Array.from({ length: 5 }, (): PersonalFault => 'hang'));
  await assert.rejects(clone({}, undefined, 0.05), failure('tool_timeout', true, /did not answer within/));
  api.stuck = true;
  await assert.rejects(clone(), failure('tool_timeout', true, /did not finish within 300 s/));
  nothingLeft();
  const controller = new AbortController();
  await using own = await toolContext(controller.signal);
  api.faults.push('hang');
  const before = api.heard.length;
  const cloning = engineOf().cloneVoice?.(await asked(), own);
  while (api.heard.length === before) await new Promise((turn) => setImmediate(turn));
  controller.abort(new Error('cancelled'));
  await assert.rejects(cloning ?? Promise.resolve(), { message: 'cancelled' });
});

test('what an attempt that broke off left is removed by the next', async () => {
  await clone();
  const first = api.personalvoices.get(ID);
  await clone();
  assert.equal(api.personalvoices.size, 1);
  assert.notEqual(api.personalvoices.get(ID), first);
});

test('a host clones when key, region and company are known, and deletes with the key alone', async () => {
  assert.equal(engineOf().canClone?.(), true);
  for (const [more, remedy] of [
    [{ AZURE_SPEECH_COMPANY: ' ' }, /Set AZURE_SPEECH_COMPANY/],
    [
      { AZURE_SPEECH_REGION: 'brazilsouth', AZURE_PERSONAL_VOICE_HOST: '' },
      /westeurope, .* not in brazilsouth/,
    ],
    [{ AZURE_SPEECH_KEY: '' }, /AZURE_SPEECH_KEY/],
  ] as const) {
    assert.equal(engineOf(more).canClone?.(), false);
    await assert.rejects(clone(more), failure('engine_refused', false, remedy));
  }
  const { details } = await engineOf().probe();
  assert.deepEqual(details?.cloning, {
    available: true,
    statement: 'azure',
    company: 'Contoso Treinamentos',
  });
  const without = await engineOf({ AZURE_SPEECH_COMPANY: '' }).probe();
  assert.match(JSON.stringify(without.details?.cloning), /"available":false.*AZURE_SPEECH_COMPANY/);
  const made = await clone();
  const leaving = { voiceId: 'v', modelId: ID, profile: made.profile };
  await engineOf({ AZURE_SPEECH_COMPANY: '' }).removeVoice?.(leaving, context.signal);
  nothingLeft();
});
