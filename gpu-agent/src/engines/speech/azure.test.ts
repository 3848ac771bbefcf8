import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, test } from 'node:test';
import { Timeline } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import { decodeWav } from '../../speech/pcm.ts';
import { type ToolContext, toolContext } from '../../speech/tool-context.ts';
import type { SpeechRequest } from '../engine.ts';
import { createAzureEngine } from './azure.ts';
import { type AzureServer, KEY, type SpeechFault, startAzure } from './testing/azure-server.ts';

let server: AzureServer;
let context: ToolContext;
let waits: number[];
beforeEach(async () => {
  server = await startAzure();
  context = await toolContext();
  waits = [];
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await context[Symbol.asyncDispose]();
});

const engineOf = (more: NodeJS.ProcessEnv = {}, timeoutSeconds = 20) =>
  createAzureEngine({
    env: {
      AZURE_SPEECH_KEY: KEY,
      AZURE_SPEECH_REGION: 'brazilsouth',
      AZURE_SPEECH_HOST: server.url,
      ...more,
    },
    timeoutSeconds,
    wait: async (seconds) => void waits.push(seconds),
  });
const request = (script: string, voice: Partial<SpeechRequest['voice']> = {}): SpeechRequest => ({
  script,
  language: 'pt-BR',
  voice: { language: 'pt-BR', ...voice },
  defaults: { gender: 'female' },
  seed: 7,
});
const failure = (code: string, retryable: boolean, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StageFailure, String(error));
  assert.deepEqual([error.code, error.retryable], [code, retryable], error.message);
  assert.match(error.message, message);
  assert.ok(!`${error.message} ${error.logTail}`.includes(KEY));
  return true;
};

test('word boundaries of the service become word times', async () => {
  const script = 'Bem-vindo, equipe & amigos. Hoje são 14h30!';
  const { audio, timeline, engine } = await engineOf().speak(
    request(script, { rate: 1.1, pitch: 2 }),
    context,
  );
  Timeline.parse(timeline);
  assert.deepEqual([timeline.source, engine.version], ['aligned', 'pt-BR-FranciscaNeural brazilsouth']);
  const wav = decodeWav(await readFile(audio));
  assert.equal(wav.samples.length / 48_000, timeline.duration);
  for (const word of timeline.words.filter(({ text }) => text.length > 2)) {
    assert.ok(Math.abs(word.end - word.start - 0.3) < 0.26, `${word.text} lasts ${word.end - word.start}`);
  }
  assert.equal(server.ssml.length, 2, 'a request a sentence');
  assert.match(
    server.ssml[0] ?? '',
    /<voice name="pt-BR-FranciscaNeural"><prosody rate="\+10%" pitch="\+12%">/,
  );
  const [asked] = server.contexts as {
    synthesis: { audio: { outputFormat: string; metadataOptions: Record<string, unknown> } };
  }[];
  assert.equal(asked?.synthesis.audio.outputFormat, 'raw-48khz-16bit-mono-pcm');
  assert.equal(String(asked?.synthesis.audio.metadataOptions.wordBoundaryEnabled), 'true');
});

test('a multilingual voice is told the language, a voice of another locale is refused', async () => {
  await engineOf().speak(request('Bom dia.', { voice_id: 'azure:en-US-AvaMultilingualNeural' }), context);
  assert.match(server.ssml[0] ?? '', /<lang xml:lang="pt-BR">/);
  await assert.rejects(
    engineOf().speak(request('Bom dia.', { voice_id: 'pt-PT-RaquelNeural' }), context),
    failure('voice_language_mismatch', false, /speaks pt-PT, the script is in pt-BR/),
  );
  await assert.rejects(
    engineOf().speak(request('Bom dia.', { voice_id: 'azure:pt-BR-NobodyNeural' }), context),
    failure('voice_unavailable', false, /no voice pt-BR-NobodyNeural.*pt-BR-FranciscaNeural/),
  );
  assert.equal(server.ssml.length, 1, 'nothing was spoken for the refused');
});

test('sound without boundaries is aligned alone', async () => {
  server.faults.push('no-boundaries');
  const { timeline } = await engineOf().speak(request('Bom dia, equipe.'), context);
  assert.equal(timeline.words.length, 3);
});

test('a wrong key, a missing one and a wrong region are told apart', async () => {
  await assert.rejects(
    engineOf({ AZURE_SPEECH_KEY: 'f'.repeat(32) }).speak(request('Oi.'), context),
    failure(
      'engine_refused',
      false,
      /refuses this agent’s key in the region brazilsouth: a key belongs to one region/,
    ),
  );
  await assert.rejects(
    engineOf({ AZURE_SPEECH_KEY: '' }).speak(request('Oi.'), context),
    failure('engine_refused', false, /not set up on this agent\. Set AZURE_SPEECH_KEY/),
  );
  await assert.rejects(
    engineOf({ AZURE_SPEECH_HOST: 'http://nowhere.invalid' }).speak(request('Oi.'), context),
    failure('engine_unavailable', true, /nowhere\.invalid cannot be reached; check AZURE_SPEECH_REGION/),
  );
  assert.equal(waits.length, 4, 'a name that does not resolve may be a network that comes back');
  for (const more of [{ AZURE_SPEECH_REGION: 'Brazil/South' }, { AZURE_SPEECH_REGION: '' }]) {
    assert.match((await engineOf(more).probe()).remedy ?? '', /Set AZURE_SPEECH_KEY and AZURE_SPEECH_REGION/);
  }
  assert.match(
    (await engineOf({ AZURE_SPEECH_KEY: 'f'.repeat(32) }).probe()).remedy ?? '',
    /belongs to one region/,
  );
  const good = await engineOf({ AZURE_SPEECH_REGION: 'Brazil South' }).probe();
  assert.deepEqual([good.available, good.version], [true, 'brazilsouth']);
});

const FAULTS: readonly (readonly [string, SpeechFault, string, boolean, RegExp])[] = [
  ['throttled', { close: 4429, reason: 'Too many requests' }, 'engine_unavailable', true, /Azure Speech/],
  ['cut', { close: 1011, reason: 'internal' }, 'engine_unavailable', true, /broke off/],
  ['half a sound', 'half-audio', 'tool_output_invalid', true, /delivered/],
];
for (const [name, fault, code, retryable, message] of FAULTS) {
  test(`${name}: ${code} after five attempts with pauses`, async () => {
    server.faults.push(...Array.from({ length: 9 }, () => fault));
    await assert.rejects(engineOf().speak(request('Bom dia.'), context), failure(code, retryable, message));
    assert.equal(server.ssml.length, 5);
    assert.deepEqual(waits, [1, 2, 4, 8]);
  });
}

test('one bad answer is asked for again, and only that sentence', async () => {
  server.faults.push(undefined, 'half-audio', undefined);
  await engineOf().speak(request('Bom dia. Boa noite.'), context);
  assert.equal(server.ssml.length, 3);
  assert.equal(server.ssml[1], server.ssml[2]);
});

test('what was spoken is not paid for again when a later sentence fails', async () => {
  server.faults.push(undefined, ...Array.from({ length: 5 }, (): SpeechFault => 'half-audio'));
  const script = 'Bom dia. Boa noite.';
  await assert.rejects(
    engineOf().speak(request(script), context),
    failure('tool_output_invalid', true, /delivered/),
  );
  const paid = server.ssml.length;
  const { timeline } = await engineOf().speak(request(script), context);
  assert.equal(server.ssml.length, paid + 1);
  assert.match(server.ssml.at(-1) ?? '', /Boa noite/);
  assert.equal(timeline.words.length, 4);
});

test('the list of voices is waited for when the service is busy', async () => {
  server.listFaults.push({ status: 429, headers: { 'retry-after': '6' } }, { status: 503 });
  await engineOf().speak(request('Bom dia.'), context);
  assert.deepEqual(waits, [6, 2]);
});

test('silence on the line is a timeout, a cancel ends it', async () => {
  server.faults.push(...Array.from({ length: 9 }, (): SpeechFault => 'hang'));
  await assert.rejects(
    engineOf({}, 0.3).speak(request('Oi.'), context),
    failure('tool_timeout', true, /within/),
  );
  const controller = new AbortController();
  await using own = await toolContext(controller.signal);
  const before = server.ssml.length;
  const speaking = engineOf().speak(request('Oi.'), own);
  while (server.ssml.length === before) await new Promise((turn) => setImmediate(turn));
  controller.abort(new Error('cancelled'));
  await assert.rejects(speaking, { message: 'cancelled' });
});
