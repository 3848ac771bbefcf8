import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GuardReason, HostGuard } from './host-guard.ts';
import type { GpuState } from './host-probe.ts';

const GIB = 2 ** 30;
const WANTED = { stages: ['tts', 'ue5'], engines: ['tts:espeak', 'render:three'] } as const;

function guarded(state: { disk: number; gpus: readonly GpuState[] }, gpuFloor = 2 * GIB) {
  const changes: [GuardReason, boolean][] = [];
  const events: unknown[] = [];
  const note = (fields: unknown) => events.push((fields as { event?: string }).event);
  let asked = 0;
  const guard = new HostGuard({
    workdir: '/',
    diskFloor: GIB,
    gpuFloor,
    log: { warn: note, info: note },
    onChange: (...change) => changes.push(change),
    measure: {
      freeBytes: async () => state.disk,
      gpus: async () => {
        asked += 1;
        return state.gpus;
      },
    },
  });
  return { guard, changes, events, asked: () => asked };
}

const gpu = (freeGib: number): GpuState => ({
  index: 0,
  name: 'NVIDIA L4',
  driver: '550',
  utilisation: 0,
  memoryTotalBytes: 24 * GIB,
  memoryUsedBytes: (24 - freeGib) * GIB,
});

test('on a full disk nothing is taken, it is said once, and work is taken again when there is room', async () => {
  const state = { disk: GIB - 1, gpus: [] };
  const { guard, changes, events } = guarded(state);
  assert.deepEqual(await guard.narrow(WANTED), { stages: [], engines: [] });
  assert.deepEqual(await guard.narrow(WANTED), { stages: [], engines: [] });
  state.disk = GIB;
  assert.deepEqual(await guard.narrow(WANTED), WANTED);
  assert.deepEqual(changes, [
    ['disk', true],
    ['disk', false],
  ]);
  assert.deepEqual(events, ['claiming_held_back', 'claiming_resumed']);
});

test('without memory on any GPU nothing is drawn, and all else goes on', async () => {
  const { guard, changes, asked } = guarded({ disk: 9 * GIB, gpus: [gpu(1), gpu(1.9)] });
  assert.deepEqual(await guard.narrow(WANTED), { stages: ['tts', 'ue5'], engines: ['tts:espeak'] });
  await guard.narrow(WANTED);
  assert.equal(asked(), 1, 'the answer is kept for a while');
  assert.deepEqual(changes, [['gpu_memory', true]]);
});

test('one GPU with room is enough, a host without GPUs is not held to it, and 0 asks nobody', async () => {
  for (const [gpus, floor] of [
    [[gpu(1), gpu(2)], 2 * GIB],
    [[], 2 * GIB],
    [[gpu(0)], 0],
  ] as const) {
    const { guard, changes } = guarded({ disk: 9 * GIB, gpus }, floor);
    assert.deepEqual(await guard.narrow(WANTED), WANTED);
    assert.deepEqual(changes, []);
  }
});
