/** What stands behind the person in the viewer, in the terms of the renderer's scene. */
import { type Light, lit } from '../../../../avatar/scene/lights.ts';
import type { DecodedImage } from '../../../../avatar/scene/portrait.ts';
import { plain, SETS, type StageSet } from '../../../../avatar/scene/sets.ts';
import { paintedBehind } from './painter.ts';

/** What stands behind the person, and how they are lit; without `light` as the set does. */
export type ViewerBackground = (
  | { readonly type: 'set'; readonly name: string }
  | { readonly type: 'color'; readonly color: string }
  | { readonly type: 'image'; readonly picture: Blob | null }
  | { readonly type: 'transparent' }
) & { readonly light?: Light };

export interface Behind {
  readonly set: StageSet;
  readonly backdrop?: DecodedImage;
}

/** A set nobody knows is shown as the studio; films refuse it. */
const STUDIO = SETS.studio as StageSet;

export async function behind(background: ViewerBackground, width: number, height: number): Promise<Behind> {
  const place = await placeOf(background, width, height);
  return { ...place, set: lit(place.set, background.light) };
}

async function placeOf(background: ViewerBackground, width: number, height: number): Promise<Behind> {
  switch (background.type) {
    case 'set': {
      const name = background.name in SETS ? background.name : 'studio';
      return { set: SETS[name] ?? STUDIO, backdrop: await paintedBehind({ set: name }, width, height) };
    }
    case 'color': {
      const { color } = background;
      return { set: plain(color), backdrop: await paintedBehind({ color }, width, height) };
    }
    case 'transparent':
      return { set: STUDIO, backdrop: chequered(width, height) };
    case 'image':
      return background.picture
        ? { set: STUDIO, backdrop: await cover(background.picture, width, height) }
        : { set: STUDIO, backdrop: await paintedBehind({ set: 'studio' }, width, height) };
  }
}

function chequered(width: number, height: number): DecodedImage {
  const rgba = new Uint8Array(width * height * 4);
  const square = Math.max(4, Math.round(height / 30));
  const row = (odd: number): Uint8Array =>
    Uint8Array.from({ length: width * 4 }, (_, i) =>
      i % 4 === 3 ? 255 : (Math.floor(i / 4 / square) + odd) % 2 === 1 ? 205 : 235,
    );
  const rows = [row(0), row(1)];
  for (let y = 0; y < height; y++)
    rgba.set(rows[Math.floor(y / square) % 2] ?? new Uint8Array(), y * width * 4);
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
