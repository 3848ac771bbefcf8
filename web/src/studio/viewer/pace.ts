/** When the viewer draws: only what changed, only while it can be seen. Knows nothing of three. */

export interface PaceOptions {
  /** Draws one picture. */
  readonly draw: (now: number) => void;
  /** Pictures a second while the person only waits; 0 for none. */
  readonly idleFps: number;
  readonly request: (callback: (now: number) => void) => number;
  readonly cancel: (handle: number) => void;
  /** Whether the picture before is still being drawn; left out, never. */
  readonly busy?: () => boolean;
}

export interface Pace {
  /** Something changed: draw once. */
  touch(): void;
  /** The person speaks, or the camera is being moved: every frame of the screen. */
  setLive(live: boolean): void;
  setVisible(visible: boolean): void;
  /**
   * Draws nothing before `until`, in the clock of `request`: what was asked for in the meantime comes then, or after
   * `PATIENCE_MS`, and waiting without a change of anything as long as it takes.
   */
  hold(until: number): void;
  /** Frames drawn, ever. */
  readonly drawn: number;
  stop(): void;
}

/** How long a change can be held back. */
export const PATIENCE_MS = 350;

export function createPace({ draw, idleFps, request, cancel, busy = () => false }: PaceOptions): Pace {
  let handle: number | null = null;
  let dirty = false;
  let live = false;
  let visible = false;
  let stopped = false;
  let last = Number.NEGATIVE_INFINITY;
  let heldUntil = Number.NEGATIVE_INFINITY;
  /** Since when something that changed waits to be drawn. */
  let asked: number | null = null;
  let drawn = 0;

  const wanted = (): boolean => !stopped && visible && (dirty || live || idleFps > 0);
  const schedule = (): void => {
    if (handle === null && wanted()) handle = request(tick);
  };
  function tick(now: number): void {
    handle = null;
    if (!wanted()) return;
    if (dirty || live) asked ??= now;
    const held = now < heldUntil && (asked === null || now - asked < PATIENCE_MS);
    // A screen's frame may come a hair early: half a frame of tolerance keeps the beat.
    if (!held && (asked !== null || now - last >= 1000 / idleFps - 8) && !busy()) {
      dirty = false;
      asked = null;
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
    hold(until) {
      heldUntil = Math.max(heldUntil, until);
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
