/**
 * Other colours for the textures of a baked model without baking it again: what the studio shows while somebody chooses.
 * The bake paints structure in the look's colour, so a ratio of colours in linear light comes close to another bake. Pure;
 * pixels are sRGB bytes, 4 a pixel.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';

type Rgb = readonly [number, number, number];

/** Linear light of an sRGB byte. */
export const LINEAR = Float32Array.from({ length: 256 }, (_, byte) => toLinear(byte / 255));
/** Steps of the table back to bytes: fine enough that 256 bytes come back as themselves. */
const STEPS = 4096;
const BYTES = Uint8Array.from({ length: STEPS + 1 }, (_, i) => {
  const value = (i / STEPS) ** 2;
  return Math.round((value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055) * 255);
});

function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
export const toByte = (linear: number): number =>
  BYTES[Math.round(Math.sqrt(Math.min(1, Math.max(0, linear))) * STEPS)] ?? 0;

/** `#rrggbb` as linear light. */
export function linearOf(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1), 16);
  return [LINEAR[n >> 16] ?? 0, LINEAR[(n >> 8) & 255] ?? 0, LINEAR[n & 255] ?? 0];
}

/** What a part's texture is to become; null where it stays. */
export type Recolour =
  | { readonly kind: 'scale'; readonly by: Rgb }
  /** Only within `radius` of the middle, in widths of the texture. */
  | { readonly kind: 'disc'; readonly by: Rgb; readonly radius: number }
  /** Only the columns between two shares of the texture's width: a swatch of a palette. */
  | { readonly kind: 'columns'; readonly by: Rgb; readonly from: number; readonly to: number }
  /** A print gives way to one colour; its light and dark stay as folds. */
  | { readonly kind: 'dye'; readonly colour: Rgb }
  /** Painted in shades of two colours, each of which becomes another; what is neither (seams, a zip) stays. */
  | { readonly kind: 'pair'; readonly from: readonly [Rgb, Rgb]; readonly to: readonly [Rgb, Rgb] };

const ratio = (from: Rgb, to: Rgb): Rgb =>
  [0, 1, 2].map((c) => Math.min(40, ((to[c] ?? 0) + 1e-3) / ((from[c] ?? 0) + 1e-3))) as unknown as Rgb;
const same = ([r, g, b]: Rgb): boolean => [r, g, b].every((value) => Math.abs(value - 1) < 1e-3);
const scale = (from: Rgb, to: Rgb): Recolour | null => {
  const by = ratio(from, to);
  return same(by) ? null : { kind: 'scale', by };
};

/** Of hair as a whole: most strands have one colour, `mix` of them the other. */
function hairColour({ colour, highlight, mix }: AvatarLook['hair']): Rgb {
  const [dark, light] = [linearOf(colour), linearOf(highlight)];
  return [0, 1, 2].map((c) => (dark[c] ?? 0) * (1 - mix) + (light[c] ?? 0) * mix) as unknown as Rgb;
}

/** Radius of the iris in the ball's texture, see `avatar/bake/eyes.ts`. */
const IRIS = 0.192;

/** How `part`, baked from `baked`, comes to look like `wanted`. Parts without a colour of their own give null. */
export function recolourOf(part: string, baked: AvatarLook, wanted: AvatarLook): Recolour | null {
  switch (part) {
    case 'skin':
      return scale(linearOf(baked.skin.tone), linearOf(wanted.skin.tone));
    case 'hair':
      return scale(hairColour(baked.hair), hairColour(wanted.hair));
    case 'brows':
      return scale(linearOf(baked.brows.colour), linearOf(wanted.brows.colour));
    case 'eyes': {
      const by = ratio(linearOf(baked.eyes.iris), linearOf(wanted.eyes.iris));
      return same(by) ? null : { kind: 'disc', by, radius: IRIS };
    }
    case 'outfit': {
      const [from, to] = [baked.wardrobe.outfitColour, wanted.wardrobe.outfitColour];
      if (!to || from === to) return null;
      return from ? scale(linearOf(from), linearOf(to)) : { kind: 'dye', colour: linearOf(to) };
    }
    case 'blazer': {
      const [from, to] = [baked.wardrobe.blazer?.colour, wanted.wardrobe.blazer?.colour];
      return from && to ? scale(linearOf(from), linearOf(to)) : null;
    }
    case 'vest': {
      const [from, to] = [baked.wardrobe.vest, wanted.wardrobe.vest];
      if (!from || !to || (from.colour === to.colour && from.stripe === to.stripe)) return null;
      return {
        kind: 'pair',
        from: [linearOf(from.colour), linearOf(from.stripe)],
        to: [linearOf(to.colour), linearOf(to.stripe)],
      };
    }
    case 'beard':
      return swatch(baked.hair.beard?.colour, wanted.hair.beard?.colour);
    case 'glasses':
      return swatch(baked.wardrobe.glasses?.colour, wanted.wardrobe.glasses?.colour, 0);
    case 'headset':
      return swatch(baked.wardrobe.headset?.colour, wanted.wardrobe.headset?.colour, 1);
    default:
      return null;
  }
}

/** Columns of the palette of `avatar/bake/gear-texture.ts`. */
const COLUMNS = 8;

/** One column of what is worn on the head, or all of a texture. */
function swatch(from: string | undefined, to: string | undefined, column?: number): Recolour | null {
  if (!from || !to) return null;
  const scaled = scale(linearOf(from), linearOf(to));
  if (scaled?.kind !== 'scale' || column === undefined) return scaled;
  return { kind: 'columns', by: scaled.by, from: column / COLUMNS, to: (column + 1) / COLUMNS };
}

/** Fills `out` with `pixels` recoloured; alpha stays. About 6 ms for 512×512. */
export function recolour(pixels: Uint8Array, width: number, how: Recolour, out: Uint8Array): Uint8Array {
  out.set(pixels);
  if (how.kind === 'dye') return dye(pixels, how.colour, out);
  if (how.kind === 'pair') return exchange(pixels, how, out);
  const tables = how.by.map((factor) => Uint8Array.from(LINEAR, (value) => toByte(value * factor)));
  const [red, green, blue] = tables as [Uint8Array, Uint8Array, Uint8Array];
  const reach = how.kind === 'disc' ? how.radius * width : 0;
  const height = pixels.length / 4 / width;
  for (let y = 0, k = 0; y < height; y++) {
    for (let x = 0; x < width; x++, k += 4) {
      // The rim of a disc fades over a tenth of its radius.
      const inside =
        reach === 0
          ? how.kind === 'columns' && (x < how.from * width || x >= how.to * width)
            ? 0
            : 1
          : Math.min(
              1,
              Math.max(0, (reach - Math.hypot(x + 0.5 - width / 2, y + 0.5 - height / 2)) / reach / 0.1),
            );
      if (inside === 0) continue;
      const [r, g, b] = [pixels[k] ?? 0, pixels[k + 1] ?? 0, pixels[k + 2] ?? 0];
      out[k] = r + ((red[r] ?? 0) - r) * inside;
      out[k + 1] = g + ((green[g] ?? 0) - g) * inside;
      out[k + 2] = b + ((blue[b] ?? 0) - b) * inside;
    }
  }
  return out;
}

function dye(pixels: Uint8Array, colour: Rgb, out: Uint8Array): Uint8Array {
  const luminance = (k: number): number =>
    0.2126 * (LINEAR[pixels[k] ?? 0] ?? 0) +
    0.7152 * (LINEAR[pixels[k + 1] ?? 0] ?? 0) +
    0.0722 * (LINEAR[pixels[k + 2] ?? 0] ?? 0);
  let [sum, weight] = [0, 0];
  for (let k = 0; k < pixels.length; k += 4) {
    const alpha = pixels[k + 3] ?? 0;
    sum += luminance(k) * alpha;
    weight += alpha;
  }
  const mean = sum / Math.max(1, weight);
  for (let k = 0; k < pixels.length; k += 4) {
    // As `avatar/bake/cloth-texture.ts` keeps folds.
    const shade = Math.min(1.5, (luminance(k) / Math.max(1e-4, mean)) ** 0.9);
    for (let c = 0; c < 3; c++) out[k + c] = toByte((colour[c] ?? 0) * shade);
  }
  return out;
}

const dot = (a: Rgb, b: Rgb): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Each pixel as so much of one colour and so much of the other, by least squares; what is left over stays. */
function exchange(
  pixels: Uint8Array,
  { from, to }: Recolour & { kind: 'pair' },
  out: Uint8Array,
): Uint8Array {
  const [first, second] = from;
  const [ff, fs, ss] = [dot(first, first), dot(first, second), dot(second, second)];
  const apart = ff * ss - fs * fs;
  // Two shades of one hue cannot be told apart: both are the first one, lighter or darker.
  const one = apart < 0.02 * ff * ss || ff * ss === 0;
  for (let k = 0; k < pixels.length; k += 4) {
    const pixel = [0, 1, 2].map((c) => LINEAR[pixels[k + c] ?? 0] ?? 0) as unknown as Rgb;
    const [pf, ps] = [dot(pixel, first), dot(pixel, second)];
    let a = one ? pf / Math.max(1e-9, ff) : (pf * ss - ps * fs) / apart;
    let b = one ? 0 : (ps * ff - pf * fs) / apart;
    if (a < 0) [a, b] = [0, ps / ss];
    else if (b < 0) [a, b] = [pf / ff, 0];
    for (let c = 0; c < 3; c++) {
      const shift = a * ((to[0][c] ?? 0) - (first[c] ?? 0)) + b * ((to[1][c] ?? 0) - (second[c] ?? 0));
      out[k + c] = toByte((pixel[c] ?? 0) + shift);
    }
  }
  return out;
}
