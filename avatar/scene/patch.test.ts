/** What becomes of a patch on its way into the film: smoothed edges, planes, and hair that nobody can see. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSmoother } from './antialias-cpu.ts';
import { apart, boxesOf, carried, onChest } from './carriage.ts';
import { createChange } from './change.ts';
import { union } from './extent.ts';
import { convert, copyPlanar, createPlanar } from './planar.ts';
import { jointMatrices, REST } from './pose.ts';
import { visibleHair } from './visible.ts';

const [WIDTH, HEIGHT] = [32, 16];
const WHOLE = { x: 0, y: 0, width: WIDTH, height: HEIGHT };
const filled = (colour: (x: number, y: number) => readonly [number, number, number]): Uint8Array => {
  const rgba = new Uint8Array(WIDTH * HEIGHT * 4).fill(255);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) rgba.set(colour(x, y), (y * WIDTH + x) * 4);
  }
  return rgba;
};

test('a stair becomes a slope, flat ground and what lies outside stay as they were', () => {
  const stair = filled((x, y) => (x > 8 + y ? [250, 240, 230] : [10, 20, 30]));
  const before = stair.slice();
  createSmoother().smooth(stair, WIDTH, HEIGHT, { x: 2, y: 2, width: 28, height: 12 });
  const red = (x: number, y: number): number => stair[(y * WIDTH + x) * 4] ?? 0;
  assert.ok(red(16, 8) > 10 && red(16, 8) < 250, `${red(16, 8)} is no shade between the two`);
  assert.equal(red(4, 8), 10);
  assert.equal(red(30, 3), 250);
  assert.deepEqual(stair.subarray(0, WIDTH * 8), before.subarray(0, WIDTH * 8));
  assert.ok(stair.every((value, i) => i % 4 !== 3 || value === 255));
});

test('a line one pixel wide that climbs a step every five pixels stays a line without dots', () => {
  const line = (x: number): number => 10 - Math.floor((x - 1) / 5);
  const picture = filled((x, y) => (y === line(x) ? [40, 10, 10] : [190, 120, 110]));
  createSmoother().smooth(picture, WIDTH, HEIGHT, WHOLE);
  const red = (x: number, y: number): number => picture[(y * WIDTH + x) * 4] ?? 0;
  for (let x = 6; x < 26; x++) {
    // What the line takes from the light in a column: one pixel of 150, now spread over neighbours.
    let missing = 0;
    for (let y = 0; y < HEIGHT; y++) missing += 190 - red(x, y);
    assert.ok(missing > 75 && missing < 225, `column ${x}: ${missing}`);
    const darkest = Math.min(red(x, line(x) - 1), red(x, line(x)), red(x, line(x) + 1));
    assert.ok(darkest < 125, `a hole in the line at ${x}: ${darkest}`);
  }
  assert.ok(red(12, 2) === 190 && red(12, 14) === 190);
});

test('planes hold BT.709 in limited range, and only the area asked for', () => {
  const to = createPlanar(WIDTH, HEIGHT);
  to.bytes.fill(7);
  const area = { x: 4, y: 2, width: 8, height: 6 };
  convert(
    filled(() => [255, 0, 0]),
    WHOLE,
    to,
    area,
  );
  const chroma = WIDTH * HEIGHT + (2 / 2) * (WIDTH / 2) + 4 / 2;
  // Red of BT.709: Y 63, Cb 102, Cr 240 (ITU-R BT.709-6, 8 bits).
  assert.equal(to.bytes[2 * WIDTH + 4], 63);
  assert.equal(to.bytes[chroma], 102);
  assert.equal(to.bytes[chroma + (WIDTH * HEIGHT) / 4], 240);
  assert.equal(to.bytes[2 * WIDTH + 3], 7);
  assert.equal(to.bytes.filter((value) => value !== 7).length, (8 * 6 * 3) / 2);
  const back = createPlanar(WIDTH, HEIGHT);
  copyPlanar(to, back, area);
  assert.equal(back.bytes.filter((value) => value !== 0).length, (8 * 6 * 3) / 2);
});

test('hair behind the head goes, hair seen through a clear strand stays', () => {
  // Two triangles in front of each other, 3 cm apart, each over its own half of the texture.
  const triangle = (z: number): number[] => [-0.1, -0.1, z, 0.1, -0.1, z, 0, 0.1, z];
  const positions = Float32Array.from([...triangle(0.03), ...triangle(0)]);
  const uvs = Float32Array.from([...[0, 0, 0.4, 0, 0.2, 0.9], ...[0.6, 0, 0.9, 0, 0.8, 0.9]]);
  const indices = Uint32Array.from([0, 1, 2, 3, 4, 5]);
  const mesh = { positions, uvs, indices, solid: indices, soft: indices };
  const texture = (front: number) => ({
    width: 2,
    height: 1,
    rgba: Uint8Array.from([0, 0, 0, front, 0, 0, 0, 255]),
  });
  // Straight behind each other but for the turns: the sides of the far one show past the near one.
  const near = visibleHair(mesh, texture(255), [], 0.004);
  assert.deepEqual([...near.solid].slice(0, 3), [0, 1, 2]);
  const clear = visibleHair(mesh, texture(0), [], 0.004);
  assert.deepEqual([...clear.solid], [3, 4, 5]);
  const wall = Float32Array.from([-1, -1, 0.2, 1, -1, 0.2, 0, 2, 0.2]);
  const hidden = visibleHair(
    mesh,
    texture(255),
    [{ positions: wall, indices: Uint32Array.from([0, 1, 2]) }],
    0.004,
  );
  assert.equal(hidden.solid.length + hidden.soft.length, 0);
});

test('a rectangle around two holds both', () => {
  const a = { x: 2, y: 4, width: 6, height: 2 };
  assert.deepEqual(union(a, { x: 0, y: 5, width: 4, height: 9 }), { x: 0, y: 4, width: 8, height: 10 });
  assert.deepEqual(union(a, null), a);
});

test('only rows in which a corner went too far, or into a shadow, are drawn anew, until the next mark', () => {
  // Two triangles of 20 by 20 pixels, at the top and at the bottom of 200 by 200; the camera scales by 100.
  const positions = Float32Array.from([
    ...[-0.1, 0.9, 0, 0.1, 0.9, 0, 0, 0.7, 0],
    ...[-0.1, -0.7, 0, 0.1, -0.7, 0, 0, -0.9, 0],
  ]);
  const matrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const posed = { positions } as Parameters<typeof createChange>[0][number]['posed'];
  const light = new Float32Array(6).fill(2);
  const change = createChange(
    [{ posed, indices: Uint32Array.from([0, 1, 2, 3, 4, 5]), light, limit: 0.5 }],
    200,
    200,
  );
  change.mark(matrix);
  positions[0]! -= 0.004;
  assert.deepEqual(change.measure(matrix), []);
  positions[0]! -= 0.036;
  const [first, ...rest] = change.measure(matrix);
  assert.deepEqual(rest, []);
  // From 4 pixels left of where its corner was, over the rows of the triangle.
  assert.ok(
    first && first.x <= 86 && first.x + first.width >= 110 && first.y <= 10 && first.y + first.height >= 30,
  );
  assert.ok(first.y + first.height < 60);
  // What was drawn over once has to be drawn again, wherever its corner went since.
  positions[0]! += 0.04;
  assert.deepEqual(change.measure(matrix), [first]);
  positions[16]! += 0.05;
  assert.equal(change.measure(matrix).length, 2);
  change.mark(matrix);
  assert.deepEqual(change.measure(matrix), []);
  // Nothing moved, but a hand's shadow fell on the lower one.
  light[4] = 1.99;
  assert.deepEqual(change.measure(matrix), []);
  light[4] = 1.9;
  const [dimmed] = change.measure(matrix);
  assert.ok(dimmed && dimmed.y > 150, `${dimmed?.y}`);
});

test('a turn of the head carries the skull and leaves the chest', () => {
  const part = {
    positions: Float32Array.from([-0.1, 1.5, 0, 0.1, 1.7, 0.1, -0.2, 1.2, 0, 0.2, 1.3, 0.1]),
    weights: Float32Array.from([0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0]),
  };
  const boxes = boxesOf({ parts: [part] } as unknown as Parameters<typeof boxesOf>[0]);
  assert.deepEqual(
    boxes.map(({ joint }) => joint),
    [0, 3],
  );
  const joints = [
    [0, 1.2, 0],
    [0, 1.4, 0],
    [0, 1.45, 0],
    [0, 1.5, 0],
  ] as unknown as Parameters<typeof jointMatrices>[0];
  const rest = carried(boxes, jointMatrices(joints, REST));
  const turned = carried(boxes, jointMatrices(joints, { ...REST, yaw: 0.1 }));
  assert.equal(apart(rest.subarray(0, 24), turned.subarray(0, 24)), 0);
  assert.ok(apart(rest, turned) > 0.005 && apart(rest, turned) < 0.02, `${apart(rest, turned)} m`);
});

test('on the chest of another moment a head stays where it was, the chest with that moment', () => {
  const joints = [
    [0, 1.2, 0],
    [0, 1.4, 0],
    [0, 1.45, 0],
    [0, 1.5, 0],
  ] as unknown as Parameters<typeof jointMatrices>[0];
  const then = { ...REST, swayYaw: 0.02, swayX: 0.001, breath: -0.4, yaw: 0.1 - 0.02 };
  const now = { ...REST, swayYaw: 0.05, swayX: 0.004, breath: 0.3, yaw: 0.25 - 0.05, roll: 0.02 };
  const matrices = jointMatrices(joints, onChest(now, then));
  for (const [joint, body] of [
    [0, then],
    [3, now],
  ] as const) {
    const expected = jointMatrices(joints, body)[joint] as Float64Array;
    matrices[joint]?.forEach((value, k) => {
      assert.ok(Math.abs(value - expected[k]!) < 1e-12, `number ${k} of joint ${joint}`);
    });
  }
  // From the one to the other without a step: metres to the side that the middle of the neck is taken by each joint.
  const aside = matrices.map((m) => m[1]! * 1.45 + m[3]!);
  for (const k of [1, 2, 3]) {
    const step = Math.abs(aside[k]! - aside[k - 1]!);
    assert.ok(step < 0.002, `${step} m between joints ${k - 1} and ${k}`);
  }
});
