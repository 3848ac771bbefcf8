/** What stands behind the person as pixels: arithmetic on arrays, so that a thread of its own can do it. */
import type { DecodedImage } from './portrait.ts';
import { FILMIC_GAIN, type StageSet } from './sets.ts';

export interface PaintOptions {
  readonly set: StageSet;
  readonly width: number;
  readonly height: number;
  /** Radius of a lens's blur disc in picture heights. */
  readonly bokeh?: number;
}

/**
 * The set's backdrop through a filmic curve, of the shape of a picture of `width` by `height`: it is painted once, so the CPU
 * does it. 10 ms for a colour, a quarter of a second for a furnished place.
 */
export function painted(options: PaintOptions): DecodedImage {
  const sharp = options.set.paint(options.width / options.height);
  const { width, height } = sharp;
  const rgb = outOfFocus(sharp, (options.bokeh ?? 0) * height);
  const { exposure } = options.set.lighting;
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      const curve = filmic((rgb[i * 3 + c] ?? 0) * exposure);
      // Half a step of noise against banding in the gradients.
      rgba[i * 4 + c] = Math.min(255, Math.max(0, Math.round(255 * curve + scatter(i * 3 + c) - 0.5)));
    }
  }
  return { width, height, rgba };
}

/** Linear light to display; `sets.ts` inverts it for plain colours. */
const filmic = (linear: number): number => (1 - Math.exp(-linear * FILMIC_GAIN)) ** (1 / 2.2);

/** Hash of a texel's number, 0 to 1. */
function scatter(i: number): number {
  let h = Math.imul(i, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return ((h ^ (h >>> 13)) >>> 0) / 4294967296;
}

/**
 * A lens's disc over linear light: lamps and windows become discs of their own brightness, as no blur of display colours
 * makes them. Row by row with running sums, so the radius costs its height only.
 */
function outOfFocus(
  { width, height, rgb }: { width: number; height: number; rgb: ArrayLike<number> },
  radius: number,
): ArrayLike<number> {
  const reach = Math.round(radius);
  if (reach < 1) return rgb;
  const out = new Float32Array(width * height * 3);
  const stride = width + 1;
  const sums = new Float64Array(stride * height);
  const halves = Array.from({ length: reach * 2 + 1 }, (_, k) =>
    Math.floor(Math.sqrt(Math.max(0, radius * radius - (k - reach) ** 2))),
  );
  const weight = halves.reduce((sum, half) => sum + half * 2 + 1, 0);
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++)
        sums[y * stride + x + 1] = sums[y * stride + x]! + (rgb[(y * width + x) * 3 + c] ?? 0);
    }
    for (let y = 0; y < height; y++) {
      for (const [k, half] of halves.entries()) {
        const row = Math.min(height - 1, Math.max(0, y + k - reach)) * stride;
        const share = (half * 2 + 1) / weight;
        for (let x = 0; x < width; x++) {
          const from = Math.max(0, x - half);
          const until = Math.min(width, x + half + 1);
          out[(y * width + x) * 3 + c]! +=
            ((sums[row + until]! - sums[row + from]!) / (until - from)) * share;
        }
      }
    }
  }
  return out;
}
