/** Edges, necklines and straps of clothes, as the people of the catalogue wear them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalogueEntry } from '../catalogue.ts';
import { type Face, MakeHumanData } from './data.ts';
import { type Body, bodyOf } from './drape.ts';
import { hangStrap } from './lanyard.ts';
import type { Vec3 } from './morph.ts';
import { buildPerson, type Person } from './person.ts';
import { position, type Surface } from './surface.ts';
import { trim } from './trim.ts';

const data = new MakeHumanData();
const dressed = async (id: string): Promise<Person> =>
  buildPerson(data, (await readCatalogueEntry(id)).assets.look);
const part = (person: Person, name: string): Surface => {
  const found = person.parts.find((one) => one.name === name);
  assert.ok(found, name);
  return found.surface;
};

/** A square of `cells` squares a side, 0 to 1, whose field `place` repeats the position. */
function sheet(cells: number): Surface {
  const points: number[] = [];
  const faces: Face[] = [];
  for (let j = 0; j <= cells; j++) for (let i = 0; i <= cells; i++) points.push(i / cells, j / cells, 0);
  for (let j = 0; j < cells; j++) {
    for (let i = 0; i < cells; i++) {
      const a = j * (cells + 1) + i;
      const corners = [a, a + 1, a + cells + 2, a + cells + 1];
      faces.push({ v: corners, uv: corners });
    }
  }
  const uvs = points.filter((_, i) => i % 3 < 2);
  const at = (): { size: number; data: Float32Array } => ({ size: 3, data: Float32Array.from(points) });
  return {
    faces,
    uvs,
    vertexCount: points.length / 3,
    fields: new Map([
      ['position', at()],
      ['place', at()],
    ]),
  };
}

/** Directed edges that only one face has. */
function borders(surface: Surface): [number, number][] {
  const edges = new Map<string, [number, number]>();
  for (const { v } of surface.faces) {
    v.forEach((a, k) => {
      const b = v[(k + 1) % v.length] ?? a;
      if (!edges.delete(`${b},${a}`)) edges.set(`${a},${b}`, [a, b]);
    });
  }
  return [...edges.values()];
}

test('a cut edge lies on the line, without cracks and with everything a vertex carries', () => {
  const cloth = sheet(9);
  const side = (x: number, y: number): number => 0.62 * x + 0.78 * y - 0.71;
  trim(cloth, side);
  const pos = position(cloth);
  let area = 0;
  for (const { v } of cloth.faces) {
    for (let k = 1; k < v.length - 1; k++) {
      const [a, b, c] = [v[0]! * 3, v[k]! * 3, v[k + 1]! * 3];
      area +=
        ((pos[b]! - pos[a]!) * (pos[c + 1]! - pos[a + 1]!) -
          (pos[c]! - pos[a]!) * (pos[b + 1]! - pos[a + 1]!)) /
        2;
    }
  }
  // The square less the triangle and strip below the line: where the line leaves the square at the top and on the right.
  const below = (0.71 / 0.78 + (0.71 - 0.62) / 0.78) / 2;
  assert.ok(Math.abs(area - (1 - below)) < 1e-4, `area ${area}, wanted ${1 - below}`);
  const inner = (v: number): boolean => [pos[v * 3]!, pos[v * 3 + 1]!].every((c) => c > 1e-6 && c < 1 - 1e-6);
  let cut = 0;
  for (const [a, b] of borders(cloth)) {
    if (!inner(a) && !inner(b)) continue;
    cut++;
    for (const v of [a, b]) assert.ok(Math.abs(side(pos[v * 3]!, pos[v * 3 + 1]!)) < 1e-5, 'off the line');
  }
  assert.ok(cut > 8);
  // A vertex that slid onto the line keeps what it carries; those made there mix what their edge carries.
  const place = cloth.fields.get('place')?.data;
  assert.equal(place?.length, pos.length);
  for (let i = 0; i < pos.length; i++) assert.ok(Math.abs((place?.[i] ?? 9) - pos[i]!) < 0.2 / 9 + 1e-5);
});

test('lashes stay on the eyes with bags below them', async () => {
  const lashes = position(part(await dressed('br_education_antonio'), 'lashes'));
  for (let i = 0; i < lashes.length; i += 3)
    assert.ok(Math.abs(lashes[i]!) < 0.8, `a lash at ${lashes[i]} dm`);
});

test('plain and V necks lie on the skin all the way round', async () => {
  for (const id of ['br_casual_rafael', 'br_casual_luana', 'br_healthcare_tiago']) {
    const person = await dressed(id);
    const skin = bodyOf([part(person, 'skin')]);
    const cloth = part(person, 'outfit');
    const pos = position(cloth);
    const neck = person.joints.neck1;
    let edge = 0;
    for (const face of cloth.faces) {
      for (const v of face.v) {
        const at: Vec3 = [pos[v * 3]!, pos[v * 3 + 1]!, pos[v * 3 + 2]!];
        if (at[1] < neck[1] - 0.6 || Math.hypot(at[0], at[2] - neck[2]) > 0.85) continue;
        edge++;
        const { distance } = skin.nearest(at);
        // The hem's own inside may press into the skin by 1.5 mm.
        assert.ok(distance > -0.015, `${id}: cloth ${distance} dm below the skin at ${at}`);
      }
    }
    assert.ok(edge > 50, `${id}: ${edge} places looked at`);
  }
});

test('a strap is one band in even steps, nowhere inside what it lies on', () => {
  const radius = 1;
  const ball: Body = {
    front: () => null,
    top: () => null,
    lift: (at) => at,
    nearest(at) {
      const length = Math.hypot(...at) || 1;
      return { distance: length - radius, normal: [at[0] / length, at[1] / length, at[2] / length] };
    },
  };
  // Laid through the middle of the ball's upper half.
  const ways: Vec3[] = [
    [-1.2, -0.4, 0],
    [-0.6, 0.5, 0.1],
    [0, 0.7, 0],
    [0.6, 0.5, -0.1],
    [1.2, -0.4, 0],
  ];
  const rings = hangStrap(ball, ways, 0.075, 0.014);
  assert.ok(rings.length > 20);
  rings.forEach((ring, i) => {
    for (const at of ring) assert.ok(Math.hypot(...at) > radius, `ring ${i} is inside`);
    const before = rings[i - 1];
    if (!before) return;
    ring.forEach((at, k) => {
      const from = before[k]!;
      const step = Math.hypot(at[0] - from[0], at[1] - from[1], at[2] - from[2]);
      assert.ok(step > 0.04 && step < 0.16, `step ${step} at ring ${i}`);
    });
  });
});

test('what is worn over clothes is seen from outside', async () => {
  for (const id of ['br_education_ari', 'br_healthcare_tiago', 'br_healthcare_helena']) {
    const gear = part(await dressed(id), 'gear');
    const pos = position(gear);
    const parent = Int32Array.from({ length: gear.vertexCount }, (_, i) => i);
    const root = (i: number): number => {
      let at = i;
      while (parent[at] !== at) at = parent[at]!;
      return at;
    };
    for (const { v } of gear.faces) for (const w of v) parent[root(w)] = root(v[0]!);
    const volume = new Map<number, number>();
    for (const { v } of gear.faces) {
      const o = root(v[0]!) * 3;
      const from = (i: number): Vec3 => [
        pos[i * 3]! - pos[o]!,
        pos[i * 3 + 1]! - pos[o + 1]!,
        pos[i * 3 + 2]! - pos[o + 2]!,
      ];
      for (let k = 1; k < v.length - 1; k++) {
        const [a, b, c] = [from(v[0]!), from(v[k]!), from(v[k + 1]!)];
        const six =
          a[0] * (b[1] * c[2] - b[2] * c[1]) +
          a[1] * (b[2] * c[0] - b[0] * c[2]) +
          a[2] * (b[0] * c[1] - b[1] * c[0]);
        volume.set(o, (volume.get(o) ?? 0) + six / 6);
      }
    }
    assert.ok(volume.size > 1);
    for (const [, cubic] of volume) assert.ok(cubic > 0, `${id}: a piece is inside out (${cubic})`);
  }
});
