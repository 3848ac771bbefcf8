/**
 * The finest level of skin: pores, the net of creases between them and whiskers, at the full size of the maps, over the
 * coarser ground. Works in bands of rows: the positions under a 4096-pixel map would take 200 MB at once.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { hexToLinear, srgbByte } from './image.ts';
import { clamp01, smoothstep } from './morph.ts';
import { type Cell, cellular, grain, valueNoise } from './noise.ts';
import type { Ground } from './skin-pigment.ts';
import type { Triangles } from './surface.ts';
import { FLAT, gutters, normalsFromHeight, rasterise } from './texels.ts';

/** RGBA maps of `size` pixels a side. */
export interface Relief {
  readonly size: number;
  /** sRGB. */
  readonly albedo: Uint8Array;
  /** Red and green: slopes, as glTF has them; blue: 1 at rest, 0.75 where lines deepen as the skin folds. */
  readonly normal: Uint8Array;
  /** Red: how strongly it mirrors, two thirds of it the mean; green: roughness; blue: how far light spreads below the surface. */
  readonly surface: Uint8Array;
}

const BAND = 256;

/** `size` is a whole multiple of the ground's. */
export function carve(
  look: AvatarLook,
  skin: Triangles,
  baseUvs: Float32Array,
  ground: Ground,
  size: number,
): Relief {
  const albedo = new Uint8Array(size * size * 4).fill(255);
  const normal = new Uint8Array(size * size * 4);
  new Uint32Array(normal.buffer).fill(FLAT);
  const surface = new Uint8Array(size * size * 4).fill(255);
  const taken = new Uint8Array(size * size);
  const beard = hexToLinear(look.skin.stubbleColour);
  const cell: Cell = { first: 0, second: 0, id: 0 };
  const lookUp = bilinear(ground.size, size);
  const thickness = 0.6 + 0.6 * look.skin.stubble;

  for (let top = 0; top < size; top += BAND) {
    const from = Math.max(0, top - 1);
    const rows = Math.min(size, top + BAND + 1) - from;
    const texels = rasterise(skin, baseUvs, size, from, rows);
    const height = new Float32Array(size * rows);
    for (let k = 0; k < size * rows; k++) {
      if (!texels.covered[k]) continue;
      const x = texels.position[k * 3]!;
      const y = texels.position[k * 3 + 1]!;
      const z = texels.position[k * 3 + 2]!;
      const out = from * size + k;
      lookUp.at(k % size, from + Math.floor(k / size));
      // What deepens with a line is the line: pores in it would be pits.
      const calm = 1 - 0.7 * (lookUp.of(ground.folds, 1, 0) / 255);
      const pores = (calm * lookUp.of(ground.pores, 1, 0)) / 255;
      const creases = (calm * lookUp.of(ground.creases, 1, 0)) / 127;
      const whiskers = lookUp.of(ground.whiskers, 1, 0) / 255;
      let h = lookUp.of(ground.height, 1, 0);
      let pit = 0;
      let net = 0;
      const lined = lookUp.of(ground.lined, 1, 0) / 255;
      if (pores > 0.07) {
        const round = lookUp.of(ground.round, 1, 0) / 255;
        const large = pitOf(x, y, z, round, lined, cell) * smoothstep(0.1, 0.55, pores);
        // Small ones in between, and the plates of skin that the net of creases parts: no two lie equally high.
        const along = lined > 0.5 ? 92 : 150;
        cellular(x * along, y * 150, z * along, 6, cell);
        const small = smoothstep(0.44, 0.1, cell.first) * (0.3 + 0.7 * cell.id);
        net = smoothstep(0.26, 0, cell.second - cell.first);
        h += 0.0005 * (cell.id - 0.5) * (1 - net) * creases;
        pit = Math.max(large, 0.5 * small) * (0.25 + 0.75 * pores);
        h -= 0.0024 * large * (0.4 + 0.6 * pores) + 0.0009 * small * pores;
      }
      // The eye rests on the face: the rest of the skin goes without the finest grain.
      const coarse = 0.00055 * (valueNoise(x * 118, y * 118, z * 118, 9) - 0.5);
      const finest = pores > 0.07 ? 0.0005 * (valueNoise(x * 240, y * 240, z * 240, 10) - 0.5) : 0;
      h += (coarse + finest) * creases;
      h -= 0.00035 * net * creases;
      if (lined > 0.04) {
        // Furrows a quarter of a millimetre wide and several long.
        const bend = 0.02 * valueNoise(x * 22, y * 22, z * 22, 15);
        const furrow = valueNoise(x * 30, (y + bend) * 165, z * 30, 16);
        h -= 0.0009 * lined * creases * smoothstep(0.4, 0.95, furrow);
      }
      let hair = 0;
      if (whiskers > 0.01) {
        // Each whisker is a short stroke downwards from its root.
        for (const [pitch, seed] of [
          [128, 131],
          [160, 137],
        ] as const) {
          cellular(x * pitch, y * pitch * 0.5, z * pitch, seed, cell);
          if (cell.id > 0.3 + 0.8 * whiskers) continue;
          hair = Math.max(
            hair,
            smoothstep(0.26 * thickness, 0.1 * thickness, cell.first) * (0.55 + 0.45 * cell.id),
          );
        }
        h += 0.0013 * hair * whiskers;
      }
      height[k] = h;
      const cover = hair * clamp01(0.2 + 0.8 * whiskers) * 0.66;
      const speckle = 1 + 0.05 * (grain(out, 12) - 0.5);
      for (let c = 0; c < 3; c++) {
        // Light that falls into a pore comes back redder.
        const cavity = speckle * (1 - (c === 0 ? 0.3 : 0.44) * pit - 0.035 * net);
        const own = lookUp.of(ground.rgb, 3, c) * cavity;
        albedo[out * 4 + c] = srgbByte(own * (1 - cover) + (beard[c]! + 0.01) * cover);
      }
      surface[out * 4] = Math.round(
        lookUp.of(ground.gloss, 1, 0) * clamp01(1 - 0.75 * pit - 0.2 * net - 0.4 * cover),
      );
      surface[out * 4 + 1] = Math.round(
        255 * clamp01(lookUp.of(ground.roughness, 1, 0) + 0.12 * pit + 0.06 * (grain(out, 14) - 0.5)),
      );
      surface[out * 4 + 2] = Math.round(255 * texels.scatter[k]!);
      taken[out] = 1;
    }
    const inner = top - from;
    const count = Math.min(BAND, size - top) * size;
    const slopes = normalsFromHeight(height, texels, size);
    for (let k = inner * size; k < inner * size + count; k++) {
      if (!texels.covered[k]) continue;
      lookUp.at(k % size, from + Math.floor(k / size));
      // A quarter of the range: whoever takes it for the third coordinate sees lines that are a little deeper.
      slopes[k * 4 + 2] = 255 - Math.round(lookUp.of(ground.folds, 1, 0) / 4);
    }
    normal.set(slopes.subarray(inner * size * 4, (inner * size + count) * 4), top * size * 4);
  }
  const pairs = gutters(taken, size, 8);
  for (const map of [albedo, surface, normal]) {
    const texel = new Uint32Array(map.buffer);
    for (let i = 0; i < pairs.length; i += 2) texel[pairs[i]!] = texel[pairs[i + 1]!]!;
    if (map !== normal) fillRest(map, taken, pairs);
  }
  return { size, albedo, normal, surface };
}

/**
 * Paints what no gutter reached like the mean of the islands' edges: where skin turns away from the camera, coarse levels
 * of the map are read, and those take in what lies far outside.
 */
function fillRest(map: Uint8Array, taken: Uint8Array, pairs: readonly number[]): void {
  const sum = [0, 0, 0];
  const painted = taken.slice();
  for (let i = 0; i < pairs.length; i += 2) {
    painted[pairs[i]!] = 1;
    for (let c = 0; c < 3; c++) sum[c]! += map[pairs[i]! * 4 + c]!;
  }
  const mean = sum.map((value) => Math.round(value / Math.max(1, pairs.length / 2)));
  for (let k = 0; k < painted.length; k++) if (!painted[k]) map.set(mean, k * 4);
}

/**
 * Depth of the large pores, 0 to 1: on the nose round, wide and each at its place; on cheeks longer than wide, drawn down
 * and outwards as the skin hangs; on foreheads and necks fewer and small.
 */
function pitOf(x: number, y: number, z: number, round: number, lined: number, cell: Cell): number {
  let depth = 0;
  if (round > 0.02) {
    cellular(x * 86, y * 86, z * 86, 5, cell);
    depth += round * smoothstep(0.36, 0.06, cell.first) * smoothstep(0.1, 0.7, cell.id);
  }
  const other = 1 - round;
  if (other > 0.02) {
    const side = x < 0 ? -1 : 1;
    const down = 0.8 * y - 0.6 * side * x;
    const across = 0.6 * side * y + 0.8 * x;
    cellular(across * 92, down * 50, z * 70, 7, cell);
    // Both sides of the middle line would not meet.
    const apart = smoothstep(0.02, 0.06, Math.abs(x));
    depth +=
      other *
      (1 - 0.6 * lined) *
      (0.35 + 0.65 * apart) *
      smoothstep(0.33, 0.08, cell.first) *
      smoothstep(0.15 + 0.4 * lined, 0.8, cell.id);
  }
  return depth;
}

/** Bilinear look-up of maps of `from` pixels a side at the pixels of one of `to`. */
function bilinear(from: number, to: number) {
  const index = [0, 0, 0, 0];
  const weight = [1, 0, 0, 0];
  return {
    at(x: number, y: number): void {
      const u = Math.min(from - 1, Math.max(0, ((x + 0.5) * from) / to - 0.5));
      const v = Math.min(from - 1, Math.max(0, ((y + 0.5) * from) / to - 0.5));
      const [x0, y0] = [Math.floor(u), Math.floor(v)];
      const [x1, y1] = [Math.min(from - 1, x0 + 1), Math.min(from - 1, y0 + 1)];
      const [fx, fy] = [u - x0, v - y0];
      index[0] = y0 * from + x0;
      index[1] = y0 * from + x1;
      index[2] = y1 * from + x0;
      index[3] = y1 * from + x1;
      weight[0] = (1 - fx) * (1 - fy);
      weight[1] = fx * (1 - fy);
      weight[2] = (1 - fx) * fy;
      weight[3] = fx * fy;
    },
    of(map: Float32Array | Uint8Array, stride: number, c: number): number {
      return (
        map[index[0]! * stride + c]! * weight[0]! +
        map[index[1]! * stride + c]! * weight[1]! +
        map[index[2]! * stride + c]! * weight[2]! +
        map[index[3]! * stride + c]! * weight[3]!
      );
    },
  };
}
