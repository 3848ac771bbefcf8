import assert from 'node:assert/strict';
import { test } from 'node:test';
import { voiceEngines } from './capabilities.ts';
import type { SpeechEngine } from './engines/engine.ts';
import { probeEngines } from './engines/registry.ts';

const silent = { speak: () => Promise.reject(new Error('not asked for')) };
const cloneVoice = () => Promise.reject(new Error('not asked for'));
const engine = (name: SpeechEngine['name'], rest: Partial<SpeechEngine>, cloning?: object): SpeechEngine => ({
  ...silent,
  name,
  probe: async () => ({ available: true, details: { ...(cloning ? { cloning } : {}) } }),
  ...rest,
});

const offer = async (company: string | null, allowed?: string[]) => {
  const cloning = company === null ? { available: false } : { available: true, statement: 'azure', company };
  const speech = [
    engine('neural', {}),
    engine('espeak', {}),
    engine('elevenlabs', { cloneVoice }, { available: true }),
    engine('azure', { cloneVoice, canClone: () => company !== null }, cloning),
  ];
  return voiceEngines(await probeEngines({ speech, face: [], render: [], compositing: [] }, allowed));
};

test('a host tells what learns voices on it, and what that asks of their speakers', async () => {
  assert.deepEqual(await offer('Contoso'), [
    { engine: 'espeak' },
    { engine: 'elevenlabs', available: true },
    { engine: 'azure', available: true, statement: 'azure', company: 'Contoso' },
  ]);
});

test('not what it cannot do, nor what it is not allowed to', async () => {
  assert.deepEqual(await offer(null, ['tts:espeak', 'tts:azure']), [{ engine: 'espeak' }]);
  assert.deepEqual(await offer('Contoso', ['tts:azure']), [
    { engine: 'azure', available: true, statement: 'azure', company: 'Contoso' },
  ]);
});
