/** The vest over clothes of two bodies, and hems that give cloth its thickness. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalogueEntry } from '../catalogue.ts';
import { type Face, MakeHumanData } from './data.ts';
import { bodyOf } from './drape.ts';
import { rollHem } from './hem.ts';
import { hexToLinear, srgbByte } from './image.ts';
import type { Vec3 } from './morph.ts';
import { buildPerson, type Person } from './person.ts';
import { normals, position, type Surface, triangulate } from './surface.ts';
import { add, cross, dot, unitVector } from './vector.ts';
import { paintVest } from './workwear-texture.ts';

const data = new MakeHumanData();
const lookOf = async (id: string) => (await readCatalogueEntry(id)).assets.look;
const part = (person: Person, name: string): Surface => {
  const found = person.parts.find((one) => one.name === name);
  assert.ok(found, name);
  return found.surface;
};
const vertex = (pos: Float32Array, v: number): Vec3 => [pos[v * 3]!, pos[v * 3 + 1]!, pos[v * 3 + 2]!];

const workers: { id: string; person: Person; vest: { colour: string; stripe: string } }[] = [];
for (const id of ['br_safety_carlos', 'br_safety_joana']) {
  const look = await lookOf(id);
  assert.ok(look.wardrobe.vest, id);
  workers.push({ id, person: buildPerson(data, look), vest: look.wardrobe.vest });
}

interface Fold {
  readonly degrees: number;
  readonly at: Vec3;
}

/** By how much neighbours of a surface are folded, each edge once. */
function foldsOf(surface: Surface): Fold[] {
  const pos = position(surface);
  const edges = new Map<string, Vec3>();
  const out: Fold[] = [];
  for (const { v } of surface.faces) {
    const [a, b, c] = [v[0]!, v[1]!, v[2]!].map((i) => vertex(pos, i)) as [Vec3, Vec3, Vec3];
    const last = vertex(pos, v.at(-1)!);
    const normal = unitVector(cross(add(c, a, -1), add(v.length > 3 ? last : c, b, -1)));
    v.forEach((from, k) => {
      const to = v[(k + 1) % v.length] ?? from;
      const other = edges.get(`${to},${from}`);
      if (!other) edges.set(`${from},${to}`, normal);
      else {
        const degrees = (Math.acos(Math.min(1, Math.max(-1, dot(normal, other)))) * 180) / Math.PI;
        out.push({ degrees, at: vertex(pos, from) });
      }
    });
  }
  return out;
}

test('a vest hangs smooth before chest and back, and outside of what is worn below it', () => {
  for (const { id, person } of workers) {
    const vest = part(person, 'vest');
    // Below the arms, where sleeves hide it, it may crease.
    const panels = foldsOf(vest).filter(({ at }) => Math.abs(at[0]) < 1.15);
    assert.ok(panels.length > 500, `${id}: ${panels.length} edges`);
    const sharp = panels.filter(({ degrees }) => degrees > 40);
    const [worst] = sharp.toSorted((a, b) => b.degrees - a.degrees);
    assert.equal(
      sharp.length,
      0,
      `${id}: ${sharp.length} crumples, the sharpest ${worst?.degrees} at ${worst?.at}`,
    );
    const outfit = bodyOf([part(person, 'outfit')]);
    const pos = position(vest);
    let [looked, inside] = [0, 0];
    for (let v = 0; v < vest.vertexCount; v++) {
      const at = vertex(pos, v);
      if (Math.abs(at[0]) > 1.15) continue;
      looked++;
      if (outfit.nearest(at).distance < 0.02) inside++;
    }
    assert.ok(inside <= 0.01 * looked, `${id}: ${inside} of ${looked} lie on the cloth below`);
  }
});

test('reflective bands run around a vest and over both shoulders, cloth of its colour between them', () => {
  const SIZE = 512;
  for (const { id, person, vest } of workers) {
    const { rgba } = paintVest(vest, person, SIZE);
    const { indices, uvs, fields } = triangulate(part(person, 'vest'));
    const pos = fields.get('position')?.data ?? new Float32Array();
    const neck = person.joints.neck1[1];
    const near = (k: number, hex: string): boolean =>
      hexToLinear(hex).every((value, c) => Math.abs(srgbByte(value) - (rgba[k + c] ?? 0)) < 32);
    const seen = { band: 0, bandWrong: 0, shoulder: 0, shoulderWrong: 0, cloth: 0, clothWrong: 0 };
    const around = new Set<number>();
    for (let t = 0; t < indices.length; t += 3) {
      const corners = [indices[t]!, indices[t + 1]!, indices[t + 2]!];
      const mean = (of: ArrayLike<number>, size: number, c: number): number =>
        corners.reduce((sum, v) => sum + (of[v * size + c] ?? 0), 0) / 3;
      const [x, y, z] = [mean(pos, 3, 0), mean(pos, 3, 1), mean(pos, 3, 2)];
      const [px, py] = [mean(uvs, 2, 0), mean(uvs, 2, 1)].map((value) => Math.floor(value * SIZE)) as [
        number,
        number,
      ];
      const k = (py * SIZE + px) * 4;
      if ((rgba[k + 3] ?? 0) < 200) continue;
      const [reflects, plain] = [near(k, vest.stripe), near(k, vest.colour)];
      const below = neck - y;
      if (Math.abs(below - 2.15) < 0.2 && Math.abs(x) > 0.08 && Math.abs(x) < 1.3) {
        seen.band++;
        if (!reflects) seen.bandWrong++;
        around.add(Math.sign(z) * Math.sign(x));
      } else if (below < 1.8 && below > 0.9 && Math.abs(Math.abs(x) - 1.1) < 0.17) {
        seen.shoulder++;
        if (!reflects) seen.shoulderWrong++;
      } else if (z < 0 && below < 1.8 && below > 0.9 && Math.abs(x) < 0.7) {
        seen.cloth++;
        if (!plain) seen.clothWrong++;
      }
    }
    assert.ok(seen.band > 20 && seen.shoulder > 10 && seen.cloth > 10, `${id}: ${JSON.stringify(seen)}`);
    // A texel in twenty is a stitch or a trim.
    for (const kind of ['band', 'shoulder', 'cloth'] as const)
      assert.ok(seen[`${kind}Wrong`] <= 0.06 * seen[kind], `${id}: ${JSON.stringify(seen)}`);
    assert.equal(around.size, 2, `${id}: the band is in front and behind`);
  }
});

test('a rolled hem closes an open edge with a tube on both sides of it, carrying what the edge carries', () => {
  const [AROUND, RADIUS] = [24, 0.03];
  const points: number[] = [];
  const faces: Face[] = [];
  for (let j = 0; j < 3; j++) {
    for (let i = 0; i < AROUND; i++) {
      const angle = (i / AROUND) * 2 * Math.PI;
      points.push(Math.cos(angle), j * 0.3, -Math.sin(angle));
      if (j === 0) continue;
      const [a, b] = [(j - 1) * AROUND + i, (j - 1) * AROUND + ((i + 1) % AROUND)];
      const corners = [a, b, b + AROUND, a + AROUND];
      faces.push({ v: corners, uv: corners });
    }
  }
  const count = points.length / 3;
  const tube: Surface = {
    faces,
    uvs: Array.from({ length: count * 2 }, () => 0.5),
    vertexCount: count,
    fields: new Map([
      ['position', { size: 3, data: Float32Array.from(points) }],
      ['joints', { size: 1, data: Float32Array.from({ length: count }, (_, v) => points[v * 3 + 1] ?? 0) }],
    ]),
  };
  rollHem(tube, RADIUS, ([, y]) => y > 0.5);
  const pos = position(tube);
  const joints = tube.fields.get('joints')?.data ?? new Float32Array();
  const added = Array.from({ length: tube.vertexCount - count }, (_, k) => vertex(pos, count + k));
  for (let i = 0; i < AROUND; i++) {
    const angle = (i / AROUND) * 2 * Math.PI;
    const here = added.filter(([x, , z]) => Math.cos(Math.atan2(-z, x) - angle) > 0.999);
    assert.equal(here.length, 6);
    const radii = here.map(([x, , z]) => Math.hypot(x, z));
    const heights = here.map(([, y]) => y);
    assert.ok(Math.max(...radii) > 1 + 0.6 * RADIUS && Math.min(...radii) < 1 - 0.4 * RADIUS, `${radii}`);
    assert.ok(Math.max(...heights) > 0.6 + RADIUS && Math.min(...heights) < 0.6 - RADIUS, `${heights}`);
  }
  for (let v = count; v < tube.vertexCount; v++) assert.ok(Math.abs((joints[v] ?? 0) - 0.6) < 1e-6);
  // The lower edge was not to be rolled.
  assert.ok(added.every(([, y]) => y > 0.5));
});

/** Vertices on edges that only one face has, with the cloth's normal there. */
function borderOf(surface: Surface): Map<number, Vec3> {
  const edges = new Map<string, readonly [number, number]>();
  const pos = position(surface);
  const outwards = normals(pos, surface.faces);
  for (const { v } of surface.faces) {
    v.forEach((a, k) => {
      const b = v[(k + 1) % v.length] ?? a;
      if (!edges.delete(`${b},${a}`)) edges.set(`${a},${b}`, [a, b]);
    });
  }
  return new Map([...edges.values()].flat().map((v) => [v, vertex(outwards, v)]));
}

test('plain and V necks end in a hem all the way round: no edge of cloth is a sheet', async () => {
  for (const id of ['br_casual_rafael', 'br_casual_luana', 'br_healthcare_tiago']) {
    const person = buildPerson(data, await lookOf(id));
    const cloth = part(person, 'outfit');
    const pos = position(cloth);
    const all = Array.from({ length: cloth.vertexCount }, (_, v) => vertex(pos, v));
    const neck = person.joints.neck1;
    let rolled = 0;
    for (const [v, normal] of borderOf(cloth)) {
      const at = all[v]!;
      if (at[1] < neck[1] - 1.4 || Math.abs(at[0]) > 1.1) continue;
      const sides = all
        .map((p) => add(p, at, -1))
        .filter((p) => Math.hypot(...p) < 0.045)
        .map((p) => dot(p, normal));
      rolled++;
      const [over, below] = [Math.max(...sides), -Math.min(...sides)];
      const mm = `${(over * 100).toFixed(1)} mm over and ${(below * 100).toFixed(1)} below`;
      assert.ok(sides.length > 5 && over + below > 0.025, `${id}: ${mm} the edge at ${at}`);
    }
    assert.ok(rolled > 15, `${id}: ${rolled} vertices on the neck's edge`);
  }
});
