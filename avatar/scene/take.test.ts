/** Which frames are drawn whole, and what holds still in the others: a take over two boxes, a head on a chest, without a GPU. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxesOf, carried, onChest, type PoseArguments } from './carriage.ts';
import { extentOf } from './extent.ts';
import type { AvatarModel, ModelPart } from './model.ts';
import { bodyPose } from './motion.ts';
import { type BodyPose, createPoser, jointMatrices } from './pose.ts';
import { createTake, type Patch, TAKE_PICTURES, type TakeOptions } from './take.ts';

const [WIDTH, HEIGHT] = [400, 400];
/** Metres a pixel spans. */
const PIXEL = 0.002;
const MIDDLE = 1.45;
/** Orthographic, along z. */
const MATRIX = (() => {
  const scale = 2 / (WIDTH * PIXEL);
  return [scale, 0, 0, 0, 0, scale, 0, 0, 0, 0, -0.1, 0, 0, -MIDDLE * scale, 0, 1];
})();
const FPS = 25;
const SEED = 11;
/** Lowest row of the head and highest of the chest at rest. */
const SHOULDERS = 1.4;

/** A box of two triangles a side that follows one joint. */
function box(
  name: string,
  joint: number,
  low: readonly number[],
  high: readonly number[],
): ModelPart & { name: string } {
  const corners = Array.from({ length: 8 }, (_, k) => [0, 1, 2].map((c) => ((k >> c) & 1 ? high : low)[c]!));
  const sides = [
    [0, 1, 3, 2],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 3, 7, 6],
    [0, 2, 6, 4],
    [1, 3, 7, 5],
  ] as const;
  const weights = new Float32Array(32);
  for (let v = 0; v < 8; v++) weights[v * 4 + joint] = 1;
  return {
    name,
    positions: Float32Array.from(corners.flat()),
    normals: Float32Array.from(corners.flatMap(() => [0, 0, 1])),
    uvs: new Float32Array(16),
    occlusion: null,
    indices: Uint32Array.from(sides.flatMap(([a, b, c, d]) => [a, b, c, a, c, d])),
    weights,
    targets: new Map(),
    albedo: null,
    normalMap: null,
    roughnessMap: null,
    colour: [1, 1, 1],
    roughness: 1,
  } as ModelPart;
}

const model = {
  parts: [
    box('outfit', 0, [-0.2, 1.2, -0.1], [0.2, SHOULDERS, 0.1]),
    box('skin', 3, [-0.09, 1.46, -0.09], [0.09, 1.68, 0.09]),
  ],
  joints: [
    [0, 1.2, 0],
    [0, 1.4, -0.02],
    [0, 1.43, -0.01],
    [0, 1.46, 0],
  ],
  eyes: [
    [0.03, 1.6, 0.09],
    [-0.03, 1.6, 0.09],
  ],
  mouth: [0, 1.52, 0.09],
  chin: [0, 1.47, 0.09],
  crown: 1.68,
} as unknown as AvatarModel;

interface Shot {
  readonly frame: number;
  readonly chest: Float32Array;
  readonly head: Float32Array;
  /** The frame whose pose the soft shadows on what stands below the head are of. */
  readonly shaded: number;
}

/** A take of a head turned by `yaw`, with what stood where whenever something was drawn. */
function stage(yaw: (frame: number) => number): {
  draw: (frame: number) => Promise<readonly Patch[]>;
  shots: Shot[];
  /** What was asked for, in order: frames posed, pictures sent and read. */
  order: string[];
  own: (frame: number) => { chest: Float32Array; head: Float32Array };
} {
  const names = ['headYaw'];
  const poser = createPoser(model);
  const boxes = boxesOf(model);
  const bodyAt = (...[, values, t, seed, chest]: PoseArguments): BodyPose => {
    const then = (v: ArrayLike<number>, at: number): BodyPose =>
      bodyPose(at, seed, { pitch: 0, yaw: v[0] ?? 0, roll: 0 });
    const body = then(values, t);
    return chest ? onChest(body, then(chest.values, chest.t)) : body;
  };
  const [chestPart, headPart] = poser.parts;
  assert.ok(chestPart && headPart);
  const shots: Shot[] = [];
  const order: string[] = [];
  let frame = 0;
  let posed = Number.NaN;
  let shaded = Number.NaN;
  const ignore = (): void => {};
  const take = createTake({
    renderer: {
      setRenderTarget: ignore,
      render: () => {
        order.push('send');
        shots.push({
          frame,
          chest: chestPart.positions.slice(),
          head: headPart.positions.slice(),
          shaded,
        });
      },
    },
    portrait: {
      scene: {},
      camera: {},
      sun: { shadow: { autoUpdate: true, needsUpdate: false } },
      shapes: poser.parts.map((posed) => ({ posed, indices: posed.part.indices, light: null })),
      setFrame(...at: PoseArguments) {
        poser.pose(at[0], at[1], bodyAt(...at));
        posed = Math.round((at[5] ?? at[2]) * FPS);
        order.push(`pose ${posed}`);
      },
      shade(hands = false) {
        if (!hands) shaded = posed;
      },
      carriage: (...at: PoseArguments) => carried(boxes, jointMatrices(model.joints, bodyAt(...at))),
      extent: (width: number, height: number) => extentOf(poser.parts, MATRIX, width, height),
      projection: () => MATRIX,
      pixel: () => PIXEL,
    },
    target: { width: WIDTH, height: HEIGHT, scissor: { set: ignore }, scissorTest: false },
    readback: { read: async () => order.push('read') },
    performance: { names, values: (f: number) => [yaw(f)], fps: FPS, seed: SEED },
  } as unknown as TakeOptions);
  const into = new Uint8Array(WIDTH * HEIGHT * 4 * TAKE_PICTURES);
  return {
    shots,
    order,
    draw(at) {
      frame = at;
      return take.draw(at, into);
    },
    own(at) {
      const alone = createPoser(model);
      alone.pose(names, [yaw(at)], bodyAt(names, [yaw(at)], at / FPS, SEED));
      return { chest: alone.parts[0]!.positions, head: alone.parts[1]!.positions };
    },
  };
}

/** Furthest way of a corner across the picture, pixels. */
const pixels = (a: Float32Array, b: Float32Array): number => {
  let far = 0;
  for (let i = 0; i < a.length; i += 3)
    far = Math.max(far, Math.hypot(a[i]! - b[i]!, a[i + 1]! - b[i + 1]!) / PIXEL);
  return far;
};

/** Turns by nearly a pixel a frame: a head that cannot hold on a chest that can. */
const slowly = (frame: number): number => 0.02 * frame - 0.24;

test('while the head turns the chest holds: one frame of four is whole, others draw the head alone', async () => {
  const { draw, shots, own } = stage(slowly);
  const whole: number[] = [];
  for (let frame = 0; frame < 24; frame++) {
    const patches = await draw(frame);
    if (patches.some((patch) => patch.whole)) whole.push(frame);
    const shot = shots.at(-1) as Shot;
    const first = shots.find((one) => one.frame === frame - (frame % 4)) as Shot;
    if (frame % 4 !== 0) {
      assert.deepEqual(shot.chest, first.chest, `frame ${frame}: the chest moved within its group`);
      assert.equal(shot.shaded, first.frame, `frame ${frame}: shaded otherwise than what is not drawn anew`);
      assert.ok(patches.length > 0, `frame ${frame}: the head was not drawn anew`);
      // Rows count from the top; the chest's own begin below the shoulders.
      const shoulders = HEIGHT / 2 - (SHOULDERS - MIDDLE) / PIXEL;
      for (const { area } of patches)
        assert.ok(
          area.y + area.height < shoulders,
          `frame ${frame}: drawn down to row ${area.y + area.height}`,
        );
    }
    const there = own(frame);
    assert.ok(pixels(shot.chest, there.chest) <= 0.6, `frame ${frame}: the chest is off its place`);
    assert.ok(pixels(shot.head, there.head) <= 0.35, `frame ${frame}: the head is off its place`);
  }
  assert.deepEqual(whole, [0, 4, 8, 12, 16, 20]);
  const turned = pixels((shots[0] as Shot).head, (shots[1] as Shot).head);
  assert.ok(turned > 0.3, `the head turned by ${turned} pixels`);
});

test('a head that turns further than its shadow may lag takes the chest along', async () => {
  const { draw, shots, own } = stage((frame) => 0.08 * frame - 0.6);
  let whole = 0;
  for (let frame = 0; frame < 16; frame++) {
    if ((await draw(frame)).some((patch) => patch.whole)) whole++;
    const shot = shots.at(-1) as Shot;
    assert.ok(pixels(shot.chest, own(frame).chest) <= 0.6, `frame ${frame}`);
    assert.ok(pixels(shot.head, own(frame).head) <= 0.35, `frame ${frame}`);
  }
  assert.ok(whole >= 8, `${whole} of 16 frames are whole`);
});

test('a frame looks the same wherever drawing began', async () => {
  const through = stage(slowly);
  for (let frame = 0; frame <= 14; frame++) await through.draw(frame);
  const joined = stage(slowly);
  const patches = await joined.draw(14);
  assert.equal(patches[0]?.whole, true, 'the group begins with a whole picture');
  assert.deepEqual(joined.shots.at(-1), through.shots.at(-1));
});

test('the next frame is posed between sending a picture and reading it', async () => {
  const { draw, order } = stage(slowly);
  await draw(4);
  assert.deepEqual(order.splice(0), ['pose 4', 'send', 'pose 5', 'read']);
  await draw(5);
  assert.deepEqual(order.splice(0), ['send', 'pose 6', 'read']);
  await draw(6);
  await draw(7);
  assert.deepEqual(order.splice(-3), ['send', 'pose 8', 'read'], 'a group begins ahead too');
});

test('a frame that was posed ahead and is not asked for leaves no trace', async () => {
  const jumping = stage(slowly);
  for (const frame of [4, 5, 9, 10, 10, 3, 6, 7]) {
    const patches = await jumping.draw(frame);
    const alone = stage(slowly);
    await alone.draw(frame - (frame % 4));
    for (let f = frame - (frame % 4) + 1; f < frame; f++) await alone.draw(f);
    const expected = frame % 4 === 0 ? [] : await alone.draw(frame);
    assert.deepEqual(jumping.shots.at(-1)?.head, alone.shots.at(-1)?.head, `frame ${frame}`);
    assert.deepEqual(jumping.shots.at(-1)?.chest, alone.shots.at(-1)?.chest, `frame ${frame}`);
    // Whoever goes on draws the same rectangles, whoever begins draws them over the group's first picture.
    if (expected.length > 0) assert.deepEqual(patches.at(-1)?.area, expected.at(-1)?.area, `frame ${frame}`);
  }
});
