/** Work clothes the data lacks, modelled here: a high-visibility vest over any outfit and a safety helmet. */
import type { Face } from './data.ts';
import { type Rig, smoothstep, type Vec3 } from './morph.ts';
import type { Part } from './person.ts';
import type { Landmarks } from './skin-texture.ts';
import { compact, normals, position, type Surface } from './surface.ts';

/**
 * The vest is the outfit's torso pushed out along its normals: no sleeves, a V neck, shoulder straps. Texture
 * coordinates are x and height in decimetres, which is all the stripes need.
 */
export function makeVest(outfit: Surface, rig: Rig): Part {
  const pos = position(outfit);
  const out = normals(pos, outfit.faces);
  const shoulder = Math.abs(rig.joint('upperarm01.L')[0]);
  const neck = rig.joint('neck01');
  const inside = (v: number): boolean => {
    const x = Math.abs(pos[v * 3] ?? 0);
    const y = pos[v * 3 + 1] ?? 0;
    const z = pos[v * 3 + 2] ?? 0;
    const armhole = shoulder * (0.93 + 0.05 * smoothstep(neck[1] - 0.6, neck[1] - 1.6, y));
    if (x > armhole) return false;
    const opening = z > neck[2] ? 0.42 + 0.42 * Math.max(0, y - (neck[1] - 1.5)) : 0.75;
    if (z > neck[2] && y > neck[1] - 1.5 && x < opening * 0.9) return false;
    if (z <= neck[2] && y > neck[1] - 0.25 && x < opening) return false;
    return Math.hypot(x, z - neck[2]) > 0.62 || y < neck[1] - 0.2;
  };
  const faces: Face[] = outfit.faces.filter((face) => face.v.every(inside));
  const moved = Float32Array.from(pos);
  for (let i = 0; i < moved.length; i++) moved[i]! += (out[i] ?? 0) * 0.055;
  const uvs: number[] = [];
  for (let i = 0; i < outfit.vertexCount; i++)
    uvs.push((pos[i * 3] ?? 0) / 8 + 0.5, (pos[i * 3 + 1] ?? 0) / 8);
  const joints = outfit.fields.get('joints');
  const fields = new Map<string, { size: number; data: Float32Array }>([
    ['position', { size: 3, data: moved }],
  ]);
  if (joints) fields.set('joints', joints);
  const surface = compact({
    faces: faces.map((face) => ({ v: face.v, uv: face.v })),
    uvs,
    vertexCount: outfit.vertexCount,
    fields,
  });
  return { name: 'vest', surface, levels: 1 };
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
  const radiusX = half + 0.2;
  const radiusZ = (front - back) / 2 + 0.22;
  const radiusY = top - brow + 0.3;
  const points: number[] = [];
  const faces: Face[] = [];
  const around = 48;
  // Rows from the crown to the rim, out along the brim, and back under it.
  const rows: { angle: number; flare: number; drop: number }[] = [];
  for (let r = 0; r <= 12; r++) rows.push({ angle: (r / 12) * (Math.PI / 2), flare: 0, drop: 0 });
  rows.push({ angle: Math.PI / 2, flare: 0.05, drop: 0.03 }, { angle: Math.PI / 2, flare: 1, drop: 0.1 });
  rows.push({ angle: Math.PI / 2, flare: 1, drop: 0.13 }, { angle: Math.PI / 2, flare: -0.05, drop: 0.07 });
  rows.push({ angle: Math.PI / 2, flare: -0.12, drop: -0.2 });
  for (const row of rows) {
    for (let s = 0; s < around; s++) {
      const phi = (s / around) * 2 * Math.PI;
      const forward = Math.max(0, Math.cos(phi));
      const brim = row.flare > 0 ? row.flare * (0.14 + 0.5 * forward ** 2.2) : row.flare;
      const sx = Math.sin(row.angle) ** 0.92;
      // Three ridges along the crown, as moulded shells have.
      const ridge = 0.035 * Math.exp(-((Math.sin(phi) * sx * 7) ** 2)) * (row.angle < 1.4 ? 1 : 0);
      const y = Math.cos(row.angle) ** 0.95 * radiusY;
      points.push(
        centre[0] + Math.sin(phi) * (radiusX * sx + brim),
        centre[1] +
          y +
          ridge -
          row.drop * (0.5 + forward) +
          0.05 * Math.cos(phi) * (1 - Math.cos(row.angle)) * 0,
        centre[2] + Math.cos(phi) * (radiusZ * sx + brim),
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
