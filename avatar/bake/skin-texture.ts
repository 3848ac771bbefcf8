/**
 * Skin maps synthesised per texel on the shaped face. The base's 512x512 albedo covers a face with 90x150 texels, so
 * it only gives the large colour variation; pores, blotches, lip lines, stubble, make-up and their heights are noise in
 * object space, which has no seams. Texture space is warped so that the face gets about a third of the map.
 */
import type { AvatarLook } from '../look.ts';
import { encodeJpeg, hexToLinear, type Image, loadImage, sampleLinear, srgbByte } from './image.ts';
import type { Vec3 } from './morph.ts';
import { clamp01, smoothstep } from './morph.ts';
import { type Cell, cellular, fbm, valueNoise } from './noise.ts';
import type { Triangles } from './surface.ts';

/** Where things are on the shaped face, decimetres. */
export interface Landmarks {
  readonly eyeLeft: Vec3;
  readonly eyeRight: Vec3;
  readonly mouth: Vec3;
  readonly mouthHalfWidth: number;
  readonly nose: Vec3;
  readonly chin: Vec3;
}

export interface SkinMaps {
  readonly albedo: Uint8Array;
  readonly normal: Uint8Array;
  readonly roughness: Uint8Array;
}

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

interface Texels {
  readonly covered: Uint8Array;
  readonly position: Float32Array;
  readonly uv: Float32Array;
  /** How much hair lies over the skin, 0 to 1. */
  readonly scalp: Float32Array;
}

function rasterise(skin: Triangles, baseUvs: Float32Array, size: number): Texels {
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

const bump = (dx: number, dy: number, dz: number, radius: number): number =>
  Math.exp(-(dx * dx + dy * dy + dz * dz) / (radius * radius));

/**
 * Pairs of texels (to, from) that carry covered texels outwards over `rounds` rings, so that filtering at island borders
 * never meets unpainted texels.
 */
function gutters(covered: Uint8Array, size: number, rounds: number): [number, number][] {
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

/** Mean linear colour of the cheeks in the base skin. */
function cheekColour(base: Image, texels: Texels, at: Landmarks): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  const rgb: [number, number, number, number] = [0, 0, 0, 0];
  const height = (at.eyeLeft[1] + at.mouth[1]) / 2;
  for (let k = 0; k < texels.covered.length; k += 7) {
    if (!texels.covered[k]) continue;
    const x = Math.abs(texels.position[k * 3]!);
    const y = texels.position[k * 3 + 1]!;
    if (x < 0.28 || x > 0.55 || Math.abs(y - height) > 0.12 || texels.position[k * 3 + 2]! < 0.9) continue;
    sampleLinear(base, texels.uv[k * 2]!, texels.uv[k * 2 + 1]!, rgb);
    for (let c = 0; c < 3; c++) sum[c]! += rgb[c]!;
    count++;
  }
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}

/**
 * Paints albedo (sRGB), tangent-space normal and roughness (glTF: green channel) maps of `size` pixels a side.
 * `skin` carries the magnified UVs, `baseUvs` those of the base layout.
 */
export async function paintSkin(
  look: AvatarLook,
  skinPath: string,
  skin: Triangles,
  baseUvs: Float32Array,
  at: Landmarks,
  size: number,
): Promise<SkinMaps> {
  const base = await loadImage(skinPath);
  const texels = rasterise(skin, baseUvs, size);
  const mean = cheekColour(base, texels, at);
  const tone = hexToLinear(look.skin.tone);
  const lips = hexToLinear(look.skin.lips);
  const beard = hexToLinear(look.skin.stubbleColour);
  const hairColour = hexToLinear(look.hair.colour);
  const meanRed = (mean[0] - mean[1]) / mean[0];
  const { blotches, pores, freckles, wrinkles, shine, stubble, makeup } = look.skin;
  const albedo = new Uint8Array(size * size * 4).fill(255);
  const rough = new Uint8Array(size * size * 4).fill(255);
  const height = new Float32Array(size * size);
  const rgb: [number, number, number, number] = [0, 0, 0, 0];
  const cell: Cell = { first: 0, second: 0, id: 0 };
  const eyeY = (at.eyeLeft[1] + at.eyeRight[1]) / 2;
  const eyeX = (at.eyeLeft[0] - at.eyeRight[0]) / 2;

  for (let k = 0; k < size * size; k++) {
    if (!texels.covered[k]) continue;
    const x = texels.position[k * 3]!;
    const y = texels.position[k * 3 + 1]!;
    const z = texels.position[k * 3 + 2]!;
    const ax = Math.abs(x);
    sampleLinear(base, texels.uv[k * 2]!, texels.uv[k * 2 + 1]!, rgb);
    // 0 behind the ears and below the collar, 1 on the face.
    const face = smoothstep(0.35, 0.8, z) * smoothstep(at.chin[1] - 0.5, at.chin[1] - 0.1, y);
    const mx = x / (at.mouthHalfWidth * 1.25);
    const my = (y - at.mouth[1]) / 0.2;
    const nearLips =
      (1 - smoothstep(0.75, 1.25, Math.hypot(mx, my))) * smoothstep(at.mouth[2] - 0.3, at.mouth[2] - 0.15, z);
    const redness = (rgb[0] - rgb[1]) / Math.max(rgb[0], 1e-4);
    const lip = nearLips * smoothstep(meanRed + 0.05, meanRed + 0.2, redness);

    // Large variation from the base, contrast kept a little down: its shading is painted in.
    let r = tone[0] * (rgb[0] / mean[0]) ** 0.85;
    let g = tone[1] * (rgb[1] / mean[1]) ** 0.85;
    let b = tone[2] * (rgb[2] / mean[2]) ** 0.85;

    const wide = fbm(x * 4.5, y * 4.5, z * 4.5, 4, 11) - 0.5;
    const fine = fbm(x * 26, y * 26, z * 26, 3, 23) - 0.5;
    const cheek = bump(ax - 0.42, y - (eyeY - 0.34), 0, 0.2) * face;
    const noseTip = bump(x, y - at.nose[1], z - at.nose[2], 0.17);
    const chin = bump(x, y - (at.chin[1] + 0.12), 0, 0.18) * face;
    const socket = bump(ax - eyeX, (y - (eyeY - 0.1)) * 1.5, 0, 0.2) * face;
    const under = bump(ax - eyeX * 0.85, (y - (eyeY - 0.17)) * 2.2, 0, 0.16) * face;
    const brow = bump(x * 0.45, y - (eyeY + 0.6), 0, 0.3) * face;
    const flush =
      blotches * (0.55 * wide + 0.3 * fine + 0.2 * cheek + 0.28 * noseTip + 0.1 * chin) -
      0.06 * brow * blotches;
    r *= 1 + 0.1 * flush;
    g *= 1 - 0.36 * flush;
    b *= 1 - 0.32 * flush;
    const melanin =
      1 - 0.22 * blotches * (fbm(x * 9, y * 9, z * 9, 3, 41) - 0.5) - 0.13 * socket - 0.14 * under;
    r *= melanin;
    g *= melanin * (1 - 0.04 * under);
    b *= melanin * (1 + 0.02 * under);

    let h = 0;
    // Pores: about one a millimetre on cheeks and nose, finer creases between them everywhere.
    cellular(x * 95, y * 95, z * 95, 5, cell);
    const poreZone = 0.35 + 0.65 * Math.max(cheek * 1.2, noseTip, brow * 0.6, chin * 0.7);
    const pore = smoothstep(0.42, 0.08, cell.first) * (0.4 + 0.6 * cell.id) * poreZone * pores;
    const crease = smoothstep(0.22, 0, cell.second - cell.first) * pores * (1 - lip);
    h -= 0.0011 * pore + 0.00045 * crease;
    h += 0.0009 * (valueNoise(x * 160, y * 160, z * 160, 9) - 0.5) * (0.4 + pores) * (1 - lip);
    const cavity = 1 - 0.17 * pore - 0.05 * crease;
    r *= cavity;
    g *= cavity - 0.05 * pore;
    b *= cavity - 0.05 * pore;

    if (freckles > 0) {
      cellular(x * 38, y * 38, z * 38, 77, cell);
      const zone = (Math.max(cheek, noseTip * 0.9) * 0.9 + 0.12) * face;
      const spot = cell.id < freckles * (0.15 + zone) ? smoothstep(0.36, 0.06, cell.first) * 0.3 : 0;
      r *= 1 - 0.45 * spot;
      g *= 1 - 0.6 * spot;
      b *= 1 - 0.68 * spot;
    }
    if (wrinkles > 0 && face > 0) {
      const drift = 0.05 * (fbm(x * 5, y * 5, z * 5, 2, 91) - 0.5);
      const rows = Math.sin(((y + drift + 0.06 * x * x) / 0.115) * Math.PI * 2);
      const forehead =
        smoothstep(eyeY + 0.38, eyeY + 0.5, y) *
        (1 - smoothstep(eyeY + 0.85, eyeY + 1, y)) *
        (1 - smoothstep(0.4, 0.62, ax));
      const line = smoothstep(0.86, 1, rows) * forehead * (0.35 + 0.65 * valueNoise(x * 4, y * 9, z, 61));
      const cx = ax - (eyeX + 0.23);
      const cy = y - eyeY;
      const crow =
        smoothstep(0, 0.06, cx) *
        (1 - smoothstep(0.1, 0.2, cx)) *
        smoothstep(0.8, 1, Math.sin(Math.atan2(cy, cx + 0.07) * 13 + drift * 20)) *
        (1 - smoothstep(0.1, 0.2, Math.abs(cy)));
      h -= wrinkles * 0.0032 * (line + 0.7 * crow);
      const shade = 1 - wrinkles * 0.16 * (line + 0.6 * crow);
      r *= shade;
      g *= shade * (1 - 0.02 * line);
      b *= shade * (1 - 0.02 * line);
    }

    let roughness =
      0.56 - 0.17 * shine * (0.5 + 0.5 * Math.max(noseTip, brow, 0.6 * cheek)) + 0.09 * fine + 0.1 * pore;

    if (stubble > 0) {
      const cheekLine = at.mouth[1] + 0.06 + 0.62 * smoothstep(0.3, 0.62, ax);
      const below = 1 - smoothstep(cheekLine - 0.06, cheekLine + 0.16, y + 0.1 * wide);
      const moustache = bump(x * 0.62, (y - (at.mouth[1] + 0.15)) * 1.5, 0, 0.14);
      const throat = smoothstep(at.chin[1] - 0.45, at.chin[1] - 0.05, y);
      const front = smoothstep(0.15, 0.5, z);
      const zone =
        clamp01(Math.max(below * 0.95, moustache)) *
        throat *
        front *
        (1 - nearLips * smoothstep(0.02, 0.12, redness - meanRed));
      cellular(x * 150, y * 150, z * 150, 131, cell);
      const hair = smoothstep(0.5, 0.18, cell.first) * (cell.id > 0.25 ? 1 : 0.3);
      const cover = stubble * zone * (0.55 + 0.6 * hair) * (0.75 + 0.5 * fbm(x * 7, y * 7, z * 7, 2, 151));
      const w = clamp01(cover) * 0.8;
      r = r * (1 - w) + (beard[0] * 1.1 + 0.012) * w;
      g = g * (1 - w) + (beard[1] * 1.1 + 0.012) * w;
      b = b * (1 - w) + (beard[2] * 1.1 + 0.015) * w;
      h += 0.0016 * hair * stubble * zone;
      roughness += 0.08 * zone * stubble;
    }
    if (makeup > 0 && face > 0) {
      const lid = bump((ax - eyeX) * 0.8, (y - (eyeY + 0.11)) * 1.7, 0, 0.13) * face * makeup;
      const blush = bump(ax - 0.5, (y - (eyeY - 0.3)) * 1.4 - (ax - 0.5) * 0.5, 0, 0.17) * face * makeup;
      r *= 1 - 0.2 * lid;
      g *= 1 - 0.34 * lid - 0.1 * blush;
      b *= 1 - 0.3 * lid - 0.08 * blush;
      roughness -= 0.03 * lid;
    }
    if (lip > 0) {
      const strength = lip * look.skin.lipStrength;
      const shade = clamp01((rgb[0] + rgb[1] + rgb[2]) / (mean[0] + mean[1] + mean[2]));
      const vary = 0.9 + 0.25 * fine + 0.12 * shade;
      r = r * (1 - strength) + lips[0] * vary * strength;
      g = g * (1 - strength) + lips[1] * vary * strength;
      b = b * (1 - strength) + lips[2] * vary * strength;
      // Vertical furrows, bent by noise.
      const furrow = Math.abs(Math.sin((x + 0.05 * (fbm(x * 12, y * 12, z * 12, 3, 201) - 0.5)) * 120));
      const deep = smoothstep(0.5, 0, furrow) * (0.3 + 0.7 * valueNoise(x * 30, y * 8, z * 8, 211));
      h -= 0.0012 * deep * lip;
      const crack = 1 - 0.06 * deep * lip;
      r *= crack;
      g *= crack;
      b *= crack;
      roughness = roughness * (1 - lip) + lip * (0.4 - 0.08 * makeup + 0.1 * fine);
    }
    const roots = texels.scalp[k]!;
    if (roots > 0.01) {
      // Roots: strands thin out over the hairline instead of ending at the edge of the hair's geometry.
      const strand = fbm(x * 70, y * 22, z * 40, 2, 231);
      const cover =
        clamp01(smoothstep(0.15, 0.75, roots) * 1.15 - 0.9 * strand * (1 - smoothstep(0.5, 0.95, roots))) *
        0.92;
      r = r * (1 - cover) + hairColour[0] * cover;
      g = g * (1 - cover) + hairColour[1] * cover;
      b = b * (1 - cover) + hairColour[2] * cover;
      roughness = roughness * (1 - cover) + 0.75 * cover;
    }
    albedo[k * 4] = srgbByte(r);
    albedo[k * 4 + 1] = srgbByte(g);
    albedo[k * 4 + 2] = srgbByte(b);
    rough[k * 4] = 255;
    rough[k * 4 + 1] = Math.round(255 * clamp01(roughness));
    rough[k * 4 + 2] = 0;
    height[k] = h;
  }
  const normal = normalsFromHeight(height, texels, size);
  const pairs = gutters(texels.covered, size, 8);
  for (const map of [albedo, rough, normal]) {
    for (const [to, from] of pairs) map.copyWithin(to * 4, from * 4, from * 4 + 4);
  }
  const encode = (rgba: Uint8Array, quality: number): Promise<Uint8Array> =>
    encodeJpeg({ width: size, height: size, rgba }, quality);
  return {
    albedo: await encode(albedo, 90),
    normal: await encode(normal, 90),
    roughness: await encode(rough, 82),
  };
}

/** Slopes in decimetres per decimetre: the texel's size on the skin differs along the two axes of the warped map. */
function normalsFromHeight(height: Float32Array, texels: Texels, size: number): Uint8Array {
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
