/** Which hair can be seen, worked out beside the page: seconds in which nothing waits. */
import type { SeenHair, Thinner, ThinningJob } from '../../../../avatar/scene/hair-thinning.ts';

export interface Thinning {
  readonly thin: Thinner;
  /** Ends what is still being worked out. */
  close(): void;
}

export function openThinning(): Thinning {
  let worker: Worker | null = null;
  const close = (): void => {
    worker?.terminate();
    worker = null;
  };
  return {
    thin: (job: ThinningJob) =>
      new Promise<SeenHair>((resolve, reject) => {
        // Somebody else is drawn now.
        close();
        const made = new Worker(new URL('./thinning-worker.ts', import.meta.url), { type: 'module' });
        worker = made;
        made.addEventListener('message', ({ data }: MessageEvent<SeenHair>) => {
          made.terminate();
          resolve(data);
        });
        made.addEventListener('error', (event) => {
          made.terminate();
          reject(new Error(event.message || 'the worker did not start'));
        });
        const { positions, uvs, indices } = job.hair;
        made.postMessage({
          ...job,
          hair: { positions, uvs, indices },
          skins: job.skins.map((skin) => ({ positions: skin.positions, indices: skin.indices })),
        } satisfies ThinningJob);
      }),
    close,
  };
}
