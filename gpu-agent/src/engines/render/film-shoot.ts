/** From performance to film file: picks the short way where the stage offers one, and overlaps drawing with encoding. */
import { Worker } from 'node:worker_threads';
import type { Stage } from '../../../../avatar/scene/still.ts';
import { type Performance, TAKE_PICTURES } from '../../../../avatar/scene/take.ts';
import type { FromThread, ThreadData, ToThread } from './film-thread.ts';
import { type FilmFile, openFilm } from './film-writer.ts';

export interface Shoot {
  /** Draws a frame; frames in order. Resolves when the next one may be asked for. */
  frame(frame: number): Promise<void>;
  /** Resolves when all frames so far are on their way to the encoder. */
  settled(): Promise<void>;
  /** Closes the file. Rejects when anything failed. */
  end(): Promise<void>;
}

/** A frame is drawn while the one before it is developed. */
const SLOTS = 2;

/** `stage` draws for nobody else until `end`. Odd sizes and alpha take the encoder's own conversion. */
export function openShoot(stage: Stage, film: FilmFile, performance: Performance): Shoot {
  const even = film.width % 2 === 0 && film.height % 2 === 0;
  const taken = even && !film.transparent ? stage.take(performance) : null;
  return taken ? overlapped(taken, film) : oneByOne(stage, film, performance);
}

function oneByOne(stage: Stage, film: FilmFile, performance: Performance): Shoot {
  const writer = openFilm(film, 'rgba');
  const { names, values, fps, seed } = performance;
  return {
    async frame(frame) {
      await writer.write(await stage.draw(names, values(frame), frame / fps, seed));
    },
    settled: () => Promise.resolve(),
    end: () => writer.end(),
  };
}

function overlapped({ plate, take }: NonNullable<ReturnType<Stage['take']>>, film: FilmFile): Shoot {
  const slots = Array.from(
    { length: SLOTS },
    () => new Uint8Array(new SharedArrayBuffer(film.width * film.height * 4 * TAKE_PICTURES)),
  );
  const thread = new Worker(new URL('./film-thread.ts', import.meta.url), {
    workerData: { film, plate, slots } satisfies ThreadData,
  });
  const free = slots.map((_, slot) => slot);
  let wake: () => void = () => {};
  let ended = false;
  let failure: Error | null = null;
  thread.on('message', (message: FromThread) => {
    if (message === 'ended') ended = true;
    else free.push(message.free);
    wake();
  });
  thread.on('error', (error: Error) => {
    failure ??= error;
    wake();
  });
  thread.on('exit', () => {
    if (!ended) failure ??= new Error('the thread that develops the film ended early');
    wake();
  });
  async function until(reached: () => boolean): Promise<void> {
    while (!reached()) {
      if (failure) throw failure;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (failure) throw failure;
  }
  const tell = (message: ToThread): void => thread.postMessage(message);
  return {
    async frame(frame) {
      await until(() => free.length > 0);
      const slot = free.shift() as number;
      const patches = await take.draw(frame, slots[slot] as Uint8Array);
      tell({ slot, patches });
    },
    settled: () => until(() => free.length === SLOTS),
    async end() {
      tell('end');
      await until(() => ended);
    },
  };
}
