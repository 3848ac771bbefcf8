import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Timeline, VoiceArtifact } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import { decodeWav, encodeWav } from '../../speech/pcm.ts';
import { type ToolContext, toolContext } from '../../speech/tool-context.ts';
import type { SpeechRequest } from '../engine.ts';
import type { CloudLine } from './cloud-line.ts';
import { createElevenLabsEngine } from './elevenlabs.ts';
import { cloneVoice, deleteElevenLabsVoice } from './elevenlabs-voices.ts';
import { type ElevenLabsServer, type Fault, KEY, startElevenLabs } from './testing/elevenlabs-server.ts';

let server: ElevenLabsServer;
let context: ToolContext;
let waits: number[];
beforeEach(async () => {
  server = await startElevenLabs();
  context = await toolContext();
  waits = [];
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await context[Symbol.asyncDispose]();
});

const lineOf = (more: NodeJS.ProcessEnv = {}, timeoutSeconds = 20): CloudLine => ({
  env: { ELEVENLABS_API_KEY: KEY, ELEVENLABS_BASE_URL: server.url, ...more },
  timeoutSeconds,
  wait: async (seconds) => void waits.push(seconds),
});
const engineOf = (more: NodeJS.ProcessEnv = {}, timeoutSeconds = 20) =>
  createElevenLabsEngine(lineOf(more, timeoutSeconds));

const request = (script: string, voice: Partial<SpeechRequest['voice']> = {}): SpeechRequest => ({
  script,
  language: 'pt-BR',
  voice: { language: 'pt-BR', voice_id: 'elevenlabs:VoiceBr', ...voice },
  defaults: { gender: 'female' },
  seed: 7,
});
const spoken = () => server.heard.filter(({ path }) => path.includes('/text-to-speech/'));
const failure = (code: string, retryable: boolean, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StageFailure, String(error));
  assert.deepEqual([error.code, error.retryable], [code, retryable], error.message);
  assert.match(error.message, message);
  assert.ok(!error.message.includes(KEY), 'the key is nobody’s to read');
  return true;
};

const SCRIPT = 'Bom dia, equipe. Hoje são 14h30!\n\nUse o cinto.';
const LONG = 'O supervisor conversa com a equipe toda manhã antes do trabalho na obra. '.repeat(50);

test('character times become word times, phonemes lie inside their words', async () => {
  const { audio, timeline, engine } = await engineOf().speak(request(SCRIPT), context);
  Timeline.parse(timeline);
  assert.deepEqual([timeline.source, engine.version], ['aligned', 'eleven_multilingual_v2']);
  const wav = decodeWav(await readFile(audio));
  assert.deepEqual([wav.sampleRate, wav.samples.length / 48_000], [48_000, timeline.duration]);
  assert.deepEqual(timeline.words.map((word) => SCRIPT.slice(...word.span)).slice(0, 3), [
    'Bom',
    'dia',
    'equipe',
  ]);
  // The fake gives every letter 60 ms: words last what their letters do, give or take the alignment's tolerance.
  for (const word of timeline.words.filter(({ text }) => text.length > 2)) {
    const told = word.text.length * 0.06;
    assert.ok(
      Math.abs(word.end - word.start - told) < 0.26,
      `${word.text} lasts ${word.end - word.start}, told ${told}`,
    );
  }
  const [asked] = spoken();
  assert.equal(asked?.path, '/v1/text-to-speech/VoiceBr/with-timestamps?output_format=pcm_24000');
  assert.equal(asked?.body?.text, 'Bom dia, equipe. Hoje são quatorze horas e trinta!\n\nUse o cinto.');
});

test('long scripts go in whole sentences, each request told of what came before and of the ones made', async () => {
  const seen: number[] = [];
  const { timeline } = await engineOf().speak(request(LONG), { ...context, progress: (f) => seen.push(f) });
  const bodies = spoken().map(({ body }) => body ?? {});
  assert.ok(bodies.length >= 3);
  for (const [n, body] of bodies.entries()) {
    const text = String(body.text);
    assert.ok(text.length <= 1800 && text.endsWith('.'));
    assert.equal('previous_text' in body, n > 0);
    assert.equal('next_text' in body, n < bodies.length - 1);
    if (n > 0) assert.ok(String(bodies[n - 1]?.text).endsWith(String(body.previous_text)));
    const ids = Array.from({ length: Math.min(3, n) }, (_, k) => `req_${n - Math.min(3, n) + k + 1}`);
    assert.deepEqual(body.previous_request_ids ?? [], ids);
  }
  assert.equal(timeline.words.length, 50 * 13);
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  );
});

test('a sentence longer than a request is cut at its clauses', async () => {
  const endless = `${'o supervisor conversa com a equipe toda manhã, '.repeat(50)}e volta.`;
  const { timeline } = await engineOf().speak(request(endless), context);
  const texts = spoken().map(({ body }) => String(body?.text));
  assert.ok(texts.length >= 2 && texts.every((text) => text.length <= 1800));
  assert.equal(timeline.words.length, 50 * 8 + 2);
});

test('sentences that are to be spoken slower go in a request of their own', async () => {
  const script = 'Bom dia, equipe. <prosody rate="80%">Use o cinto agora.</prosody> Obrigado a todos.';
  await engineOf().speak(request(script, { rate: 1.1 }), context);
  const asked = spoken().map(({ body }) => [
    body?.text,
    Number((body?.voice_settings as { speed: number } | undefined)?.speed.toFixed(3)),
  ]);
  assert.deepEqual(asked, [
    ['Bom dia, equipe.', 1.1],
    ['Use o cinto agora.', 0.88],
    ['Obrigado a todos.', 1.1],
  ]);
});

test('a model that takes a language gets it; the pace stays in the service’s bounds', async () => {
  const engine = engineOf({ ELEVENLABS_MODEL_ID: 'eleven_flash_v2_5' });
  await engine.speak(request('Bom dia.', { rate: 1.8 }), context);
  const [asked] = spoken();
  assert.equal(asked?.body?.language_code, 'pt');
  assert.equal((asked?.body?.voice_settings as { speed?: number } | undefined)?.speed, 1.2);
});

const FAULTS: readonly (readonly [Fault, string, boolean, RegExp, number])[] = [
  [{ status: 401, code: 'quota_exceeded' }, 'engine_refused', false, /credits are used up/, 1],
  [
    { status: 401, code: 'invalid_api_key' },
    'engine_refused',
    false,
    /refuses this agent’s key\. Set ELEVENLABS_API_KEY/,
    1,
  ],
  [
    { status: 400, code: 'max_character_limit_exceeded' },
    'engine_refused',
    false,
    /too long for the model/,
    1,
  ],
  [{ status: 404, code: 'voice_not_found' }, 'voice_unavailable', false, /no such voice/, 1],
  [
    { status: 422, code: 'unprocessable_entity' },
    'engine_refused',
    false,
    /refused the request \(status 422/,
    1,
  ],
  [{ status: 429, code: 'system_busy' }, 'engine_unavailable', true, /is busy/, 5],
  [{ status: 500, code: 'internal' }, 'engine_unavailable', true, /failed \(status 500\)/, 5],
  ['cut', 'engine_unavailable', true, /broke off its answer/, 5],
  ['html', 'engine_unavailable', true, /no JSON/, 5],
  ['half-audio', 'tool_output_invalid', true, /delivered \d/, 2],
  ['other-text', 'tool_output_invalid', true, /another text/, 2],
  ['no-alignment', 'tool_output_invalid', true, /without times/, 2],
];
for (const [fault, code, retryable, message, requests] of FAULTS) {
  const name = typeof fault === 'string' ? fault : fault.code;
  test(`${name}: ${code}, ${retryable ? 'worth' : 'not worth'} another attempt`, async () => {
    server.faults.push(...Array.from({ length: 20 }, () => fault));
    await assert.rejects(engineOf().speak(request('Bom dia.'), context), failure(code, retryable, message));
    assert.equal(spoken().length, requests);
  });
}

test('what passes is waited for: busy as the service asks, a broken line after a pause', async () => {
  server.faults.push(
    { status: 429, code: 'system_busy', headers: { 'retry-after': '9' } },
    'cut',
    'half-audio',
    undefined,
  );
  await engineOf().speak(request('Bom dia.'), context);
  assert.equal(waits[0], 9);
  assert.equal(spoken().length, 4);
});

test('a full account is a queue and no failure', async () => {
  server.faults.push(
    ...Array.from({ length: 40 }, () => ({ status: 429, code: 'too_many_concurrent_requests' })),
  );
  await engineOf().speak(request('Bom dia.'), context);
  assert.equal(waits.length, 40);
  assert.ok(
    waits.every((seconds) => seconds === 3),
    'no backoff',
  );
  server.faults.push(
    ...Array.from({ length: 500 }, () => ({ status: 429, code: 'too_many_concurrent_requests' })),
  );
  await assert.rejects(
    engineOf().speak(request('Boa noite.'), context),
    failure('engine_unavailable', true, /no free place/),
  );
});

test('silence on the line is a timeout', async () => {
  server.faults.push(...Array.from({ length: 9 }, (): Fault => 'hang'));
  await assert.rejects(
    engineOf({}, 0.05).speak(request('Bom dia.'), context),
    failure('tool_timeout', true, /did not answer within/),
  );
});

test('what was paid for is not paid for twice when a later request fails', async () => {
  server.faults.push(undefined, undefined, { status: 401, code: 'quota_exceeded' });
  await assert.rejects(engineOf().speak(request(LONG), context), failure('engine_refused', false, /credits/));
  const before = spoken().length;
  assert.equal(before, 3);
  await engineOf().speak(request(LONG), context);
  assert.equal(spoken().length, before + 1, 'only the refused request was made again');
});

test('loudness of words is laid on what the service spoke, and their times stay', async () => {
  const plain = 'Use o capacete vermelho agora.';
  const marked = '<speak>Use o <prosody volume="-9dB">capacete vermelho</prosody> agora.</speak>';
  const [a, b] = await Promise.all(
    [plain, marked].map(async (script) => {
      await using own = await toolContext();
      const { audio, timeline } = await engineOf().speak(request(script), own);
      const { samples, sampleRate } = decodeWav(await readFile(audio));
      const powers = timeline.words.map(({ start, end }) => {
        const part = samples.subarray(start * sampleRate, end * sampleRate);
        return 10 * Math.log10(part.reduce((sum, v) => sum + v * v, 0) / part.length + 1e-12);
      });
      return { powers, times: timeline.words.map(({ start, end }) => [start, end]) };
    }),
  );
  assert.deepEqual(b?.times, a?.times);
  const fall = (i: number) =>
    (b?.powers[i] ?? 0) - (a?.powers[i] ?? 0) - ((b?.powers[0] ?? 0) - (a?.powers[0] ?? 0));
  assert.ok(Math.abs(fall(2) + 9) < 1 && Math.abs(fall(3) + 9) < 1, `${fall(2)} ${fall(3)} dB`);
  assert.ok(Math.abs(fall(4)) < 1, `${fall(4)} dB`);
});

test('a cancel ends the request', async () => {
  server.faults.push('hang');
  const controller = new AbortController();
  await using own = await toolContext(controller.signal);
  const speaking = engineOf().speak(request('Bom dia.'), own);
  while (spoken().length === 0) await new Promise((turn) => setImmediate(turn));
  controller.abort(new Error('cancelled'));
  await assert.rejects(speaking, { message: 'cancelled' });
});

test('a voice of another language or locale is refused before anything is paid', async () => {
  const verified = (language: string, locale: string | null) => [{ language, locale, model_id: 'x' }];
  server.voices.push(
    { voice_id: 'English', name: 'E', labels: { language: 'en' } },
    { voice_id: 'Lisbon', name: 'L', verified_languages: verified('pt', 'pt-PT') },
    { voice_id: 'Rio', name: 'R', verified_languages: verified('pt', 'pt-BR') },
  );
  const speak = (voice_id: string) => engineOf().speak(request('Bom dia.', { voice_id }), context);
  await assert.rejects(
    speak('English'),
    failure('voice_language_mismatch', false, /speaks en, the script is in pt-BR/),
  );
  await assert.rejects(speak('elevenlabs:Lisbon'), failure('voice_language_mismatch', false, /speaks pt-PT/));
  assert.equal(spoken().length, 0);
  await speak('Rio');
  await assert.rejects(speak('Nobody'), failure('voice_unavailable', false, /no such voice/));
});

test('the probe tells a key that works from one that does not, and auto spends only when asked', async () => {
  assert.deepEqual(
    await engineOf()
      .probe()
      .then(({ available, version }) => [available, version]),
    [true, 'eleven_multilingual_v2'],
  );
  assert.match((await engineOf({ ELEVENLABS_API_KEY: '' }).probe()).remedy ?? '', /Set ELEVENLABS_API_KEY/);
  const wrong = await engineOf({ ELEVENLABS_API_KEY: 'sk_wrong' }).probe();
  assert.equal(wrong.available, false);
  assert.ok(!(wrong.remedy ?? '').includes('sk_wrong'));
  assert.match(
    (await engineOf({ ELEVENLABS_MODEL_ID: 'eleven_nine' }).probe()).remedy ?? '',
    /no model eleven_nine/,
  );
  assert.equal(await engineOf().accepts?.(request('Oi.')), true);
  assert.equal(await engineOf().accepts?.(request('Oi.', { voice_id: 'f2' })), false);
  const clone = (profile: Record<string, unknown>) => ({ ...request('Oi.'), clone: { id: 'c', profile } });
  assert.equal(await engineOf().accepts?.(clone({ kind: 'voice profile' })), false);
  assert.equal(await engineOf().accepts?.(clone({ kind: 'elevenlabs voice', voice_id: 'x' })), true);
});

async function sample(): Promise<string> {
  const path = join(context.workdir, 'sample.wav');
  const samples = Float32Array.from({ length: 32_000 }, (_, n) => 0.3 * Math.sin(n / 9));
  await writeFile(path, encodeWav({ samples, sampleRate: 16_000 }));
  return path;
}

test('a recording becomes a voice, speaks, and is deleted', async () => {
  const asked = { samplePath: await sample(), language: 'pt-BR', name: 'semblante 1' } as const;
  const artifact = VoiceArtifact.parse(await engineOf().cloneVoice?.(asked, context));
  const form = server.heard.find(({ path }) => path === '/v1/voices/add')?.form;
  const file = form?.get('files');
  assert.ok(file instanceof File);
  assert.equal(file.type, 'audio/mpeg');
  assert.deepEqual(JSON.parse(String(form?.get('labels'))), { language: 'pt', locale: 'pt-BR' });
  const { voice_id: _, ...plain } = request('Bom dia.').voice;
  await engineOf().speak(
    { ...request('Bom dia.'), voice: plain, clone: { id: 'c', profile: artifact.profile } },
    context,
  );
  const id = String(artifact.profile.voice_id);
  assert.ok(spoken().at(-1)?.path.includes(id));
  const leaving = { voiceId: 'c', modelId: id, profile: artifact.profile };
  await engineOf().removeVoice?.(leaving, context.signal);
  await engineOf().removeVoice?.(leaving, context.signal);
  assert.ok(!server.voices.some((voice) => voice.voice_id === id));
});

test('a clone whose making broke off is not left behind, and one to be verified is deleted', async () => {
  const asked = { samplePath: await sample(), language: 'pt-BR', name: 'semblante 2' } as const;
  // The list, then the upload: made there, never heard of here.
  server.otherFaults.push(undefined, 'cut', undefined);
  await cloneVoice(asked, context, lineOf());
  await cloneVoice(asked, context, lineOf());
  assert.equal(server.voices.filter((voice) => voice.name === 'semblante 2').length, 1);
  server.requiresVerification = true;
  await assert.rejects(
    cloneVoice({ ...asked, name: 'semblante 3' }, context, lineOf()),
    failure('engine_refused', false, /verified/),
  );
  assert.ok(!server.voices.some((voice) => voice.name === 'semblante 3'));
  await writeFile(asked.samplePath, 'no sound');
  await assert.rejects(
    cloneVoice(asked, context, lineOf()),
    failure('input_invalid', false, /cannot be read/),
  );
});

test('a failed deletion is worth asking again', async () => {
  server.otherFaults.push(...Array.from({ length: 5 }, () => ({ status: 503, code: '' })));
  await assert.rejects(
    deleteElevenLabsVoice('VoiceBr', context.signal, lineOf()),
    failure('engine_unavailable', true, /status 503/),
  );
});
