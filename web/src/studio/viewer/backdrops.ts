/** What stands behind the person in the viewer, in the terms of the renderer's scene. */
import type { DecodedImage } from '../../../../avatar/scene/portrait.ts';
import { plain, SETS, type StageSet } from '../../../../avatar/scene/sets.ts';

export type ViewerBackground =
  | { readonly type: 'set'; readonly name: string }
  | { readonly type: 'color'; readonly color: string }
  | { readonly type: 'image'; readonly picture: Blob | null }
  | { readonly type: 'transparent' };

export interface Behind {
  readonly set: StageSet;
  readonly backdrop?: DecodedImage;
}

/** A set nobody knows is shown as the studio; films refuse it. */
const STUDIO = SETS.studio as StageSet;

export async function behind(background: ViewerBackground, width: number, height: number): Promise<Behind> {
  switch (background.type) {
    case 'set':
      return { set: SETS[background.name] ?? STUDIO };
    case 'color':
      return { set: plain(background.color) };
    case 'transparent':
      return { set: STUDIO, backdrop: chequered(width, height) };
    case 'image':
      return background.picture
        ? { set: STUDIO, backdrop: await cover(background.picture, width, height) }
        : { set: STUDIO };
  }
}

function chequered(width: number, height: number): DecodedImage {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  const square = Math.max(4, Math.round(height / 30));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dark = (Math.floor(x / square) + Math.floor(y / square)) % 2 === 1;
      rgba.fill(dark ? 205 : 235, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return { width, height, rgba };
}

/** Scaled to fill the frame, the middle kept, as compositing does. */
async function cover(picture: Blob, width: number, height: number): Promise<DecodedImage> {
  const bitmap = await createImageBitmap(picture);
  const scale = Math.max(width / bitmap.width, height / bitmap.height);
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser has no 2D canvas to fit the background with');
  const [w, h] = [bitmap.width * scale, bitmap.height * scale];
  context.drawImage(bitmap, (width - w) / 2, (height - h) / 2, w, h);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, rgba: new Uint8Array(data.buffer) };
}
