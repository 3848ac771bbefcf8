/**
 * The skin's texture space: the base's layout warped so that the face gets about a third of the map, what lies under each
 * texel, and slopes from heights.
 */
import type { Triangles } from './surface.ts';

/** Knots of the monotone warp of each texture axis: from the base's layout (origin at the top) to ours. */
const WARP_U = [
  [0, 0],
  [0.6, 0.1],
  [0.78, 0.28],
  [0.985, 0.97],
  [1, 1],
] as const;
const WARP_V = [
  [0, 0],
  [0.18, 0.06],
  [0.36, 0.19],
  [0.66, 0.81],
  [0.86, 0.95],
  [1, 1],
] as const;

function warp(knots: readonly (readonly [number, number])[], x: number): number {
  for (let k = 1; k < knots.length; k++) {
    const [x1, y1] = knots[k] as readonly [number, number];
    const [x0, y0] = knots[k - 1] as readonly [number, number];
    if (x <= x1 || k === knots.length - 1) return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
  }
  return x;
}

/** Rewrites the skin's UVs in place so that the face is magnified; returns the UVs of the base layout. */
export function magnifyFace(skin: Triangles): Float32Array {
  const base = Float32Array.from(skin.uvs);
  for (let i = 0; i < skin.uvs.length; i += 2) {
    skin.uvs[i] = warp(WARP_U, base[i] ?? 0);
    skin.uvs[i + 1] = warp(WARP_V, base[i + 1] ?? 0);
  }
  return base;
}

export interface Texels {
  readonly covered: Uint8Array;
  readonly position: Float32Array;
  readonly uv: Float32Array;
  /** How much hair lies over the skin, 0 to 1. */
  readonly scalp: Float32Array;
}

/** What each texel of a map of `size` pixels a side shows. */
export function rasterise(skin: Triangles, baseUvs: Float32Array, size: number): Texels {
  const covered = new Uint8Array(size * size);
  const texelPosition = new Float32Array(size * size * 3);
  const texelUv = new Float32Array(size * size * 2);
  const texelScalp = new Float32Array(size * size);
  const positions = skin.fields.get('position')?.data ?? new Float32Array();
  const scalp = skin.fields.get('scalp')?.data;
  for (let t = 0; t < skin.indices.length; t += 3) {
    const [a, b, c] = [skin.indices[t] ?? 0, skin.indices[t + 1] ?? 0, skin.indices[t + 2] ?? 0];
    const ax = skin.uvs[a * 2]! * size;
    const ay = skin.uvs[a * 2 + 1]! * size;
    const bx = skin.uvs[b * 2]! * size;
    const by = skin.uvs[b * 2 + 1]! * size;
    const cx = skin.uvs[c * 2]! * size;
    const cy = skin.uvs[c * 2 + 1]! * size;
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (Math.abs(area) < 1e-9) continue;
    // Half a texel of slack closes the hairline gaps between neighbours.
    const slack = 0.75 / Math.sqrt(Math.abs(area));
    const x1 = Math.min(size - 1, Math.ceil(Math.max(ax, bx, cx)));
    const y1 = Math.min(size - 1, Math.ceil(Math.max(ay, by, cy)));
    for (let y = Math.max(0, Math.floor(Math.min(ay, by, cy))); y <= y1; y++) {
      for (let x = Math.max(0, Math.floor(Math.min(ax, bx, cx))); x <= x1; x++) {
        const px = x + 0.5;
        const py = y + 0.5;
        const wb = ((px - ax) * (cy - ay) - (cx - ax) * (py - ay)) / area;
        const wc = ((bx - ax) * (py - ay) - (px - ax) * (by - ay)) / area;
        const wa = 1 - wb - wc;
        if (wa < -slack || wb < -slack || wc < -slack) continue;
        const inside = wa >= 0 && wb >= 0 && wc >= 0;
        const k = y * size + x;
        if (covered[k] === 2 || (covered[k] === 1 && !inside)) continue;
        covered[k] = inside ? 2 : 1;
        for (let d = 0; d < 3; d++) {
          texelPosition[k * 3 + d] =
            wa * positions[a * 3 + d]! + wb * positions[b * 3 + d]! + wc * positions[c * 3 + d]!;
        }
        if (scalp) texelScalp[k] = wa * scalp[a]! + wb * scalp[b]! + wc * scalp[c]!;
        for (let d = 0; d < 2; d++) {
          texelUv[k * 2 + d] = wa * baseUvs[a * 2 + d]! + wb * baseUvs[b * 2 + d]! + wc * baseUvs[c * 2 + d]!;
        }
      }
    }
  }
  return { covered, position: texelPosition, uv: texelUv, scalp: texelScalp };
}

/**
 * Pairs of texels (to, from) that carry covered texels outwards over `rounds` rings, so that filtering at island borders
 * never meets unpainted texels.
 */
export function gutters(covered: Uint8Array, size: number, rounds: number): [number, number][] {
  const taken = Uint8Array.from(covered, (c) => (c ? 1 : 0));
  const pairs: [number, number][] = [];
  let frontier: [number, number][] = [];
  for (let k = 0; k < taken.length; k++) if (taken[k]) frontier.push([k, k]);
  for (let round = 0; round < rounds; round++) {
    const next: [number, number][] = [];
    for (const [k, from] of frontier) {
      const x = k % size;
      for (const to of [x > 0 ? k - 1 : -1, x < size - 1 ? k + 1 : -1, k - size, k + size]) {
        if (to < 0 || to >= taken.length || taken[to]) continue;
        taken[to] = 1;
        next.push([to, from]);
      }
    }
    pairs.push(...next);
    frontier = next;
  }
  return pairs;
}

/** Slopes in decimetres per decimetre: the texel's size on the skin differs along the two axes of the warped map. */
export function normalsFromHeight(height: Float32Array, texels: Texels, size: number): Uint8Array {
  const out = new Uint8Array(size * size * 4);
  for (let i = 0; i < out.length; i += 4) out.set([128, 128, 255, 255], i);
  const p = texels.position;
  for (let y = 1; y < size - 1; y++) {
    for (let x = 1; x < size - 1; x++) {
      const k = y * size + x;
      const [l, r, t, b] = [k - 1, k + 1, k - size, k + size];
      if (
        !texels.covered[k] ||
        !texels.covered[l] ||
        !texels.covered[r] ||
        !texels.covered[t] ||
        !texels.covered[b]
      )
        continue;
      const du = Math.hypot(
        p[r * 3]! - p[l * 3]!,
        p[r * 3 + 1]! - p[l * 3 + 1]!,
        p[r * 3 + 2]! - p[l * 3 + 2]!,
      );
      const dv = Math.hypot(
        p[b * 3]! - p[t * 3]!,
        p[b * 3 + 1]! - p[t * 3 + 1]!,
        p[b * 3 + 2]! - p[t * 3 + 2]!,
      );
      // Islands that touch in the map but not on the body.
      if (du > 0.05 || dv > 0.05 || du < 1e-6 || dv < 1e-6) continue;
      const nx = -(height[r]! - height[l]!) / du;
      const ny = (height[b]! - height[t]!) / dv;
      const s = 1 / Math.sqrt(nx * nx + ny * ny + 1);
      out[k * 4] = Math.round(127.5 + 127.5 * nx * s);
      out[k * 4 + 1] = Math.round(127.5 + 127.5 * ny * s);
      out[k * 4 + 2] = Math.round(127.5 + 127.5 * s);
    }
  }
  return out;
}
