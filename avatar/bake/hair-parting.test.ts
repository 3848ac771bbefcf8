/** Partings as seen from above, on those of the catalogue who wear one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BufferAttribute, BufferGeometry, DoubleSide, Ray, Triangle, Vector2, Vector3 } from 'three';
import { MeshBVH } from 'three-mesh-bvh';
import { readCatalogueEntry } from '../catalogue.ts';
import { SOLID_FROM } from '../scene/hair-layers.ts';
import { MakeHumanData } from './data.ts';
import { besideParting } from './hair-parting.ts';
import { hairCurl, hairRows, partingOf } from './hair-styles.ts';
import { paintHair } from './hair-texture.ts';
import { buildPerson } from './person.ts';
import { triangulate } from './surface.ts';

const SIZE = 1024;

/** What is seen of a person's hair from above: how far along its lock, as a share, or null where no closed hair is. */
async function fromAbove(id: string) {
  const { look } = (await readCatalogueEntry(id)).assets;
  const { style } = look.hair;
  const person = buildPerson(new MakeHumanData(), look);
  const part = person.parts.find(({ name }) => name === 'hair');
  assert.ok(style && part);
  const rows = hairRows(style);
  const { width, height, rgba } = paintHair(look.hair, hairCurl(style), SIZE, rows);
  const { indices, uvs, fields } = triangulate(part.surface);
  const geometry = new BufferGeometry();
  const positions = fields.get('position')?.data ?? new Float32Array();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setIndex(new BufferAttribute(Uint32Array.from(indices), 1));
  const tree = new MeshBVH(geometry);
  const corner = (v: number): Vector3 => new Vector3().fromArray(positions, v * 3);
  const line = partingOf(style, person.joints.head[2]);
  assert.ok(line, `${id} has no parting`);
  const seen = (x: number, z: number): number | null => {
    const hits = tree.raycast(new Ray(new Vector3(x, 99, z), new Vector3(0, -1, 0)), DoubleSide);
    hits.sort((a, b) => a.distance - b.distance);
    for (const { point, face } of hits) {
      if (!face || point.y < person.landmarks.eyeLeft[1]) continue;
      const [a, b, c] = [face.a, face.b, face.c].map((v) => new Vector2().fromArray(uvs, v * 2));
      if (!a || !b || !c) continue;
      const at = Triangle.getInterpolation(
        point,
        corner(face.a),
        corner(face.b),
        corner(face.c),
        a,
        b,
        c,
        new Vector2(),
      );
      if (!at) continue;
      const texel = Math.floor(at.y * height) * width + Math.floor(at.x * width);
      if ((rgba[texel * 4 + 3] ?? 0) >= SOLID_FROM * 255) return at.y;
    }
    return null;
  };
  return { line, seen, middle: person.joints.head[2] };
}

const PARTED = ['br_corporate_ana', 'br_casual_luana', 'br_corporate_marta', 'br_education_ari'];

for (const id of PARTED) {
  test(`a parting is a narrow line of scalp, closed on both sides: ${id}`, async () => {
    const { line, seen, middle } = await fromAbove(id);
    const rows = Array.from({ length: 60 }, (_, i) => middle + 0.2 + 0.009 * i);
    const bare = (aside: number): number =>
      rows.filter((z) => seen(line(z) + aside, z) === null).length / rows.length;
    assert.ok(bare(0) > 0.4, `only ${bare(0)} of the line shows scalp`);
    for (const aside of [-0.08, -0.05, 0.05, 0.08])
      assert.ok(bare(aside) < 0.06, `${bare(aside)} of the scalp is bare ${aside * 100} mm aside`);
  });
}

test('what springs from a parting covers where other locks begin', async () => {
  const { line, seen, middle } = await fromAbove('br_corporate_ana');
  let [begins, count] = [0, 0];
  for (let z = middle + 0.2; z < middle + 0.9; z += 0.02) {
    for (let aside = 0.2; aside < 0.5; aside += 0.02) {
      for (const side of [-1, 1]) {
        const v = seen(line(z) + side * aside, z);
        count++;
        if (v !== null && v < 0.03) begins++;
      }
    }
  }
  assert.ok(begins < 0.03 * count, `${begins} of ${count} places show the beginning of a lock`);
});

test('roots tint the scalp beside a parting, less on its line', () => {
  const [on, beside, away] = [0.1, 0.108, 0.2].map((x) => besideParting([x, 0, 0], () => 0.1));
  assert.ok(
    on !== undefined && beside !== undefined && on < 0.6 && on < beside && away === 1,
    `${on} ${beside} ${away}`,
  );
});
