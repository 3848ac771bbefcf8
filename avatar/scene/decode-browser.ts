/** Textures of a model as a browser decodes them; in a window or in a worker. */
import type { EncodedImage } from './model.ts';
import type { DecodedImage } from './portrait.ts';

/** Pixels as stored, scaled down so that no side is longer than `limit`. */
export async function decodeImage(image: EncodedImage, limit: number): Promise<DecodedImage> {
  const blob = new Blob([image.bytes as Uint8Array<ArrayBuffer>], { type: image.type });
  // Alpha and colours as stored: the shader interprets both.
  const bitmap = await createImageBitmap(blob, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
  const scale = Math.min(1, limit / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser has no 2D canvas to decode textures with');
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, rgba: new Uint8Array(data.buffer) };
}
