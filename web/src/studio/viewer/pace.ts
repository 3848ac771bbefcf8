/** When the viewer draws: only what changed, only while it can be seen. Knows nothing of three. */

export interface PaceOptions {
  /** Draws one picture. */
  readonly draw: (now: number) => void;
  /** Pictures a second while the person only waits; 0 for none. */
  readonly idleFps: number;
  readonly request: (callback: (now: number) => void) => number;
  readonly cancel: (handle: number) => void;
}

export interface Pace {
  /** Something changed: draw once. */
  touch(): void;
  /** The person speaks, or the camera is being moved: every frame of the screen. */
  setLive(live: boolean): void;
  setVisible(visible: boolean): void;
  /** Frames drawn, ever. */
  readonly drawn: number;
  stop(): void;
}

export function createPace({ draw, idleFps, request, cancel }: PaceOptions): Pace {
  let handle: number | null = null;
  let dirty = false;
  let live = false;
  let visible = false;
  let stopped = false;
  let last = Number.NEGATIVE_INFINITY;
  let drawn = 0;

  const wanted = (): boolean => !stopped && visible && (dirty || live || idleFps > 0);
  const schedule = (): void => {
    if (handle === null && wanted()) handle = request(tick);
  };
  function tick(now: number): void {
    handle = null;
    if (!wanted()) return;
    // A screen's frame may come a hair early: half a frame of tolerance keeps the beat.
    if (dirty || live || now - last >= 1000 / idleFps - 8) {
      dirty = false;
      last = now;
      drawn += 1;
      draw(now);
    }
    schedule();
  }
  return {
    touch() {
      dirty = true;
      schedule();
    },
    setLive(next) {
      live = next;
      schedule();
    },
    setVisible(next) {
      visible = next;
      if (next) dirty = true;
      else if (handle !== null) {
        cancel(handle);
        handle = null;
      }
      schedule();
    },
    get drawn() {
      return drawn;
    },
    stop() {
      stopped = true;
      if (handle !== null) cancel(handle);
      handle = null;
    },
  };
}
