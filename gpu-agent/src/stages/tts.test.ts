import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { chooseVoice } from '../engines/speech/espeak-voices.ts';
import { voiceDefaults } from './tts.ts';

const catalogueEntry = async (id: string): Promise<Parameters<typeof voiceDefaults>[0]> =>
  JSON.parse(await readFile(new URL(`../../../seed/avatars/${id}.json`, import.meta.url), 'utf8'));

test('people of the catalogue speak at the rate and pitch written there', async () => {
  const defaults = voiceDefaults(await catalogueEntry('br_corporate_ana'), 'espeak');
  assert.deepEqual(defaults, { gender: 'female', variant: 'f2', rate: 165, pitch: 52 });
  const request = { script: 'Olá', language: 'pt-BR', seed: 1, defaults } as const;
  const asWritten = chooseVoice({ ...request, voice: { language: 'pt-BR' } });
  assert.deepEqual(asWritten, { voice: 'pt-br+f2', rate: 165, pitch: 52, range: 55 });
  // A voice setting of the job moves it from there.
  assert.equal(chooseVoice({ ...request, voice: { language: 'pt-BR', rate: 1.2 } })?.rate, 198);
});

test('a voice of another engine, a malformed one or none leaves the choice to the engine', () => {
  const avatar = (voice_sync: unknown) => ({ gender: 'male' as const, voice_sync });
  const plain = { gender: 'male' };
  assert.deepEqual(voiceDefaults(avatar({ voice: { espeak: { variant: 'm3' } } }), 'azure'), plain);
  assert.deepEqual(voiceDefaults(avatar({ voice: 'm3' }), 'espeak'), plain);
  assert.deepEqual(voiceDefaults(avatar({ voice: { espeak: { rate: 'fast', pitch: 38 } } }), 'espeak'), {
    gender: 'male',
    pitch: 38,
  });
  assert.deepEqual(voiceDefaults(null, 'espeak'), { gender: 'unisex' });
});
