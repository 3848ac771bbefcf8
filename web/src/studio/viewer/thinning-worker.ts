/** Works out once which hair can be seen; ends with its answer. */
import { type ThinningJob, thinHair } from '../../../../avatar/scene/hair-thinning.ts';

addEventListener('message', ({ data }: MessageEvent<ThinningJob>) => {
  const seen = thinHair(data);
  self.postMessage(seen, {
    transfer: seen.sectors.flatMap(({ solid, soft }) => [solid.buffer, soft.buffer]),
  });
});
