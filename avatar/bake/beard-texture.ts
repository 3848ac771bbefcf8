/** Pictures of beards: the hairs of a card, and what a beard makes of the skin below. */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import type { BeardField } from './beard-growth.ts';
import { hexToLinear, type Image, type Rgb, srgbByte } from './image.ts';
import { clamp01, smoothstep } from './morph.ts';
import { fbm } from './noise.ts';
import { sequence } from './scalp.ts';
import type { Ground } from './skin-pigment.ts';
import type { Texels } from './texels.ts';

/** How many hairs a card of each column shows: those of the first stand where a beard ends. */
export const HAIRS = [3, 4, 6, 8, 9, 10, 11, 12] as const;

/** Colours of single hairs: a beard of the hair's colour greys and bleaches as the hair does. */
function strands({ beard, colour, highlight, mix }: AvatarLook['hair']): {
  dark: Rgb;
  light: Rgb;
  mix: number;
} {
  const dark = hexToLinear(beard?.colour ?? colour);
  return beard?.colour === colour
    ? { dark, light: hexToLinear(highlight), mix }
    : { dark, light: dark, mix: 0 };
}

const between = (a: Rgb, b: Rgb, share: number): Rgb =>
  a.map((value, c) => value * (1 - share) + (b[c] ?? 0) * share) as unknown as Rgb;

const luma = ([r, g, b]: Rgb): number => 0.3 * r + 0.6 * g + 0.1 * b;

/** Single tapering hairs, roots at the top; `size` pixels wide and a quarter of it high. */
export function paintBeard(hair: AvatarLook['hair'], size: number): Image {
  const { dark, light, mix } = strands(hair);
  const mean = between(dark, light, mix);
  const [high, column] = [size / 4, size / HAIRS.length];
  const rgb = new Float32Array(size * high * 3);
  const alpha = new Float32Array(size * high);
  for (let k = 0; k < size * high; k++) for (let c = 0; c < 3; c++) rgb[k * 3 + c] = mean[c as 0];
  const random = sequence(673);
  HAIRS.forEach((count, index) => {
    for (let s = 0; s < count; s++) {
      const from = 0.1 + 0.8 * ((s + random()) / count);
      const [drift, bend] = [(random() - 0.5) * 0.34, (random() - 0.5) * 0.3];
      const [begin, end] = [0.3 * random() ** 2, 0.6 + 0.39 * random()];
      const half = (size / 1024) * (1.9 + 1.1 * random());
      // Not one hair in three is of the mean.
      const own = between(dark, light, clamp01(0.35 * mix + 0.65 * (random() < mix ? 1 : 0)));
      const tone = 0.72 + 0.5 * random() ** 2;
      for (let y = Math.floor(begin * high); y < end * high; y++) {
        const t = (y / high - begin) / (end - begin);
        const x = (index + Math.min(0.95, Math.max(0.05, from + drift * t + bend * t * t))) * column;
        const w = half * (1 - 0.75 * t ** 1.5) * smoothstep(-0.02, 0.06, t);
        for (let px = Math.floor(x - w - 1); px <= x + w + 1; px++) {
          const cover = Math.min(1, Math.max(0, w + 0.5 - Math.abs(px + 0.5 - x))) * 0.95;
          const k = y * size + px;
          if (px < index * column || px >= (index + 1) * column || cover <= (alpha[k] ?? 1)) continue;
          alpha[k] = cover;
          for (let c = 0; c < 3; c++) rgb[k * 3 + c] = own[c as 0] * tone;
        }
      }
    }
  });
  const rgba = new Uint8Array(size * high * 4);
  for (let k = 0; k < size * high; k++) {
    for (let c = 0; c < 3; c++) rgba[k * 4 + c] = srgbByte(rgb[k * 3 + c] ?? 0);
    rgba[k * 4 + 3] = Math.round(255 * (alpha[k] ?? 0));
  }
  return { width: size, height: high, rgba };
}

/**
 * Roots close what single hairs leave bare: skin below a beard has its colour in shade, neither shines nor shows pores, and
 * where the beard ends it does so stroke by stroke.
 */
export function shadeRoots(
  ground: Ground,
  texels: Texels,
  hair: AvatarLook['hair'],
  field: BeardField,
): void {
  const { dark, light, mix } = strands(hair);
  const own = between(dark, light, mix);
  const { rgb, gloss, roughness, pores, creases, whiskers } = ground;
  for (let k = 0; k < texels.covered.length; k++) {
    if (!texels.covered[k]) continue;
    const [x, y, z] = [texels.position[k * 3]!, texels.position[k * 3 + 1]!, texels.position[k * 3 + 2]!];
    const thick = field.growth([x, y, z]);
    if (thick <= 0.01) continue;
    const spots = fbm(x * 34, y * 20, z * 34, 2, 647) - 0.5;
    const share = 0.92 * smoothstep(0.04, 0.9, thick + 0.3 * spots * (1 - 0.6 * thick));
    const skin: Rgb = [rgb[k * 3]!, rgb[k * 3 + 1]!, rgb[k * 3 + 2]!];
    // Pale hair lets skin through and lies in its own shade.
    const dim = Math.min(0.8, (2.2 * luma(skin)) / Math.max(1e-4, luma(own)));
    for (let c = 0; c < 3; c++) {
      const shaded = (own[c as 0] * dim + 0.05 * skin[c as 0]) * (1 + 0.3 * spots);
      rgb[k * 3 + c] = skin[c as 0] * (1 - share) + shaded * share;
    }
    gloss[k] = Math.round(gloss[k]! * (1 - 0.6 * share));
    roughness[k] = roughness[k]! + (0.92 - roughness[k]!) * share;
    pores[k] = Math.round(pores[k]! * (1 - share));
    creases[k] = Math.round(creases[k]! * (1 - 0.6 * share));
    whiskers[k] = Math.max(whiskers[k]!, Math.round(255 * clamp01(1.1 * thick)));
  }
}
