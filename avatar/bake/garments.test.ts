/** How clothes of the catalogue are sewn, fold and are painted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalogueEntry } from '../catalogue.ts';
import { type Drape, foldsOf, type Hangers } from './cloth-folds.ts';
import { distances, patternOf } from './cloth-pattern.ts';
import { paintCloth } from './cloth-texture.ts';
import { MakeHumanData } from './data.ts';
import { CLOTH, hang } from './garments.ts';
import { hexToLinear, LINEAR_BYTE } from './image.ts';
import { LAPELS, layLapels, onLapel } from './lapel.ts';
import type { Vec3 } from './morph.ts';
import { buildPerson, type Part, type Person } from './person.ts';
import { normals, position, type Surface, subdivide, triangulate } from './surface.ts';

const data = new MakeHumanData();
const lookOf = async (id: string) => (await readCatalogueEntry(id)).assets.look;
const partOf = (person: Person, name: string): Part => {
  const found = person.parts.find((part) => part.name === name);
  assert.ok(found, name);
  return found;
};

/** Two square pieces side by side that share the edge x = 1 in space, not in the texture; open all round. */
function sewnSheets(): Surface {
  const points = [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 2, 0, 0, 2, 1, 0];
  const uvs = [0, 0, 0.2, 0, 0.2, 0.2, 0, 0.2, 0.5, 0, 0.7, 0, 0.7, 0.2, 0.5, 0.2];
  return {
    faces: [
      { v: [0, 1, 2, 3], uv: [0, 1, 2, 3] },
      { v: [1, 4, 5, 2], uv: [4, 5, 6, 7] },
    ],
    uvs,
    vertexCount: 6,
    fields: new Map([['position', { size: 3, data: Float32Array.from(points) }]]),
  };
}

test('a seam is where pieces of the pattern meet, an edge where cloth ends', () => {
  const sheets = sewnSheets();
  const { seams, neckline, hems, pieceOf } = patternOf(sheets, ([, y]) => y > 0.5);
  assert.deepEqual([...seams.ends], [1, 0, 0, 1, 1, 0]);
  assert.equal(neckline.pieces.length, 2, 'the two upper edges');
  assert.equal(hems.pieces.length, 4);
  const all = distances(position(sheets), seams, 0.8);
  assert.deepEqual(
    [...all].map((d) => Math.round(d * 10) / 10),
    [0.8, 0, 0, 0.8, 0.8, 0.8],
  );
  // What bounds another piece is not told of this one.
  const own = distances(position(sheets), { ...hems, pieces: hems.pieces.map(() => [99]) }, 0.8, pieceOf);
  assert.ok(own.every((d) => Math.abs(d - 0.8) < 1e-6));
});

const HANGERS: Hangers = {
  neck: [0, 6, 0],
  shoulders: [
    [1.7, 5.4, 0],
    [-1.7, 5.4, 0],
  ],
  elbows: [
    [2.3, 2.9, 0],
    [-2.3, 2.9, 0],
  ],
  wrists: [
    [2.5, 0.6, 0.4],
    [-2.5, 0.6, 0.4],
  ],
};
const DRAPE: Drape = { depth: 0.05, width: 0.17, crease: 1, seed: 7 };

test('folds are the same in every run, deep where cloth is drawn tight, and no side mirrors the other', () => {
  const [one, two] = [foldsOf(HANGERS, DRAPE), foldsOf(HANGERS, DRAPE)];
  const other = foldsOf(HANGERS, { ...DRAPE, seed: 8 });
  let [deepest, mirrored, apart, count] = [0, 0, 0, 0];
  for (let x = 0.3; x < 1.6; x += 0.05) {
    for (let y = 3.6; y < 5.2; y += 0.05) {
      const [left, right] = [one([x, y, 1], [0, 0, 1]), one([-x, y, 1], [0, 0, 1])];
      assert.equal(two([x, y, 1], [0, 0, 1]), left);
      deepest = Math.min(deepest, left, right);
      mirrored += Math.abs(left - right);
      apart += Math.abs(left - other([x, y, 1], [0, 0, 1]));
      count++;
    }
  }
  assert.ok(deepest < -0.6 * DRAPE.depth, `deepest ${deepest}`);
  assert.ok(deepest > -4 * DRAPE.depth, `deepest ${deepest}`);
  assert.ok(mirrored / count > 0.1 * DRAPE.depth, 'both sides fold alike');
  assert.ok(apart / count > 0.1 * DRAPE.depth, 'two people fold alike');
});

test('folds fall inwards, stop before an edge at the neck, and say how far seams are', async () => {
  const look = await lookOf('br_casual_rafael');
  const person = buildPerson(data, look);
  const part = partOf(person, 'outfit');
  const surface = subdivide(part.surface);
  const before = Float32Array.from(position(surface));
  const outwards = normals(before, surface.faces);
  hang(part, surface, person, look);
  const after = position(surface);
  const cloth = surface.fields.get('cloth')?.data ?? new Float32Array();
  let [deepest, seams] = [0, 0];
  for (let i = 0; i < surface.vertexCount; i++) {
    let moved = 0;
    for (let c = 0; c < 3; c++)
      moved += (after[i * 3 + c]! - before[i * 3 + c]!) * (outwards[i * 3 + c] ?? 0);
    assert.ok(moved < 0.021, `cloth rises by ${moved} dm: what lies on it would sink in`);
    if (cloth[i * CLOTH.size + CLOTH.neckline]! < 0.15) assert.ok(Math.abs(moved) < 1e-3, 'the neck moves');
    if (cloth[i * CLOTH.size + CLOTH.seam]! < 1e-4) seams++;
    deepest = Math.min(deepest, moved);
  }
  assert.ok(deepest < -0.03, `the deepest fold is ${deepest} dm`);
  assert.ok(seams > 100, `${seams} vertices on seams`);
});

test('lapels stand off the fronts with an edge all round, on both sides of the notch', async () => {
  const look = await lookOf('br_corporate_ana');
  const part = partOf(buildPerson(data, look), 'blazer');
  const surface = subdivide(part.surface);
  const [count, faces] = [surface.vertexCount, surface.faces.length];
  const below = Float32Array.from(position(surface));
  const outwards = normals(below, surface.faces);
  const top = surface.faces.slice();
  layLapels(surface);
  const layer = surface.faces.slice(faces);
  assert.ok(layer.length > 300, `${layer.length} faces`);
  for (const { v } of layer)
    for (const i of v) assert.ok(i >= count, 'the layer shares a vertex with the front');
  const pos = position(surface);
  let raised = 0;
  for (let i = count; i < surface.vertexCount; i++) {
    let least = 9;
    let off = 0;
    for (let k = 0; k < count; k++) {
      const d: Vec3 = [0, 1, 2].map((c) => pos[i * 3 + c]! - below[k * 3 + c]!) as unknown as Vec3;
      const far = Math.hypot(...d);
      if (far >= least) continue;
      least = far;
      off = [0, 1, 2].reduce((sum, c) => sum + d[c as 0] * (outwards[k * 3 + c] ?? 0), 0);
    }
    if (off > 0.02) raised++;
  }
  assert.ok(
    raised > 0.4 * (surface.vertexCount - count),
    `${raised} of ${surface.vertexCount - count} stand off`,
  );
  assert.equal(top.length, faces);
  for (const { collar, lapel, inwards } of LAPELS) {
    for (const edge of [collar, lapel.slice(1)]) {
      const [a, b] = [edge[1]!, edge[2]!];
      const [u, v] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
      assert.ok(onLapel(u + inwards * 0.005, v) && !onLapel(u - inwards * 0.005, v));
    }
    // The notch is a gap between collar and lapel: beside it is the front.
    const [notch] = lapel as [readonly [number, number]];
    assert.ok(!onLapel(notch[0] - inwards * 0.004, notch[1] + 0.001));
  }
});

const painted = async (id: string, name: 'outfit' | 'blazer', colour: string) => {
  const look = await lookOf(id);
  const person = buildPerson(data, look);
  const part = partOf(person, name);
  const surface = subdivide(part.surface);
  hang(part, surface, person, look);
  const triangles = triangulate(surface);
  return { ...(await paintCloth(part, triangles, person, look, colour, 512)), triangles };
};

test('cloth is of the colour it is dyed in, without blotches', async () => {
  const colour = '#3b6b4a';
  const { albedo, triangles } = await painted('br_casual_rafael', 'outfit', colour);
  const cloth = triangles.fields.get('cloth')?.data ?? new Float32Array();
  const dye = hexToLinear(colour);
  const [sum, count] = [[0, 0, 0], [0]];
  const plain: number[] = [];
  for (let i = 0; i < triangles.vertexCount; i++) {
    const on = cloth.subarray(i * CLOTH.size, (i + 1) * CLOTH.size);
    const x = Math.floor((triangles.uvs[i * 2] ?? 0) * 512);
    const y = Math.floor((triangles.uvs[i * 2 + 1] ?? 0) * 512);
    const k = (y * 512 + x) * 4;
    const ratio = [0, 1, 2].map((c) => (LINEAR_BYTE[albedo.rgba[k + c] ?? 0] ?? 0) / dye[c as 0]);
    for (let c = 0; c < 3; c++) sum[c]! += ratio[c] ?? 0;
    count[0]!++;
    if (
      Math.min(on[CLOTH.seam]!, on[CLOTH.neckline]!, on[CLOTH.hem]!) > 0.45 &&
      Math.abs(on[CLOTH.fold]!) < 0.05
    )
      plain.push(ratio[1] ?? 0);
  }
  for (const total of sum) {
    const mean = total / count[0]!;
    assert.ok(mean > 0.8 && mean < 1.05, `${mean} of the dye`);
  }
  // Between folds and seams only threads differ.
  const mean = plain.reduce((all, value) => all + value, 0) / plain.length;
  const spread = Math.sqrt(plain.reduce((all, value) => all + (value - mean) ** 2, 0) / plain.length);
  assert.ok(plain.length > 100, `${plain.length} plain places`);
  assert.ok(spread < 0.06, `plain cloth varies by ${spread}`);
});

test('a ribbed neck ends in a seam: darker than the band above it and the cloth below', async () => {
  const { albedo, triangles } = await painted('br_casual_rafael', 'outfit', '#808080');
  const cloth = triangles.fields.get('cloth')?.data ?? new Float32Array();
  const bands = { band: [0, 0], seam: [0, 0], below: [0, 0] };
  // Along edges between vertices the distance to the neck is known in between as well.
  for (let t = 0; t < triangles.indices.length; t += 3) {
    const [a, b] = [triangles.indices[t]!, triangles.indices[t + 1]!];
    for (let s = 0.05; s < 1; s += 0.1) {
      const mix = (field: number, size: number, from: Float32Array): number =>
        from[a * size + field]! * (1 - s) + from[b * size + field]! * s;
      const d = mix(CLOTH.neckline, CLOTH.size, cloth);
      if (mix(CLOTH.seam, CLOTH.size, cloth) < 0.3) continue;
      const into =
        d > 0.08 && d < 0.17
          ? bands.band
          : Math.abs(d - 0.208) < 0.008
            ? bands.seam
            : d > 0.34 && d < 0.45
              ? bands.below
              : null;
      if (!into) continue;
      const x = Math.floor(mix(0, 2, triangles.uvs) * 512);
      const y = Math.floor(mix(1, 2, triangles.uvs) * 512);
      into[0]! += LINEAR_BYTE[albedo.rgba[(y * 512 + x) * 4] ?? 0] ?? 0;
      into[1]!++;
    }
  }
  const [band, seam, below] = Object.values(bands).map(([sum = 0, count = 0]) => sum / count) as [
    number,
    number,
    number,
  ];
  assert.ok(seam < 0.92 * band && seam < 0.9 * below, `band ${band}, seam ${seam}, below ${below}`);
});
