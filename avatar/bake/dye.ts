/** Colours of strands and cloth: the base's textures keep their structure and alpha, the look gives the colour. */
import { hexToLinear, type Image, LINEAR_BYTE, loadImage, type Rgb, srgbByte } from './image.ts';
import { fbm } from './noise.ts';

const luminance = (rgba: Uint8Array, k: number): number =>
  0.2126 * (LINEAR_BYTE[rgba[k] ?? 0] ?? 0) +
  0.7152 * (LINEAR_BYTE[rgba[k + 1] ?? 0] ?? 0) +
  0.0722 * (LINEAR_BYTE[rgba[k + 2] ?? 0] ?? 0);

function meanLuminance(image: Image): number {
  let sum = 0;
  let weight = 0;
  for (let k = 0; k < image.rgba.length; k += 4) {
    const alpha = image.rgba[k + 3] ?? 0;
    sum += luminance(image.rgba, k) * alpha;
    weight += alpha;
  }
  return sum / Math.max(weight, 1);
}

/** Cloth albedo. A dye replaces the printed colours but keeps folds (occlusion map, else the print's luminance). */
export async function dyeCloth(
  diffuse: string,
  occlusion: string | undefined,
  colour: string | null,
  size: number,
): Promise<Image> {
  const print = await loadImage(diffuse, { width: size, height: size });
  const folds = occlusion ? await loadImage(occlusion, { width: size, height: size }) : null;
  const dye: Rgb | null = colour ? hexToLinear(colour) : null;
  const mean = meanLuminance(print);
  const rgba = new Uint8Array(print.rgba.length);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const k = (y * size + x) * 4;
      const shade = folds
        ? 0.35 + 0.65 * ((folds.rgba[k] ?? 255) / 255)
        : dye
          ? Math.min(1.5, (luminance(print.rgba, k) / mean) ** 0.9)
          : 1;
      // Twill: fine diagonal rows, uneven as spun yarn is.
      const row = 0.5 + 0.5 * Math.sin(((x + y) / size) * 1024 * 0.9);
      const weave = 0.9 + 0.02 * row + 0.18 * fbm((x / size) * 190, (y / size) * 190, 2, 2, 501);
      for (let c = 0; c < 3; c++) {
        const own = dye ? (dye[c as 0] ?? 0) : (LINEAR_BYTE[print.rgba[k + c] ?? 0] ?? 0);
        rgba[k + c] = srgbByte(own * shade * weave);
      }
      rgba[k + 3] = print.rgba[k + 3] ?? 255;
    }
  }
  return { width: size, height: size, rgba };
}
