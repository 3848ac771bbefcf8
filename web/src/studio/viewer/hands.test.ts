import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArmsPose } from '../../../../avatar/scene/arms.ts';
import { handsOf } from '../../../../avatar/scene/gesture-plan.ts';
import { KEYS } from '../../../../avatar/scene/gestures.ts';
import { createHands, gesturesOf } from './hands.ts';

const FPS = 50;
/** Three seconds of a mouth that opens and shuts, twice much further, with raised brows. */
const curves = (() => {
  const names = ['jawOpen', 'browInnerUp', 'browOuterUpLeft', 'headPitch'];
  const frames = 3 * FPS;
  const values = new Float32Array(frames * names.length);
  for (let f = 0; f < frames; f++) {
    const t = f / FPS;
    const stress = Math.exp(-(((t - 1) / 0.1) ** 2)) + Math.exp(-(((t - 2.1) / 0.1) ** 2));
    values.set(
      [0.15 + 0.1 * Math.sin(20 * t) + 0.5 * stress, 0.6 * stress, 0.6 * stress, 0.1 * stress],
      f * 4,
    );
  }
  return { names, fps: FPS, frames, values };
})();

/** The furthest a wrist of one pose is from that of another, in lengths of the arm. */
const apart = (a: ArmsPose, b: ArmsPose): number =>
  Math.max(
    ...a.map((hand, side) =>
      Math.hypot(...hand.at.map((value, c) => value - (b[side as 0].at[c as 0] ?? 0))),
    ),
  );

test('hands rest, gesture as a film of the sentence has them, and are back after it was stopped', () => {
  let clock = 0;
  let now = 100;
  const hands = createHands([], 1, () => now);
  assert.ok(apart(hands.pose(7), KEYS.rest) < 0.01);
  assert.equal(hands.moving, false);

  hands.follow({ curves, clock: () => clock });
  assert.equal(hands.moving, true);
  const film = handsOf({ ...curves, data: curves.values }, 1, []);
  let [furthest, at] = [0, 0];
  for (clock = 0; clock < 3; clock += 0.05) {
    assert.deepEqual(hands.pose(0), film(clock));
    const far = apart(hands.pose(0), KEYS.rest);
    if (far > furthest) [furthest, at] = [far, clock];
  }
  assert.ok(furthest > 0.1, `hands moved by ${furthest}`);

  clock = at;
  const stopped = hands.pose(0);
  hands.follow(null);
  assert.ok(apart(hands.pose(9), stopped) < 0.02, 'they leave from where they were');
  let before = hands.pose(9);
  for (let i = 0; i < 20; i++) {
    now += 0.05;
    const pose = hands.pose(9);
    assert.ok(apart(pose, before) < 0.2, 'without a jump');
    before = pose;
  }
  assert.equal(hands.moving, false);
  assert.ok(apart(hands.pose(9), KEYS.rest) < 0.01);
});

test('eyes go along where a hand points, and the mouth says what it said', () => {
  const look = ['eyeLookOutRight', 'eyeLookInRight', 'eyeLookOutLeft', 'eyeLookInLeft'];
  const names = [...curves.names, ...look];
  const values = new Float32Array(curves.frames * names.length);
  for (let f = 0; f < curves.frames; f++)
    values.set(
      curves.values.subarray(f * curves.names.length, (f + 1) * curves.names.length),
      f * names.length,
    );
  const hands = createHands(['point_equipment'], 1);
  const silent = hands.curves;
  assert.equal(silent, null);
  const told = { ...curves, names, values };
  hands.follow({ curves: told, clock: () => 0 });
  const looking = hands.curves;
  assert.equal(hands.curves, looking, 'worked out once');
  const most = (name: string): number =>
    Math.max(
      ...Array.from(
        { length: curves.frames },
        (_, f) => looking?.values[f * names.length + names.indexOf(name)] ?? 0,
      ),
    );
  // On the way back the head is still turned: eyes look past it to the viewer.
  assert.ok(most('eyeLookOutRight') > 0.5 && most('eyeLookOutLeft') < 0.35);
  for (let f = 0; f < curves.frames; f++)
    assert.equal(looking?.values[f * names.length], values[f * names.length]);
  hands.follow(null);
  const after = hands.curves;
  assert.equal(after, null);
});

test("only an entry's own names of gestures count", () => {
  assert.deepEqual(gesturesOf({ idle: ['x'], gestures: ['wave', 3] }), ['wave']);
  for (const other of [null, undefined, 'wave', {}, { gestures: 'wave' }])
    assert.deepEqual(gesturesOf(other), []);
});
