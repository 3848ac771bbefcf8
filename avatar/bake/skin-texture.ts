/** Skin maps synthesised per texel on the shaped face: colour by region first, then relief at the full size. */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { shadeRoots } from './beard-texture.ts';
import { shadeScalp } from './hair-roots.ts';
import { partingOf } from './hair-styles.ts';
import { encodeJpeg } from './image.ts';
import type { Person } from './person.ts';
import { evenNeck } from './skin-even.ts';
import { paintGround } from './skin-pigment.ts';
import { carve } from './skin-relief.ts';
import type { Triangles } from './surface.ts';
import { fillGutters, rasterise } from './texels.ts';

export interface SkinMaps {
  readonly albedo: Uint8Array;
  readonly normal: Uint8Array;
  readonly roughness: Uint8Array;
}

/**
 * Paints albedo (sRGB), tangent-space normal and surface maps (red: strength of reflections, green: roughness as in glTF,
 * blue: how far light spreads below) of `size` pixels a side. `skin` carries the magnified UVs, `baseUvs` those of the
 * base layout.
 */
export async function paintSkin(
  look: AvatarLook,
  skinPath: string,
  skin: Triangles,
  baseUvs: Float32Array,
  { landmarks, beard, roots, joints }: Pick<Person, 'landmarks' | 'beard' | 'roots' | 'joints'>,
  size: number,
): Promise<SkinMaps> {
  const coarse = Math.min(size, 2048);
  const texels = rasterise(skin, baseUvs, coarse);
  const ground = await paintGround(look, skinPath, texels, landmarks, coarse);
  evenNeck(ground, texels, landmarks);
  if (roots) shadeScalp(ground, texels, look.hair, roots, partingOf(look.hair.style, joints.head[2]));
  if (beard) shadeRoots(ground, texels, look.hair, beard);
  fillGutters(ground, texels.covered);
  const relief = carve(look, skin, baseUvs, ground, size);
  const encode = (rgba: Uint8Array, quality: number): Promise<Uint8Array> =>
    encodeJpeg({ width: size, height: size, rgba }, quality);
  return {
    albedo: await encode(relief.albedo, 88),
    normal: await encode(relief.normal, 88),
    roughness: await encode(relief.surface, 80),
  };
}
