import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogueIds, readCatalogueEntry } from '../catalogue.ts';
import { bodyPose } from './motion.ts';
import { DEFAULT_MOTION, IDLE, type MotionPreset, motionOf, TALKING } from './motion-presets.ts';
import { jointMatrices } from './pose.ts';

const STILL = { pitch: 0, yaw: 0, roll: 0 };
const presets: readonly MotionPreset[] = [
  DEFAULT_MOTION,
  ...Object.keys(IDLE).map((name) => motionOf({ idle: [name] })),
  ...Object.keys(TALKING).map((name) => motionOf({ talking: [name] })),
];

test('every motion the catalogue names is known', async () => {
  for (const id of await catalogueIds()) {
    const { animations } = await readCatalogueEntry(id);
    for (const [list, known] of [
      ['idle', IDLE],
      ['talking', TALKING],
    ] as const) {
      const names = animations[list];
      assert.ok(Array.isArray(names) && names.length > 0, `${id} names no ${list}`);
      for (const name of names) assert.ok(Object.hasOwn(known, String(name)), `${id}: ${name}`);
    }
  }
});

test('names nobody knows, broken lists and no lists at all move like the default', () => {
  for (const animations of [
    undefined,
    null,
    7,
    {},
    { idle: 'talk' },
    { idle: ['moonwalk'], talking: ['toString', 3] },
  ]) {
    assert.deepEqual(motionOf(animations), DEFAULT_MOTION);
  }
  assert.deepEqual(motionOf({ idle: ['moonwalk', 'safety_stance'] }), motionOf({ idle: ['safety_stance'] }));
});

test('two presets never move alike', () => {
  const moves = presets.slice(1).map((preset) => JSON.stringify(preset));
  assert.equal(new Set(moves).size, moves.length);
});

test('a range drawn by another host joins exactly: a pose knows its time and nothing of what came before', () => {
  for (const preset of presets) {
    const at = (frame: number) => bodyPose(frame / 25, 42, { pitch: 0.02, yaw: -0.03, roll: 0.01 }, preset);
    const whole = Array.from({ length: 200 }, (_, i) => at(i));
    const second = Array.from({ length: 100 }, (_, i) => at(100 + i));
    assert.deepEqual(whole.slice(100), second);
  }
});

test('the body moves slowly and without jumps, for ten minutes, in every preset', () => {
  for (const preset of presets) {
    let before = bodyPose(0, 7, STILL, preset);
    for (let frame = 1; frame < 600 * 25; frame++) {
      const now = bodyPose(frame / 25, 7, STILL, preset);
      for (const key of [
        'breath',
        'swayX',
        'swayRoll',
        'swayYaw',
        'swayPitch',
        'yaw',
        'pitch',
        'roll',
      ] as const) {
        const most = key === 'breath' ? 0.15 : 0.0012;
        assert.ok(Math.abs(now[key] - before[key]) < most, `${key} jumps at frame ${frame}`);
      }
      before = now;
    }
  }
});

test('chests breathe as often as the preset says, in faster than out', () => {
  for (const preset of presets) {
    const seconds = 240;
    let [breaths, rising] = [0, 0];
    let last = bodyPose(0, 3, STILL, preset).breath;
    let up = false;
    for (let i = 1; i < seconds * 50; i++) {
      const { breath } = bodyPose(i / 50, 3, STILL, preset);
      assert.ok(Math.abs(breath) <= 1);
      if (breath > last) rising += 1;
      if (!up && breath > last) breaths += 1;
      up = breath > last;
      last = breath;
    }
    assert.ok(Math.abs(breaths / (seconds / 60) - preset.breaths) < 0.5, `${breaths} breaths`);
    assert.ok(rising / (seconds * 50) < 0.45, 'inhaling is the shorter half');
  }
});

const JOINTS = [
  [0, 1.2, 0],
  [0, 1.42, 0],
  [0, 1.47, 0.01],
  [0, 1.53, 0.02],
] as const;

test('shoulders follow a turn of the head by a fraction, and the head arrives where it was sent', () => {
  const head = { pitch: 0.05, yaw: 0.08, roll: 0.02 };
  for (const preset of presets) {
    const pose = bodyPose(5, 7, head, preset);
    const straight = bodyPose(5, 7, STILL, preset);
    const share = (pose.swayYaw - straight.swayYaw) / head.yaw;
    assert.ok(share > 0.05 && share < 0.3, `${share}`);
    const [, , , skull] = jointMatrices(JOINTS, pose);
    // Third column: where the face points.
    const yaw = Math.atan2(skull?.[2] ?? 0, skull?.[10] ?? 1);
    assert.ok(Math.abs(yaw - head.yaw) < 0.004, `${yaw} instead of ${head.yaw}`);
  }
});
