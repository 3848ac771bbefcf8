import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StageFailure } from '../failures.ts';
import type { SpeechEngine } from './engine.ts';
import { type Engines, PRODUCT_ENGINES, pickEngine, probeEngines, qualifiedNames } from './registry.ts';

const speech = (name: SpeechEngine['name'], probe: SpeechEngine['probe']): SpeechEngine => ({
  name,
  probe,
  speak: () => Promise.reject(new Error('not spoken here')),
});
const yes = async () => ({ available: true, version: '1' });
const NONE: Engines = { speech: [], face: [], render: [], compositing: [] };
const SOME: Engines = {
  ...NONE,
  speech: [
    speech('neural', async () => ({ available: false, remedy: 'install the models' })),
    speech('azure', () => Promise.reject(new Error('no key'))),
    speech('espeak', yes),
    speech('elevenlabs', yes),
  ],
};

test('offers what answers its probe, in the registry’s order, and keeps why the rest does not', async () => {
  const probed = await probeEngines(SOME);
  assert.deepEqual(qualifiedNames(probed.offered), ['tts:espeak', 'tts:elevenlabs']);
  assert.equal(probed.all.find((engine) => engine.name === 'tts:neural')?.probe.remedy, 'install the models');
  assert.equal(probed.all.find((engine) => engine.name === 'tts:azure')?.probe.remedy, 'no key');
});

test('--engines narrows the offer and cannot widen it', async () => {
  const probed = await probeEngines(SOME, ['tts:elevenlabs', 'tts:azure']);
  assert.deepEqual(qualifiedNames(probed.offered), ['tts:elevenlabs']);
});

test('auto takes the first available; a named engine is that one or none', async () => {
  const { offered } = await probeEngines(SOME);
  assert.equal(pickEngine(offered, 'speech', 'auto').name, 'espeak');
  assert.equal(pickEngine(offered, 'speech', 'elevenlabs').name, 'elevenlabs');
  for (const [kind, wanted] of [
    ['speech', 'azure'],
    ['render', 'auto'],
  ] as const) {
    assert.throws(
      () => pickEngine(offered, kind, wanted),
      (error) => error instanceof StageFailure && error.code === 'no_engine' && error.retryable,
    );
  }
});

test('the product has an engine of every kind', () => {
  assert.deepEqual(
    qualifiedNames(PRODUCT_ENGINES)
      .map((name) => name.split(':')[0])
      .sort(),
    ['compositing', 'face', 'render', 'tts'],
  );
});
