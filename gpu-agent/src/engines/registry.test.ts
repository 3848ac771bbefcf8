import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StageFailure, TaskDeclined } from '../failures.ts';
import type { RenderEngine, SpeechEngine, SpeechRequest } from './engine.ts';
import {
  type Engines,
  PRODUCT_ENGINES,
  pickEngine,
  pickRender,
  pickSpeech,
  probeEngines,
  qualifiedNames,
} from './registry.ts';

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
  const kinds = new Set(qualifiedNames(PRODUCT_ENGINES).map((name) => name.split(':')[0]));
  assert.deepEqual([...kinds].sort(), ['compositing', 'face', 'render', 'tts']);
});

const asks =
  (voice: Partial<SpeechRequest['voice']> = {}) =>
  (): SpeechRequest => ({
    script: 'Bom dia.',
    language: 'pt-BR',
    voice: { language: 'pt-BR', ...voice },
    defaults: { gender: 'female' },
    seed: 1,
  });

test('auto speaks with the first engine that accepts the request, and espeak explains what none accepts', async () => {
  const accepting = (name: SpeechEngine['name'], accepts: boolean): SpeechEngine => ({
    ...speech(name, yes),
    accepts: async () => accepts,
  });
  const offered = (...list: SpeechEngine[]): Engines => ({ ...NONE, speech: list });
  const some = offered(accepting('neural', false), accepting('espeak', true), accepting('azure', true));
  assert.equal((await pickSpeech(some, 'auto', asks())).name, 'espeak');
  assert.equal((await pickSpeech(some, 'neural', asks())).name, 'neural', 'a named engine is not asked');
  const none = offered(accepting('azure', false), accepting('espeak', false));
  assert.equal((await pickSpeech(none, 'auto', asks())).name, 'espeak');
  await assert.rejects(pickSpeech(NONE, 'auto', asks()), { code: 'no_engine' });
});

test('a film is drawn with the first engine that has what it needs, or with the one it was begun with', async () => {
  const render = (name: RenderEngine['name'], avatars?: readonly string[]): RenderEngine => ({
    name,
    probe: yes,
    render: () => Promise.reject(new Error('not drawn here')),
    ...(avatars ? { accepts: async ({ avatar }) => avatars.includes(avatar.id) } : {}),
  });
  const both: Engines = { ...NONE, render: [render('unreal', ['ana']), render('three')] };
  const scene = (id: string) => ({
    avatar: { id, look: {} },
    background: { type: 'set' as const, name: 'office' },
  });
  assert.equal((await pickRender(both, undefined, scene('ana'))).name, 'unreal');
  assert.equal(
    (await pickRender(both, undefined, scene('joao'))).name,
    'three',
    'Unreal has no MetaHuman of his',
  );
  assert.equal((await pickRender(both, 'three', scene('ana'))).name, 'three', 'begun with three');
  await assert.rejects(pickRender(both, 'unreal', scene('joao')), TaskDeclined);
  const alone: Engines = { ...NONE, render: [render('unreal', ['ana'])] };
  await assert.rejects(pickRender(alone, undefined, scene('joao')), TaskDeclined);
  await assert.rejects(pickRender(alone, 'three', scene('ana')), TaskDeclined);
});
