/**
 * How much of the surround reaches a strand: the groom as a cloud of known density, and the light that comes through it.
 * One field over all locks, so that a lock's shade depends on where it lies, not on which layer it is of: neighbours of
 * one height look alike, and what hides below them is dark.
 */
import { smoothstep, type Vec3 } from './morph.ts';

export interface Strand {
  readonly points: readonly Vec3[];
  /** Decimetres. */
  readonly width: number;
  /** How much of the card is hair, 0 to 1. */
  readonly cover: number;
}

/** Side of a cell, decimetres. */
const CELL = 0.075;
/** Light lost per decimetre through hair of density 1, which is a square decimetre of cards in a cubic decimetre. */
const ABSORPTION = 0.42;
const REACH = 8;

/** Directions spread evenly over the sphere (Fibonacci). */
const DIRECTIONS: readonly Vec3[] = Array.from({ length: 40 }, (_, i) => {
  const y = 1 - (2 * (i + 0.5)) / 40;
  const radius = Math.sqrt(1 - y * y);
  const turn = i * 2.399963;
  return [radius * Math.cos(turn), y, radius * Math.sin(turn)];
});

/** A function of place and outward direction: 1 in the open, towards 0 deep inside. */
export function hairDepth(strands: readonly Strand[]): (at: Vec3, outward: Vec3) => number {
  const min: [number, number, number] = [99, 99, 99];
  const max: [number, number, number] = [-99, -99, -99];
  for (const { points } of strands) {
    for (const p of points) {
      for (let d = 0; d < 3; d++) {
        min[d] = Math.min(min[d]!, p[d]!);
        max[d] = Math.max(max[d]!, p[d]!);
      }
    }
  }
  const cells = min.map((low, d) => Math.max(1, Math.ceil((max[d]! - low) / CELL) + 3)) as [
    number,
    number,
    number,
  ];
  const [nx, ny, nz] = cells;
  const density = new Float32Array(nx * ny * nz);
  /** Calls `each` with the eight cells around a place and their shares. */
  const around = (at: Vec3, each: (cell: number, share: number) => void): void => {
    const f = at.map((value, d) => (value - min[d]!) / CELL + 1) as unknown as Vec3;
    const [x, y, z] = f.map(Math.floor) as unknown as Vec3;
    if (x < 0 || y < 0 || z < 0 || x + 1 >= nx || y + 1 >= ny || z + 1 >= nz) return;
    for (let k = 0; k < 8; k++) {
      const [dx, dy, dz] = [k & 1, (k >> 1) & 1, k >> 2];
      const share =
        (dx ? f[0] - x : 1 - f[0] + x) * (dy ? f[1] - y : 1 - f[1] + y) * (dz ? f[2] - z : 1 - f[2] + z);
      each(((z + dz) * ny + y + dy) * nx + x + dx, share);
    }
  };
  for (const { points, width, cover } of strands) {
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1]!, points[i]!];
      const length = Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]);
      const steps = Math.max(1, Math.ceil(length / CELL));
      const area = ((length * width) / steps / CELL ** 3) * cover;
      for (let s = 0; s < steps; s++) {
        const t = (s + 0.5) / steps;
        const at: Vec3 = [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
        around(at, (cell, share) => {
          density[cell]! += area * share;
        });
      }
    }
  }
  return (at, outward) => {
    let light = 0;
    let total = 0;
    for (const d of DIRECTIONS) {
      const facing = d[0] * outward[0] + d[1] * outward[1] + d[2] * outward[2];
      if (facing <= 0.05) continue;
      // A sky: what comes from above counts double.
      const weight = facing * (1.5 + d[1]);
      let sum = 0;
      for (let s = 1; s <= REACH; s++) {
        const far = s * CELL * 1.2;
        around([at[0] + d[0] * far, at[1] + d[1] * far, at[2] + d[2] * far], (cell, share) => {
          sum += density[cell]! * share;
        });
      }
      light += weight * Math.exp(-ABSORPTION * sum * CELL * 1.2);
      total += weight;
    }
    return smoothstep(0, 1, total > 0 ? light / total : 1) * 0.5 + (total > 0 ? light / total : 1) * 0.5;
  };
}
