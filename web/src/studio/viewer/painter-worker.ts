/** Sets are painted on a thread of their own: a furnished place takes a quarter of a second, in which nobody could type. */
import { painted } from '../../../../avatar/scene/painted.ts';
import { plain, SETS } from '../../../../avatar/scene/sets.ts';
import type { Order, Painted } from './painter-protocol.ts';

addEventListener('message', ({ data: { id, set, color, width, height } }: MessageEvent<Order>) => {
  const say = (answer: Painted, transfer: Transferable[] = []): void =>
    self.postMessage(answer, { transfer });
  try {
    const wanted = color ? plain(color) : SETS[set ?? ''];
    if (!wanted) throw new Error(`no set is called ${set}`);
    const picture = painted({ set: wanted, width, height });
    say({ id, picture }, [picture.rgba.buffer as ArrayBuffer]);
  } catch (error) {
    say({ id, message: String(error) });
  }
});
