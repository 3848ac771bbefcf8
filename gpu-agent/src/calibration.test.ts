import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
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

/** Takes 200 ms to start and 20 ms a frame. */
function slow(): RenderEngine {
  return {
    name: 'three',
    probe: async () => ({ available: true }),
    async render({ frameCount }, { progress }) {
      await delay(200);
      for (let frame = 1; frame <= frameCount; frame++) {
        await delay(20);
        progress(0.08 + (0.92 * frame) / frameCount);
      }
      return { video: '', frameCount, engine: { name: 'three', version: '1' } };
    },
  };
}

test('speech, face and a second of film are measured, starting apart', async () => {
  await using context = await toolContext();
  const broken: FaceEngine = {
    name: 'audio2face',
    probe: async () => ({ available: true }),
    solve: () => Promise.reject(new Error('down')),
  };
  const engines = { ...NONE, speech: [espeakEngine], face: [broken, visemeEngine], render: [slow()] };
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
  // 25 frames of at least 20 ms; the 200 ms of starting are not the film's.
  assert.ok((samples.at(-1)?.seconds_per_second ?? 0) > 0.45);
});

test('work that comes ends it', async () => {
  const stop = new AbortController();
  await using context = await toolContext(stop.signal);
  const engines = { ...NONE, speech: [espeakEngine], face: [visemeEngine], render: [slow()] };
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
