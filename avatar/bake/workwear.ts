/** Work clothes the data lacks, modelled here: a high-visibility vest over any outfit and a safety helmet. */
import type { Face } from './data.ts';
import { type Rig, smoothstep, type Vec3 } from './morph.ts';
import type { Part } from './person.ts';
import type { Landmarks } from './skin-zones.ts';
import { compact, normals, position, type Surface } from './surface.ts';

/** Half the width of the vest across the shoulders, decimetres. */
export const ARMHOLE = 1.42;

/**
 * The vest is the outfit's torso pushed out along its normals. Texture coordinates are x and height, the front in the
 * left half of the map and the back in the right: edges, stripes and trim are painted, so they are smooth however
 * coarse the mesh is. `arm` of the outfit says where the sleeves begin.
 * Flattens the outfit below.
 */
export function makeVest(outfit: Surface, rig: Rig): Part {
  const pos = position(outfit);
  const arm = outfit.fields.get('arm')?.data;
  const neck = rig.joint('neck01');
  const reaches = (points: Float32Array, v: number): boolean => {
    const x = Math.abs(points[v * 3] ?? 0);
    const y = points[v * 3 + 1] ?? 0;
    const z = points[v * 3 + 2] ?? 0;
    const collar = Math.hypot(x, z - neck[2]) < 0.72 && y > neck[1] - 0.45;
    // Geometry ends a little beyond the painted armhole: what is masked out must not shade the sleeves.
    const sleeve = x > ARMHOLE + 0.35 && y > neck[1] - 1.7;
    return (arm?.[v] ?? 0) < 0.72 && !collar && !sleeve;
  };
  const faces: Face[] = outfit.faces.filter((face) => face.v.every((v) => reaches(pos, v)));
  // A vest hangs over folds instead of following them, and presses them flat.
  const flat = smoothed(pos, faces, 10);
  const outwards = normals(flat, faces);
  const used = new Set(faces.flatMap((face) => face.v));
  const moved = Float32Array.from(flat);
  for (const v of used) {
    for (let c = 0; c < 3; c++) {
      moved[v * 3 + c] = flat[v * 3 + c]! + outwards[v * 3 + c]! * 0.09;
      pos[v * 3 + c] = flat[v * 3 + c]! - outwards[v * 3 + c]! * 0.01;
    }
  }
  const uvs: number[] = [];
  for (const half of [0, 0.5]) {
    for (let i = 0; i < outfit.vertexCount; i++) {
      uvs.push(half + ((moved[i * 3] ?? 0) / 8 + 0.5) / 2, (moved[i * 3 + 1] ?? 0) / 8);
    }
  }
  const joints = outfit.fields.get('joints');
  const fields = new Map<string, { size: number; data: Float32Array }>([
    ['position', { size: 3, data: moved }],
  ]);
  if (joints) fields.set('joints', joints);
  const surface = compact({
    faces: faces.map((face) => {
      const facing = face.v.reduce((sum, v) => sum + (outwards[v * 3 + 2] ?? 0), 0);
      return { v: face.v, uv: facing >= 0 ? face.v : face.v.map((v) => v + outfit.vertexCount) };
    }),
    uvs,
    vertexCount: outfit.vertexCount,
    fields,
  });
  return { name: 'vest', surface, levels: surface.faces.length > 2500 ? 0 : 1 };
}

/** Laplacian smoothing of the vertices the faces use. */
function smoothed(points: Float32Array, faces: readonly Face[], rounds: number): Float32Array {
  let current = Float32Array.from(points);
  for (let round = 0; round < rounds; round++) {
    const sum = new Float32Array(current.length);
    const count = new Float32Array(current.length / 3);
    for (const face of faces) {
      face.v.forEach((v, k) => {
        const w = face.v[(k + 1) % face.v.length] ?? v;
        for (let c = 0; c < 3; c++) {
          sum[v * 3 + c]! += current[w * 3 + c]!;
          sum[w * 3 + c]! += current[v * 3 + c]!;
        }
        count[v]!++;
        count[w]!++;
      });
    }
    current = current.map((value, i) => {
      const n = count[Math.floor(i / 3)] ?? 0;
      return n > 0 ? 0.4 * value + (0.6 * (sum[i] ?? 0)) / n : value;
    });
  }
  return current;
}

/** A cap-style safety helmet fitted to the skull: shell with ridge, brim with peak, head band inside. */
export function makeHelmet(positions: Float32Array, at: Landmarks): Part {
  let top = -99;
  let back = 99;
  let front = -99;
  let half = 0;
  const brow = (at.eyeLeft[1] + at.eyeRight[1]) / 2 + 0.62;
  for (let i = 0; i < 13380; i++) {
    const y = positions[i * 3 + 1] ?? 0;
    if (y < brow - 0.2) continue;
    top = Math.max(top, y);
    back = Math.min(back, positions[i * 3 + 2] ?? 0);
    front = Math.max(front, positions[i * 3 + 2] ?? 0);
    half = Math.max(half, Math.abs(positions[i * 3] ?? 0));
  }
  const centre: Vec3 = [0, brow, (front + back) / 2];
  const radiusX = half + 0.13;
  const radiusZ = (front - back) / 2 + 0.16;
  const radiusY = top - brow + 0.2;
  const points: number[] = [];
  const faces: Face[] = [];
  const around = 64;
  // Rows from the crown to the rim, out along the brim, and back under it.
  const rows: { angle: number; flare: number; drop: number }[] = [];
  for (let r = 0; r <= 14; r++) rows.push({ angle: (r / 14) * (Math.PI / 2), flare: 0, drop: 0 });
  rows.push({ angle: Math.PI / 2, flare: 0.04, drop: 0.05 }, { angle: Math.PI / 2, flare: 0.3, drop: 0.1 });
  rows.push({ angle: Math.PI / 2, flare: 1, drop: 0.17 }, { angle: Math.PI / 2, flare: 1, drop: 0.2 });
  rows.push(
    { angle: Math.PI / 2, flare: 0.05, drop: 0.15 },
    { angle: Math.PI / 2, flare: -0.16, drop: -0.1 },
  );
  for (const row of rows) {
    for (let s = 0; s < around; s++) {
      const phi = (s / around) * 2 * Math.PI;
      const forward = Math.max(0, Math.cos(phi));
      const brim = row.flare > 0 ? row.flare * (0.07 + 0.42 * forward ** 2.5) : row.flare;
      const side = Math.sin(row.angle) ** 0.86;
      // Moulded ribs along the crown: one in the middle, one on each side.
      const across = Math.sin(phi) * side;
      const crown = smoothstep(0.04, 0.3, row.angle) * (1 - smoothstep(1.05, 1.4, row.angle));
      const rib =
        0.045 *
        crown *
        (Math.exp(-((across * 9) ** 2)) + 0.6 * Math.exp(-(((Math.abs(across) - 0.34) * 11) ** 2)));
      points.push(
        centre[0] + Math.sin(phi) * (radiusX * side + brim),
        centre[1] + Math.cos(row.angle) ** 0.84 * radiusY + rib - row.drop * (0.55 + 0.9 * forward ** 2),
        centre[2] + Math.cos(phi) * (radiusZ * side + brim),
      );
    }
  }
  for (let r = 0; r < rows.length - 1; r++) {
    for (let s = 0; s < around; s++) {
      const i = r * around + s;
      const j = r * around + ((s + 1) % around);
      faces.push({ v: [i, i + around, j + around, j], uv: [i, i + around, j + around, j] });
    }
  }
  const count = points.length / 3;
  const joints = new Float32Array(count * 4);
  for (let i = 0; i < count; i++) joints[i * 4 + 3] = 1;
  const surface: Surface = {
    faces,
    uvs: Array.from({ length: count * 2 }, () => 0.5),
    vertexCount: count,
    fields: new Map([
      ['position', { size: 3, data: Float32Array.from(points) }],
      ['joints', { size: 4, data: joints }],
    ]),
  };
  return { name: 'helmet', surface, levels: 1 };
}
