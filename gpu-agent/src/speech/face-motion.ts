/**
 * What a face does besides speaking: blinks, gaze, brows and head, from the speech's own rhythm and a seed.
 * Everything is a function of the timeline and the seed alone.
 */
import { CURVES_FPS, type Timeline } from '../../../supabase/functions/_shared/contract/job.ts';
import { isVowel } from './ipa.ts';
import { median, percentile } from './pitch.ts';
import { seededNormal, seededRandom } from './seeded-random.ts';

/** One value a frame each. Angles in radians with the contract's signs; the rest 0 to 1. */
export interface FaceMotion {
  readonly blink: Float32Array;
  /** Eyes relative to the head: + is to the person's left, + is up. */
  readonly gazeYaw: Float32Array;
  readonly gazePitch: Float32Array;
  readonly browRaise: Float32Array;
  readonly browInner: Float32Array;
  readonly headPitch: Float32Array;
  readonly headYaw: Float32Array;
  readonly headRoll: Float32Array;
}

const DEGREE = Math.PI / 180;
/** A blink: lids fall in 90 ms, rest 30 ms, rise in 170 ms. 90 ms on a smoothstep is 0.278 a frame at most. */
const BLINK_CLOSE = 0.09;
const BLINK_HOLD = 0.03;
const BLINK_OPEN = 0.17;
const BLINK_MEAN_GAP = 3.35;
const BLINK_SHORTEST_GAP = 1.3;

export function solveMotion(timeline: Timeline, seed: number): FaceMotion {
  const frames = Math.ceil(timeline.duration * CURVES_FPS);
  const random = seededRandom(seed ^ 0x5eb1a17e);
  const prosody = readProsody(timeline);
  const head = solveHead(timeline, frames, prosody, random);
  const brows = solveBrows(timeline, frames, prosody);
  const blink = solveBlinks(timeline, frames, random);
  const gaze = solveGaze(frames, head, random);
  return { blink, ...gaze, ...brows, ...head };
}

interface Prosody {
  /** Semitones above the speaker's median, falling to zero where there is no voice; one a frame. */
  readonly tone: Float32Array;
  /** Times of accented syllables with their strength 0 to 1. */
  readonly accents: readonly { readonly time: number; readonly strength: number }[];
  readonly pauses: readonly { readonly start: number; readonly end: number }[];
}

function readProsody(timeline: Timeline): Prosody {
  const frames = Math.ceil(timeline.duration * CURVES_FPS);
  const centre = median(timeline.f0.filter((f) => f > 0)) || 1;
  const tone = new Float32Array(frames);
  let held = 0;
  for (let frame = 0; frame < frames; frame++) {
    const f0 = timeline.f0[Math.round(frame / CURVES_FPS / timeline.hop)] ?? 0;
    const semitones = f0 > 0 ? Math.max(-7, Math.min(7, 12 * Math.log2(f0 / centre))) : held * 0.92;
    held += (semitones - held) * 0.35;
    tone[frame] = held;
  }
  const stressed = timeline.phonemes.filter((p) => p.stress === 2 && isVowel(p.ipa));
  const loudness = stressed.map((p) => {
    const from = Math.floor(p.start / timeline.hop);
    return Math.max(-100, ...timeline.energy.slice(from, Math.ceil(p.end / timeline.hop) + 1));
  });
  const high = percentile(loudness, 0.9);
  const accents = stressed.map((p, i) => {
    const time = (p.start + p.end) / 2;
    const lift = tone[Math.min(frames - 1, Math.round(time * CURVES_FPS))] ?? 0;
    const loud = 1 + ((loudness[i] ?? high) - high) / 12;
    return { time, strength: Math.max(0, Math.min(1, 0.55 * loud + 0.09 * lift)) };
  });
  const pauses = timeline.phonemes.filter((p) => p.ipa === '' && p.end - p.start > 0.15);
  return { tone, accents, pauses };
}

/** A critically damped spring driven towards `goal(frame)`; `hertz` is its natural frequency. */
function spring(frames: number, hertz: number, goal: (frame: number) => number): Float32Array {
  const out = new Float32Array(frames);
  const w = 2 * Math.PI * hertz;
  const dt = 1 / CURVES_FPS;
  let position = goal(0);
  let speed = 0;
  for (let frame = 0; frame < frames; frame++) {
    // Implicit Euler: stable at any frequency.
    const pull = w * w * (goal(frame) - position);
    speed = (speed + dt * pull) / (1 + 2 * w * dt + w * w * dt * dt);
    position += speed * dt;
    out[frame] = position;
  }
  return out;
}

/** Slow drift from three sines whose periods share no multiple; amplitude about 1. */
function drift(random: () => number, slowest: number): (t: number) => number {
  const phases = [random(), random(), random()].map((p) => p * 2 * Math.PI);
  const rates = [1, 1.618, 2.414].map((r) => (2 * Math.PI * r) / slowest);
  return (t) =>
    0.55 * Math.sin((rates[0] as number) * t + (phases[0] as number)) +
    0.3 * Math.sin((rates[1] as number) * t + (phases[1] as number)) +
    0.15 * Math.sin((rates[2] as number) * t + (phases[2] as number));
}

function solveHead(timeline: Timeline, frames: number, prosody: Prosody, random: () => number) {
  const { tone, accents } = prosody;
  // A head moves to a new stance with each phrase and nods on its accents.
  const stances = [{ time: 0, yaw: 0, roll: 0 }];
  for (const pause of prosody.pauses) {
    if (pause.start <= 0 || pause.end >= timeline.duration) continue;
    const yaw = seededNormal(random) * 1.7;
    const roll = -0.3 * yaw + seededNormal(random) * 0.6;
    const clamp = (v: number, limit: number) => Math.max(-limit, Math.min(limit, v));
    stances.push({ time: pause.start, yaw: clamp(yaw, 4), roll: clamp(roll, 2) });
  }
  const nods = new Float32Array(frames);
  for (const { time, strength } of accents) {
    if (strength < 0.45) continue;
    const centre = Math.round(time * CURVES_FPS);
    for (let k = -9; k <= 12; k++) {
      const frame = centre + k;
      if (frame < 0 || frame >= frames) continue;
      const shape = 0.5 + 0.5 * Math.cos((Math.PI * k) / (k < 0 ? 9 : 12));
      nods[frame] = Math.max(nods[frame] as number, 1.5 * (strength - 0.3) * shape);
    }
  }
  const idlePitch = drift(random, 9.1);
  const idleYaw = drift(random, 11.3);
  const idleRoll = drift(random, 13.7);
  let stance = 0;
  const stanceAt = (frame: number) => {
    while (stance + 1 < stances.length && (stances[stance + 1]?.time ?? 0) <= frame / CURVES_FPS) stance++;
    return stances[stance] ?? { yaw: 0, roll: 0 };
  };
  const seconds = (frame: number) => frame / CURVES_FPS;
  // High tone lifts the chin (negative pitch), an accent nods it down.
  const headPitch = spring(
    frames,
    1.6,
    (f) =>
      Math.max(-2.3, Math.min(2.3, -0.45 * (tone[f] ?? 0) + (nods[f] ?? 0) + 0.55 * idlePitch(seconds(f)))) *
      DEGREE,
  );
  const headYaw = spring(frames, 0.75, (f) => (stanceAt(f).yaw + 0.7 * idleYaw(seconds(f))) * DEGREE);
  stance = 0;
  const headRoll = spring(frames, 0.7, (f) => (stanceAt(f).roll + 0.45 * idleRoll(seconds(f))) * DEGREE);
  return { headPitch, headYaw, headRoll };
}

function solveBrows(timeline: Timeline, frames: number, { tone, accents, pauses }: Prosody) {
  const push = new Float32Array(frames);
  for (const { time, strength } of accents) {
    if (strength < 0.6) continue;
    const centre = Math.round((time - 0.04) * CURVES_FPS);
    for (let k = -8; k <= 16; k++) {
      const frame = centre + k;
      if (frame < 0 || frame >= frames) continue;
      const shape = 0.5 + 0.5 * Math.cos((Math.PI * k) / (k < 0 ? 8 : 16));
      push[frame] = Math.max(push[frame] as number, 0.5 * (strength - 0.5) * shape);
    }
  }
  const quiet = new Uint8Array(frames);
  for (const pause of pauses) {
    const last = Math.min(frames - 1, Math.floor(Math.min(pause.end, timeline.duration) * CURVES_FPS));
    for (let f = Math.max(0, Math.ceil(pause.start * CURVES_FPS)); f <= last; f++) quiet[f] = 1;
  }
  const rise = (f: number) => (quiet[f] ? 0 : Math.max(0, Math.min(0.45, ((tone[f] ?? 0) - 1.2) / 9)));
  const browRaise = spring(frames, 2.6, (f) => Math.min(0.5, rise(f) + (push[f] ?? 0)));
  const browInner = spring(frames, 2.2, (f) => Math.min(0.4, 0.7 * rise(f) + 0.6 * (push[f] ?? 0)));
  return { browRaise, browInner };
}

/** Log-normal gaps, drawn to the start of a pause where one is near, as speakers do. */
function solveBlinks(timeline: Timeline, frames: number, random: () => number): Float32Array {
  const blink = new Float32Array(frames);
  const pauses = timeline.phonemes.filter((p) => p.ipa === '' && p.end - p.start > 0.15);
  const smooth = (x: number) => (x <= 0 ? 0 : x >= 1 ? 1 : x * x * (3 - 2 * x));
  let previous = -BLINK_SHORTEST_GAP;
  let next = 0.5 + random() * 2;
  while (next < timeline.duration) {
    const due = next;
    const near = pauses.find(
      (p) => p.start > due - 0.6 && p.start < due + 0.9 && p.start - previous > BLINK_SHORTEST_GAP,
    );
    const at = near ? near.start + 0.03 : due;
    const last = Math.min(frames - 1, Math.floor((at + BLINK_CLOSE + BLINK_HOLD + BLINK_OPEN) * CURVES_FPS));
    for (let frame = Math.max(0, Math.ceil(at * CURVES_FPS)); frame <= last; frame++) {
      const t = frame / CURVES_FPS - at;
      const lid =
        t < BLINK_CLOSE ? smooth(t / BLINK_CLOSE) : smooth(1 - (t - BLINK_CLOSE - BLINK_HOLD) / BLINK_OPEN);
      blink[frame] = Math.max(blink[frame] as number, lid);
    }
    previous = at;
    const sigma = 0.38;
    const gap = Math.exp(Math.log(BLINK_MEAN_GAP) - (sigma * sigma) / 2 + sigma * seededNormal(random));
    next = at + Math.max(BLINK_SHORTEST_GAP, Math.min(6.5, gap));
  }
  return blink;
}

/** Eyes hold the camera while the head moves, with small saccades of 40 to 50 ms around it. */
function solveGaze(
  frames: number,
  head: { readonly headPitch: Float32Array; readonly headYaw: Float32Array },
  random: () => number,
) {
  const gazeYaw = new Float32Array(frames);
  const gazePitch = new Float32Array(frames);
  let from = { yaw: 0, pitch: 0 };
  let to = { yaw: 0, pitch: 0 };
  let start = 0;
  let next = Math.round((0.5 + random()) * CURVES_FPS);
  for (let frame = 0; frame < frames; frame++) {
    if (frame >= next) {
      from = to;
      // Two of three jumps return to the lens; the others rest on the viewer's eyes and mouth.
      const home = random() < 0.4;
      to = home
        ? { yaw: 0, pitch: 0 }
        : { yaw: seededNormal(random) * 0.9 * DEGREE, pitch: seededNormal(random) * 0.6 * DEGREE };
      start = frame;
      next = frame + Math.round((0.45 + 1.5 * random() * random() + 0.3) * CURVES_FPS);
    }
    const x = Math.min(1, (frame - start + 1) / 3);
    const eased = x * x * (3 - 2 * x);
    gazeYaw[frame] = from.yaw + (to.yaw - from.yaw) * eased - (head.headYaw[frame] ?? 0);
    // Pitch nods down when positive, gaze looks up when positive: looking up undoes a nod.
    gazePitch[frame] = from.pitch + (to.pitch - from.pitch) * eased + (head.headPitch[frame] ?? 0);
  }
  return { gazeYaw, gazePitch };
}
