import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { ARKIT_NAMES } from '../../supabase/functions/_shared/contract/job.ts';
import { readCatalogueEntry } from '../catalogue.ts';
import { type AvatarModel, readModel } from '../scene/model.ts';
import { bakeAvatar } from './bake.ts';

const people = ['br_corporate_ana', 'br_safety_carlos'] as const;
const models = new Map<string, AvatarModel>();

before(async () => {
  for (const id of people) {
    const { glb } = await bakeAvatar((await readCatalogueEntry(id)).assets.look, { lod: 'preview' });
    models.set(id, await readModel(await readFile(glb)));
  }
});

interface Movement {
  /** Longest offset in millimetres, over all parts. */
  readonly longest: number;
  /** Sum of offsets times the side they lie on, over the sum of offsets: 1 is all on the person's left. */
  readonly side: number;
  /** Mean offset in millimetres per axis, weighted by length. */
  readonly mean: readonly number[];
}

function movement(model: AvatarModel, name: string): Movement {
  let longest = 0;
  let sided = 0;
  let total = 0;
  const mean = [0, 0, 0];
  for (const part of model.parts) {
    const target = part.targets.get(name);
    if (!target) continue;
    for (let k = 0; k < target.vertices.length; k++) {
      const offset = [0, 1, 2].map((c) => (target.offsets[k * 3 + c] ?? 0) * 1000);
      const length = Math.hypot(...offset);
      longest = Math.max(longest, length);
      total += length;
      sided += length * Math.sign(part.positions[(target.vertices[k] ?? 0) * 3] ?? 0);
      for (let c = 0; c < 3; c++) mean[c]! += (offset[c] ?? 0) * length;
    }
  }
  return { longest, side: sided / total, mean: mean.map((value) => value / total) };
}

/** Longest offset in millimetres of a shape on vertices between two heights. */
function longestBetween(model: AvatarModel, name: string, low: number, high: number): number {
  let longest = 0;
  for (const part of model.parts) {
    const target = part.targets.get(name);
    target?.vertices.forEach((v, k) => {
      const y = part.positions[v * 3 + 1] ?? 0;
      if (y < low || y > high) return;
      longest = Math.max(
        longest,
        Math.hypot(...[0, 1, 2].map((c) => (target.offsets[k * 3 + c] ?? 0) * 1000)),
      );
    });
  }
  return longest;
}

for (const id of people) {
  test(`${id}: the skin names all 52 shapes in ARKit's order`, () => {
    const skin = models.get(id)?.parts.find((part) => part.name === 'skin');
    assert.deepEqual([...(skin?.targets.keys() ?? [])], [...ARKIT_NAMES]);
  });

  test(`${id}: every shape moves something, within what a face can do`, () => {
    const model = models.get(id) as AvatarModel;
    for (const name of ARKIT_NAMES) {
      const { longest } = movement(model, name);
      const [least, most] =
        name === 'jawOpen' || name === 'mouthClose' ? [18, 45] : name === 'tongueOut' ? [25, 60] : [2, 18];
      assert.ok(
        longest >= least && longest <= most,
        `${name} moves ${longest.toFixed(2)} mm, not ${least} to ${most}`,
      );
    }
  });

  test(`${id}: every shape moves the region its name says, by 2 mm and more there`, () => {
    const model = models.get(id) as AvatarModel;
    const eyes = ((model.eyes[0][1] ?? 0) + (model.eyes[1][1] ?? 0)) / 2;
    const mouth = model.mouth[1] ?? 0;
    const face = eyes - mouth;
    // Heights from mouth (0) to eyes (1): brows above the eyes, jaw from the lips down past the chin.
    const regions: readonly (readonly [RegExp, number, number])[] = [
      [/^brow/, 1.05, 1.9],
      [/^eye/, 0.7, 1.35],
      [/^cheekSquint/, 0.35, 1.1],
      [/^noseSneer/, 0.2, 1.05],
      [/^(mouth|cheekPuff)/, -0.75, 0.75],
      [/^(jaw|tongue)/, -1.3, 0.25],
    ];
    for (const name of ARKIT_NAMES) {
      const [, low, high] = regions.find(([pattern]) => pattern.test(name)) ?? [null, 0, 0];
      const inside = longestBetween(model, name, mouth + low * face, mouth + high * face);
      assert.ok(inside >= 2, `${name} moves ${inside.toFixed(2)} mm in its region`);
      const { longest } = movement(model, name);
      assert.equal(inside, longest, `${name} moves ${longest.toFixed(2)} mm elsewhere`);
    }
  });

  test(`${id}: left shapes move the left of the face, right shapes the right`, () => {
    const model = models.get(id) as AvatarModel;
    for (const name of ARKIT_NAMES) {
      // jawLeft and mouthLeft name a direction, the others a side.
      if (name === 'jawLeft' || name === 'jawRight' || name === 'mouthLeft' || name === 'mouthRight') {
        const [dx = 0] = movement(model, name).mean;
        assert.ok(name.endsWith('Left') ? dx > 1 : dx < -1, `${name} moves x by ${dx.toFixed(2)} mm`);
      } else if (/(Left|Right)$/.test(name)) {
        const { side } = movement(model, name);
        const named = name.endsWith('Left') ? side : -side;
        // A lip falls and rises most in its middle, so a quarter of it may go on the other side.
        const least = /^mouth(LowerDown|UpperUp)/.test(name) ? 0.5 : 0.6;
        assert.ok(named > least, `${name}: ${named.toFixed(3)} of it on its side`);
      }
    }
  });

  test(`${id}: shapes move the way their names say`, () => {
    const model = models.get(id) as AvatarModel;
    const axis = (name: string, c: number): number => movement(model, name).mean[c] ?? 0;
    for (const name of [
      'browInnerUp',
      'browOuterUpLeft',
      'mouthSmileLeft',
      'mouthUpperUpRight',
      'noseSneerLeft',
      'mouthShrugLower',
    ]) {
      assert.ok(axis(name, 1) > 0.3, `${name} goes up`);
    }
    for (const name of ['browDownLeft', 'mouthFrownRight', 'mouthLowerDownLeft', 'jawOpen', 'eyeBlinkLeft']) {
      assert.ok(axis(name, 1) < -0.3, `${name} goes down`);
    }
    for (const name of ['jawForward', 'tongueOut', 'mouthFunnel'])
      assert.ok(axis(name, 2) > 0.5, `${name} comes forward`);
  });

  test(`${id}: gaze turns the ball about its own centre towards the named side`, () => {
    const model = models.get(id) as AvatarModel;
    const eyes = model.parts.find((part) => part.name === 'eyes');
    for (const [name, c, sign] of [
      ['eyeLookUpLeft', 1, 1],
      ['eyeLookDownLeft', 1, -1],
      ['eyeLookInLeft', 0, -1],
      ['eyeLookOutLeft', 0, 1],
      ['eyeLookInRight', 0, 1],
      ['eyeLookOutRight', 0, -1],
    ] as const) {
      const target = eyes?.targets.get(name);
      let front = 0;
      let vertex = 0;
      target?.vertices.forEach((v, k) => {
        const z = eyes?.positions[v * 3 + 2] ?? 0;
        if (z > front) {
          front = z;
          vertex = k;
        }
      });
      const moved = (target?.offsets[vertex * 3 + c] ?? 0) * sign * 1000;
      assert.ok(moved > 2.5 && moved < 7, `${name} moves the pupil by ${moved.toFixed(2)} mm`);
    }
  });
}

test('the two people have different faces', () => {
  const [a, b] = people.map((id) => models.get(id)?.parts.find((part) => part.name === 'eyes')?.positions);
  const distance = Math.max(...Array.from(a ?? [], (value, i) => Math.abs(value - (b?.[i] ?? 0))));
  assert.ok(distance * 1000 > 2, `eyes differ by ${(distance * 1000).toFixed(2)} mm only`);
});
