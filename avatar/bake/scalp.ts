/** Where hair grows: the hairline as a curve around the head, roots scattered inside it, and what hair must not enter. */

import { BufferAttribute, BufferGeometry, Vector3 } from 'three';
import { MeshBVH } from 'three-mesh-bvh';
import type { Face } from './data.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import { fbm } from './noise.ts';
import type { Landmarks } from './skin-zones.ts';
import { normals } from './surface.ts';
import { unitVector } from './vector.ts';

/** Uniform numbers in [0, 1), the same sequence for the same seed (mulberry32). */
export function sequence(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export type Hairline = 'round' | 'square' | 'receding';

/**
 * Height of the hairline above the eyes by the angle around the head (degrees from the front), in units of 1.1 dm from eyes
 * to crown. Down the temple, around the ear with a sideburn before it, to the nape.
 */
const AROUND_EAR = [
  [76, -0.12],
  [80, 0.08],
  [86, 0.16],
  [98, 0.15],
  [106, 0.04],
  [114, -0.18],
  [127, -0.46],
  [150, -0.62],
  [180, -0.66],
] as const;
/** The same close around the ear, as short hair shows it: above it no skin is bare. */
const CUT_AROUND_EAR = [
  [77, -0.13],
  [81, -0.03],
  [86, 0.05],
  [97, 0.05],
  [105, -0.06],
  [113, -0.24],
  [126, -0.47],
  [150, -0.6],
  [180, -0.62],
] as const;
const LINES: Readonly<Record<Hairline, readonly (readonly [number, number])[]>> = {
  round: [[0, 0.59], [20, 0.6], [36, 0.55], [47, 0.4], [56, 0.2], [62, 0.02], [68, -0.1], ...AROUND_EAR],
  square: [
    [0, 0.63],
    [10, 0.645],
    [20, 0.69],
    [28, 0.72],
    [35, 0.71],
    [42, 0.6],
    [48, 0.42],
    [53, 0.27],
    [58, 0.1],
    [62, -0.1],
    [66, -0.22],
    [73, -0.25],
    ...CUT_AROUND_EAR,
  ],
  receding: [
    [0, 0.73],
    [10, 0.76],
    [20, 0.83],
    [29, 0.87],
    [37, 0.79],
    [45, 0.58],
    [51, 0.36],
    [57, 0.13],
    [61, -0.07],
    [66, -0.17],
    [73, -0.2],
    ...CUT_AROUND_EAR,
  ],
};

/** Degrees over which the corners between knots are rounded: nobody's hairline has one. */
const ROUNDED = 5;

/** The line through knots by the angle from the front, degrees: its height in skull units and its slope a degree. */
function roundedLine(
  knots: readonly (readonly [number, number])[],
): (angle: number) => { height: number; slope: number } {
  const straight = (angle: number): number => {
    const k = knots.findIndex(([x], i) => i > 0 && angle <= x);
    const [[x0, y0], [x1, y1]] = [knots[k - 1] ?? [0, 0], knots[k] ?? [180, 0]];
    return y0 + ((angle - x0) / (x1 - x0)) * (y1 - y0);
  };
  // Mirrored at the forehead and at the nape, where both sides meet.
  const mirrored = (angle: number): number =>
    straight(angle < 0 ? -angle : angle > 180 ? 360 - angle : angle);
  const heights = Array.from({ length: 182 }, (_, degree) => {
    let [sum, weights] = [0, 0];
    for (let off = -ROUNDED; off <= ROUNDED; off++) {
      const weight = 1 - (off / (ROUNDED + 1)) ** 2;
      sum += weight * mirrored(degree + off);
      weights += weight;
    }
    return sum / weights;
  });
  return (angle) => {
    const degree = Math.min(180, Math.floor(angle));
    const [a, b] = [heights[degree] ?? 0, heights[degree + 1] ?? 0];
    return { height: a + (angle - degree) * (b - a), slope: b - a };
  };
}

export interface Root {
  readonly at: Vec3;
  readonly normal: Vec3;
  /** 0 on the hairline, 1 a centimetre or more behind it. */
  readonly inside: number;
  /** Skull units behind the hairline. */
  readonly behind: number;
  /** Degrees around the head, 0 in front, negative on the right. */
  readonly angle: number;
  /** Height above the eyes in units of the skull. */
  readonly height: number;
}

export interface Near {
  readonly normal: Vec3;
  /** Decimetres, negative inside the body. */
  readonly distance: number;
}

export interface Scalp {
  readonly eyeY: number;
  /** Middle of the skull between the ears. */
  readonly centre: Vec3;
  readonly crown: number;
  readonly chin: number;
  /** Decimetres a skull unit spans on this person. */
  readonly unit: number;
  /** Signed distance behind the hairline in skull units. */
  behind(x: number, y: number, z: number): number;
  /** Roots at least `spacing` decimetres apart, thinned out towards the line by `soft` skull units. */
  roots(spacing: number, seed: number, from?: number, to?: number): Root[];
  /** The nearest point of body and clothes. */
  near(at: Vec3): Near;
  /** The point of the head below `at`, which lies above it. */
  below(at: Vec3): { at: Vec3; normal: Vec3 };
}

export function makeScalp(
  positions: Float32Array,
  faces: readonly Face[],
  landmarks: Landmarks,
  headJoint: Vec3,
  line: Hairline,
  clothes: readonly { readonly positions: Float32Array; readonly faces: readonly Face[] }[],
): Scalp {
  const eyeY = (landmarks.eyeLeft[1] + landmarks.eyeRight[1]) / 2;
  const chin = landmarks.chin[1];
  const head = faces.filter((face) => face.v.every((v) => (positions[v * 3 + 1] ?? 0) > chin - 4));
  let crown = -99;
  for (const face of head) for (const v of face.v) crown = Math.max(crown, positions[v * 3 + 1] ?? 0);
  const unit = (crown - eyeY) / 1.1;
  const centre: Vec3 = [0, eyeY + 0.2 * unit, headJoint[2]];
  const lineAt = roundedLine(LINES[line]);
  const angleOf = (x: number, z: number): number => (Math.atan2(x, z - centre[2]) * 180) / Math.PI;
  const behind = (x: number, y: number, z: number): number => {
    // A line as nature draws it: waves of some millimetres.
    const uneven = 0.09 * (fbm(x * 7, y * 5, z * 7, 2, 733) - 0.5);
    const { height, slope } = lineAt(Math.abs(angleOf(x, z)));
    // A degree is about 0.0125 units at the temple: slopes there make heights overstate the distance.
    return ((y - eyeY) / unit - height + uneven) / Math.hypot(1, slope * 60);
  };

  const outwards = normals(positions, head as Face[]);
  const corner = (v: number): Vec3 => [
    positions[v * 3] ?? 0,
    positions[v * 3 + 1] ?? 0,
    positions[v * 3 + 2] ?? 0,
  ];
  const triangles: { a: number; b: number; c: number; until: number }[] = [];
  let area = 0;
  for (const face of head) {
    for (let k = 1; k < face.v.length - 1; k++) {
      const [a, b, c] = [face.v[0] ?? 0, face.v[k] ?? 0, face.v[k + 1] ?? 0];
      const [p, q, r] = [corner(a), corner(b), corner(c)];
      if (Math.max(p[1], q[1], r[1]) < eyeY - 0.9 * unit) continue;
      const mean: Vec3 = [(p[0] + q[0] + r[0]) / 3, (p[1] + q[1] + r[1]) / 3, (p[2] + q[2] + r[2]) / 3];
      if (behind(...mean) < -0.12) continue;
      const [ux, uy, uz] = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
      const [vx, vy, vz] = [r[0] - p[0], r[1] - p[1], r[2] - p[2]];
      area += Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) / 2;
      triangles.push({ a, b, c, until: area });
    }
  }

  function roots(spacing: number, seed: number, from = 0.02, to = 9): Root[] {
    const random = sequence(seed);
    const found: Root[] = [];
    const cells = new Map<string, Vec3[]>();
    const tries = Math.ceil((area / spacing ** 2) * 9);
    for (let i = 0; i < tries; i++) {
      const pick = random() * area;
      let low = 0;
      let high = triangles.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((triangles[middle]?.until ?? 0) < pick) low = middle + 1;
        else high = middle;
      }
      const triangle = triangles[low];
      let u = random();
      let v = random();
      if (!triangle) continue;
      if (u + v > 1) [u, v] = [1 - u, 1 - v];
      const blend = (data: Float32Array): Vec3 =>
        [0, 1, 2].map(
          (d) =>
            (1 - u - v) * (data[triangle.a * 3 + d] ?? 0) +
            u * (data[triangle.b * 3 + d] ?? 0) +
            v * (data[triangle.c * 3 + d] ?? 0),
        ) as unknown as Vec3;
      const at = blend(positions);
      const inside = behind(...at);
      if (inside < from || inside > to) continue;
      const cell = at.map((value) => Math.floor(value / spacing));
      let free = true;
      for (let x = -1; x <= 1 && free; x++) {
        for (let y = -1; y <= 1 && free; y++) {
          for (let z = -1; z <= 1 && free; z++) {
            const others = cells.get(`${cell[0]! + x},${cell[1]! + y},${cell[2]! + z}`) ?? [];
            free = others.every((o) => Math.hypot(o[0] - at[0], o[1] - at[1], o[2] - at[2]) >= spacing);
          }
        }
      }
      if (!free) continue;
      const key = cell.join(',');
      cells.set(key, [...(cells.get(key) ?? []), at]);
      found.push({
        at,
        normal: unitVector(blend(outwards)),
        inside: smoothstep(0, 0.1, inside),
        behind: inside,
        angle: angleOf(at[0], at[2]),
        height: (at[1] - eyeY) / unit,
      });
    }
    return found;
  }

  const solid = [{ positions, faces: head }, ...clothes];
  const tree = solidTree(solid);
  const target = { point: new Vector3(), distance: 0, faceIndex: 0 };
  const probe = new Vector3();
  function near(at: Vec3): Near {
    tree.bvh.closestPointToPoint(probe.set(...at), target);
    const [a, b, c] = [0, 1, 2].map((k) => tree.indices[target.faceIndex * 3 + k] ?? 0) as [
      number,
      number,
      number,
    ];
    const mean: Vec3 = [0, 1, 2].map(
      (d) => (tree.normals[a * 3 + d] ?? 0) + (tree.normals[b * 3 + d] ?? 0) + (tree.normals[c * 3 + d] ?? 0),
    ) as unknown as Vec3;
    const normal = unitVector(mean);
    const off: Vec3 = [at[0] - target.point.x, at[1] - target.point.y, at[2] - target.point.z];
    const side = off[0] * normal[0] + off[1] * normal[1] + off[2] * normal[2];
    return { normal, distance: side < 0 ? -Math.hypot(...off) : Math.hypot(...off) };
  }
  /** Steps down by the distance that is free on all sides: meets the surface from above (sphere tracing). */
  function below([x, from, z]: Vec3): { at: Vec3; normal: Vec3 } {
    let y = from + 0.2;
    let found = near([x, y, z]);
    for (let step = 0; step < 40 && found.distance > 0.002; step++) {
      y -= found.distance;
      found = near([x, y, z]);
    }
    return { at: [x, y, z], normal: found.normal };
  }
  return { eyeY, centre, crown, chin, unit, behind, roots, near, below };
}

function solidTree(
  solids: readonly { readonly positions: Float32Array; readonly faces: readonly Face[] }[],
): {
  bvh: MeshBVH;
  indices: Uint32Array;
  normals: Float32Array;
} {
  const points: number[] = [];
  const outwards: number[] = [];
  const indices: number[] = [];
  for (const { positions, faces } of solids) {
    const start = points.length / 3;
    for (const value of positions) points.push(value);
    for (const value of normals(positions, faces as Face[])) outwards.push(value);
    for (const face of faces) {
      for (let k = 1; k < face.v.length - 1; k++) {
        indices.push(start + (face.v[0] ?? 0), start + (face.v[k] ?? 0), start + (face.v[k + 1] ?? 0));
      }
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(Float32Array.from(points), 3));
  geometry.setIndex(new BufferAttribute(Uint32Array.from(indices), 1));
  const bvh = new MeshBVH(geometry);
  // Building reorders the index.
  return {
    bvh,
    indices: Uint32Array.from(geometry.getIndex()?.array ?? []),
    normals: Float32Array.from(outwards),
  };
}
