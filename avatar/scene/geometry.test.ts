import assert from 'node:assert/strict';
import { test } from 'node:test';
import { earsOpened } from './geometry.ts';

test('ears under hair are skin in shade, while mouth, scalp and neck keep the occlusion they were baked with', () => {
  const chin = 1.5;
  const at = (x: number, y: number, value: number): number | undefined =>
    earsOpened(
      { positions: Float32Array.from([x, chin + y, 0]), occlusion: Float32Array.from([value]) },
      chin,
    )?.[0];
  const kept = Math.fround(0.05);
  assert.ok(at(0.07, 0.08, kept)! > 0.3 && at(-0.07, 0.08, kept)! > 0.3);
  assert.equal(at(0.07, 0.08, 0.5), 0.5);
  for (const [x, y] of [
    [0.02, 0.04],
    [0, 0.09],
    [0.07, 0.2],
    [0.06, -0.05],
  ] as const)
    assert.equal(at(x, y, kept), kept, `${x}, ${y}`);
  assert.equal(earsOpened({ positions: new Float32Array(3), occlusion: null }, chin), null);
});
