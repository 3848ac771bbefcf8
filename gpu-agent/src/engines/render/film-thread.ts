/**
 * Thread beside the renderer: smooths patches' edges, converts them, lays them over the film's last picture and feeds the
 * encoder, while the next frame is drawn. Started by `film-shoot.ts`, which owns the messages.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { createSmoother } from '../../../../avatar/scene/antialias-cpu.ts';
import { type Rectangle, union } from '../../../../avatar/scene/extent.ts';
import { convert, copyPlanar, createPlanar } from '../../../../avatar/scene/planar.ts';
import type { Patch } from '../../../../avatar/scene/take.ts';
import { type FilmFile, openFilm } from './film-writer.ts';

export interface ThreadData {
  readonly film: FilmFile;
  /** RGBA of the whole picture. */
  readonly plate: Uint8Array;
  /** `TAKE_PICTURES` each; which one holds a frame's patches is said with them. */
  readonly slots: readonly Uint8Array[];
}
export type ToThread = { readonly slot: number; readonly patches: readonly Patch[] } | 'end';
/** A slot that may be written again, or that the film is closed. */
export type FromThread = { readonly free: number } | 'ended';

const { film, plate, slots } = workerData as ThreadData;
const port = parentPort as NonNullable<typeof parentPort>;
const picture: Rectangle = { x: 0, y: 0, width: film.width, height: film.height };
const empty = createPlanar(film.width, film.height);
convert(plate, picture, empty, picture);
const shown = createPlanar(film.width, film.height);
shown.bytes.set(empty.bytes);
const smoother = createSmoother();
const writer = openFilm(film, 'planar');
let stained: Rectangle | null = null;

async function develop(slot: number, patches: readonly Patch[]): Promise<void> {
  for (const { area, covers, at, whole } of patches) {
    const rgba = (slots[slot] as Uint8Array).subarray(at);
    const inner = { ...area, x: area.x - covers.x, y: area.y - covers.y };
    smoother.smooth(rgba, covers.width, covers.height, inner);
    if (whole && stained) copyPlanar(empty, shown, stained);
    convert(rgba, covers, shown, area);
    stained = whole ? area : union(stained, area);
  }
  port.postMessage({ free: slot } satisfies FromThread);
  await writer.write(shown.bytes);
}

let work = Promise.resolve();
port.on('message', (message: ToThread) => {
  work = work.then(async () => {
    if (message !== 'end') return await develop(message.slot, message.patches);
    await writer.end();
    port.postMessage('ended' satisfies FromThread);
    port.close();
  });
  // Unheard, a rejection ends the thread, which its owner hears of.
});
