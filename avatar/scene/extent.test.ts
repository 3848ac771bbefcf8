import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extentOf } from './extent.ts';
import type { PosedPart } from './pose.ts';

/** Looks down -z with w = 1: x and y of -1 to 1 fill the picture. */
const FLAT = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const part = (...positions: number[]): PosedPart[] => [
  { positions: Float32Array.from(positions) } as unknown as PosedPart,
];

test('covers every vertex with room for smoothing, on even pixels', () => {
  const area = extentOf(part(-0.5, -0.5, 0, 0.25, 0.5, 0), FLAT, 200, 100);
  // Pixels 50 to 125 across and 25 to 75 down, plus six on each side.
  assert.deepEqual(area, { x: 44, y: 18, width: 88, height: 64 });
});

test('is clipped to the picture, and null beside it', () => {
  assert.deepEqual(extentOf(part(-3, -3, 0, 3, 3, 0), FLAT, 200, 100), {
    x: 0,
    y: 0,
    width: 200,
    height: 100,
  });
  assert.equal(extentOf(part(2, 0, 0, 3, 1, 0), FLAT, 200, 100), null);
});

test('a vertex behind the lens claims the whole picture', () => {
  const perspective = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, -1, 0, 0, 0, 0];
  const area = extentOf(part(0, 0, -1, 0, 0, 1), perspective, 200, 100);
  assert.deepEqual(area, { x: 0, y: 0, width: 200, height: 100 });
});
