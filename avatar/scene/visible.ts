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
const FILM: Turns = { yaws: [-0.64, -0.32, 0, 0.32, 0.64], pitches: [-0.3, 0, 0.3] };
/** Metres behind the front surface at which a triangle still counts: bends, and layers that slide over each other. */
const SLACK = 0.0015;
/** Square metres, all views together, over which a triangle must show: half a square millimetre a view. */
const SHOWN_AREA = 7e-6;
/** The same of what is closed, where no hole is left without it. */
const CLOSED_AREA = 1.8e-5;
/** Cells of a hole in one view from which it is closed: alone, one is smoothed away with the edges. */
const HOLE_CELLS = 2;

type Passes = { readonly solid: Uint32Array; readonly soft: Uint32Array };
/** Cells in which each triangle shows. */
type Counts = { readonly solid: Uint16Array; readonly soft: Uint16Array };

/**
 * Keeps those of `hair` that are in front in any view; `occluders` hide too. `cell` is the grain of the test, metres. Soft
 * triangles stay only where they lie before something else than hair: strands blended over strands of their colour are a
 * fourth of a frame and hardly seen, unless the hair is `pale`.
 */
export function visibleHair(
  hair: HairMesh,
  alpha: Picture,
  occluders: readonly Mesh[],
  cell: number,
  { turns = FILM, pale = false }: { readonly turns?: Turns; readonly pale?: boolean } = {},
): Passes {
  const seen = countsOf(hair);
  const soft = Math.ceil(SHOWN_AREA / cell ** 2);
  const solid = Math.ceil(CLOSED_AREA / cell ** 2);
  look(hair, alpha, occluders, { cell, turns, pale, needed: Math.max(soft, solid), into: () => seen });
  mend(hair, alpha, occluders, { cell, turns, needed: solid }, seen.solid);
  return kept(hair, [seen], { solid, soft });
}

/** Metres behind the front of closed hair from which what shows is a hole: the inside of a groom, skin, or the set. */
const HOLE = 0.005;
/** The same before skin: single locks of a hairline lie on it. */
const BARE = 0.0004;

/**
 * Raises to `needed` the counts of what closes holes that all left out at once would leave: each shows little, and together
 * they are black specks and slits of the set on the outline. In the order of the part, whose sheet comes first.
 */
function mend(
  hair: HairMesh,
  alpha: Picture,
  occluders: readonly Mesh[],
  { cell, turns, needed }: Pick<Looking, 'cell' | 'turns' | 'needed'>,
  counts: Uint16Array,
): void {
  const { solid } = hair;
  const { turned, cells, depth } = grid(hair, cell);
  const cover = coverOf(alpha, hair.uvs);
  const left = new Float32Array(depth.length);
  const haired = new Uint8Array(depth.length);
  for (const yaw of turns.yaws) {
    for (const pitch of turns.pitches) {
      depth.fill(Number.NEGATIVE_INFINITY);
      for (const mesh of occluders) {
        const points = turned(mesh, yaw, pitch);
        for (let t = 0; t < mesh.indices.length; t += 3) {
          const count = cells.cover(points, mesh.indices, t);
          for (let k = 0; k < count; k++) depth[cells.at[k]!] = Math.max(depth[cells.at[k]!]!, cells.z[k]!);
        }
      }
      left.set(depth);
      haired.fill(0);
      const points = turned(hair, yaw, pitch);
      const closed = (t: number, each: (at: number, z: number) => void): void => {
        const count = cells.cover(points, solid, t);
        if (count > 0) cover.aim(solid, t);
        for (let k = 0; k < count; k++)
          if (cover.at(cells.b[k]!, cells.c[k]!) >= SOLID_FROM * 255) each(cells.at[k]!, cells.z[k]!);
      };
      for (let t = 0; t < solid.length; t += 3) {
        const stays = counts[t / 3]! >= needed;
        closed(t, (at, z) => {
          if (z > depth[at]!) depth[at] = z;
          if (!stays || z <= left[at]!) return;
          left[at] = z;
          haired[at] = 1;
        });
      }
      for (let t = 0; t < solid.length; t += 3) {
        if (counts[t / 3]! >= needed) continue;
        let holes = 0;
        closed(t, (at, z) => {
          if (z > left[at]! + (haired[at] ? HOLE : BARE) && z > depth[at]! - HOLE) holes++;
        });
        if (holes < HOLE_CELLS) continue;
        counts[t / 3] = needed;
        closed(t, (at, z) => {
          if (z <= left[at]!) return;
          left[at] = z;
          haired[at] = 1;
        });
      }
    }
  }
}

/** A square grid before all of the hair, whichever way it is turned. */
function grid(hair: HairMesh, cell: number) {
  const { centre, radius } = bounds(hair);
  const width = Math.ceil((radius * 2) / cell) + 2;
  return {
    cells: createRaster(width),
    depth: new Float32Array(width * width),
    turned: (mesh: Mesh, yaw: number, pitch: number): Float32Array =>
      turn(mesh.positions, centre, yaw, pitch, radius, cell),
  };
}

/**
 * The same for heads turned by anything between the first and the third of `turns.yaws`, the third and the fifth and so on:
 * what is seen past a temple is seen from the yaw between alone. What is closed stays if it shows in a single cell, or light
 * would shine through outlines.
 */
export function hairBetween(
  hair: HairMesh,
  alpha: Picture,
  occluders: readonly Mesh[],
  cell: number,
  turns: Turns,
): Passes[] {
  const seen = turns.yaws.map(() => countsOf(hair));
  const needed = Math.ceil(SHOWN_AREA / cell ** 2);
  look(hair, alpha, occluders, { cell, turns, pale: false, needed, into: (yaw) => seen[yaw]! });
  return Array.from({ length: (seen.length - 1) >> 1 }, (_, k) =>
    kept(hair, seen.slice(2 * k, 2 * k + 3), { solid: 1, soft: needed }),
  );
}

const countsOf = ({ solid, soft }: HairMesh): Counts => ({
  solid: new Uint16Array(solid.length / 3),
  soft: new Uint16Array(soft.length / 3),
});

/** Triangles that show in so many cells, all of `seen` together. */
function kept(
  hair: HairMesh,
  seen: readonly Counts[],
  needed: { readonly solid: number; readonly soft: number },
): Passes {
  const pass = (kind: 'solid' | 'soft'): Uint32Array =>
    hair[kind].filter((_, k) => {
      let cells = 0;
      for (const counts of seen) cells += counts[kind][Math.floor(k / 3)]!;
      return cells >= needed[kind];
    });
  return { solid: pass('solid'), soft: pass('soft') };
}

interface Looking {
  readonly cell: number;
  readonly turns: Turns;
  readonly pale: boolean;
  /** Cells up to which is counted. */
  readonly needed: number;
  /** Where the views of a yaw, by its place in `turns`, are counted. */
  readonly into: (yaw: number) => Counts;
}

function look(
  hair: HairMesh,
  alpha: Picture,
  occluders: readonly Mesh[],
  { cell, turns, pale, needed, into }: Looking,
): void {
  const { turned, cells, depth } = grid(hair, cell);
  const haired = new Uint8Array(depth.length);
  const cover = coverOf(alpha, hair.uvs);
  for (const [place, yaw] of turns.yaws.entries()) {
    const seen = into(place);
    for (const pitch of turns.pitches) {
      depth.fill(Number.NEGATIVE_INFINITY);
      haired.fill(0);
      for (const mesh of occluders) {
        const points = turned(mesh, yaw, pitch);
        for (let t = 0; t < mesh.indices.length; t += 3) {
          const count = cells.cover(points, mesh.indices, t);
          for (let k = 0; k < count; k++) {
            const at = cells.at[k]!;
            if (cells.z[k]! > depth[at]!) depth[at] = cells.z[k]!;
          }
        }
      }
      const points = turned(hair, yaw, pitch);
      for (let t = 0; t < hair.solid.length; t += 3) {
        const count = cells.cover(points, hair.solid, t);
        if (count > 0) cover.aim(hair.solid, t);
        for (let k = 0; k < count; k++) {
          const at = cells.at[k]!;
          if (cells.z[k]! <= depth[at]! || cover.at(cells.b[k]!, cells.c[k]!) < SOLID_FROM * 255) continue;
          depth[at] = cells.z[k]!;
          haired[at] = 1;
        }
      }
      for (const [kind, from] of [
        ['solid', SOLID_FROM * 255],
        ['soft', SOFT_FROM * 255],
      ] as const) {
        const indices = hair[kind];
        const found = seen[kind];
        for (let t = 0; t < indices.length; t += 3) {
          if (found[t / 3]! >= needed) continue;
          const count = cells.cover(points, indices, t);
          if (count > 0) cover.aim(indices, t);
          for (let k = 0; k < count && found[t / 3]! < needed; k++) {
            const at = cells.at[k]!;
            if (kind === 'soft' && haired[at] && !pale) continue;
            if (cells.z[k]! >= depth[at]! - SLACK && cover.at(cells.b[k]!, cells.c[k]!) >= from)
              found[t / 3]!++;
          }
        }
      }
    }
  }
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

/** Positions around `centre`, turned as a head turns: columns and rows of the grid, and metres towards the camera. */
function turn(
  positions: Float32Array,
  centre: readonly [number, number, number],
  yaw: number,
  pitch: number,
  radius: number,
  cell: number,
): Float32Array {
  const [sy, cy, sp, cp] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
  const out = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i]! - centre[0];
    const y = positions[i + 1]! - centre[1];
    const z = positions[i + 2]! - centre[2];
    const forward = cp * z + sp * y;
    out[i] = (cy * x + sy * forward + radius) / cell;
    out[i + 1] = (cp * y - sp * z + radius) / cell;
    out[i + 2] = cy * forward - sy * x;
  }
  return out;
}

interface Raster {
  /** Finds the cells whose middle a triangle covers, or its middle's where it covers none; answers how many. */
  cover(points: Float32Array, indices: Uint32Array, t: number): number;
  /** Of each cell found: its place in the grid, how near it is, and the shares of the second and third corner. */
  readonly at: Int32Array;
  readonly z: Float32Array;
  readonly b: Float32Array;
  readonly c: Float32Array;
}

/** A square grid of `width` cells a side. Written out flat: it is all that the test costs. */
function createRaster(width: number): Raster {
  const at = new Int32Array(width * width);
  const [z, b, c] = [new Float32Array(at.length), new Float32Array(at.length), new Float32Array(at.length)];
  return {
    at,
    z,
    b,
    c,
    cover(points, indices, t) {
      const [i, j, k] = [indices[t]! * 3, indices[t + 1]! * 3, indices[t + 2]! * 3];
      const ax = points[i]!;
      const ay = points[i + 1]!;
      const az = points[i + 2]!;
      const bx = points[j]! - ax;
      const by = points[j + 1]! - ay;
      const bz = points[j + 2]! - az;
      const cx = points[k]! - ax;
      const cy = points[k + 1]! - ay;
      const cz = points[k + 2]! - az;
      const x0 = Math.max(0, Math.floor(ax + Math.min(0, bx, cx)));
      const x1 = Math.min(width - 1, Math.ceil(ax + Math.max(0, bx, cx)));
      const y0 = Math.max(0, Math.floor(ay + Math.min(0, by, cy)));
      const y1 = Math.min(width - 1, Math.ceil(ay + Math.max(0, by, cy)));
      const area = bx * cy - cx * by;
      let count = 0;
      if (area !== 0) {
        const [stepB, stepC] = [cy / area, -by / area];
        for (let y = y0; y <= y1; y++) {
          const dy = y + 0.5 - ay;
          const dx = x0 + 0.5 - ax;
          let shareB = (dx * cy - cx * dy) / area;
          let shareC = (bx * dy - dx * by) / area;
          for (let x = x0; x <= x1; x++, shareB += stepB, shareC += stepC) {
            if (shareB < 0 || shareC < 0 || shareB + shareC > 1) continue;
            at[count] = y * width + x;
            z[count] = az + shareB * bz + shareC * cz;
            b[count] = shareB;
            c[count] = shareC;
            count++;
          }
        }
      }
      const x = Math.floor(ax + (bx + cx) / 3);
      const y = Math.floor(ay + (by + cy) / 3);
      if (count > 0 || x < 0 || y < 0 || x >= width || y >= width) return count;
      at[0] = y * width + x;
      z[0] = az + (bz + cz) / 3;
      b[0] = 1 / 3;
      c[0] = 1 / 3;
      return 1;
    },
  };
}

/** How much of the hair's texture covers a point of the triangle aimed at, 0 to 255. */
function coverOf({ width, height, rgba }: Picture, uvs: Float32Array) {
  const alpha = new Uint8Array(width * height);
  for (let i = 0; i < alpha.length; i++) alpha[i] = rgba[i * 4 + 3]!;
  let [u, v, ub, vb, uc, vc] = [0, 0, 0, 0, 0, 0];
  return {
    aim(indices: Uint32Array, t: number): void {
      const [i, j, k] = [indices[t]! * 2, indices[t + 1]! * 2, indices[t + 2]! * 2];
      u = uvs[i]! * width;
      v = uvs[i + 1]! * height;
      ub = uvs[j]! * width - u;
      vb = uvs[j + 1]! * height - v;
      uc = uvs[k]! * width - u;
      vc = uvs[k + 1]! * height - v;
    },
    at(b: number, c: number): number {
      const x = Math.min(width - 1, Math.max(0, Math.floor(u + b * ub + c * uc)));
      const y = Math.min(height - 1, Math.max(0, Math.floor(v + b * vb + c * vc)));
      return alpha[y * width + x]!;
    },
  };
}
