import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { readCatalogueEntry } from '../catalogue.ts';
import { MakeHumanData } from './data.ts';
import { buildPerson } from './person.ts';
import { type Triangles, triangulate } from './surface.ts';
import { gutters, magnifyFace } from './texels.ts';

const SIZE = 1024;
const data = new MakeHumanData();

/** The skin of somebody of the catalogue as its texture lies on it, and where the chin is, decimetres. */
async function skinOf(id: string): Promise<{ skin: Triangles; chin: number }> {
  const person = buildPerson(data, AvatarLook.parse((await readCatalogueEntry(id)).assets.look));
  const part = person.parts.find(({ name }) => name === 'skin');
  assert.ok(part);
  const skin = triangulate(part.surface);
  magnifyFace(skin);
  return { skin, chin: person.landmarks.chin[1] };
}

type Corner = readonly [number, number];

/** Twice the area, signed. */
const cross = (a: Corner, b: Corner, c: Corner): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);

for (const id of ['br_casual_rafael', 'br_corporate_ana']) {
  test(`nothing of ${id} lies on something else in the skin's map, and the neck has texels for pores`, async () => {
    const { skin, chin } = await skinOf(id);
    assert.ok(skin.uvs.every((value) => value >= 0 && value <= 1));
    const corner = (i: number): Corner => [skin.uvs[i * 2]! * SIZE, skin.uvs[i * 2 + 1]! * SIZE];
    const points = skin.fields.get('position')?.data ?? new Float32Array();
    const owners = new Uint16Array(SIZE * SIZE);
    let shared = 0;
    const neck: number[] = [];
    for (let t = 0; t < skin.indices.length; t += 3) {
      const ids = [skin.indices[t]!, skin.indices[t + 1]!, skin.indices[t + 2]!] as const;
      const [a, b, c] = [corner(ids[0]), corner(ids[1]), corner(ids[2])];
      const area = cross(a, b, c);
      const at = (i: number, k: number): number => points[i * 3 + k]!;
      const edge = (from: number, to: number): number[] => [0, 1, 2].map((k) => at(to, k) - at(from, k));
      const [e, f] = [edge(ids[0], ids[1]), edge(ids[0], ids[2])] as [number[], number[]];
      const onSkin = Math.hypot(
        e[1]! * f[2]! - e[2]! * f[1]!,
        e[2]! * f[0]! - e[0]! * f[2]!,
        e[0]! * f[1]! - e[1]! * f[0]!,
      );
      const y = ids.reduce((sum, i) => sum + at(i, 1) / 3, 0);
      const front = ids.every((i) => at(i, 2) > 0.2 && Math.abs(at(i, 0)) < 0.5);
      // Millimetres across a texel of a map of 4096, as if it were square.
      if (front && y < chin - 0.3 && y > chin - 1) neck.push(Math.sqrt(onSkin / Math.abs(area)) * 25);
      // Middles of texels well inside: neighbours share their edges.
      for (let v = Math.floor(Math.min(a[1], b[1], c[1])); v <= Math.max(a[1], b[1], c[1]); v++)
        for (let u = Math.floor(Math.min(a[0], b[0], c[0])); u <= Math.max(a[0], b[0], c[0]); u++) {
          const p: Corner = [u + 0.5, v + 0.5];
          const inside = [cross(a, b, p), cross(b, c, p), cross(c, a, p)].every((s) => s / area > 0.002);
          if (!inside) continue;
          if (owners[v * SIZE + u]) shared++;
          owners[v * SIZE + u] = 1;
        }
    }
    assert.ok(shared < 40, `${shared} texels lie on two places of the body`);
    neck.sort((p, q) => p - q);
    const median = neck[neck.length >> 1] ?? 9;
    assert.ok(median < 0.25, `${median.toFixed(2)} mm a texel`);
  });
}

test('gutters carry a texel outwards ring by ring, and not around the edge of the map', () => {
  const covered = new Uint8Array(25);
  covered[10] = 1;
  const reached = gutters(covered, 5, 1).filter((_, i) => i % 2 === 0);
  assert.deepEqual(
    reached.sort((a, b) => a - b),
    [5, 11, 15],
  );
});
