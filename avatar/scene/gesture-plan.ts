/**
 * When hands do what: a film's stresses, the person's gestures and the film's seed become key poses in time, and any
 * moment between two of them a pose. A pure function of whole-film input and time: ranges join.
 */
import type { Vec3 } from '../bake/morph.ts';
import type { ArmsPose, HandPose } from './arms.ts';
import { BEATS, type Gesture, KEYS, type KeyName, NAMED } from './gestures.ts';
import { type FilmCurves, type Phrase, phrasesOf, type Stress } from './stress.ts';

/** Hands are here at `t` seconds, having come the smoothest way from the key before. */
export interface HandKey {
  readonly t: number;
  readonly pose: ArmsPose;
  /** Of a stroke, which one it is. */
  readonly stroke?: KeyName;
}

/** Seconds from rest to a stroke, from one stroke to another, what a stroke is held for at least, and back to rest. */
const PREPARE = 0.62;
const CHANGE = 0.5;
const HOLD = 0.38;
/** The same of what is shown rather than beaten. */
const SHOWN = 0.95;
const RETURN = 0.85;
/** The last part of a stroke goes down, from this much higher (shares of the arm), in this time. */
const BEAT = { lift: 0.05, seconds: 0.2 } as const;
/** How much a hand's place differs from time to time, shares of the arm. */
const VARIETY = 0.028;
/** Share of phrases in which somebody gestures at all, and of those in which it is a gesture of their own. */
const LIVELY = 0.94;
const OWN = 0.45;
/** Share of later stresses of a phrase that get another beat. */
const SWITCH = 0.45;
/** A hand turns and its fingers move a little after the wrist: seconds. */
const LAG = { hand: 0.05, fingers: 0.09 } as const;

/** Hands do not start as one: the right one, which lies above, leaves first and comes back last, by this share of the way's time. */
const WAIT = 0.2;

/** Hash of two integers, 0 to 1. */
const chance = (seed: number, k: number): number => {
  let h = Math.imul(seed + k * 6367, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return ((h ^ (h >>> 13)) >>> 0) / 4294967296;
};

/** Minimum-jerk way from 0 to 1 (Flash and Hogan 1985). */
const smooth = (x: number): number => (x <= 0 ? 0 : x >= 1 ? 1 : x * x * x * (10 + x * (6 * x - 15)));

const moved = (hand: HandPose, by: Vec3): HandPose => ({
  ...hand,
  at: [hand.at[0] + by[0], hand.at[1] + by[1], hand.at[2] + by[2]],
});

/** The same pose, held a little differently: only hands that do something. */
function varied(name: KeyName, seed: number, k: number): ArmsPose {
  const pose: ArmsPose = KEYS[name];
  return pose.map((hand, side) => {
    if (hand === KEYS.rest[side as 0]) return hand;
    const by = [0, 1, 2].map((c) => VARIETY * (2 * chance(seed, k * 97 + side * 31 + c) - 1));
    return moved(hand, [Math.max(0, by[0]!), by[1]!, by[2]!]);
  }) as unknown as ArmsPose;
}

/** `pose` with the hands that leave `rest` lifted, as they are before a beat. */
const lifted = (pose: ArmsPose): ArmsPose =>
  pose.map((hand, side) =>
    hand === KEYS.rest[side as 0] ? hand : moved(hand, [0, BEAT.lift, -0.01]),
  ) as unknown as ArmsPose;

interface Chosen {
  readonly gesture: Gesture;
  readonly stresses: readonly Stress[];
}

/** Which gesture goes with which stresses; `own` are a person's, by the names of the catalogue. */
function choose(phrases: readonly Phrase[], own: readonly Gesture[], seed: number): Chosen[] {
  const all = phrases.flatMap(({ stresses }) => stresses);
  const strongest = [...all].sort((a, b) => b.strength - a.strength || a.t - b.t);
  const longest = [...phrases].sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from);
  const many = Math.max(1, Math.round(phrases.length / 4));
  const fitting = (phrase: Phrase): Gesture[] =>
    own.filter(({ fits }) => {
      if (fits === 'opening') return phrase === phrases[0];
      if (fits === 'closing') return phrase === phrases.at(-1);
      if (fits === 'longest') return longest.slice(0, many).includes(phrase);
      if (fits === 'strongest')
        return strongest.slice(0, many).some((stress) => phrase.stresses.includes(stress));
      return true;
    });
  let last: Gesture | null = null;
  let sinceOwn = 2;
  return phrases.flatMap((phrase, k) => {
    const { stresses } = phrase;
    const firm = stresses.filter(({ strength }) => strength > 1.1);
    const candidates = fitting(phrase);
    const bound = candidates.some(({ fits }) => fits !== 'anywhere');
    if (firm.length === 0 || (!bound && chance(seed, k) > LIVELY)) return [];
    const ownNow = candidates.length > 0 && (bound || (sinceOwn > 1 && chance(seed, 500 + k) < OWN));
    sinceOwn = ownNow ? 0 : sinceOwn + 1;
    const bounded = candidates.filter(({ fits }) => fits !== 'anywhere');
    const from = (ownNow ? (bounded.length > 0 ? bounded : candidates) : BEATS).filter(
      (gesture) => gesture !== last || ownNow,
    );
    const gesture = from[Math.floor(chance(seed, 900 + k) * from.length)] as Gesture;
    last = gesture;
    return [{ gesture, stresses: gesture.strokes.length > 1 && !gesture.rhythm ? stresses : firm }];
  });
}

/** Whether there is time for hands to rest between a stroke and one at `next`. */
const parted = ({ t, hold }: { readonly t: number; readonly hold: number }, next: number): boolean =>
  next - t > hold + RETURN + PREPARE;

/** Keys of a film in order; the first and the last are rest. */
export function planGestures(film: FilmCurves, seed: number, names: readonly string[] = []): HandKey[] {
  const own = names.flatMap((name) => (Object.hasOwn(NAMED, name) ? [NAMED[name] as Gesture] : []));
  const strokes: { t: number; name: KeyName; hold: number }[] = [];
  for (const { gesture, stresses } of choose(phrasesOf(film), own, seed)) {
    const { rhythm } = gesture;
    const first = stresses[0] as Stress;
    const times = rhythm ? gesture.strokes.map((_, k) => first.t + k * rhythm) : stresses.map(({ t }) => t);
    const beats = BEATS.includes(gesture);
    // Who points goes on with the next stress, not with the same finger again.
    const most = beats || rhythm ? times.length : gesture.strokes.length;
    times.slice(0, most).forEach((t, k) => {
      const other = beats && k > 0 && chance(seed, Math.round(1000 * t)) < SWITCH;
      const from = other
        ? (BEATS[Math.floor(chance(seed, Math.round(1000 * t) + 1) * BEATS.length)] as Gesture)
        : gesture;
      const name = from.strokes[Math.min(k, from.strokes.length - 1)] as KeyName;
      const gap = rhythm ?? CHANGE;
      if (t > PREPARE && t - (strokes.at(-1)?.t ?? -9) >= gap - 1e-6)
        strokes.push({ t, name, hold: beats || rhythm ? HOLD : SHOWN });
    });
  }
  const keys: HandKey[] = [{ t: Number.NEGATIVE_INFINITY, pose: KEYS.rest }];
  let rested = Number.NEGATIVE_INFINITY;
  strokes.forEach(({ t, name, hold }, k) => {
    const before = strokes[k - 1];
    const after = strokes[k + 1];
    const pose = varied(name, seed, k);
    const since = before ? t - before.t : Number.POSITIVE_INFINITY;
    if (!before || parted(before, t)) {
      // Nobody is quite as quick every time.
      const start = Math.max(rested, t - PREPARE * (1 + 0.25 * chance(seed, 300 + k)));
      keys.push({ t: start, pose: KEYS.rest });
    } else {
      const held = Math.min(Math.max(before.t + before.hold * 0.5, t - PREPARE), t - CHANGE * 0.8);
      const last = keys.at(-1) as HandKey;
      if (held > last.t) keys.push({ t: held, pose: last.pose });
    }
    const quick = since < CHANGE;
    if (!quick) keys.push({ t: t - BEAT.seconds, pose: lifted(pose) });
    keys.push({ t, pose, stroke: name });
    if (!after || parted({ t, hold }, after.t)) {
      const back = t + hold + RETURN * (1 + 0.3 * chance(seed, 400 + k));
      rested = after ? Math.min(back, after.t - PREPARE) : back;
      keys.push({ t: t + hold, pose }, { t: rested, pose: KEYS.rest });
    }
  });
  return keys;
}

const mix = (a: number, b: number, x: number): number => a + (b - a) * x;
const mixed = (a: Vec3, b: Vec3, x: number): Vec3 => [
  mix(a[0], b[0], x),
  mix(a[1], b[1], x),
  mix(a[2], b[2], x),
];

/** Hands as `keys` have them at `t` seconds. */
export function handsAt(keys: readonly HandKey[], t: number, seed: number): ArmsPose {
  const between = (time: number, side: 0 | 1): { a: ArmsPose; b: ArmsPose; x: number } => {
    let [low, high] = [0, keys.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (keys[middle]!.t <= time) low = middle;
      else high = middle - 1;
    }
    const [a, b] = [keys[low]!, keys[low + 1] ?? keys[low]!];
    if (b.pose === a.pose) return { a: a.pose, b: b.pose, x: 0 };
    const share = (time - a.t) / (b.t - a.t);
    const waits = side === 0 ? a.pose === KEYS.rest : b.pose === KEYS.rest;
    return { a: a.pose, b: b.pose, x: smooth(waits ? (share - WAIT) / (1 - WAIT) : share) };
  };
  return [0, 1].map((side) => {
    const k = side as 0;
    const wrist = between(t, k);
    const turn = between(t - LAG.hand, k);
    const bent = between(t - LAG.fingers, k);
    const at = mixed(wrist.a[k].at, wrist.b[k].at, wrist.x);
    const way = Math.hypot(...[0, 1, 2].map((c) => wrist.b[k].at[c as 0] - wrist.a[k].at[c as 0]));
    // Hands swing around the body, not through it, and are never quite still.
    const out = 4 * wrist.x * (1 - wrist.x) * 0.26 * way;
    const drift = (hz: number, n: number): number =>
      0.004 * Math.sin(2 * Math.PI * (hz * t + chance(seed, 700 + n + 10 * side)));
    return {
      at: [at[0] + 0.4 * out, at[1] + drift(0.09, 1), at[2] + out + drift(0.13, 2)],
      palm: mixed(turn.a[k].palm, turn.b[k].palm, turn.x),
      fingers: mixed(turn.a[k].fingers, turn.b[k].fingers, turn.x),
      elbow: mix(wrist.a[k].elbow, wrist.b[k].elbow, wrist.x),
      shape: bent.a[k].shape.map((value, n) => mix(value, bent.b[k].shape[n] ?? 0, bent.x)),
    };
  }) as unknown as ArmsPose;
}

/** How somebody with these gestures holds their hands in a film, `t` in seconds from its first frame. */
export function handsOf(film: FilmCurves, seed: number, names: readonly string[]): (t: number) => ArmsPose {
  const keys = planGestures(film, seed, names);
  return (t) => handsAt(keys, t, seed);
}
