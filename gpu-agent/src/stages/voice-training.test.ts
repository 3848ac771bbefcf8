import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { ClaimedTask } from '../../../supabase/functions/_shared/contract/job.ts';
import type { CloneRequest, SpeechEngine, VoiceModel } from '../engines/engine.ts';
import { StageFailure } from '../failures.ts';
import { toolContext } from '../speech/tool-context.ts';
import type { StageContext } from './stage.ts';
import { voiceTraining } from './voice-training.ts';

const VOICE = '00000000-0000-4000-8000-0000000000c1';
const judged = {
  sample: { seconds: 40, speech_s: 30, snr_db: 25, clipped_share: 0, f0_hz: 200 },
  warnings: ['noisy' as const],
};

interface Heard {
  readonly cloned: CloneRequest[];
  readonly removed: VoiceModel[];
  readonly told: number[];
}

async function train(consented: boolean, options: { clouds?: number; refuse?: boolean } = {}) {
  await using tools = await toolContext();
  const heard: Heard = { cloned: [], removed: [], told: [] };
  const base = {
    probe: async () => ({ available: true }),
    speak: () => Promise.reject(new Error('not asked for')),
  };
  const cloud: SpeechEngine = {
    ...base,
    name: 'elevenlabs',
    cloneVoice: async (request) => {
      heard.cloned.push(request);
      return { engine: 'elevenlabs', profile: { voice_id: 'm1' } };
    },
    removeVoice: async (model) => void heard.removed.push(model),
  };
  const context = {
    ...tools,
    progress: (fraction: number) => void heard.told.push(fraction),
    engines: { speech: [{ ...base, name: 'espeak' }, ...Array(options.clouds ?? 1).fill(cloud)] },
    storage: { download: (_bucket: string, _path: string, file: string) => writeFile(file, 'sound') },
    task: {
      voice: { id: VOICE, name: 'Rita', language: 'pt-BR', sample_path: 'x', consented },
    } as ClaimedTask,
  } as unknown as StageContext;
  const stage = voiceTraining(
    {
      judge: async () => {
        if (options.refuse) throw new StageFailure('sample_noisy', 'x');
        return judged;
      },
      train: async (_request, part) => {
        part.progress(1);
        return { engine: 'espeak', profile: { f0: 200 } };
      },
    },
    '1',
  );
  return { outcome: await stage(context), heard };
}

test('without a consent the recording stays on the host', async () => {
  const { outcome, heard } = await train(false);
  assert.deepEqual(outcome.artifact, { engine: 'espeak', profile: { f0: 200 } });
  assert.deepEqual([heard.cloned, heard.told], [[], [1]]);
  assert.equal(outcome.discard, undefined);
});

test('with one a cloud engine clones it, named after nobody, and what was heard is kept', async () => {
  const { outcome, heard } = await train(true);
  assert.deepEqual(outcome.artifact, { engine: 'elevenlabs', profile: { voice_id: 'm1', ...judged } });
  assert.deepEqual(
    heard.cloned.map(({ language, name }) => [language, name]),
    [['pt-BR', `semblante ${VOICE}`]],
  );
  await outcome.discard?.();
  assert.deepEqual(heard.removed, [
    { voiceId: VOICE, modelId: 'm1', profile: { voice_id: 'm1', ...judged } },
  ]);
});

test('a host without a cloud engine learns it itself', async () => {
  const { outcome } = await train(true, { clouds: 0 });
  assert.equal(outcome.artifact.engine, 'espeak');
});

test('nothing is sent of a recording that was refused', async () => {
  await assert.rejects(train(true, { refuse: true }), { code: 'sample_noisy' });
});
