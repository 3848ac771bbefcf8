/** No two people of the catalogue may be siblings: distances between shaped faces, morphs only, nothing is baked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AvatarLook } from '../supabase/functions/_shared/contract/look.ts';
import { MakeHumanData } from './bake/data.ts';
import { shapeBody } from './bake/morph.ts';
import { catalogueIds, readCatalogueEntry } from './catalogue.ts';
import { alignedDistanceMm, faceVertices } from './faces.ts';

const data = new MakeHumanData();
const face = faceVertices(data);
const people = await Promise.all(
  (await catalogueIds()).map(async (id) => ({ id, look: (await readCatalogueEntry(id)).assets.look })),
);
const shapeOf = (look: AvatarLook): Float32Array => shapeBody(data, look);

/** Least root mean square distance, mm, at which two faces read as two people and not as two moods of one. */
const STRANGERS_MM = 2.75;

test('any two faces of the catalogue differ by more than siblings do', () => {
  const shapes = people.map(({ id, look }) => ({ id, shape: shapeOf(look) }));
  const pairs = shapes.flatMap((a, i) =>
    shapes.slice(i + 1).map((b) => ({
      pair: `${a.id} and ${b.id}`,
      mm: alignedDistanceMm(a.shape, b.shape, face),
    })),
  );
  pairs.sort((a, b) => a.mm - b.mm);
  for (const { pair, mm } of pairs)
    assert.ok(mm >= STRANGERS_MM, `${pair}: ${mm.toFixed(2)} mm, at least ${STRANGERS_MM} mm`);
});

test('the distance ignores where a head is, how it is turned and how large it is, and nothing else', () => {
  const [one] = people;
  assert.ok(one);
  const shape = shapeOf(one.look);
  const moved = Float32Array.from(shape);
  const [s, c] = [Math.sin(0.4), Math.cos(0.4)];
  for (let i = 0; i < moved.length; i += 3) {
    const [x = 0, y = 0, z = 0] = shape.subarray(i, i + 3);
    moved[i] = 1.07 * (c * x + s * z) + 3;
    moved[i + 1] = 1.07 * y - 2;
    moved[i + 2] = 1.07 * (c * z - s * x);
  }
  assert.ok(alignedDistanceMm(shape, moved, face) < 0.01);
  const wider = shapeOf({ ...one.look, face: { ...one.look.face, noseWidth: 1, jawWidth: 0.8 } });
  const mm = alignedDistanceMm(shape, wider, face);
  assert.ok(mm > 0.3, `${mm} mm`);
});

test('a person fifteen years older or sleepy is nearer to themselves than to anybody else', () => {
  for (const { id, look } of people) {
    const { age } = look.macro;
    const aged = { ...look, macro: { ...look.macro, age: age + (age < 60 ? 15 : -15) } };
    const sleepy = { ...look, face: { ...look.face, eyeOpening: -0.6, mouthCorners: -0.4 } };
    for (const other of [aged, sleepy]) {
      const mm = alignedDistanceMm(shapeOf(look), shapeOf(other), face);
      assert.ok(mm > 0 && mm < STRANGERS_MM, `${id}: ${mm.toFixed(2)} mm`);
    }
  }
});

test('the catalogue covers every category, gender, ethnicity, age and quality', async () => {
  const entries = await Promise.all((await catalogueIds()).map(readCatalogueEntry));
  assert.ok(entries.length >= 12, `${entries.length} people`);
  for (const [column, wanted] of [
    ['category', ['business', 'casual', 'education', 'healthcare', 'safety']],
    ['gender', ['female', 'male', 'unisex']],
    ['ethnicity', ['afro', 'asian', 'caucasian', 'latino', 'mixed']],
    ['age', ['adult', 'senior', 'young']],
    ['quality', ['cinematic', 'hyperreal', 'premium', 'standard']],
  ] as const) {
    assert.deepEqual([...new Set(entries.map((entry) => entry[column]))].sort(), [...wanted], column);
  }
});
