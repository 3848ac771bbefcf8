/**
 * Blinks and gaze. Eyes look into the lens, hop between the viewer's eyes and mouth, glance away for a moment when a
 * thought begins, and hold their target while the head turns.
 */
import { CURVES_FPS, type Timeline } from '../../../supabase/functions/_shared/contract/job.ts';
import { DEGREE, type HeadMotion } from './head-motion.ts';
import { smooth } from './motion-filters.ts';
import type { Prosody } from './prosody.ts';
import { seededNormal, seededRandom } from './seeded-random.ts';

/** One value a frame each; radians, eyes relative to the head: + is to the person's left, + is up. */
export interface EyeMotion {
  /** 0 open, 1 shut. */
  readonly blink: Float32Array;
  readonly gazeYaw: Float32Array;
  readonly gazePitch: Float32Array;
  /** By how much each eye turns inwards. */
  readonly vergence: Float32Array;
}

/** A blink: lids fall in 90 ms, rest 30 ms, rise in 170 ms. 90 ms on a smoothstep is 0.278 a frame at most. */
const BLINK_CLOSE = 0.09;
const BLINK_HOLD = 0.03;
const BLINK_OPEN = 0.17;
const BLINK_MEAN_GAP = 3.7;
const BLINK_SHORTEST_GAP = 1.3;
/** One blink in twenty is two. */
const DOUBLE_BLINK = 0.05;
const DOUBLE_GAP = 0.36;
/** Glances further aside than this are made behind a blink where one is nearly due. */
const BLINK_JUMP = 7.5 * DEGREE;

/** Half of 62 mm between the pupils, seen from a lens 1.6 m away; a glance goes to the wall behind. */
const VERGENCE = { contact: 1.1 * DEGREE, away: 0.5 * DEGREE } as const;

/** @param glances Of `chooseGlances`. */
export function solveEyes(
  timeline: Timeline,
  prosody: Prosody,
  head: HeadMotion,
  glances: readonly Glance[],
  seed: number,
): EyeMotion {
  const frames = Math.ceil(timeline.duration * CURVES_FPS);
  // Streams of their own: one blink more must not turn every glance of the film.
  const blink = solveBlinks(timeline, prosody, glances, frames, seededRandom(seed ^ 0xb11c4));
  return { blink, ...solveGaze(frames, head, glances, seededRandom(seed ^ 0x9a2e7)) };
}

/** Log-normal gaps, drawn to the start of a pause where one is near, or to eyes that jump far, as speakers do. */
function solveBlinks(
  timeline: Timeline,
  { pauses }: Prosody,
  glances: readonly Glance[],
  frames: number,
  random: () => number,
): Float32Array {
  const blink = new Float32Array(frames);
  const close = (at: number) => {
    const last = Math.min(frames - 1, Math.floor((at + BLINK_CLOSE + BLINK_HOLD + BLINK_OPEN) * CURVES_FPS));
    for (let frame = Math.max(0, Math.ceil(at * CURVES_FPS)); frame <= last; frame++) {
      const t = frame / CURVES_FPS - at;
      const lid =
        t < BLINK_CLOSE ? smooth(t / BLINK_CLOSE) : smooth(1 - (t - BLINK_CLOSE - BLINK_HOLD) / BLINK_OPEN);
      blink[frame] = Math.max(blink[frame] as number, lid);
    }
  };
  let previous = -BLINK_SHORTEST_GAP;
  let next = 0.5 + random() * 2;
  while (next < timeline.duration) {
    const due = next;
    const fits = (time: number) => time > due - 0.7 && time < due + 1 && time - previous > BLINK_SHORTEST_GAP;
    // Lids that are shut half-way hide most of a jump.
    const jumps = glances.filter(({ yaw }) => Math.abs(yaw) > BLINK_JUMP).map(({ start }) => start - 0.04);
    const at = [...jumps, ...pauses.map(({ start }) => start + 0.03)].find(fits) ?? due;
    close(at);
    previous = at;
    if (random() < DOUBLE_BLINK) {
      previous += DOUBLE_GAP;
      close(previous);
    }
    const sigma = 0.38;
    const gap = Math.exp(Math.log(BLINK_MEAN_GAP) - (sigma * sigma) / 2 + sigma * seededNormal(random));
    next = previous + Math.max(BLINK_SHORTEST_GAP, Math.min(6.5, gap));
  }
  return blink;
}

/** Where eyes go for a moment: seconds, and radians from the lens. */
export interface Glance {
  readonly start: number;
  readonly end: number;
  readonly yaw: number;
  readonly pitch: number;
}

/** Away from the lens for 0.35 to 0.9 s, mostly as a phrase begins and never in its last words: then it is addressed. */
export function chooseGlances(timeline: Timeline, { phrases }: Prosody, seed: number): Glance[] {
  const random = seededRandom(seed ^ 0x61a2c3);
  const glances: Glance[] = [];
  let free = 2.2 + 2 * random();
  for (const phrase of phrases) {
    const starts = [phrase.start - 0.1];
    for (let t = phrase.start + 4; t < phrase.end - 2; t += 4) starts.push(t + random());
    for (const start of starts) {
      const wanted = random() < 0.6;
      const length = 0.35 + 0.55 * random();
      const side = random() < 0.5 ? -1 : 1;
      const yaw = side * (5.5 + 4.5 * random()) * DEGREE;
      const pitch = (random() < 0.65 ? -2 - 3 * random() : 1 + 2 * random()) * DEGREE;
      if (!wanted || start < free || start + length > Math.min(phrase.end, timeline.duration) - 0.6) continue;
      glances.push({ start, end: start + length, yaw, pitch });
      free = start + 3.5 + 3 * random();
    }
  }
  return glances;
}

/** Saccades of 50 ms; between them the eye rests. */
function solveGaze(frames: number, head: HeadMotion, glances: readonly Glance[], random: () => number) {
  const gazeYaw = new Float32Array(frames);
  const gazePitch = new Float32Array(frames);
  const vergence = new Float32Array(frames);
  const home = { yaw: 0, pitch: 0, away: 0 };
  let from = home;
  let to = home;
  let start = 0;
  let next = Math.round((0.5 + random()) * CURVES_FPS);
  let glance = 0;
  const jump = (frame: number, target: typeof home) => {
    from = to;
    to = target;
    start = frame;
  };
  for (let frame = 0; frame < frames; frame++) {
    const t = frame / CURVES_FPS;
    const now = glances[glance];
    if (now && t >= now.start && to.away === 0) jump(frame, { yaw: now.yaw, pitch: now.pitch, away: 1 });
    else if (now && t >= now.end) {
      jump(frame, home);
      glance += 1;
      next = frame + Math.round((0.6 + random()) * CURVES_FPS);
    } else if (frame >= next && to.away === 0) {
      jump(
        frame,
        random() < 0.4
          ? home
          : { yaw: seededNormal(random) * 0.8 * DEGREE, pitch: seededNormal(random) * 0.5 * DEGREE, away: 0 },
      );
      next = frame + Math.round((0.6 + 1.6 * random() * random()) * CURVES_FPS);
    }
    const eased = smooth((frame - start + 1) / 3);
    const mix = (a: number, b: number) => a + (b - a) * eased;
    gazeYaw[frame] = mix(from.yaw, to.yaw) - (head.headYaw[frame] ?? 0);
    // Pitch nods down when positive, gaze looks up when positive: looking up undoes a nod.
    gazePitch[frame] = mix(from.pitch, to.pitch) + (head.headPitch[frame] ?? 0);
    vergence[frame] = VERGENCE.contact + (VERGENCE.away - VERGENCE.contact) * mix(from.away, to.away);
  }
  return { gazeYaw, gazePitch, vergence };
}
