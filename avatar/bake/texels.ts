/**
 * The skin's texture space: the base's layout warped so that the face gets about a third of the map, what lies under each
 * texel, and slopes from heights.
 */
import type { Ground } from './skin-pigment.ts';
import type { Triangles } from './surface.ts';

/** Knots of the monotone warp of each texture axis: from the base's layout (origin at the top) to ours. */
const WARP_U = [
  [0, 0],
  [0.6, 0.26],
  [0.78, 0.36],
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

/** What of the base's layout is the head; left of it lie neck, chest and limbs. */
const HEAD_FROM = 0.63;
/** Neck and chest in the base's layout, turned and laid into what is left beside the head: left, top, right, bottom. */
const TORSO = { left: 0.225, right: 0.535, bottom: 0.5 } as const;
const TORSO_PLACE = { left: 0.006, top: 0.4, right: 0.27, bottom: 0.99 } as const;
/** Limbs and the backs of the eyes lie above that. */
const LIMBS = { right: 0.255, middle: 0.46, bottom: 0.385 } as const;

/**
 * Rewrites the skin's UVs in place so that the face is magnified; returns the UVs of the base layout. The face gets
 * 0.09 mm by 0.12 mm a texel of a 4096-pixel map, what shows of neck and chest 0.12 mm by 0.25 mm.
 */
export function magnifyFace(skin: Triangles): Float32Array {
  const base = Float32Array.from(skin.uvs);
  const islands = islandsOf(skin, base);
  const isTorso = (i: number): boolean => {
    const [left, , right, bottom] = islands[i] as Box;
    return left > TORSO.left && right < TORSO.right && bottom < TORSO.bottom;
  };
  const torso: Box = [1, 1, 0, 0];
  for (let i = 0; i < islands.length; i++) if (isTorso(i)) widen(torso, islands[i] as Box);
  const [left, top, right, bottom] = torso;
  for (let i = 0; i < islands.length; i++) {
    const [u, v] = [base[i * 2] ?? 0, base[i * 2 + 1] ?? 0];
    let to: readonly [number, number];
    if ((islands[i] as Box)[0] > HEAD_FROM) to = [warp(WARP_U, u), warp(WARP_V, v)];
    else if (isTorso(i)) {
      const [across, down] = [(u - left) / (right - left), (bottom - v) / (bottom - top)];
      const { left: x0, right: x1, top: y0, bottom: y1 } = TORSO_PLACE;
      to = [x0 + down * (x1 - x0), y0 + across * (y1 - y0)];
    } else {
      const y = v < LIMBS.middle ? v / LIMBS.middle : 1 + 0.02 * (v - LIMBS.middle);
      to = [(u / 0.67) * LIMBS.right, y * LIMBS.bottom];
    }
    skin.uvs.set(to, i * 2);
  }
  return base;
}

/** Left, top, right, bottom. */
type Box = [number, number, number, number];

function widen(box: Box, by: Readonly<Box>): void {
  for (const c of [0, 1] as const) box[c] = Math.min(box[c], by[c]);
  for (const c of [2, 3] as const) box[c] = Math.max(box[c], by[c]);
}

/** Bounds of the connected patch of the texture that each vertex lies in. */
function islandsOf({ indices, vertexCount }: Triangles, uvs: Float32Array): Box[] {
  const parent = Uint32Array.from({ length: vertexCount }, (_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (let t = 0; t < indices.length; t += 3) {
    const a = root(indices[t]!);
    parent[root(indices[t + 1]!)] = a;
    parent[root(indices[t + 2]!)] = a;
  }
  const boxes = new Map<number, Box>();
  return Array.from({ length: vertexCount }, (_, i) => {
    const box = boxes.get(root(i)) ?? [1, 1, 0, 0];
    boxes.set(root(i), box);
    const [u, v] = [uvs[i * 2]!, uvs[i * 2 + 1]!];
    widen(box, [u, v, u, v]);
    return box;
  });
}

export interface Texels {
  readonly covered: Uint8Array;
  readonly position: Float32Array;
  readonly uv: Float32Array;
  /** How much hair lies over the skin, 0 to 1. */
  readonly scalp: Float32Array;
  /** How far light spreads below the surface, 0 flat and thick to 1 thin or sharply bent. */
  readonly scatter: Float32Array;
  /** What else was asked for, as many values a texel as a vertex has. */
  readonly carried: Float32Array;
}

/** What each texel of a map of `size` pixels a side shows, in `rows` rows from `top` on. */
export function rasterise(
  skin: Triangles,
  baseUvs: Float32Array,
  size: number,
  top = 0,
  rows = size,
  carry?: { readonly size: number; readonly data: Float32Array },
): Texels {
  const values = carry?.size ?? 0;
  const carried = new Float32Array(size * rows * values);
  const covered = new Uint8Array(size * rows);
  const texelPosition = new Float32Array(size * rows * 3);
  const texelUv = new Float32Array(size * rows * 2);
  const texelScalp = new Float32Array(size * rows);
  const texelScatter = new Float32Array(size * rows);
  const positions = skin.fields.get('position')?.data ?? new Float32Array();
  const scalp = skin.fields.get('scalp')?.data;
  const scatter = skin.fields.get('scatter')?.data;
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
    const y1 = Math.min(top + rows - 1, Math.ceil(Math.max(ay, by, cy)));
    for (let y = Math.max(top, Math.floor(Math.min(ay, by, cy))); y <= y1; y++) {
      for (let x = Math.max(0, Math.floor(Math.min(ax, bx, cx))); x <= x1; x++) {
        const px = x + 0.5;
        const py = y + 0.5;
        const wb = ((px - ax) * (cy - ay) - (cx - ax) * (py - ay)) / area;
        const wc = ((bx - ax) * (py - ay) - (px - ax) * (by - ay)) / area;
        const wa = 1 - wb - wc;
        if (wa < -slack || wb < -slack || wc < -slack) continue;
        const inside = wa >= 0 && wb >= 0 && wc >= 0;
        const k = (y - top) * size + x;
        if (covered[k] === 2 || (covered[k] === 1 && !inside)) continue;
        covered[k] = inside ? 2 : 1;
        for (let d = 0; d < 3; d++) {
          texelPosition[k * 3 + d] =
            wa * positions[a * 3 + d]! + wb * positions[b * 3 + d]! + wc * positions[c * 3 + d]!;
        }
        if (scalp) texelScalp[k] = wa * scalp[a]! + wb * scalp[b]! + wc * scalp[c]!;
        if (scatter) texelScatter[k] = wa * scatter[a]! + wb * scatter[b]! + wc * scatter[c]!;
        for (let d = 0; d < values; d++) {
          const { data } = carry as { data: Float32Array };
          carried[k * values + d] =
            wa * data[a * values + d]! + wb * data[b * values + d]! + wc * data[c * values + d]!;
        }
        for (let d = 0; d < 2; d++) {
          texelUv[k * 2 + d] = wa * baseUvs[a * 2 + d]! + wb * baseUvs[b * 2 + d]! + wc * baseUvs[c * 2 + d]!;
        }
      }
    }
  }
  return { covered, position: texelPosition, uv: texelUv, scalp: texelScalp, scatter: texelScatter, carried };
}

/**
 * Texels that carry covered ones outwards over `rounds` rings, so that filtering at island borders never meets unpainted
 * texels: to, from, to, from, …
 */
export function gutters(covered: Uint8Array, size: number, rounds: number): number[] {
  const taken = Uint8Array.from(covered);
  const pairs: number[] = [];
  let ring: number[] = [];
  const last = size - 1;
  for (let k = 0; k < taken.length; k++) {
    if (!taken[k]) continue;
    const x = k % size;
    const open =
      (x > 0 && !taken[k - 1]) ||
      (x < last && !taken[k + 1]) ||
      taken[k - size] === 0 ||
      taken[k + size] === 0;
    if (open) ring.push(k, k);
  }
  for (let round = 0; round < rounds; round++) {
    const next: number[] = [];
    for (let i = 0; i < ring.length; i += 2) {
      const k = ring[i]!;
      const x = k % size;
      for (let side = 0; side < 4; side++) {
        const to = side === 0 ? k - 1 : side === 1 ? k + 1 : side === 2 ? k - size : k + size;
        if ((side === 0 && x === 0) || (side === 1 && x === last) || taken[to] !== 0) continue;
        taken[to] = 1;
        next.push(to, ring[i + 1]!);
      }
    }
    for (const value of next) pairs.push(value);
    ring = next;
  }
  return pairs;
}

/** Carries what `ground` says of covered texels a few texels outwards, for those who read between texels. */
export function fillGutters(ground: Ground, covered: Uint8Array): void {
  const { size, rgb, ...single } = ground;
  const pairs = gutters(covered, size, 4);
  for (let i = 0; i < pairs.length; i += 2) {
    const to = pairs[i]!;
    const from = pairs[i + 1]!;
    rgb.copyWithin(to * 3, from * 3, from * 3 + 3);
    for (const map of Object.values(single)) map[to] = map[from] ?? 0;
  }
}

/** A normal that points straight out, as the four bytes of a little-endian number. */
export const FLAT = 0xffff8080;

/** Slopes in decimetres per decimetre: the texel's size on the skin differs along the two axes of the warped map. */
export function normalsFromHeight(height: Float32Array, texels: Texels, size: number): Uint8Array {
  const out = new Uint8Array(height.length * 4);
  new Uint32Array(out.buffer).fill(FLAT);
  const p = texels.position;
  const rows = height.length / size;
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < size - 1; x++) {
      const k = y * size + x;
      const l = k - 1;
      const r = k + 1;
      const t = k - size;
      const b = k + size;
      const { covered } = texels;
      if (!covered[k] || !covered[l] || !covered[r] || !covered[t] || !covered[b]) continue;
      const du = distance(p, l, r);
      const dv = distance(p, t, b);
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

function distance(points: Float32Array, a: number, b: number): number {
  const x = points[b * 3]! - points[a * 3]!;
  const y = points[b * 3 + 1]! - points[a * 3 + 1]!;
  const z = points[b * 3 + 2]! - points[a * 3 + 2]!;
  return Math.sqrt(x * x + y * y + z * z);
}
