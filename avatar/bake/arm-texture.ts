/**
 * Skin of arms and hands, in a small map of its own: the tone of the face, and what the base's photograph shows of
 * knuckles, nails and veins as differences from its own mean.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { encodeJpeg, hexToLinear, loadImage, sampleLinear, srgbByte } from './image.ts';
import { smoothstep } from './morph.ts';
import { grain, valueNoise } from './noise.ts';
import type { SkinMaps } from './skin-texture.ts';
import type { Triangles } from './surface.ts';
import { gutters, normalsFromHeight, rasterise } from './texels.ts';

type Colour = [number, number, number];

/** How much of the photograph's differences stay, and how far they may go: shadows of its own light are no skin. */
const DETAIL = 0.75;
const RANGE = [0.62, 1.4] as const;
/** Decimetres of height that a doubling of brightness stands for. */
const RELIEF = 0.009;

/** As `paintSkin` mixes a named tone: what is mirrored in dark skin is not in it. */
function toneOf(look: AvatarLook): Colour {
  const named = hexToLinear(look.skin.tone);
  const grey = 0.07 * (1 - smoothstep(0.02, 0.3, named[1]));
  const level = 0.3 * named[0] + 0.6 * named[1] + 0.1 * named[2];
  return named.map((value) => value * (1 - grey) + level * grey) as Colour;
}

/** `arms` lie in a map of their own (`layArms`); `baseUvs` are those of the base's layout. */
export async function paintArms(
  look: AvatarLook,
  skinPath: string,
  arms: Triangles,
  baseUvs: Float32Array,
  size: number,
): Promise<SkinMaps> {
  const base = await loadImage(skinPath);
  const texels = rasterise(arms, baseUvs, size);
  const { covered, position, uv } = texels;
  const count = size * size;
  const photo = new Float32Array(count * 3);
  const sums = { hand: [0, 0, 0, 0], arm: [0, 0, 0, 0] };
  const rgb: [number, number, number, number] = [0, 0, 0, 0];
  const regionOf = (k: number): keyof typeof sums => (uv[k * 2 + 1]! > 0.78 ? 'hand' : 'arm');
  for (let k = 0; k < count; k++) {
    if (!covered[k]) continue;
    sampleLinear(base, uv[k * 2]!, uv[k * 2 + 1]!, rgb);
    const sum = sums[regionOf(k)];
    for (let c = 0; c < 3; c++) {
      photo[k * 3 + c] = rgb[c]!;
      sum[c]! += rgb[c]!;
    }
    sum[3]!++;
  }
  const tone = toneOf(look);
  const albedo = new Uint8Array(count * 4).fill(255);
  const surface = new Uint8Array(count * 4).fill(255);
  const height = new Float32Array(count);
  const texel: Colour = [0, 0, 0];
  for (let k = 0; k < count; k++) {
    if (!covered[k]) continue;
    const sum = sums[regionOf(k)];
    const [x, y, z] = [position[k * 3]!, position[k * 3 + 1]!, position[k * 3 + 2]!];
    const blotch = 1 + 0.05 * (valueNoise(x * 9, y * 9, z * 9, 11) - 0.5) * (0.5 + look.skin.blotches);
    let light = 0;
    for (let c = 0; c < 3; c++) {
      const mean = sum[c]! / Math.max(1, sum[3]!);
      const differs = (photo[k * 3 + c]! / Math.max(1e-4, mean)) ** DETAIL;
      light += differs / 3;
      texel[c] = tone[c]! * Math.min(RANGE[1], Math.max(RANGE[0], differs)) * blotch;
    }
    height[k] = RELIEF * Math.log2(Math.max(0.2, light)) + 0.0006 * (grain(k, 40) - 0.5);
    for (let c = 0; c < 3; c++) albedo[k * 4 + c] = srgbByte(texel[c]!);
    // Backs of hands are dry.
    surface[k * 4] = 120;
    surface[k * 4 + 1] = 150;
    surface[k * 4 + 2] = 110;
  }
  const pairs = gutters(covered, size, 6);
  for (let i = 0; i < pairs.length; i += 2) {
    const [to, from] = [pairs[i]! * 4, pairs[i + 1]! * 4];
    albedo.copyWithin(to, from, from + 4);
    surface.copyWithin(to, from, from + 4);
  }
  const normal = normalsFromHeight(height, texels, size);
  const encode = (rgba: Uint8Array, quality: number): Promise<Uint8Array> =>
    encodeJpeg({ width: size, height: size, rgba }, quality);
  return {
    albedo: await encode(albedo, 88),
    normal: await encode(normal, 88),
    roughness: await encode(surface, 80),
  };
}
