/**
 * Eyes and head of somebody who points: they look there before the hand arrives, the eyes at once and the head late and
 * part of the way, and are back at the viewer within 0.8 s. Lids fall over so large a jump. Mouth and brows stay as they are.
 */
import type { HandKey } from './gesture-plan.ts';
import { ASIDE } from './gestures.ts';
import type { FilmCurves } from './stress.ts';

/** Seconds before the stroke lands that eyes leave the viewer, and after it that they return. */
const BEFORE = 0.38;
const AFTER = 0.3;
/** A saccade of this size; the head begins after it, takes this long, and so it does back. */
const SACCADE = 0.06;
const HEAD = { late: 0.07, seconds: 0.46 } as const;
/** Degrees to the speaker's right and down, of eyes and head together, and what of them the head makes. */
const THERE = { yaw: -19, pitch: -5 } as const;
const HEAD_SHARE = 0.4;
/** eyeLook… at 1 turns an eye this far: `GAZE_DEGREES` of the bake, which pages need not load. */
export const EYE_DEGREES = { down: 22, up: 20, side: 26 } as const;
/** Lids fall, stay and rise. */
const BLINK = { falls: 0.09, stays: 0.03, rises: 0.17 } as const;

const smooth = (x: number): number => (x <= 0 ? 0 : x >= 1 ? 1 : x * x * x * (10 + x * (6 * x - 15)));

/** 0 to 1 and back: there from `from` on, back from `to` on, each way `seconds` long. */
const stay = (t: number, from: number, to: number, seconds: number): number =>
  smooth((t - from) / seconds) - smooth((t - to) / seconds);

function lid(t: number): number {
  return t < BLINK.falls
    ? smooth(t / BLINK.falls)
    : 1 - smooth((t - BLINK.falls - BLINK.stays) / BLINK.rises);
}

/** `film` with glances to where its hands show or point; itself where they never do. */
export function withGlances<T extends FilmCurves>(film: T, keys: readonly HandKey[]): T {
  const { names, fps, frames } = film;
  const pointed = keys.flatMap(({ t, stroke }) => (stroke && ASIDE.has(stroke) ? [t] : []));
  // Who shows and then points has looked.
  const times = pointed.filter((t, k) => k === 0 || t - pointed[k - 1]! > BEFORE + AFTER + 1);
  if (times.length === 0) return film;
  const data = Float32Array.from(film.data);
  const at = (name: string): number => names.indexOf(name);
  const [pitch, yaw] = [at('headPitch'), at('headYaw')];
  const radians = Math.PI / 180;
  const add = (row: number, k: number, by: number): void => {
    if (k >= 0) data[row + k]! += by;
  };
  /** Turns an eye by degrees along an axis that has a shape for either way. */
  const turn = (
    row: number,
    [ahead, back]: readonly [number, number],
    ranges: readonly [number, number],
    by: number,
  ): void => {
    if (ahead < 0 || back < 0) return;
    const now = data[row + ahead]! * ranges[0] - data[row + back]! * ranges[1] + by;
    data[row + ahead] = Math.min(1, Math.max(0, now) / ranges[0]);
    data[row + back] = Math.min(1, Math.max(0, -now) / ranges[1]);
  };
  const eyes = (['Left', 'Right'] as const).map((side) => ({
    // To the person's left the left eye turns out, the right one in.
    aside: [
      at(`eyeLook${side === 'Left' ? 'Out' : 'In'}${side}`),
      at(`eyeLook${side === 'Left' ? 'In' : 'Out'}${side}`),
    ],
    up: [at(`eyeLookUp${side}`), at(`eyeLookDown${side}`)],
    blink: at(`eyeBlink${side}`),
    wide: at(`eyeWide${side}`),
  })) as readonly {
    readonly aside: readonly [number, number];
    readonly up: readonly [number, number];
    readonly blink: number;
    readonly wide: number;
  }[];
  for (const stroke of times) {
    const [from, to] = [stroke - BEFORE, stroke + AFTER];
    const last = Math.min(frames - 1, Math.ceil((to + HEAD.late + HEAD.seconds) * fps));
    for (let f = Math.max(0, Math.floor(from * fps) - 3); f <= last; f++) {
      const t = f / fps;
      const row = f * names.length;
      const gaze = stay(t, from, to, SACCADE);
      const head = HEAD_SHARE * stay(t, from + HEAD.late, to + HEAD.late, HEAD.seconds);
      add(row, yaw, THERE.yaw * head * radians);
      // A nod is positive, a look down negative.
      add(row, pitch, -THERE.pitch * head * radians);
      const shut = lid(t - from + BLINK.falls / 2);
      for (const { aside, up, blink, wide } of eyes) {
        turn(row, aside, [EYE_DEGREES.side, EYE_DEGREES.side], THERE.yaw * (gaze - head));
        turn(row, up, [EYE_DEGREES.up, EYE_DEGREES.down], THERE.pitch * (gaze - head));
        if (blink >= 0) data[row + blink] = Math.max(data[row + blink]!, shut);
        if (wide >= 0) data[row + wide]! *= 1 - shut;
      }
    }
  }
  return { ...film, data };
}
