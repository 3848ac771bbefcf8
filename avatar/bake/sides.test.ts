/** Halves of faces differ as people's do, and lips not at all. Morphs only, nothing is baked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ARKIT_NAMES } from '../../supabase/functions/_shared/contract/job.ts';
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { catalogueIds, readCatalogueEntry } from '../catalogue.ts';
import { alignedDistanceMm, faceVertices } from '../faces.ts';
import { composeShapes } from './arkit.ts';
import { restBody } from './body.ts';
import { MakeHumanData } from './data.ts';
import { findLipLine, LIP_PROBE } from './lips.ts';
import { BODY_VERTICES } from './morph.ts';

const data = new MakeHumanData();
const people = await Promise.all(
  (await catalogueIds()).map(async (id) => ({ id, look: (await readCatalogueEntry(id)).assets.look })),
);

/** The vertex that mirrors each one, told on the unshaped base; -1 without one within a tenth of a millimetre. */
const mirrors = ((): Int32Array => {
  const { positions, vertexCount } = data.base();
  const key = (x: number, y: number, z: number): string =>
    [x, y, z].map((v) => Math.round(v * 1000) + 0).join(' ');
  const places = new Map<string, number>();
  for (let i = 0; i < vertexCount; i++)
    places.set(key(positions[i * 3]!, positions[i * 3 + 1]!, positions[i * 3 + 2]!), i);
  return Int32Array.from(
    { length: vertexCount },
    (_, i) => places.get(key(-positions[i * 3]!, positions[i * 3 + 1]!, positions[i * 3 + 2]!)) ?? -1,
  );
})();
const face = faceVertices(data).filter((v) => mirrors[v]! >= 0);

/** Root mean square distance of a face to its mirror image, mm. */
function mirrorMm(look: AvatarLook): number {
  const { positions } = restBody(data, look);
  const image = new Float32Array(positions.length);
  for (const v of face) {
    const from = mirrors[v]! * 3;
    image[v * 3] = -positions[from]!;
    image[v * 3 + 1] = positions[from + 1]!;
    image[v * 3 + 2] = positions[from + 2]!;
  }
  return alignedDistanceMm(positions, image, face);
}

test('most of a face has a mirrored half to be compared with', () => {
  assert.ok(face.length > 0.8 * faceVertices(data).length, `${face.length} of ${faceVertices(data).length}`);
});

test('no two halves of a face in the catalogue are alike, and nobody is crooked', () => {
  for (const { id, look } of people) {
    const mm = mirrorMm(look);
    assert.ok(mm > 0.5 && mm < 1.9, `${id}: ${mm.toFixed(2)} mm`);
  }
});

test('without `sides` and the slider for it a face mirrors itself', () => {
  for (const { look } of people.slice(0, 3)) {
    const { sides: _, ...even } = { ...look, face: { ...look.face, asymmetry: 0 } };
    assert.ok(mirrorMm(even) < 0.08, `${mirrorMm(even)} mm`);
  }
});

test('another seed is another face of the same shape, nearer to it than any stranger', () => {
  const { look } = people[2]!;
  const one = restBody(data, look).positions;
  for (const sides of [1, 77, 4021]) {
    const mm = alignedDistanceMm(one, restBody(data, { ...look, sides }).positions, faceVertices(data));
    assert.ok(mm > 0.1 && mm < 1.5, `${sides}: ${mm.toFixed(2)} mm`);
  }
  assert.deepEqual(restBody(data, look).positions, one);
});

for (const { id, look } of people) {
  test(`${id}: sides and neck leave lips and teeth where they are measured, to the bit`, () => {
    const [made, plain] = [restBody(data, look), restBody(data, look, true)];
    const [line, own] = [findLipLine(plain), findLipLine(made)];
    assert.deepEqual([own.y, own.z, own.halfWidth], [line.y, line.z, line.halfWidth]);
    for (const joint of ['jaw', 'head']) assert.deepEqual(made.joint(joint), plain.joint(joint));
    const [shapes, plainShapes] = [
      composeShapes(data, made, own, look),
      composeShapes(data, plain, line, look),
    ];
    const lips = Array.from({ length: BODY_VERTICES }, (_, i) => i).filter((i) => {
      const [x, y, z] = plain.positions.subarray(i * 3, i * 3 + 3);
      return Math.hypot(x! / 2, y! - line.y) < 0.16 && z! > line.z - 0.4;
    });
    assert.ok(lips.length > 300 && LIP_PROBE.upper.every((v) => lips.includes(v)), `${lips.length} vertices`);
    const apart = (a: Float32Array, b: Float32Array, vertices: Iterable<number>): number => {
      let most = 0;
      for (const v of vertices)
        for (let c = 0; c < 3; c++) most = Math.max(most, Math.abs(a[v * 3 + c]! - b[v * 3 + c]!));
      return most * 100;
    };
    assert.equal(apart(made.positions, plain.positions, lips), 0);
    // Cheeks puff along the normals, and those of the outermost vertices take in neighbours that moved.
    for (const name of ARKIT_NAMES) {
      const mm = apart(shapes[name], plainShapes[name], lips);
      assert.ok(mm <= (name === 'cheekPuff' ? 0.01 : 0), `${name}: ${mm} mm`);
    }
    const teeth = new Set(data.proxy('teeth', 'Teeth_Base').refs.flat());
    assert.equal(apart(made.positions, plain.positions, teeth), 0, 'what teeth are fitted to');
    const all = Array.from({ length: BODY_VERTICES }, (_, i) => i);
    const most = apart(made.positions, plain.positions, all);
    assert.ok(most > 1 && most < 9, `something moves: ${most} mm`);
  });
}
