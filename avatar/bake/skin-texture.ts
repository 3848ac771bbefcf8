/**
 * Skin maps synthesised per texel on the shaped face. The base's 512x512 albedo covers a face with 90x150 texels, so
 * it only gives the large colour variation; pores, blotches, lip lines, stubble, make-up and their heights are noise in
 * object space, which has no seams.
 */
import type { AvatarLook } from '../look.ts';
import { encodeJpeg, hexToLinear, type Image, loadImage, sampleLinear, srgbByte } from './image.ts';
import type { Vec3 } from './morph.ts';
import { clamp01, smoothstep } from './morph.ts';
import { type Cell, cellular, fbm, valueNoise } from './noise.ts';
import type { Triangles } from './surface.ts';
import { gutters, normalsFromHeight, rasterise, type Texels } from './texels.ts';

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

const bump = (dx: number, dy: number, dz: number, radius: number): number =>
  Math.exp(-(dx * dx + dy * dy + dz * dz) / (radius * radius));

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
  // Roots of grey hair let the scalp through: they are never lighter than half of the skin.
  const hairColour = hexToLinear(look.hair.colour).map((value, c) =>
    Math.min(value, (tone[c as 0] ?? 0) * 0.55),
  ) as [number, number, number];
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
      const throat = smoothstep(at.chin[1] - 0.32, at.chin[1] + 0.02, y);
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
