/** Pixels for the bake: decoding, colour arithmetic, encoding. Images are row-major, origin at the top. */
import sharp from 'sharp';

export interface Image {
  readonly width: number;
  readonly height: number;
  /** Bytes, 4 per pixel. */
  readonly rgba: Uint8Array;
}

export type Rgb = readonly [number, number, number];

/** IEC 61966-2-1 transfer function. */
export const toLinear = (s: number): number => (s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4);
export const toSrgb = (l: number): number => (l <= 0.0031308 ? l * 12.92 : 1.055 * l ** (1 / 2.4) - 0.055);

export const LINEAR_BYTE = Float32Array.from({ length: 256 }, (_, i) => toLinear(i / 255));

const SRGB_STEPS = 4096;
const SRGB_TABLE = Uint8Array.from({ length: SRGB_STEPS + 1 }, (_, i) =>
  Math.round(255 * toSrgb(i / SRGB_STEPS)),
);

/** Linear 0..1 to an sRGB byte. */
export function srgbByte(linear: number): number {
  const l = Math.min(1, Math.max(0, linear));
  // The curve is steep near black, where the table would show steps.
  return l < 0.02 ? Math.round(255 * toSrgb(l)) : (SRGB_TABLE[Math.round(l * SRGB_STEPS)] ?? 0);
}

/** `#rrggbb` to linear light. */
export function hexToLinear(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1), 16);
  return [LINEAR_BYTE[n >> 16] ?? 0, LINEAR_BYTE[(n >> 8) & 255] ?? 0, LINEAR_BYTE[n & 255] ?? 0];
}

export async function loadImage(path: string, size?: { width: number; height: number }): Promise<Image> {
  let pipeline = sharp(path).ensureAlpha();
  if (size) pipeline = pipeline.resize(size.width, size.height, { kernel: 'lanczos3', fit: 'fill' });
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: new Uint8Array(data) };
}

export async function encodeJpeg(image: Image, quality: number): Promise<Uint8Array> {
  return new Uint8Array(
    await sharp(image.rgba, { raw: { width: image.width, height: image.height, channels: 4 } })
      .removeAlpha()
      .jpeg({ quality, chromaSubsampling: '4:4:4' })
      .toBuffer(),
  );
}

export async function encodePng(image: Image): Promise<Uint8Array> {
  return new Uint8Array(
    await sharp(image.rgba, { raw: { width: image.width, height: image.height, channels: 4 } })
      .png({ compressionLevel: 8 })
      .toBuffer(),
  );
}

/** Bilinear sample in linear light with wrap-around; `u`, `v` in 0..1, origin at the top. */
export function sampleLinear(
  image: Image,
  u: number,
  v: number,
  out: [number, number, number, number],
): void {
  const x = u * image.width - 0.5;
  const y = v * image.height - 0.5;
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  out[0] = out[1] = out[2] = out[3] = 0;
  for (let j = 0; j < 2; j++) {
    for (let i = 0; i < 2; i++) {
      const px = Math.min(image.width - 1, Math.max(0, x0 + i));
      const py = Math.min(image.height - 1, Math.max(0, y0 + j));
      const w = (i ? fx : 1 - fx) * (j ? fy : 1 - fy);
      const k = (py * image.width + px) * 4;
      out[0] += w * (LINEAR_BYTE[image.rgba[k] ?? 0] ?? 0);
      out[1] += w * (LINEAR_BYTE[image.rgba[k + 1] ?? 0] ?? 0);
      out[2] += w * (LINEAR_BYTE[image.rgba[k + 2] ?? 0] ?? 0);
      out[3] += (w * (image.rgba[k + 3] ?? 0)) / 255;
    }
  }
}
