/**
 * Soft shadows as a lamp as wide as a softbox throws them (percentage-closer soft shadows, Fernando 2005), worked out on the
 * CPU over the texels of a small map that looks along the light: how much of the lamp each point of what holds still
 * sees. Sums over squares (Crow 1984) make a filter of any width cost the same, and without samples there is no grain and
 * no band. Routes and backends all read the one map.
 */
import { type Above, createDepthMap, type DepthMap, EMPTY, fillEmpty, rasterise } from './depth-map.ts';

/** Triangles over vertices that a pose rewrites. */
export interface Surface {
  /** Three numbers a vertex, metres. */
  readonly positions: Float32Array;
  /** The vertices in use, and triangles by their places among these. */
  readonly vertices: Uint32Array;
  readonly indices: Uint32Array;
}

/** `indices` count vertices of `positions`. */
export function surfaceOf(positions: Float32Array, indices: Uint32Array): Surface {
  const places = new Map<number, number>();
  const own = indices.map((v) => {
    const place = places.get(v) ?? places.size;
    places.set(v, place);
    return place;
  });
  return { positions, vertices: Uint32Array.from(places.keys()), indices: own };
}

export interface PenumbraMap {
  readonly side: number;
  /** Four bytes a texel, one for each group of receivers: 255 is all of the lamp. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Texture coordinates of a point: its dot product with the first three, plus the fourth. */
  readonly across: readonly [number, number, number, number];
  readonly up: readonly [number, number, number, number];
  /** Has it look along another direction, towards the lamp; unit length. Drawn from the next `cast` on. */
  aim(direction: readonly [number, number, number]): void;
  /**
   * Draws what is posed now, one group of receivers a place in the texel. Where surfaces of a group lie over each other as
   * seen from the lamp, the nearest counts. `moving` surfaces cast too; `again` draws only these, and groups of them, anew:
   * all others stay as they were. Groups of what moves are then shaded by what moves alone.
   */
  cast(
    casters: readonly Surface[],
    receivers: readonly (readonly Surface[])[],
    moving?: readonly Surface[],
    again?: boolean,
  ): void;
  /** Adds to each vertex's number what place `k` says of the light there, 0 to 1, to a texel. */
  light(positions: Float32Array, k: number, into: Float32Array): void;
}

/** Metres a texel spans: what touches is shaded within two of them. */
export const TEXEL = 0.006;
/** Metres that a map reaches beyond what it was made for: people sway, and blurred shadows reach further than their receivers. */
const MARGIN = 0.05;
/** Metres in front of a surface from which it is shaded, and over which that sets in. */
const CLEAR = 0.006;
const ONSET = 0.008;
/** Metres around a point in which what shades it is looked for. */
const SEARCH = 0.09;

/**
 * `centre` and `radius` bound the receivers, metres; `lamp` is the lamp's radius over its distance, `texel` in metres. About two
 * milliseconds for 20,000 triangles.
 */
export function createPenumbra(
  centre: readonly number[],
  radius: number,
  lamp: number,
  texel = TEXEL,
): PenumbraMap {
  const side = Math.ceil((2 * (radius + MARGIN)) / texel);
  const data = new Uint8Array(side * side * 4).fill(255);
  const across: [number, number, number, number] = [1, 0, 0, 0];
  const up: [number, number, number, number] = [0, 1, 0, 0];
  let towards: readonly [number, number, number] = [0, 0, 1];
  const caster = createDepthMap(side);
  /** A group's own depth and what of the casters is nearest above it. */
  const grounds: { readonly map: DepthMap; readonly above: Above }[] = [];
  const blocked = new Float32Array(side * side);
  const widths = new Float32Array(side * side);
  const sums = [0, 1].map(() => new Float64Array((side + 1) * (side + 1))) as [Float64Array, Float64Array];
  const projected = new WeakMap<Surface, Float32Array>();

  /** What does not move, as drawn last: depth, and what is nearest above each ground. */
  const kept: { depth: Float32Array; nearest: Float32Array[] } = {
    depth: new Float32Array(side * side),
    nearest: [],
  };

  /** Texels and depth of a surface's vertices. */
  function project(surface: Surface): Float32Array {
    const { positions, vertices } = surface;
    const out = projected.get(surface) ?? new Float32Array(vertices.length * 3);
    projected.set(surface, out);
    const [ax, ay, az, aw] = across;
    const [bx, by, bz, bw] = up;
    const [cx, cy, cz] = towards;
    for (let v = 0, o = 0; v < vertices.length; v++, o += 3) {
      const i = vertices[v]! * 3;
      const x = positions[i]!;
      const y = positions[i + 1]!;
      const z = positions[i + 2]!;
      out[o] = (ax * x + ay * y + az * z + aw) * side - 0.5;
      out[o + 1] = (bx * x + by * y + bz * z + bw) * side - 0.5;
      out[o + 2] = cx * x + cy * y + cz * z;
    }
    return out;
  }

  function ground(k: number, receivers: readonly Surface[]): Above {
    const known = grounds[k];
    const map = known?.map ?? createDepthMap(side);
    const above = known?.above ?? { floor: map.depth, nearest: new Float32Array(side * side) };
    grounds[k] = { map, above };
    map.depth.fill(EMPTY);
    above.nearest.fill(-EMPTY);
    for (const surface of receivers) rasterise(map, project(surface), surface.indices);
    fillEmpty(map);
    for (let i = 0; i < above.floor.length; i++) above.floor[i]! += CLEAR;
    return above;
  }

  function shade(k: number, { floor, nearest }: Above): void {
    let [left, right, top, bottom] = [side, -1, side, -1];
    for (let y = 0, i = 0; y < side; y++) {
      for (let x = 0; x < side; x++, i++) {
        const gap = caster.depth[i]! - floor[i]!;
        const much = gap <= 0 ? 0 : Math.min(1, gap / ONSET);
        blocked[i] = much;
        // As hard as the nearest of what lies in the way: a jaw's edge, not the brow above it.
        widths[i] = much === 0 ? 0 : much * (nearest[i]! - floor[i]!);
        data[i * 4 + k] = 255;
        if (much === 0) continue;
        if (x < left) left = x;
        if (x > right) right = x;
        if (y < top) top = y;
        bottom = y;
      }
    }
    if (right < 0) return;
    const search = Math.round(SEARCH / texel);
    [left, right] = [Math.max(0, left - search), Math.min(side - 1, right + search)];
    [top, bottom] = [Math.max(0, top - search), Math.min(side - 1, bottom + search)];
    const [shades, gaps] = sums;
    add(shades, blocked, side);
    add(gaps, widths, side);
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const i = y * side + x;
        const found = mean(shades, side, x, y, search);
        // All shut or all open as far as any filter reaches: one square blurs less than half as far as is searched.
        if (found < 1e-6 || found > 1 - 1e-6) {
          blocked[i] = Math.round(found);
          widths[i] = -1;
          continue;
        }
        // Two squares blur as a disc of that radius does where each is three fifths as wide.
        const width = (mean(gaps, side, x, y, search) / found) * lamp * 0.61;
        widths[i] = Math.min(search / 2, Math.max(0.8, width / texel));
        blocked[i] = between(shades, side, x, y, widths[i]!);
      }
    }
    add(gaps, blocked, side);
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const i = y * side + x;
        const shut = widths[i]! < 0 ? blocked[i]! : between(gaps, side, x, y, widths[i]!);
        data[i * 4 + k] = 255.5 - 255 * shut;
      }
    }
  }

  return {
    side,
    data,
    across,
    up,
    aim(direction) {
      towards = direction;
      const [x, y, z] = direction;
      const flat = Math.hypot(x, z) || 1;
      const right = [z / flat, 0, -x / flat] as const;
      const above = [y * right[2], z * right[0] - x * right[2], -y * right[0]] as const;
      const span = side * texel;
      for (const [row, axis] of [
        [across, right],
        [up, above],
      ] as const) {
        let middle = 0;
        for (let c = 0; c < 3; c++) {
          row[c] = axis[c]! / span;
          middle += row[c]! * (centre[c] ?? 0);
        }
        row[3] = 0.5 - middle;
      }
    },
    cast(casters, receivers, moving = [], again = false) {
      const floors = receivers.map((group, k) => {
        const stays = again && !group.some((surface) => moving.includes(surface));
        if (!stays) return ground(k, group);
        const { above } = grounds[k]!;
        above.nearest.set(kept.nearest[k]!);
        return above;
      });
      if (again) caster.depth.set(kept.depth);
      else {
        caster.depth.fill(EMPTY);
        for (const surface of casters) rasterise(caster, project(surface), surface.indices, floors);
        if (moving.length > 0) {
          kept.depth.set(caster.depth);
          kept.nearest = floors.map(({ nearest }) => nearest.slice());
        }
      }
      for (const surface of moving) rasterise(caster, project(surface), surface.indices, floors);
      for (const [k, above] of floors.entries()) shade(k, above);
    },
    light(positions, k, into) {
      const [ax, ay, az, aw] = across;
      const [bx, by, bz, bw] = up;
      for (let v = 0, i = 0; v < into.length; v++, i += 3) {
        const x = positions[i]!;
        const y = positions[i + 1]!;
        const z = positions[i + 2]!;
        const u = Math.min(side - 1, Math.max(0, Math.floor((ax * x + ay * y + az * z + aw) * side)));
        const w = Math.min(side - 1, Math.max(0, Math.floor((bx * x + by * y + bz * z + bw) * side)));
        into[v]! += data[(w * side + u) * 4 + k]! / 255;
      }
    },
  };
}

/** Sums of all texels above and left of a corner. */
function add(into: Float64Array, values: Float32Array, side: number): void {
  const row = side + 1;
  for (let y = 0; y < side; y++) {
    let sum = 0;
    for (let x = 0; x < side; x++) {
      sum += values[y * side + x]!;
      into[(y + 1) * row + x + 1] = into[y * row + x + 1]! + sum;
    }
  }
}

/** Mean over the square that reaches `k` texels around one. */
function mean(sums: Float64Array, side: number, x: number, y: number, k: number): number {
  const row = side + 1;
  const left = x < k ? 0 : x - k;
  const right = x + k >= side ? side : x + k + 1;
  const top = (y < k ? 0 : y - k) * row;
  const bottom = (y + k >= side ? side : y + k + 1) * row;
  const sum = sums[bottom + right]! - sums[bottom + left]! - sums[top + right]! + sums[top + left]!;
  return (sum * row) / ((right - left) * (bottom - top));
}

/** The same for widths between whole texels. */
function between(sums: Float64Array, side: number, x: number, y: number, width: number): number {
  const k = Math.floor(width);
  const near = mean(sums, side, x, y, k);
  return near + (mean(sums, side, x, y, k + 1) - near) * (width - k);
}
