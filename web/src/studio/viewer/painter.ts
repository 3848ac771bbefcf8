/** Pictures of sets, painted by a worker and kept. */
import type { DecodedImage } from '../../../../avatar/scene/portrait.ts';
import type { Order, Painted } from './painter-protocol.ts';

/** Pictures kept: every set and some colours of one shape; 290 kB each. */
const KEPT = 16;

interface Waiting {
  readonly done: (picture: DecodedImage) => void;
  readonly failed: (error: Error) => void;
}

let worker: Worker | null = null;
let orders = 0;
const waiting = new Map<number, Waiting>();
const known = new Map<string, Promise<DecodedImage>>();

/** What stands behind the person in a picture of this size; rejects where no thread can be had. */
export function paintedBehind(
  what: { readonly set: string } | { readonly color: string },
  width: number,
  height: number,
): Promise<DecodedImage> {
  // A picture depends on the shape of the film's, not on its size.
  const key = JSON.stringify([what, Math.round((width / height) * 100)]);
  const found = known.get(key);
  if (found) return found;
  const order: Order = { id: ++orders, set: null, color: null, ...what, width, height };
  const made = new Promise<DecodedImage>((done, failed) => {
    waiting.set(order.id, { done, failed });
    hire().postMessage(order);
  });
  known.set(key, made);
  made.catch(() => known.delete(key));
  for (const old of [...known.keys()].slice(0, -KEPT)) known.delete(old);
  return made;
}

function hire(): Worker {
  if (worker) return worker;
  const made = new Worker(new URL('./painter-worker.ts', import.meta.url), { type: 'module' });
  made.addEventListener('message', ({ data }: MessageEvent<Painted>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ('picture' in data) asked?.done(data.picture);
    else asked?.failed(new Error(data.message));
  });
  // Its code could not be loaded: the next picture asks again.
  made.addEventListener('error', (event) => {
    worker = null;
    for (const { failed } of waiting.values())
      failed(new Error(event.message || 'the painter did not start'));
    waiting.clear();
  });
  worker = made;
  return made;
}
