/**
 * When hands do what: a film's stresses, the person's gestures and the film's seed become key poses in time, and any
 * moment between two of them a pose. A pure function of whole-film input and time: ranges join.
 */
import type { Vec3 } from '../bake/morph.ts';
import type { ArmsPose, HandPose } from './arms.ts';
import { BEATS, type Gesture, KEYS, type KeyName, NAMED, RESTS } from './gestures.ts';
import { withGlances } from './hand-glances.ts';
import { type FilmCurves, type Phrase, phrasesOf, type Stress, spiritOf } from './stress.ts';

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
/** Nobody talks for so many seconds without their hands. */
const LONG = 3;
const OWN = 0.45;
/** Stresses from here on move hands, as `Stress.strength`. */
const FIRM = 1.1;
/** Share of later stresses of a phrase that get another beat; on the others hands hold still. */
const SWITCH = 0.75;
/** Seconds in which nobody makes the same gesture twice. */
const AGAIN = 8;
/** How much fingers differ from time to time, as `HandPose.shape`. */
const FINGERS = 0.05;
/** Share of returns that end in another rest. */
const MOVES_ON = 0.6;
/** How far what is shown keeps its size in a mood that gestures small or wide: 0 wholly, 1 not at all. */
const SHOWN_BY_SPIRIT = 0.35;
/** A hand from its wrist to its fingertips, lengths of the arm. */
const HAND = 0.34;
/** Half of what a wide picture as wide as high shows where hands are, lengths of the arm. */
const HALF_SQUARE = 0.8;
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

const resting = new Set<ArmsPose>(RESTS.map((name) => KEYS[name]));

interface Manner {
  /** 1 is as written. */
  readonly size: number;
  /** Half the picture, lengths of the arm. */
  readonly room: number;
  /** What a hand that does nothing does. */
  readonly rest: ArmsPose;
}

/** The same pose, held a little differently, larger or smaller, and inside the picture: only hands that do something. */
function varied(name: KeyName, seed: number, k: number, { size, room, rest }: Manner): ArmsPose {
  const pose: ArmsPose = KEYS[name];
  return pose.map((hand, side) => {
    const home = KEYS.rest[side as 0];
    if (hand === home) return rest[side as 0];
    const by = [0, 1, 2].map((c) => VARIETY * (2 * chance(seed, k * 97 + side * 31 + c) - 1));
    const at = [0, 1, 2].map((c) => home.at[c as 0] + size * (hand.at[c as 0] - home.at[c as 0]));
    const shape = hand.shape.map((v, n) => v + FINGERS * (2 * chance(seed, k * 89 + side * 41 + n) - 1));
    const grown = { ...hand, at, shape } as unknown as HandPose;
    return within(moved(grown, [Math.max(0, by[0]!), by[1]!, by[2]!]), room);
  }) as unknown as ArmsPose;
}

/** `hand` with its fingers no further from the middle than `room`: turned to the viewer first, then drawn in. */
function within(hand: HandPose, room: number): HandPose {
  const reach = ([x, y, z]: Vec3): number => (HAND * Math.max(0, x)) / Math.hypot(x, y, z);
  if (hand.at[0] + reach(hand.fingers) <= room) return hand;
  const [x, y, z] = hand.fingers;
  const fingers: Vec3 = [Math.min(x, 0.5), y + 0.35 * Math.max(0, x - 0.5), Math.max(z, 0.6)];
  const out = Math.min(hand.at[0], room - reach(fingers));
  return { ...hand, fingers, at: [out, hand.at[1], hand.at[2]], elbow: 0.6 * hand.elbow };
}

/** `pose` with the hands that leave `rest` lifted, as they are before a beat. */
const lifted = (pose: ArmsPose, rest: ArmsPose): ArmsPose =>
  pose.map((hand, side) =>
    hand === rest[side as 0] ? hand : moved(hand, [0, BEAT.lift, -0.01]),
  ) as unknown as ArmsPose;

interface Chosen {
  /** Null are beats. */
  readonly gesture: Gesture | null;
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
  const made = new Map<Gesture, number>();
  let sinceOwn = 2;
  return phrases.flatMap((phrase, k): Chosen[] => {
    const { stresses } = phrase;
    const firm = stresses.filter(({ strength }) => strength > FIRM);
    const candidates = fitting(phrase).filter(
      (gesture) => phrase.from - (made.get(gesture) ?? Number.NEGATIVE_INFINITY) > AGAIN,
    );
    const bounded = candidates.filter(({ fits }) => fits !== 'anywhere');
    if (
      firm.length === 0 ||
      (bounded.length === 0 && phrase.to - phrase.from < LONG && chance(seed, k) > LIVELY)
    )
      return [];
    const ownNow =
      candidates.length > 0 && (bounded.length > 0 || (sinceOwn > 1 && chance(seed, 500 + k) < OWN));
    sinceOwn = ownNow ? 0 : sinceOwn + 1;
    if (!ownNow) return [{ gesture: null, stresses: firm }];
    const from = bounded.length > 0 ? bounded : candidates;
    const gesture = from[Math.floor(chance(seed, 900 + k) * from.length)] as Gesture;
    made.set(gesture, phrase.to);
    return [{ gesture, stresses: gesture.strokes.length > 1 && !gesture.rhythm ? stresses : firm }];
  });
}

/** Whether there is time for hands to rest between a stroke and one at `next`. */
const parted = ({ t, hold }: { readonly t: number; readonly hold: number }, next: number): boolean =>
  next - t > hold + RETURN + PREPARE;

interface Stroke {
  readonly t: number;
  readonly name: KeyName;
  readonly hold: number;
  /** Of a beat, how strong its stress is; null of what is shown. */
  readonly strength: number | null;
}

/** What hands do and when, in order, without their ways. */
function strokesOf(film: FilmCurves, seed: number, own: readonly Gesture[]): Stroke[] {
  const strokes: Stroke[] = [];
  /** The beat for a stress: any that was not made a moment ago. */
  const beatAt = (t: number): KeyName => {
    const recent = new Set(strokes.flatMap((stroke) => (t - stroke.t < AGAIN ? [stroke.name] : [])));
    const all = BEATS.flatMap((beat) => beat.strokes);
    const fresh = all.filter((name) => !recent.has(name));
    const from = fresh.length > 0 ? fresh : all;
    return from[Math.floor(chance(seed, Math.round(1000 * t) + 1) * from.length)] as KeyName;
  };
  for (const { gesture, stresses } of choose(phrasesOf(film), own, seed)) {
    const add = (t: number, name: KeyName, gap: number, hold: number, strength: number | null): void => {
      if (t > PREPARE && t - (strokes.at(-1)?.t ?? -9) >= gap - 1e-6)
        strokes.push({ t, name, hold, strength });
    };
    if (!gesture) {
      stresses.forEach(({ t, strength }, k) => {
        if (k === 0 || chance(seed, Math.round(1000 * t)) < SWITCH) add(t, beatAt(t), CHANGE, HOLD, strength);
      });
      continue;
    }
    const { rhythm } = gesture;
    // Who points goes on with the next stress, not with the same finger again.
    gesture.strokes.forEach((name, k) => {
      const t = rhythm ? stresses[0]!.t + k * rhythm : stresses[k]?.t;
      if (t !== undefined) add(t, name, rhythm ?? CHANGE, rhythm ? HOLD : SHOWN, null);
    });
    const shown = strokes.at(-1)?.t ?? 0;
    for (const { t, strength } of stresses)
      if (strength > FIRM && t > shown && chance(seed, Math.round(1000 * t)) < SWITCH)
        add(t, beatAt(t), SHOWN + CHANGE, HOLD, strength);
  }
  return strokes;
}

/**
 * Keys of a film in order; the first and the last are rest.
 *
 * @param aspect Width of the picture by its height: no hand leaves it.
 */
export function planGestures(
  film: FilmCurves,
  seed: number,
  names: readonly string[] = [],
  aspect = Number.POSITIVE_INFINITY,
): HandKey[] {
  const own = names.flatMap((name) => (Object.hasOwn(NAMED, name) ? [NAMED[name] as Gesture] : []));
  const strokes = strokesOf(film, seed, own);
  const spirit = spiritOf(film);
  const sizeOf = (strength: number | null): number =>
    strength === null
      ? 1 + SHOWN_BY_SPIRIT * (spirit - 1)
      : spirit * (0.9 + 0.08 * Math.max(0, Math.min(2.5, strength - FIRM)));
  const room = HALF_SQUARE * aspect;
  let rest: ArmsPose = KEYS.rest;
  const keys: HandKey[] = [{ t: Number.NEGATIVE_INFINITY, pose: KEYS.rest }];
  let rested = Number.NEGATIVE_INFINITY;
  strokes.forEach(({ t, name, hold, strength }, k) => {
    const before = strokes[k - 1];
    const after = strokes[k + 1];
    const pose = varied(name, seed, k, { size: sizeOf(strength), room, rest });
    const since = before ? t - before.t : Number.POSITIVE_INFINITY;
    if (!before || parted(before, t)) {
      // Nobody is quite as quick every time.
      const start = Math.max(rested, t - PREPARE * (1 + 0.25 * chance(seed, 300 + k)));
      keys.push({ t: start, pose: rest });
    } else {
      const held = Math.min(Math.max(before.t + before.hold * 0.5, t - PREPARE), t - CHANGE * 0.8);
      const last = keys.at(-1) as HandKey;
      if (held > last.t) keys.push({ t: held, pose: last.pose });
    }
    const quick = since < CHANGE;
    if (!quick) keys.push({ t: t - BEAT.seconds, pose: lifted(pose, rest) });
    keys.push({ t, pose, stroke: name });
    if (!after || parted({ t, hold }, after.t)) {
      const back = t + hold + RETURN * (1 + 0.3 * chance(seed, 400 + k));
      rested = after ? Math.min(back, after.t - PREPARE) : back;
      if (chance(seed, 600 + k) < MOVES_ON)
        rest = KEYS[RESTS[Math.floor(chance(seed, 650 + k) * RESTS.length)] as KeyName];
      keys.push({ t: t + hold, pose }, { t: rested, pose: rest });
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
    const waits = resting.has(side === 0 ? a.pose : b.pose);
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
export function handsOf(
  film: FilmCurves,
  seed: number,
  names: readonly string[],
  aspect?: number,
): (t: number) => ArmsPose {
  const keys = planGestures(film, seed, names, aspect);
  return (t) => handsAt(keys, t, seed);
}

/** The same, and the film's curves with eyes and head that go along where hands point (`withGlances`). */
export function actOf<T extends FilmCurves>(
  film: T,
  seed: number,
  names: readonly string[],
  aspect?: number,
): { readonly curves: T; readonly hands: (t: number) => ArmsPose } {
  const keys = planGestures(film, seed, names, aspect);
  return { curves: withGlances(film, keys), hands: (t) => handsAt(keys, t, seed) };
}
