/** Work clothes the data lacks, modelled here: a high-visibility vest over any outfit. */
import type { Face } from './data.ts';
import type { Rig } from './morph.ts';
import type { Part } from './person.ts';
import { compact, normals, position, type Surface } from './surface.ts';
import { unitVector } from './vector.ts';

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
  const hem = rig.joint('spine05')[1] - 0.3;
  const reaches = (points: Float32Array, v: number): boolean => {
    const x = Math.abs(points[v * 3] ?? 0);
    const y = points[v * 3 + 1] ?? 0;
    const z = points[v * 3 + 2] ?? 0;
    const collar = Math.hypot(x, z - neck[2]) < 0.72 && y > neck[1] - 0.45;
    // Geometry ends a little beyond the painted armhole: what is masked out must not shade the sleeves.
    const sleeve = x > ARMHOLE + 0.35 && y > neck[1] - 1.7;
    return (arm?.[v] ?? 0) < 0.72 && y > hem && !collar && !sleeve;
  };
  const faces: Face[] = outfit.faces.filter((face) => face.v.every((v) => reaches(pos, v)));
  // A vest hangs over folds instead of following them, and presses them flat.
  const flat = smoothed(pos, faces, 10);
  const outwards = normals(flat, faces);
  // Straight out of a hollow, as beside the tip of a collar, it would crumple where its ways meet.
  const away = smoothed(outwards, faces, 10);
  const used = new Set(faces.flatMap((face) => face.v));
  const out = Float32Array.from(flat);
  for (const v of used) {
    const to = unitVector([away[v * 3] ?? 0, away[v * 3 + 1] ?? 0, away[v * 3 + 2] ?? 0]);
    for (let c = 0; c < 3; c++) {
      out[v * 3 + c] = flat[v * 3 + c]! + to[c as 0] * 0.09;
      pos[v * 3 + c] = flat[v * 3 + c]! - outwards[v * 3 + c]! * 0.01;
    }
  }
  // Spans what dents are left.
  const moved = smoothed(out, faces, 4);
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
  const arms = outfit.fields.get('arms');
  if (arms) fields.set('arms', arms);
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
