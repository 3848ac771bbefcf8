/** The palettes of what is worn over clothes and on the head. */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { hexToLinear, type Image, type Rgb, srgbByte } from './image.ts';
import { smoothstep } from './morph.ts';
import { fbm } from './noise.ts';

/** Columns of the palette. */
export const SWATCHES = ['rubber', 'metal', 'button', 'lanyard', 'card', 'strap', 'pocket', 'plate'] as const;
export type Swatch = (typeof SWATCHES)[number];

/** The palette: one column a material, the badge's face drawn in full. */
export function paintGear(look: AvatarLook, size: number): Image {
  const { wardrobe } = look;
  const cloth = hexToLinear(wardrobe.blazer?.colour ?? wardrobe.outfitColour ?? '#808080');
  const badge = hexToLinear(wardrobe.badge?.colour ?? '#1d4e89');
  const plain: Readonly<Record<Swatch, Rgb>> = {
    rubber: hexToLinear(wardrobe.stethoscope ?? '#15181b'),
    metal: [0.5, 0.51, 0.53],
    button: hexToLinear(wardrobe.buttons ?? '#d8d5cd'),
    lanyard: badge,
    card: [0.8, 0.8, 0.79],
    strap: [0.03, 0.032, 0.036],
    pocket: cloth,
    plate: [0.8, 0.8, 0.8],
  };
  const height = size / 2;
  const rgba = new Uint8Array(size * height * 4).fill(255);
  const column = size / SWATCHES.length;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < size; x++) {
      const swatch = SWATCHES[Math.floor(x / column)] ?? 'rubber';
      const u = (x % column) / column;
      const v = y / height;
      const [r, g, b] = detail(swatch, u, v, plain[swatch], badge);
      rgba.set([srgbByte(r), srgbByte(g), srgbByte(b)], (y * size + x) * 4);
    }
  }
  return { width: size, height, rgba };
}

/** `v` from 0 at the top. */
function detail(swatch: Swatch, u: number, v: number, base: Rgb, accent: Rgb): Rgb {
  const shade = (by: number): Rgb => [base[0] * by, base[1] * by, base[2] * by];
  if (swatch === 'lanyard') {
    // Woven ribs, a seam along either edge.
    const seam = Math.abs(Math.min(u, 1 - u) - 0.14) < 0.03 ? 0.82 : 1;
    return shade((0.94 + 0.06 * Math.sin(v * 500)) * seam);
  }
  if (swatch === 'strap') return shade(0.85 + 0.15 * Math.sin(v * 900));
  if (swatch === 'pocket') {
    // A hem at the top, a row of stitches around.
    const edge = Math.min(u, 1 - u, 1 - v);
    const stitched = Math.abs(edge - 0.07) < 0.012 || Math.abs(v - 0.15) < 0.01;
    const dash = Math.sin((edge === u || edge === 1 - u ? v : u) * 130) > -0.2;
    return shade(stitched && dash ? 0.72 : edge < 0.03 || v < 0.03 ? 0.8 : v < 0.16 ? 0.97 : 0.93);
  }
  if (swatch !== 'card') return base;
  // Header in the house's colour, a portrait, lines of text, a code.
  if (v < 0.2) return Math.abs(v - 0.1) < 0.03 && u > 0.2 && u < 0.8 ? [0.75, 0.75, 0.75] : accent;
  const head = Math.hypot((u - 0.5) / 0.13, (v - 0.36) / 0.095) < 1;
  const shoulders = Math.hypot((u - 0.5) / 0.22, (v - 0.56) / 0.11) < 1 && v < 0.555;
  if (head) return [0.42, 0.26, 0.18];
  if (shoulders) return [0.12, 0.16, 0.24];
  if (u > 0.24 && u < 0.76 && v > 0.23 && v < 0.56) return [0.5, 0.56, 0.62];
  for (const [at, wide] of [
    [0.64, 0.34],
    [0.7, 0.26],
  ] as const)
    if (Math.abs(v - at) < 0.016 && Math.abs(u - 0.5) < wide) return [0.08, 0.08, 0.09];
  if (v > 0.8 && v < 0.92 && Math.abs(u - 0.5) < 0.32 && Math.sin(u * 190) + Math.sin(u * 71) > 0)
    return [0.04, 0.04, 0.04];
  return shade(smoothstep(0, 0.02, Math.min(u, 1 - u, 1 - v)) * 0.2 + 0.8);
}

/** Columns of the palette of what is worn on the head; the first two have colours of their own. */
export const WORN = ['frame', 'shell', 'metal', 'tip', 'pad', 'dark', 'leather', 'foam'] as const;

/** Alpha is how much a swatch shines: these parts are opaque. */
export function paintWorn({ wardrobe }: AvatarLook, size: number): Image {
  const { glasses, headset } = wardrobe;
  const swatches: Readonly<Record<(typeof WORN)[number], readonly [Rgb, gloss: number]>> = {
    frame: [hexToLinear(glasses?.colour ?? '#202020'), glasses?.frame === 'metal' ? 1 : 0.7],
    shell: [hexToLinear(headset?.colour ?? '#202020'), 0.35],
    metal: [[0.1, 0.102, 0.107], 0.9],
    tip: [[0.012, 0.012, 0.013], 0.25],
    pad: [[0.3, 0.29, 0.28], 0.6],
    dark: [[0.014, 0.015, 0.017], 0.3],
    leather: [[0.02, 0.021, 0.023], 0.16],
    foam: [[0.012, 0.012, 0.013], 0],
  };
  const height = size / 4;
  const rgba = new Uint8Array(size * height * 4);
  const column = size / WORN.length;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < size; x++) {
      const swatch = WORN[Math.floor(x / column)] ?? 'dark';
      const [colour, gloss] = swatches[swatch];
      // A sheet of acetate is mottled, foam has pores, leather a grain.
      const spots = fbm(x / 9, y / 9, 3, 3, 631) - 0.5;
      const by =
        swatch === 'frame' && glasses?.frame === 'acetate'
          ? 1 + 1.5 * spots
          : swatch === 'foam' || swatch === 'leather'
            ? 1 + 0.9 * (fbm(x / 1.5, y / 1.5, 5, 2, 633) - 0.5)
            : 1;
      for (let c = 0; c < 3; c++) rgba[(y * size + x) * 4 + c] = srgbByte((colour[c as 0] ?? 0) * by);
      rgba[(y * size + x) * 4 + 3] = Math.round(255 * gloss);
    }
  }
  return { width: size, height, rgba };
}
