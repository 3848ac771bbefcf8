/** Which closed hair a film may leave out: what others cover, and nothing that others leave a hole for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visibleHair } from './visible.ts';

const CELL = 0.001;
const AHEAD = { yaws: [0], pitches: [0] };
const OPAQUE = { width: 1, height: 1, rgba: Uint8Array.from([0, 0, 0, 255]) };

/** Upright rectangles, millimetres, two triangles each: left, low, right, high, and how near. */
function hairOf(...boxes: readonly (readonly [number, number, number, number, number])[]) {
  const positions: number[] = [];
  const indices: number[] = [];
  for (const [left, low, right, high, near] of boxes) {
    const first = positions.length / 3;
    positions.push(left, low, near, right, low, near, right, high, near, left, high, near);
    indices.push(...[0, 1, 2, 0, 2, 3].map((k) => first + k));
  }
  const solid = Uint32Array.from(indices);
  return {
    positions: Float32Array.from(positions, (value) => value / 1000),
    uvs: new Float32Array((positions.length / 3) * 2),
    indices: solid,
    solid,
    soft: new Uint32Array(),
  };
}

/** Which of the rectangles are drawn, one of their triangles at least. */
function drawn(...boxes: readonly (readonly [number, number, number, number, number])[]): number[] {
  const { solid } = visibleHair(hairOf(...boxes), OPAQUE, [], CELL, { turns: AHEAD });
  return [...new Set(Array.from(solid, (vertex) => Math.floor(vertex / 4)))].sort();
}

test('a sheet that shows in nothing but a narrow gap between locks stays: the set would shine through', () => {
  const sheet = [-20, -20, 20, 20, 0] as const;
  assert.deepEqual(drawn(sheet, [-20, -20, 0, 20, 8], [0, -20, 20, 20, 8]), [1, 2]);
  assert.deepEqual(
    drawn(sheet, [-20, -20, -5, 20, 8], [-4, -20, 20, 20, 8], [-5, -12, -4, 20, 8]),
    [0, 1, 2, 3],
  );
});

test('a small lock that lies on closed hair goes, one that stands before the set alone stays', () => {
  const mass = [-20, -20, 20, 20, 0] as const;
  assert.deepEqual(drawn(mass, [2, 2, 5, 5, 1]), [0]);
  assert.deepEqual(drawn(mass, [22, 2, 25, 5, 1]), [0, 1]);
});
