import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Timeline } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import { decodeWav } from '../../speech/pcm.ts';
import { toolContext } from '../../speech/tool-context.ts';
import type { SpeechRequest } from '../engine.ts';
import { createNeuralEngine, neuralEngine } from './neural.ts';
import { damagedFiles, describeVoice, installedVoices, sha256 } from './neural-models.ts';
import type { WorkerOrder } from './neural-worker.ts';
import { NotOnnxError, readOnnxMetadata } from './onnx-metadata.ts';
import { piperConfig, TINY_RATE, TINY_SAMPLES_PER_ID, tinyModel } from './testing/tiny-vits.ts';

const METADATA = {
  model_type: 'vits',
  comment: 'piper',
  language: 'Portuguese',
  voice: 'pt-br',
  has_espeak: '1',
  n_speakers: '1',
  sample_rate: String(TINY_RATE),
};

let cache: string;
const before_ = process.env.SEMBLANTE_VOICES_DIR;
before(async () => {
  cache = await mkdtemp(join(tmpdir(), 'semblante-voices-'));
  process.env.SEMBLANTE_VOICES_DIR = cache;
});
after(async () => {
  if (before_ === undefined) delete process.env.SEMBLANTE_VOICES_DIR;
  else process.env.SEMBLANTE_VOICES_DIR = before_;
  await rm(cache, { recursive: true, force: true });
});

/** An installed voice as `npm run voices -- add` leaves it. */
async function install(
  id: string,
  metadata: Record<string, string> = METADATA,
  gender: string | null = null,
) {
  const folder = join(cache, id);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.onnx'), tinyModel(metadata));
  const { phoneme_id_map: ids } = piperConfig() as { phoneme_id_map: Record<string, number[]> };
  const tokens = Object.entries(ids).map(([symbol, [n]]) => `${symbol} ${n}\n`);
  await writeFile(join(folder, 'tokens.txt'), tokens.join(''));
  const digests = {
    'model.onnx': await sha256(join(folder, 'model.onnx')),
    'tokens.txt': await sha256(join(folder, 'tokens.txt')),
  };
  const manifest = {
    version: 1,
    id,
    source: 'test',
    revision: null,
    licence: 'CC0',
    gender,
    accepted_at: '2026-01-01T00:00:00Z',
    sha256: digests,
  };
  await writeFile(join(folder, 'voice.json'), JSON.stringify(manifest));
  return folder;
}

const request = (script: string, voice: Partial<SpeechRequest['voice']> = {}): SpeechRequest => {
  const language = voice.language ?? 'pt-BR';
  return { script, language, voice: { language, ...voice }, defaults: { gender: 'female' }, seed: 1 };
};

const failsWith = (code: string, retryable: boolean, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StageFailure, String(error));
  assert.deepEqual([error.code, error.retryable], [code, retryable], error.message);
  assert.match(error.message, message);
  return true;
};

test('a model of the native library becomes sound and an aligned timeline', async () => {
  await install('pt_BR-tiny-medium');
  await using context = await toolContext();
  const seen: number[] = [];
  const script = 'A mamãe comprou R$ 12,50 de pão. Pablo viu a fábrica às 14h30!\n\nBom dia.';
  const { audio, timeline, engine } = await neuralEngine.speak(request(script), {
    ...context,
    progress: (fraction) => seen.push(fraction),
  });
  Timeline.parse(timeline);
  assert.equal(timeline.source, 'aligned');
  assert.match(engine.version, /^\d+\.\d+\.\d+ pt_BR-tiny-medium$/);
  const wav = decodeWav(await readFile(audio));
  assert.equal(wav.sampleRate, 48_000);
  assert.equal(timeline.duration, wav.samples.length / 48_000);
  for (const [i, phoneme] of timeline.phonemes.entries()) {
    assert.equal(phoneme.start, i === 0 ? 0 : timeline.phonemes[i - 1]?.end, `gap at ${i}`);
  }
  assert.ok(timeline.words.map((word) => script.slice(...word.span)).includes('14h30'));
  assert.equal(timeline.phonemes.filter((p) => p.ipa === '').length >= 4, true, 'padding and two pauses');
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  );
  assert.equal(seen.at(-1), 1);
  // Each phoneme of the model is one tone: three sentences of this text are dozens of them.
  assert.ok(timeline.duration > (60 * TINY_SAMPLES_PER_ID) / TINY_RATE);
});

test('the model is asked for each sentence at the pace its markup wants', async () => {
  await install('pt_BR-tiny-medium');
  await using context = await toolContext();
  const script = 'Bom dia. <prosody rate="50%">Bom dia.</prosody>';
  await neuralEngine.speak(request(script, { rate: 1.2 }), context);
  const order = JSON.parse(await readFile(join(context.workdir, 'neural-order.json'), 'utf8')) as WorkerOrder;
  assert.deepEqual(order.sentences, [
    { text: 'Bom dia.', speed: 1.2 },
    { text: 'Bom dia.', speed: 0.6 },
  ]);
});

test('the probe lists voices and languages, says what is wrong with a folder, and how to get one', async () => {
  await rm(cache, { recursive: true, force: true });
  const none = await neuralEngine.probe();
  assert.equal(none.available, false);
  assert.match(none.remedy ?? '', /npm run voices -- add/);

  await install('pt_BR-tiny-medium');
  await install('en_US-tiny-low', { ...METADATA, voice: 'en-us' });
  await install('es_MX-tiny-low', { ...METADATA, voice: 'es' });
  await install('no-metadata', {});
  const cut = await install('pt_BR-cut-low');
  await truncate(join(cut, 'model.onnx'), 900);
  const bare = await install('pt_BR-bare-low');
  await rm(join(bare, 'tokens.txt'));
  await mkdir(join(cache, '.download-pt_BR-x'));
  const { available, details } = await neuralEngine.probe();
  assert.equal(available, true);
  assert.deepEqual(details?.languages, ['pt-BR', 'en-US']);
  const { voices, problems } = await installedVoices();
  assert.deepEqual(
    voices.map((voice) => voice.id),
    ['en_US-tiny-low', 'pt_BR-tiny-medium'],
  );
  assert.deepEqual(Object.fromEntries(problems.map(({ id, problem }) => [id, problem])), {
    'es_MX-tiny-low': 'It speaks none of pt-BR, en-US and es-ES.',
    'no-metadata': 'model.onnx is without metadata; add Piper or Kokoro models.',
    'pt_BR-bare-low': 'tokens.txt is missing.',
    'pt_BR-cut-low': 'The model file is cut off.',
  });
});

test('Kokoro’s speakers carry their language and sex in their names', async () => {
  const folder = await install('kokoro', {
    model_type: 'kokoro-multi-lang',
    sample_rate: '24000',
    speaker_names: 'af_alloy,bm_daniel,ef_dora,pf_dora,pm_alex',
  });
  await writeFile(join(folder, 'voices.bin'), Buffer.alloc(16));
  const { kind, speakers, sampleRate } = await describeVoice(folder, 'kokoro');
  assert.deepEqual([kind, sampleRate], ['kokoro', 24_000]);
  assert.deepEqual(
    speakers.map(({ id, language, gender }) => [id, language, gender]),
    [
      [0, 'en-US', 'female'],
      [2, 'es-ES', 'female'],
      [3, 'pt-BR', 'female'],
      [4, 'pt-BR', 'male'],
    ],
  );
});

test('auto takes a neural voice only of the script’s language and the avatar’s sex', async () => {
  await rm(cache, { recursive: true, force: true });
  const accepts = async (asked: SpeechRequest) => neuralEngine.accepts?.(asked);
  assert.equal(await accepts(request('Olá.')), false);
  await install('pt_BR-tiny-medium', METADATA, 'male');
  assert.equal(await accepts(request('Olá.')), false, 'a man does not speak for a woman');
  const man = { ...request('Olá.'), defaults: { gender: 'male' as const } };
  assert.equal(await accepts(man), true);
  assert.equal(await accepts(request('Hello.', { language: 'en-US' })), false);
  assert.equal(await accepts({ ...man, clone: { id: 'x', profile: {} } }), false);
  assert.equal(await accepts({ ...man, voice: { ...man.voice, voice_id: 'f2' } }), false, 'that is espeak’s');
});

test('a named voice of another language is refused; one that is not here may be elsewhere', async () => {
  await install('pt_BR-tiny-medium');
  await using context = await toolContext();
  await assert.rejects(
    neuralEngine.speak(
      request('Hello.', { language: 'en-US', voice_id: 'neural:pt_BR-tiny-medium' }),
      context,
    ),
    failsWith('voice_language_mismatch', false, /speaks pt-BR, the script is in en-US/),
  );
  await assert.rejects(
    neuralEngine.speak(request('Olá.', { voice_id: 'pt_BR-nobody-high' }), context),
    failsWith('no_engine', true, /"pt_BR-nobody-high" is not installed.*npm run voices/),
  );
});

test('a damaged model ends its own process and is named with the remedy', async () => {
  const folder = await install('pt_BR-tiny-medium');
  const model = join(folder, 'model.onnx');
  const bytes = await readFile(model);
  // Inside the graph: the file still looks like a model from outside, and the library aborts on it.
  bytes.fill(0xff, 40, 120);
  await writeFile(model, bytes);
  await using context = await toolContext();
  await assert.rejects(
    neuralEngine.speak(request('Olá.'), context),
    failsWith(
      'engine_unavailable',
      true,
      /model\.onnx of the voice pt_BR-tiny-medium is not what was installed/,
    ),
  );
  assert.deepEqual(await damagedFiles(await describeVoice(folder, 'pt_BR-tiny-medium')), ['model.onnx']);
  await rm(join(folder, 'voice.json'));
  await assert.rejects(
    neuralEngine.speak(request('Olá.'), context),
    failsWith('engine_unavailable', true, /cannot be loaded; run `npm run voices -- remove/),
  );
});

test('a worker that leaves a sentence out, crashes or hangs is reported as that', async () => {
  await install('pt_BR-tiny-medium');
  await using context = await toolContext();
  const program = async (body: string) => {
    const path = join(context.workdir, 'worker.ts');
    await writeFile(path, body);
    return createNeuralEngine(path);
  };
  const silent = await program('');
  await assert.rejects(
    silent.speak(request('Olá.'), context),
    failsWith('tool_output_invalid', true, /left out sentence 1/),
  );
  const crashing = await program("console.error('segment'); process.abort();");
  await assert.rejects(crashing.speak(request('Olá.'), context), failsWith('tool_crashed', true, /SIGABRT/));
  const quiet = await program(`
    import { readFileSync, writeFileSync } from 'node:fs';
    const { out } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
    writeFileSync(out + '/0.f32', Buffer.alloc(4 * 22050));
    console.log(JSON.stringify({ done: 0, samples: 22050, sampleRate: 22050 }));`);
  await assert.rejects(
    quiet.speak(request('Olá.'), context),
    failsWith('tool_output_invalid', true, /with silence/),
  );
});

test('an abort ends the worker', async () => {
  await install('pt_BR-tiny-medium');
  const controller = new AbortController();
  await using context = await toolContext(controller.signal);
  const path = join(context.workdir, 'worker.ts');
  await writeFile(
    path,
    `console.log('{"done":0,"samples":1,"sampleRate":22050}'); setInterval(() => {}, 1000);`,
  );
  const begun = Promise.withResolvers<void>();
  const speaking = createNeuralEngine(path).speak(request('Olá.'), {
    ...context,
    progress: () => begun.resolve(),
  });
  await begun.promise;
  controller.abort(new Error('cancelled'));
  await assert.rejects(speaking, { message: 'cancelled' });
});

test('metadata is read from whole models only', async () => {
  const folder = await install('pt_BR-tiny-medium');
  const model = join(folder, 'model.onnx');
  assert.equal((await readOnnxMetadata(model)).get('voice'), 'pt-br');
  const other = join(cache, 'other.onnx');
  for (const content of ['', '<html>rate limited</html>', 'version https://git-lfs.github.com/spec/v1\n']) {
    await writeFile(other, content);
    await assert.rejects(readOnnxMetadata(other), NotOnnxError);
  }
  await cp(model, other);
});
