/** Hair for a camera that walks around: each place to stand has its own triangles, all of them in one buffer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BufferAttribute, BufferGeometry, Mesh, Scene } from 'three/webgpu';
import { createRepeats } from './carriage.ts';
import { sectorAt, turningHair } from './hair-turning.ts';
import { hairBetween } from './visible.ts';

const of = (...vertices: number[]): Uint32Array => Uint32Array.from(vertices);
const SECTORS = [
  { from: -0.45, to: -0.15, solid: of(0, 1, 2), soft: of() },
  { from: -0.15, to: 0.15, solid: of(3, 4, 5, 0, 1, 2), soft: of() },
  { from: 0.15, to: 0.45, solid: of(), soft: of() },
];

test('a turn finds its sector, the outermost serve beyond, and a sway on a border changes nothing', () => {
  const ahead = sectorAt(SECTORS, 0, -1);
  assert.equal(ahead, 1);
  assert.deepEqual(
    [-2, -0.3, 0.3, 2].map((yaw) => sectorAt(SECTORS, yaw, ahead)),
    [0, 0, 2, 2],
  );
  assert.equal(sectorAt(SECTORS, 0.17, 1), 1);
  assert.equal(sectorAt(SECTORS, 0.17, 2), 2);
  assert.equal(sectorAt(SECTORS, 0.13, 2), 2);
});

test('what is drawn is the sector’s triangles over the same vertices; a pass without any leaves the scene', () => {
  const geometry = new BufferGeometry();
  const positions = new BufferAttribute(new Float32Array(18), 3);
  geometry.setAttribute('position', positions);
  const scene = new Scene();
  const [solid, soft] = [new Mesh(geometry), new Mesh(geometry)];
  scene.add(solid, soft);
  const hair = turningHair(geometry, { sectors: SECTORS });
  hair.hang(solid, 'solid');
  hair.hang(soft, 'soft');
  assert.deepEqual(scene.children, [solid]);
  assert.equal(solid.geometry.getAttribute('position'), positions);
  const drawn = (yaw: number): number[] => {
    hair.turn(yaw);
    const { start, count } = solid.geometry.drawRange;
    return [...(solid.geometry.index?.array ?? [])].slice(start, start + count);
  };
  assert.deepEqual(drawn(0), [3, 4, 5, 0, 1, 2]);
  assert.deepEqual(drawn(-0.4), [0, 1, 2]);
  assert.deepEqual(drawn(0.4), []);
});

test('what a wall hides from ahead is kept for whoever looks past the wall', () => {
  // A lock a tenth of a metre behind a wall that reaches from its left side to its right one.
  const positions = Float32Array.from([-0.02, 0, -0.1, 0.02, 0, -0.1, 0, 0.04, -0.1]);
  const indices = of(0, 1, 2);
  const hair = { positions, uvs: new Float32Array(6), indices, solid: indices, soft: of() };
  const opaque = { width: 1, height: 1, rgba: Uint8Array.from([0, 0, 0, 255]) };
  const wall = {
    positions: Float32Array.from([-0.04, -1, 0, 0.04, -1, 0, 0.04, 1, 0, -0.04, 1, 0]),
    indices: of(0, 1, 2, 0, 2, 3),
  };
  const yaws = [-1, -0.95, -0.9, -0.5, -0.1, 0, 0.1, 0.5, 0.9, 0.95, 1];
  const seen = hairBetween(hair, opaque, [wall], 0.002, { yaws, pitches: [0] });
  assert.deepEqual(
    seen.map(({ solid }) => solid.length / 3),
    [1, 1, 0, 1, 1],
  );
});

test('a pose counts as the one before only if nothing of it changed', () => {
  const repeats = createRepeats();
  const names = ['jawOpen', 'headYaw'];
  const values = [0.2, 0];
  assert.equal(repeats(names, values, 1, 7), false);
  assert.equal(repeats(names, values, 1, 7), true);
  values[1] = 0.001;
  assert.equal(repeats(names, values, 1, 7), false, 'the array is the same, the face is not');
  assert.equal(repeats(names, values, 1.01, 7), false);
  assert.equal(repeats(names, values, 1.01, 8), false);
  assert.equal(repeats(['jawOpen', 'headPitch'], values, 1.01, 8), false);
  const chest = { values, t: 1 };
  assert.equal(repeats(names, values, 1, 7, chest), false);
  assert.equal(repeats(names, values, 1, 7, chest), false);
  assert.equal(repeats(names, values, 1, 7), false);
});
