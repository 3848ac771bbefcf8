import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { StageFailure } from '../failures.ts';
import { Toolbox } from '../subprocess.ts';
import type { EngineContext, SpeechRequest } from './engine.ts';
import { visemeEngine } from './face/visemes.ts';
import { hostedFace, hostedSpeech, hostedTraining } from './hosted.ts';
import { espeakEngine } from './speech/espeak.ts';

const toolbox = new Toolbox({ termGraceMs: 200 });
const folders: string[] = [];
after(async () => {
  toolbox.close();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function context(signal = new AbortController().signal): Promise<EngineContext & { seen: number[] }> {
  const workdir = await mkdtemp(join(tmpdir(), 'semblante-hosted-'));
  folders.push(workdir);
  const seen: number[] = [];
  const silent = () => {};
  return {
    workdir,
    signal,
    seen,
    log: { info: silent, warn: silent, error: silent },
    progress: (fraction) => seen.push(fraction),
    run: (command, args, options) => toolbox.run(command, args, { signal, cwd: workdir }, options),
  };
}

const request = (script: string): SpeechRequest => ({
  script,
  language: 'pt-BR',
  voice: { language: 'pt-BR' },
  defaults: { gender: 'female' },
  seed: 7,
});

test('what comes out of the host is what the engine makes', async () => {
  const run = await context();
  const hosted = await hostedSpeech(espeakEngine).speak(request('Bom dia.'), run);
  const direct = await espeakEngine.speak(request('Bom dia.'), await context());
  assert.deepEqual(hosted.timeline, direct.timeline);
  assert.deepEqual(hosted.engine, direct.engine);
  assert.equal(run.seen.at(-1), 1);
  const face = { audio: hosted.audio, timeline: hosted.timeline, mood: 'neutral', seed: 1 } as const;
  const solved = await hostedFace(visemeEngine).solve(face, run);
  assert.equal(solved.curves.fps, 60);
});

test('a failure there is the same failure here', async () => {
  const spoken = await hostedSpeech(espeakEngine)
    .speak(request('…'), await context())
    .catch((error: unknown) => error);
  assert.ok(spoken instanceof StageFailure);
  assert.equal(spoken.code, 'text_unspeakable');
  assert.equal(spoken.retryable, false);
  const run = await context();
  const samplePath = join(run.workdir, 'sample');
  await writeFile(samplePath, 'no sound at all');
  const trained = await hostedTraining({ samplePath, language: 'pt-BR' }, run).catch(
    (error: unknown) => error,
  );
  assert.ok(trained instanceof StageFailure);
  assert.equal(trained.code, 'sample_unreadable');
});

test('an abort ends it in the middle of its arithmetic', async () => {
  const controller = new AbortController();
  const run = await context(controller.signal);
  const begun = Promise.withResolvers<void>();
  const listening = { ...run, progress: () => begun.resolve() };
  const long = 'O supervisor conversa com a equipe toda manhã antes do trabalho. '.repeat(80);
  const speaking = hostedSpeech(espeakEngine).speak(request(long), listening);
  await begun.promise;
  const reason = new Error('cancelled');
  controller.abort(reason);
  await assert.rejects(speaking, reason);
  assert.equal(toolbox.size, 0);
});
