import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { ClaimedTask } from '../../../supabase/functions/_shared/contract/job.ts';
import type { CloneRequest, SpeechEngine, VoiceModel } from '../engines/engine.ts';
import { StageFailure, TaskDeclined } from '../failures.ts';
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

interface Options {
  readonly clouds?: number;
  readonly refuse?: boolean;
  readonly wanted?: string;
  readonly statement?: boolean;
  readonly azureReady?: boolean;
}

async function train(consented: boolean, options: Options = {}) {
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
  const azure: SpeechEngine = {
    ...base,
    name: 'azure',
    clonesByName: true,
    canClone: () => options.azureReady ?? true,
    cloneVoice: async (request) => {
      heard.cloned.push(request);
      return { engine: 'azure', profile: { voice_id: 'a1' } };
    },
  };
  const downloads: string[] = [];
  const context = {
    ...tools,
    progress: (fraction: number) => void heard.told.push(fraction),
    engines: { speech: [{ ...base, name: 'espeak' }, azure, ...Array(options.clouds ?? 1).fill(cloud)] },
    storage: {
      download: (_bucket: string, path: string, file: string) => {
        downloads.push(path);
        return writeFile(file, path);
      },
    },
    task: {
      voice: {
        id: VOICE,
        name: 'Rita',
        language: 'pt-BR',
        sample_path: 'x',
        consented,
        clone_engine: options.wanted ?? 'auto',
        statement: options.statement ? { path: 'said', talent: 'Rita Melo', language: 'es-ES' } : null,
      },
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
  return { outcome: await stage(context), heard, downloads };
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

test('what its owner names learns it: nothing leaves the host for a profile, and a statement goes along to Azure', async () => {
  const own = await train(true, { wanted: 'espeak', statement: true });
  assert.deepEqual([own.outcome.artifact.engine, own.heard.cloned, own.downloads], ['espeak', [], ['x']]);
  const cloud = await train(true, { wanted: 'elevenlabs', statement: true });
  assert.deepEqual([cloud.outcome.artifact.engine, cloud.downloads], ['elevenlabs', ['x']]);
  const { outcome, heard, downloads } = await train(true, { wanted: 'azure', statement: true });
  assert.deepEqual(outcome.artifact, { engine: 'azure', profile: { voice_id: 'a1', ...judged } });
  assert.deepEqual(downloads, ['x', 'said']);
  assert.deepEqual(
    heard.cloned.map(({ statement }) => [statement?.talent, statement?.language]),
    [['Rita Melo', 'es-ES']],
  );
});

test('Azure is never chosen for somebody who did not name it, consent or not', async () => {
  const { outcome } = await train(true, { clouds: 0, statement: true });
  assert.equal(outcome.artifact.engine, 'espeak');
});

test('a host that cannot do what was named leaves the voice to others', async () => {
  await assert.rejects(train(true, { wanted: 'elevenlabs', clouds: 0 }), TaskDeclined);
  await assert.rejects(train(true, { wanted: 'azure', statement: true, azureReady: false }), TaskDeclined);
});

test('a consent that was withdrawn since, or a statement that is not there, ends it with what to do', async () => {
  for (const [consented, options] of [
    [false, { wanted: 'elevenlabs' }],
    [false, { wanted: 'azure', statement: true }],
    [true, { wanted: 'azure' }],
  ] as const) {
    await assert.rejects(train(consented, options), { code: 'consent_refused', retryable: false });
  }
});
