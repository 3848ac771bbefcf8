/** The person in the viewer in another look: asks the fitting worker and shows what it answers, the latest look only. */
import type { AvatarLook } from '../../../../supabase/functions/_shared/contract/look.ts';
import type { FittedMessage, FittingOptions, FromFitting, ToFitting } from './fitting-protocol.ts';
import type { Unseen } from './fitting-room.ts';
import type { Viewer } from './viewer.ts';

export interface Fitting {
  /** Shows a look; while one is being worked out only the latest of the others is kept. */
  show(look: AvatarLook): void;
  close(): void;
}

export interface FittingEvents {
  /** The look asked for last is shown, but for `unseen`, which only a bake shows. */
  readonly onShown: (unseen: readonly Unseen[]) => void;
  /** Takes long enough to be told: other hair or clothes are fetched. */
  readonly onWaiting: () => void;
  readonly onFailed: (message: string) => void;
}

const PATIENCE_MS = 600;

export function openFitting(
  viewer: Viewer,
  options: Omit<FittingOptions, 'textureSize'>,
  events: FittingEvents,
): Fitting {
  const worker = new Worker(new URL('./fitting-worker.ts', import.meta.url), { type: 'module' });
  const tell = (message: ToFitting): void => worker.postMessage(message);
  tell({ type: 'open', options: { ...options, textureSize: viewer.textureSize } });
  let id = 0;
  let busy = false;
  let closed = false;
  let waiting: AvatarLook | null = null;
  let patience: ReturnType<typeof setTimeout> | undefined;
  const next = (): void => {
    busy = waiting !== null;
    if (!waiting) return;
    tell({ type: 'fit', id: ++id, look: waiting });
    waiting = null;
  };
  const wear = async ({ model, shape, pictures, unseen }: FittedMessage): Promise<void> => {
    if (model) await viewer.dress(model);
    if (closed) return;
    viewer.reshape(shape, pictures);
    if (waiting) return;
    clearTimeout(patience);
    events.onShown(unseen);
  };
  worker.addEventListener('message', async ({ data }: MessageEvent<FromFitting>) => {
    try {
      if (data.type === 'failed') throw new Error(data.message);
      await wear(data);
    } catch (error) {
      clearTimeout(patience);
      if (!closed) events.onFailed(String(error));
    }
    if (!closed) next();
  });
  worker.addEventListener('error', (event) => events.onFailed(event.message));
  return {
    show(look) {
      waiting = look;
      if (busy) return;
      clearTimeout(patience);
      patience = setTimeout(events.onWaiting, PATIENCE_MS);
      next();
    },
    close() {
      closed = true;
      clearTimeout(patience);
      worker.terminate();
    },
  };
}
