import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldsOf } from './folds.ts';
import type { AvatarModel, ModelPart, SparseTarget } from './model.ts';
import { createPoser, REST } from './pose.ts';

/** Eyes 60 mm apart and 1.5 m up; places in metres. */
const PLACES = {
  forehead: [0.01, 1.545, 0.12],
  browLeft: [0.04, 1.54, 0.11],
  browRight: [-0.04, 1.54, 0.11],
  crown: [0, 1.545, -0.08],
  cornerLeft: [0.056, 1.497, 0.09],
  cheekLeft: [0.032, 1.445, 0.11],
  cheekRight: [-0.032, 1.445, 0.11],
  chin: [0, 1.4, 0.12],
} as const;
type Place = keyof typeof PLACES;
const NAMES = Object.keys(PLACES) as Place[];

const up = (millimetres: number, ...at: readonly Place[]): SparseTarget => ({
  vertices: Uint32Array.from(at, (place) => NAMES.indexOf(place)),
  offsets: Float32Array.from(at.flatMap(() => [0, millimetres / 1000, 0])),
});

function person(targets: Record<string, SparseTarget>, name = 'skin'): AvatarModel {
  const count = NAMES.length;
  const part: ModelPart = {
    name,
    positions: Float32Array.from(NAMES.flatMap((place) => [...PLACES[place]])),
    normals: new Float32Array(count * 3).fill(1),
    uvs: new Float32Array(count * 2),
    occlusion: null,
    indices: Uint32Array.from([0, 1, 2, 3, 4, 5, 5, 6, 7]),
    weights: Float32Array.from({ length: count * 4 }, (_, i) => (i % 4 === 3 ? 1 : 0)),
    targets: new Map(Object.entries(targets)),
    albedo: null,
    normalMap: null,
    roughnessMap: null,
    colour: [1, 1, 1],
    roughness: 0.5,
  };
  return {
    parts: [part],
    joints: [
      [0, 1.2, 0],
      [0, 1.35, 0],
      [0, 1.4, 0],
      [0, 1.45, 0],
    ],
    eyes: [
      [0.03, 1.5, 0.1],
      [-0.03, 1.5, 0.1],
    ],
    mouth: [0, 1.44, 0.12],
    chin: [0, 1.4, 0.1],
    crown: 1.65,
    lipProbe: { upper: [], lower: [], teeth: [] },
  };
}

function depths(targets: Record<string, SparseTarget>, shape: string): Record<Place, number> {
  const model = person(targets);
  const out = Object.fromEntries(NAMES.map((place) => [place, 0])) as Record<Place, number>;
  const folding = foldsOf(model.parts[0] as ModelPart, model).get(shape);
  folding?.vertices.forEach((v, k) => {
    out[NAMES[v] as Place] = folding.depths[k] ?? 0;
  });
  return out;
}

test('raised brows fold the forehead above them, and nothing behind it or at the chin', () => {
  const targets = { browInnerUp: up(4, ...NAMES), browOuterUpLeft: up(4, ...NAMES) };
  const inner = depths(targets, 'browInnerUp');
  assert.ok(inner.forehead > 0.8, `${inner.forehead}`);
  assert.ok(inner.browLeft > 0.3 && Math.abs(inner.browLeft - inner.browRight) < 1e-6);
  assert.deepEqual([inner.crown, inner.chin, inner.cheekLeft], [0, 0, 0]);
  const outer = depths(targets, 'browOuterUpLeft');
  assert.ok(outer.browLeft > 0.7 && outer.browRight === 0, JSON.stringify(outer));
});

test('a smile folds its own side: the cheek beside the mouth and the corner of the eye', () => {
  const smile = depths({ mouthSmileLeft: up(6, ...NAMES) }, 'mouthSmileLeft');
  assert.ok(smile.cheekLeft > 0.8 && smile.cornerLeft > 0.2, JSON.stringify(smile));
  assert.equal(smile.cheekRight, 0);
  assert.equal(smile.forehead, 0);
});

test('what hardly moves hardly folds: a third of a pixel of a film folds no more than a tenth', () => {
  // 720 lines, medium framing: a pixel is 0.6 mm.
  for (const name of ['browInnerUp', 'browOuterUpLeft', 'mouthSmileLeft']) {
    const moved = depths({ [name]: up(0.3 * 0.6, ...NAMES) }, name);
    for (const [place, depth] of Object.entries(moved)) assert.ok(depth <= 0.1, `${name} ${place} ${depth}`);
  }
});

test('a poser folds skin with its shapes and smooths it again; other parts have no folds', () => {
  const model = person({ browInnerUp: up(4, 'forehead') });
  const poser = createPoser(model);
  const folded = poser.parts[0]?.folded;
  assert.ok(folded);
  const forehead = NAMES.indexOf('forehead');
  poser.pose(['browInnerUp'], [1], REST);
  const whole = folded[forehead] ?? 0;
  poser.pose(['browInnerUp'], [0.5], REST);
  assert.ok(whole > 0.8 && Math.abs((folded[forehead] ?? 0) - whole / 2) < 1e-6);
  poser.pose(['browInnerUp'], [0], REST);
  assert.ok(folded.every((depth) => depth === 0));
  assert.equal(createPoser(person({ browInnerUp: up(4, 'forehead') }, 'brows')).parts[0]?.folded, null);
});
