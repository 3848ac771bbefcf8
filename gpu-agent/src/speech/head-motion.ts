/**
 * The head of somebody who speaks: a new stance with each phrase, nods on what is stressed, a lifted chin where the
 * tone rises or a breath is drawn, and almost nothing while nobody says anything. It follows glances late and part of the
 * way: eyes lead. Springs keep it free of jitter; what wanders between is slow and small, so the head neither floats nor
 * freezes. Heads stay below 22 degrees a second: a picture of 720 rows shows them as a turn and not as a jerk, and a
 * software GPU draws the whole person anew for a head that moves faster (`avatar/scene/take.ts`).
 */
import { CURVES_FPS, type Timeline } from '../../../supabase/functions/_shared/contract/job.ts';
import type { Glance } from './eye-motion.ts';
import { bump, clamp, drift, spring } from './motion-filters.ts';
import { type Accent, type Prosody, silentFrames } from './prosody.ts';
import { seededNormal } from './seeded-random.ts';

export const DEGREE = Math.PI / 180;

/** Radians with the contract's signs, one a frame. */
export interface HeadMotion {
  readonly headPitch: Float32Array;
  readonly headYaw: Float32Array;
  readonly headRoll: Float32Array;
}

/** Nods closer than this would be bobbing, seconds. */
const NOD_GAP = 0.9;
const NOD_FROM = 0.5;
/** Degrees of a nod on the strongest accent, and what markup adds to it; the spring leaves two thirds of them. */
const NOD_DEGREES = 5.2;
const NOD_EMPHASIS = 2;
/** Seconds a nod goes down and comes back in. */
const NOD = { down: 0.3, up: 0.48 } as const;
const INHALE_DEGREES = 0.55;
const TONE_DEGREES = 0.3;
const LIMIT = { pitch: 3.9, yaw: 6.5, roll: 3.4 } as const;
/** Share of a glance's turn that the head makes. */
const FOLLOWS = 0.3;

/**
 * @param energy 1 for a trainer at ease; stances, nods and drift scale with it.
 * @param glances Where the eyes go for a moment, in order.
 */
export function solveHead(
  timeline: Timeline,
  prosody: Prosody,
  random: () => number,
  energy: number,
  glances: readonly Glance[],
): HeadMotion {
  const frames = Math.ceil(timeline.duration * CURVES_FPS);
  const { tone } = prosody;
  const stances = chooseStances(timeline, prosody, random, energy);
  const nods = new Float32Array(frames);
  const lifts = new Float32Array(frames);
  for (const { time, strength, emphasis } of nodded(prosody.accents)) {
    const degrees = energy * (NOD_DEGREES * (strength - 0.3) + NOD_EMPHASIS * emphasis);
    bump(nods, time + 0.03, degrees, NOD.down, NOD.up);
    // A nod is prepared by a small movement the other way.
    bump(lifts, time - 0.2, 0.3 * degrees, 0.16, 0.16);
  }
  for (const phrase of prosody.phrases) {
    bump(lifts, phrase.start - 0.05, INHALE_DEGREES, 0.32, 0.3);
    if (phrase.rising) bump(lifts, phrase.end - 0.1, 1.1 * energy, 0.4, 0.45);
  }
  const silent = silentFrames(prosody, 0.1);
  const activity = spring(frames, 0.6, (frame) => (silent[frame] ? 0.3 : 1));
  const wander = [9.1, 11.3, 13.7].map((slowest) => drift(random, slowest));
  const idle = (axis: number, frame: number, degrees: number) =>
    degrees * energy * (activity[frame] as number) * (wander[axis]?.(frame / CURVES_FPS) ?? 0);
  const stanceAt = walk(stances);
  const followed = (axis: 'yaw' | 'pitch') => {
    const goal = new Float32Array(frames);
    for (const { start, end, [axis]: turn } of glances)
      goal.fill((FOLLOWS * turn) / DEGREE, Math.ceil(start * CURVES_FPS), Math.ceil(end * CURVES_FPS));
    return goal;
  };
  const [aside, upwards] = [followed('yaw'), followed('pitch')];
  const headPitch = spring(frames, 2.1, (f) => {
    const spoken = -TONE_DEGREES * (tone[f] ?? 0) * (activity[f] as number);
    const beats = (nods[f] ?? 0) - (lifts[f] ?? 0);
    const goal = stanceAt(f).pitch + spoken + beats - (upwards[f] ?? 0) + idle(0, f, 0.3);
    return clamp(goal, LIMIT.pitch) * DEGREE;
  });
  const headYaw = spring(
    frames,
    0.8,
    (f) => clamp(stanceAt(f).yaw + (aside[f] ?? 0) + idle(1, f, 0.45), LIMIT.yaw) * DEGREE,
  );
  const headRoll = spring(
    frames,
    0.75,
    (f) => clamp(stanceAt(f).roll + idle(2, f, 0.25), LIMIT.roll) * DEGREE,
  );
  return { headPitch, headYaw, headRoll };
}

interface Stance {
  readonly time: number;
  readonly pitch: number;
  readonly yaw: number;
  readonly roll: number;
}

/** Long phrases change stance once in their middle; before the first and after the last word the camera is faced. */
function chooseStances(
  timeline: Timeline,
  { phrases }: Prosody,
  random: () => number,
  energy: number,
): Stance[] {
  const stances: Stance[] = [{ time: 0, pitch: 0, yaw: seededNormal(random) * 0.4, roll: 0 }];
  let side = random() < 0.5 ? -1 : 1;
  for (const phrase of phrases) {
    const times = [phrase.start - 0.12];
    if (phrase.end - phrase.start > 3.2) {
      times.push(phrase.start + (phrase.end - phrase.start) * (0.4 + 0.2 * random()));
    }
    for (const time of times) {
      // Sides alternate more often than not: two draws to one side in a row would drift off the camera.
      side = random() < 0.75 ? -side : side;
      const yaw = side * energy * (1.2 + Math.abs(seededNormal(random)) * 1.6);
      const tilt = phrase.rising ? side * 1.6 * energy : 0;
      stances.push({
        time,
        yaw: clamp(yaw, LIMIT.yaw - 0.5),
        roll: clamp(-0.3 * yaw + tilt + seededNormal(random) * 1.1 * energy, LIMIT.roll - 0.3),
        pitch: clamp(seededNormal(random) * 0.6 * energy, 1.3),
      });
    }
  }
  const end = phrases.at(-1)?.end ?? timeline.duration;
  stances.push({ time: end + 0.1, pitch: 0.35, yaw: 0.25 * (stances.at(-1)?.yaw ?? 0), roll: 0 });
  return stances;
}

/** The stance in force at a frame; asked for in rising order again and again, so it starts over when time goes back. */
function walk(stances: readonly Stance[]): (frame: number) => Stance {
  let at = 0;
  return (frame) => {
    const t = frame / CURVES_FPS;
    if ((stances[at]?.time ?? 0) > t) at = 0;
    while (at + 1 < stances.length && (stances[at + 1]?.time ?? 0) <= t) at++;
    return stances[at] as Stance;
  };
}

/** The strongest accents first, none within `NOD_GAP` of a stronger one. */
function nodded(accents: readonly Accent[]): Accent[] {
  const chosen: Accent[] = [];
  for (const accent of [...accents].sort((a, b) => b.strength - a.strength || a.time - b.time)) {
    if (accent.strength < NOD_FROM) break;
    if (chosen.every(({ time }) => Math.abs(time - accent.time) >= NOD_GAP)) chosen.push(accent);
  }
  return chosen.sort((a, b) => a.time - b.time);
}
