/**
 * Which triangles of the hair a film can show. A groom of strands is many layers deep and goes around the head; each
 * layer costs a software GPU its vertices and a test per block of pixels although the outermost one hides it.
 */

import { SOFT_FROM, SOLID_FROM } from './hair-layers.ts';

interface Mesh {
  /** At rest, metres. */
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
}

export interface HairMesh extends Mesh {
  readonly uvs: Float32Array;
  /** Triangles of the solid pass and of the soft one; `indices` is not looked at. */
  readonly solid: Uint32Array;
  readonly soft: Uint32Array;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Turns of the head towards the camera, radians, with what perspective adds. */
export interface Turns {
  readonly yaws: readonly number[];
  readonly pitches: readonly number[];
}

/** What a film stays within. */
const FILM: Turns = { yaws: [-0.5, -0.25, 0, 0.25, 0.5], pitches: [-0.3, 0, 0.3] };
/** Metres behind the front surface at which a triangle still counts: bends, and layers that slide over each other. */
const SLACK = 0.0015;
/** Square metres, all views together, over which a soft triangle must show: less is below what smoothing leaves of it. */
const SOFT_AREA = 3e-5;
/** The same for a solid one: half a square millimetre a view. */
const SOLID_AREA = 7e-6;

/**
 * Keeps those of `hair` that are in front in any view; `occluders` hide too. `cell` is the grain of the test, metres. Soft
 * triangles stay only where they lie before something else than hair: strands blended over strands of their colour are a
 * fourth of a frame and hardly seen.
 */
export function visibleHair(
  hair: HairMesh,
  alpha: Picture,
  occluders: readonly Mesh[],
  cell: number,
  turns = FILM,
): { solid: Uint32Array; soft: Uint32Array } {
  const seen = { solid: new Uint16Array(hair.solid.length / 3), soft: new Uint16Array(hair.soft.length / 3) };
  const needed = { solid: Math.ceil(SOLID_AREA / cell ** 2), soft: Math.ceil(SOFT_AREA / cell ** 2) };
  const box = bounds(hair);
  const width = Math.ceil((box.radius * 2) / cell) + 2;
  const depth = new Float32Array(width * width);
  const haired = new Uint8Array(width * width);
  for (const yaw of turns.yaws) {
    for (const pitch of turns.pitches) {
      const turned = (mesh: Mesh): Float32Array => turn(mesh.positions, box.centre, yaw, pitch);
      const toCell = (value: number): number => (value + box.radius) / cell;
      depth.fill(Number.NEGATIVE_INFINITY);
      haired.fill(0);
      const raise = (at: number, z: number, hairs: 0 | 1): void => {
        if (z <= depth[at]!) return;
        depth[at] = z;
        haired[at] = hairs;
      };
      for (const mesh of occluders) {
        const points = turned(mesh);
        for (let t = 0; t < mesh.indices.length; t += 3)
          raster(points, mesh.indices, t, toCell, width, (at, z) => raise(at, z, 0));
      }
      const points = turned(hair);
      const opaque = (indices: Uint32Array, t: number, a: number, b: number, c: number): number =>
        alphaAt(alpha, hair.uvs, indices, t, a, b, c);
      for (let t = 0; t < hair.solid.length; t += 3) {
        raster(points, hair.solid, t, toCell, width, (at, z, a, b, c) => {
          if (opaque(hair.solid, t, a, b, c) >= SOLID_FROM * 255) raise(at, z, 1);
        });
      }
      for (const [kind, from] of [
        ['solid', SOLID_FROM * 255],
        ['soft', SOFT_FROM * 255],
      ] as const) {
        const indices = hair[kind];
        for (let t = 0; t < indices.length; t += 3) {
          if (seen[kind][t / 3]! >= needed[kind]) continue;
          raster(points, indices, t, toCell, width, (at, z, a, b, c) => {
            if (kind === 'soft' && haired[at]) return;
            if (
              z >= depth[at]! - SLACK &&
              opaque(indices, t, a, b, c) >= from &&
              seen[kind][t / 3]! < needed[kind]
            )
              seen[kind][t / 3]!++;
          });
        }
      }
    }
  }
  const kept = (kind: 'solid' | 'soft'): Uint32Array =>
    hair[kind].filter((_, k) => seen[kind][Math.floor(k / 3)] === needed[kind]);
  return { solid: kept('solid'), soft: kept('soft') };
}

function bounds({ positions, solid, soft }: HairMesh): {
  centre: readonly [number, number, number];
  radius: number;
} {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = low.map((value) => -value);
  for (const indices of [solid, soft]) {
    for (const v of indices) {
      for (let c = 0; c < 3; c++) {
        const value = positions[v * 3 + c]!;
        if (value < low[c]!) low[c] = value;
        if (value > high[c]!) high[c] = value;
      }
    }
  }
  const centre = [0, 1, 2].map((c) => (low[c]! + high[c]!) / 2) as [number, number, number];
  return { centre, radius: Math.hypot(...[0, 1, 2].map((c) => high[c]! - centre[c]!)) };
}

/** Positions around `centre`, turned as a head turns. */
function turn(
  positions: Float32Array,
  centre: readonly [number, number, number],
  yaw: number,
  pitch: number,
): Float32Array {
  const [sy, cy, sp, cp] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
  const out = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i]! - centre[0];
    const y = positions[i + 1]! - centre[1];
    const z = positions[i + 2]! - centre[2];
    const forward = cp * z + sp * y;
    out[i] = cy * x + sy * forward;
    out[i + 1] = cp * y - sp * z;
    out[i + 2] = cy * forward - sy * x;
  }
  return out;
}

/** Calls `hit` for every cell whose middle a triangle covers, or its first corner's where it covers none. */
function raster(
  points: Float32Array,
  indices: Uint32Array,
  t: number,
  toCell: (value: number) => number,
  width: number,
  hit: (at: number, z: number, a: number, b: number, c: number) => void,
): void {
  const [i, j, k] = [indices[t]! * 3, indices[t + 1]! * 3, indices[t + 2]! * 3];
  const [ax, ay, az] = [toCell(points[i]!), toCell(points[i + 1]!), points[i + 2]!];
  const [bx, by, bz] = [toCell(points[j]!), toCell(points[j + 1]!), points[j + 2]!];
  const [cx, cy, cz] = [toCell(points[k]!), toCell(points[k + 1]!), points[k + 2]!];
  const x0 = Math.max(0, Math.floor(Math.min(ax, bx, cx)));
  const x1 = Math.min(width - 1, Math.ceil(Math.max(ax, bx, cx)));
  const y0 = Math.max(0, Math.floor(Math.min(ay, by, cy)));
  const y1 = Math.min(width - 1, Math.ceil(Math.max(ay, by, cy)));
  const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  let any = false;
  if (area !== 0) {
    for (let y = y0; y <= y1; y++) {
      for (let x = x0; x <= x1; x++) {
        const b = ((x + 0.5 - ax) * (cy - ay) - (cx - ax) * (y + 0.5 - ay)) / area;
        const c = ((bx - ax) * (y + 0.5 - ay) - (x + 0.5 - ax) * (by - ay)) / area;
        const a = 1 - b - c;
        if (a < 0 || b < 0 || c < 0) continue;
        any = true;
        hit(y * width + x, a * az + b * bz + c * cz, a, b, c);
      }
    }
  }
  const [x, y] = [Math.floor((ax + bx + cx) / 3), Math.floor((ay + by + cy) / 3)];
  if (any || x < 0 || y < 0 || x >= width || y >= width) return;
  hit(y * width + x, (az + bz + cz) / 3, 1 / 3, 1 / 3, 1 / 3);
}

function alphaAt(
  { width, height, rgba }: Picture,
  uvs: Float32Array,
  indices: Uint32Array,
  t: number,
  a: number,
  b: number,
  c: number,
): number {
  const [i, j, k] = [indices[t]! * 2, indices[t + 1]! * 2, indices[t + 2]! * 2];
  const u = a * uvs[i]! + b * uvs[j]! + c * uvs[k]!;
  const v = a * uvs[i + 1]! + b * uvs[j + 1]! + c * uvs[k + 1]!;
  const x = Math.min(width - 1, Math.max(0, Math.floor(u * width)));
  const y = Math.min(height - 1, Math.max(0, Math.floor(v * height)));
  return rgba[(y * width + x) * 4 + 3]!;
}
