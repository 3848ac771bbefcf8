/** When the viewer draws: only what changed, only while it can be seen. Knows nothing of three. */

export interface PaceOptions {
  /** Draws one picture. */
  readonly draw: (now: number) => void;
  /** Pictures a second while the person only waits; 0 for none. */
  readonly idleFps: number;
  readonly request: (callback: (now: number) => void) => number;
  readonly cancel: (handle: number) => void;
  /** Calls back after milliseconds, between the screen's frames: each of those costs the page, even an empty one. */
  readonly later: (callback: () => void, ms: number) => number;
  readonly forget: (handle: number) => void;
  /** Whether the picture before is still being drawn; left out, never. */
  readonly busy?: () => boolean;
  /** Whether the last picture is one to stay with for a while: nobody waits with half-closed eyes. Left out, it is. */
  readonly resting?: () => boolean;
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
  /** Draws nothing before `until` but changes, once the person rests. */
  calm(until: number): void;
  /** Frames drawn, ever. */
  readonly drawn: number;
  stop(): void;
}

/** How long a change can be held back. */
export const PATIENCE_MS = 350;
/** Waits shorter than two frames are not worth a timer. */
const SHORT_MS = 30;

export function createPace(options: PaceOptions): Pace {
  const { draw, idleFps, request, cancel, later, forget, busy = () => false, resting = () => true } = options;
  let handle: number | null = null;
  let timer: number | null = null;
  let dirty = false;
  let live = false;
  let visible = false;
  let stopped = false;
  let last = Number.NEGATIVE_INFINITY;
  let heldUntil = Number.NEGATIVE_INFINITY;
  let calmUntil = Number.NEGATIVE_INFINITY;
  /** Since when something that changed waits to be drawn. */
  let asked: number | null = null;
  let drawn = 0;

  const wanted = (): boolean => !stopped && visible && (dirty || live || idleFps > 0);
  const sleepOff = (): void => {
    if (timer !== null) forget(timer);
    timer = null;
  };
  const schedule = (): void => {
    sleepOff();
    if (handle === null && wanted()) handle = request(tick);
  };
  function tick(now: number): void {
    handle = null;
    if (!wanted()) return;
    if (dirty || live) asked ??= now;
    const held = now < heldUntil && (asked === null || now - asked < PATIENCE_MS);
    const calm = now < calmUntil && resting();
    // A screen's frame may come a hair early: half a frame of tolerance keeps the beat.
    const beat = !calm && now - last >= 1000 / idleFps - 8;
    if (!held && (asked !== null || beat) && !busy()) {
      dirty = false;
      asked = null;
      last = now;
      drawn += 1;
      draw(now);
    }
    const free = Math.min(heldUntil, asked === null ? Number.POSITIVE_INFINITY : asked + PATIENCE_MS) - now;
    const idle = Math.max(last + 1000 / idleFps, now < calmUntil && resting() ? calmUntil : 0);
    const due = dirty || live || asked !== null ? 0 : idle - now;
    const wait = Math.max(free, due) - 8;
    if (wait < SHORT_MS || !Number.isFinite(wait)) schedule();
    else if (wanted())
      timer = later(() => {
        timer = null;
        schedule();
      }, wait);
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
      else {
        sleepOff();
        if (handle !== null) cancel(handle);
        handle = null;
      }
      schedule();
    },
    hold(until) {
      heldUntil = Math.max(heldUntil, until);
    },
    calm(until) {
      calmUntil = Math.max(calmUntil, until);
    },
    get drawn() {
      return drawn;
    },
    stop() {
      stopped = true;
      sleepOff();
      if (handle !== null) cancel(handle);
      handle = null;
    },
  };
}
