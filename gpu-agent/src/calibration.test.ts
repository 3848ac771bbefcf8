import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { calibrate, keepCalibration, keptCalibration } from './calibration.ts';
import type { FaceEngine, RenderEngine } from './engines/engine.ts';
import { visemeEngine } from './engines/face/visemes.ts';
import type { OfferedEngines, ProbedEngines } from './engines/registry.ts';
import { espeakEngine } from './engines/speech/espeak.ts';
import { toolContext } from './speech/tool-context.ts';

const NONE: OfferedEngines = { speech: [], face: [], render: [], compositing: [] };
const probed = (version: string): ProbedEngines => ({
  all: [{ name: 'tts:espeak', kind: 'speech', probe: { available: true, version } }],
  offered: NONE,
});

/** Draws nothing and notes how many frames it was asked for. */
function counting(): { engine: RenderEngine; frames: number[] } {
  const frames: number[] = [];
  const engine: RenderEngine = {
    name: 'three',
    probe: async () => ({ available: true }),
    async render({ frameCount }) {
      frames.push(frameCount);
      return { video: '', frameCount, engine: { name: 'three', version: '1' } };
    },
  };
  return { engine, frames };
}

test('speech, face and a second of film are measured, starting apart', async () => {
  await using context = await toolContext();
  const { engine, frames } = counting();
  const broken: FaceEngine = {
    name: 'audio2face',
    probe: async () => ({ available: true }),
    solve: () => Promise.reject(new Error('down')),
  };
  const engines = { ...NONE, speech: [espeakEngine], face: [broken, visemeEngine], render: [engine] };
  const samples = await calibrate(engines, {}, context);
  assert.deepEqual(
    samples.map(({ stage, engine: name, size, quality }) => [stage, name, size, quality]),
    [
      ['tts', 'espeak', undefined, undefined],
      ['audio2face', 'visemes', undefined, undefined],
      ['ue5', 'three', '640x360', 'standard'],
    ],
  );
  assert.ok(samples.every(({ seconds_per_second }) => seconds_per_second > 0));
  assert.deepEqual(frames, [1, 1, 26]);
});

test('work that comes ends it', async () => {
  const stop = new AbortController();
  await using context = await toolContext(stop.signal);
  const { engine } = counting();
  const engines = { ...NONE, speech: [espeakEngine], face: [visemeEngine], render: [engine] };
  const measuring = calibrate(engines, {}, context);
  stop.abort(new Error('a task came'));
  await assert.rejects(measuring);
});

test('figures are kept until the engines change', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'semblante-calibration-'));
  try {
    assert.equal(await keptCalibration(folder, probed('1')), undefined);
    const samples = [{ stage: 'tts', engine: 'espeak', seconds_per_second: 0.1 }] as const;
    await keepCalibration(folder, probed('1'), samples);
    assert.deepEqual(await keptCalibration(folder, probed('1')), samples);
    assert.equal(await keptCalibration(folder, probed('2')), undefined, 'a new version is measured');
    await writeFile(join(folder, 'calibration.json'), '{');
    assert.equal(await keptCalibration(folder, probed('1')), undefined, 'so is what cannot be read');
    assert.equal(await readFile(join(folder, 'calibration.json'), 'utf8'), '{');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
