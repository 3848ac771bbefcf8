/** Depth seen from a light, drawn on the CPU: what is wide enough for a soft shadow fits a few thousand texels. */

/** A square of texels; depth grows towards the light, metres. */
export interface DepthMap {
  readonly side: number;
  readonly depth: Float32Array;
}

/** Where nothing is. */
export const EMPTY = -1e9;

export const createDepthMap = (side: number): DepthMap => ({
  side,
  depth: new Float32Array(side * side).fill(EMPTY),
});

/** Depths of a surface, and what of the triangles above it is nearest to it. */
export interface Above {
  readonly floor: Float32Array;
  readonly nearest: Float32Array;
}

/**
 * Keeps what is nearest to the light of `indices`' triangles, and what is above `floors`. `points` are three numbers a vertex: texels from the first
 * texel's middle, and depth.
 */
export function rasterise(
  { side, depth }: DepthMap,
  points: Float32Array,
  indices: Uint32Array,
  floors: readonly Above[] = [],
): void {
  const last = side - 1;
  for (let t = 0; t < indices.length; t += 3) {
    const a = indices[t]! * 3;
    const b = indices[t + 1]! * 3;
    const c = indices[t + 2]! * 3;
    const ax = points[a]!;
    const ay = points[a + 1]!;
    const bx = points[b]!;
    const by = points[b + 1]!;
    const cx = points[c]!;
    const cy = points[c + 1]!;
    const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx)));
    const right = Math.min(last, Math.floor(Math.max(ax, bx, cx)));
    if (left > right) continue;
    const top = Math.max(0, Math.ceil(Math.min(ay, by, cy)));
    const bottom = Math.min(last, Math.floor(Math.max(ay, by, cy)));
    if (top > bottom) continue;
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (area === 0) continue;
    const az = points[a + 2]!;
    const bz = points[b + 2]! - az;
    const cz = points[c + 2]! - az;
    const vx = (cy - ay) / area;
    const vy = (ax - cx) / area;
    const wx = (ay - by) / area;
    const wy = (bx - ax) / area;
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const v = (x - ax) * vx + (y - ay) * vy;
        const w = (x - ax) * wx + (y - ay) * wy;
        if (v < 0 || w < 0 || v + w > 1) continue;
        const z = az + v * bz + w * cz;
        const at = y * side + x;
        if (z > depth[at]!) depth[at] = z;
        for (let k = 0; k < floors.length; k++) {
          const { floor, nearest } = floors[k]!;
          if (z > floor[at]! && z < nearest[at]!) nearest[at] = z;
        }
      }
    }
  }
}

/**
 * Gives texels that nothing covers the depth around them, so that a shadow may be blurred beyond an outline: means of what
 * is known in squares of two, four, eight texels and so on.
 */
export function fillEmpty({ side, depth }: DepthMap): void {
  interface Level {
    readonly side: number;
    readonly sum: Float32Array;
    readonly count: Float32Array;
  }
  const levels: Level[] = [];
  const known = new Float32Array(side * side);
  for (let i = 0; i < known.length; i++) known[i] = depth[i] === EMPTY ? 0 : 1;
  let above: Level = { side, sum: depth, count: known };
  while (above.side > 1) {
    const half = (above.side + 1) >> 1;
    const next = { side: half, sum: new Float32Array(half * half), count: new Float32Array(half * half) };
    for (let y = 0; y < above.side; y++) {
      for (let x = 0; x < above.side; x++) {
        const from = y * above.side + x;
        if (above.count[from] === 0) continue;
        const to = (y >> 1) * half + (x >> 1);
        next.sum[to]! += above.sum[from]!;
        next.count[to]! += 1;
      }
    }
    for (let i = 0; i < next.sum.length; i++) if (next.count[i]! > 0) next.sum[i]! /= next.count[i]!;
    levels.push(above);
    above = next;
  }
  for (let below = above, up = levels.pop(); up; below = up, up = levels.pop()) {
    for (let y = 0; y < up.side; y++) {
      for (let x = 0; x < up.side; x++) {
        const at = y * up.side + x;
        if (up.count[at] === 0) up.sum[at] = below.sum[(y >> 1) * below.side + (x >> 1)]!;
      }
    }
  }
}
