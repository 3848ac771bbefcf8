import assert from 'node:assert/strict';
import { test } from 'node:test';
import { box, lookAt, type Room } from './room.ts';
import { SETS } from './sets.ts';

const floor = box([-9, -0.1, -9], [9, 0, 3], [0.5, 0.5, 0.5]);
const room = (shapes: Room['shapes']): Room => ({
  shapes,
  lamps: [{ at: [0, 3, -4], size: [0.2, 0.1, 0.2], power: [4, 4, 4] }],
  ambient: [0.02, 0.02, 0.02],
});
const WIDTH = 64;
const HEIGHT = 36;
/** Mean of a row's middle third. */
const middle = (rgb: Float32Array, y: number): number => {
  let sum = 0;
  for (let x = 24; x < 40; x++) sum += rgb[(y * WIDTH + x) * 3] ?? 0;
  return sum / 16;
};

test('what stands between lamp and floor throws a shadow', () => {
  const lit = lookAt(room([floor]), WIDTH, HEIGHT);
  const shaded = lookAt(room([floor, box([-1, 2, -5], [1, 2.1, -3], [0.5, 0.5, 0.5])]), WIDTH, HEIGHT);
  // Row 31 meets the floor four metres behind the person.
  assert.ok(middle(shaded, 31) < 0.5 * middle(lit, 31), `${middle(shaded, 31)} of ${middle(lit, 31)}`);
});

test('the nearer of two boxes is seen', () => {
  const red = box([-1, 0, -4], [1, 3, -3.9], [1, 0, 0], true);
  const blue = box([-2, 0, -6], [2, 3, -5.9], [0, 0, 1], true);
  for (const shapes of [
    [floor, red, blue],
    [floor, blue, red],
  ]) {
    const at = (18 * WIDTH + 32) * 3;
    assert.deepEqual([...lookAt(room(shapes), WIDTH, HEIGHT).subarray(at, at + 3)], [1, 0, 0]);
  }
});

test('every set is a picture of its own, the same in every run', () => {
  const seen = new Set<string>();
  for (const [name, set] of Object.entries(SETS)) {
    const { rgb, width, height } = set.paint(0.4);
    assert.equal(rgb.length, width * height * 3);
    assert.ok(
      rgb.every((value) => Number.isFinite(value) && value >= 0),
      name,
    );
    assert.deepEqual(set.paint(0.4).rgb, rgb, name);
    seen.add(rgb.subarray(0, 300).join());
  }
  assert.equal(seen.size, Object.keys(SETS).length);
});
