/** What the hands of a figure do while it waits, speaks and has just been stopped. */
import type { ArmsPose } from '../../../../avatar/scene/arms.ts';
import { type HandKey, handsAt, planGestures } from '../../../../avatar/scene/gesture-plan.ts';
import { KEYS } from '../../../../avatar/scene/gestures.ts';
import { withGlances } from '../../../../avatar/scene/hand-glances.ts';
import type { Curves } from '../core/curves.ts';

export interface Spoken {
  readonly curves: Curves;
  /** Where the sound is, seconds. */
  readonly clock: () => number;
}

export interface Hands {
  /** As they are held now, by somebody who has lived for `t` seconds. */
  readonly pose: (t: number) => ArmsPose;
  /** Gestures as a film of these curves alone has them; with null hands go back to where they rest. */
  follow(spoken: Spoken | null): void;
  /** What is spoken, by a face whose eyes and head go along where hands point; null while nothing is. */
  readonly curves: Curves | null;
  /** Whether they gesture or are on their way back. */
  readonly moving: boolean;
}

const RESTING: readonly HandKey[] = [{ t: Number.NEGATIVE_INFINITY, pose: KEYS.rest }];
/** Seconds back to rest from wherever hands are when the sound stops, and until fingers have followed. */
const BACK = 0.85;
const BACK_AND_FOLLOWED = BACK + 0.1;

/** `now` counts seconds. */
export function createHands(
  gestures: readonly string[],
  seed: number,
  now = () => performance.now() / 1000,
): Hands {
  let spoken: Spoken | null = null;
  let plan: readonly HandKey[] | null = null;
  let back: readonly HandKey[] = RESTING;
  let stoppedAt = Number.NEGATIVE_INFINITY;
  let looking: Curves | null = null;
  const planned = ({ curves }: Spoken): readonly HandKey[] => {
    plan ??= planGestures({ ...curves, data: curves.values }, seed, gestures);
    return plan;
  };
  const speaking = (now: Spoken): ArmsPose => handsAt(planned(now), now.clock(), seed);
  return {
    pose(t) {
      if (spoken) return speaking(spoken);
      const since = now() - stoppedAt;
      return since < BACK_AND_FOLLOWED ? handsAt(back, since, seed) : handsAt(RESTING, t, seed);
    },
    follow(next) {
      if (spoken && !next) {
        const pose = speaking(spoken);
        back = [
          { t: Number.NEGATIVE_INFINITY, pose },
          { t: 0, pose },
          { t: BACK, pose: KEYS.rest },
        ];
        stoppedAt = now();
      }
      spoken = next;
      plan = null;
      looking = null;
    },
    get curves() {
      if (!spoken) return null;
      const { curves } = spoken;
      looking ??= {
        ...curves,
        values: withGlances({ ...curves, data: curves.values }, planned(spoken)).data,
      };
      return looking;
    },
    get moving() {
      return spoken !== null || now() - stoppedAt < BACK_AND_FOLLOWED;
    },
  };
}

/** The person's own gestures in `animations` of a catalogue entry; none in anything else. */
export function gesturesOf(animations: unknown): string[] {
  const { gestures } = (animations ?? {}) as { readonly gestures?: unknown };
  return Array.isArray(gestures) ? gestures.filter((name) => typeof name === 'string') : [];
}
