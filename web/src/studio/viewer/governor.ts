/** How much of a moving picture a software GPU is asked for: as much as it draws in time. Knows nothing of three. */

export interface Governor {
  /** Share of a side of the canvas to draw while something moves; the page scales it. */
  readonly share: number;
  /** A moving picture took this long, ms. */
  took(ms: number): void;
}

/** Twenty pictures a second, less what the page itself needs. */
export const AIM_MS = 45;
/** Each has three quarters of the pixels of the one before. Below the last one a face is no face any more. */
export const SHARES = [1, 0.87, 0.75, 0.63, 0.52] as const;
/** Pictures that have to agree: one that waited for something else says nothing, and sizes that swing are seen. */
const SLOW = 4;
const FAST = 24;

export function createGovernor(): Governor {
  let step = 0;
  let slow = 0;
  let fast = 0;
  return {
    get share() {
      return SHARES[step] ?? 1;
    },
    took(ms) {
      slow = ms > AIM_MS * 1.2 ? slow + 1 : 0;
      fast = ms < AIM_MS * 0.55 ? fast + 1 : 0;
      if (slow >= SLOW && step < SHARES.length - 1) step += 1;
      else if (fast >= FAST && step > 0) step -= 1;
      else return;
      slow = 0;
      fast = 0;
    },
  };
}
