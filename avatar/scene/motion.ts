/** Breathing and posture: functions of time and seed only, so frame ranges drawn by different hosts join. */
import { DEFAULT_MOTION, type MotionPreset } from './motion-presets.ts';
import type { BodyPose, HeadPose } from './pose.ts';

/** Hash of two integers, 0 to 1. */
const chance = (seed: number, k: number): number => {
  let h = Math.imul(seed + k * 7919, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return ((h ^ (h >>> 13)) >>> 0) / 4294967296;
};

const smooth = (x: number): number => (x <= 0 ? 0 : x >= 1 ? 1 : x * x * (3 - 2 * x));

/** What is left of a breath's cycle at its low point. */
const LOW_POINT = 1 - (1.5 * Math.PI + 0.41268) / (2 * Math.PI);

/** Seconds a change of posture takes. */
const SHIFT_SECONDS = 1.8;

/** A value in [-1, 1] that stays for about `every` seconds and then moves on to another. */
function posture(t: number, every: number, seed: number, k: number): number {
  // Each stay ends up to a fifth early, so that shifts keep no beat.
  const slot = Math.floor(t / every);
  const held = (n: number): number => 2 * chance(seed, k * 100_003 + n) - 1;
  const leaves = (slot + 1) * every - SHIFT_SECONDS - 0.2 * every * chance(seed, k * 50_021 + slot);
  const [now, next] = [held(slot), held(slot + 1)];
  return now + (next - now) * smooth((t - leaves) / SHIFT_SECONDS);
}

/**
 * The body at `t` seconds under a head turned by `head`. Inhales faster than it exhales; shoulders take up a share of
 * the head's turns, and the head gives back what the chest's own sway would turn it by, as people do who look at
 * somebody. Sway stays below 0.3 Hz.
 */
export function bodyPose(
  t: number,
  seed: number,
  head: HeadPose,
  preset: MotionPreset = DEFAULT_MOTION,
): BodyPose {
  const turns = (t * preset.breaths) / 60 + chance(seed, 1);
  const turn = (turns - Math.floor(turns)) * 2 * Math.PI;
  // No two breaths are equally deep. A depth holds from one low point, where turn + 0.45 sin(turn) is 3/2 pi, to the next.
  const low = Math.floor(turns + LOW_POINT);
  const depth = preset.depth * (0.72 + 0.28 * chance(seed, 3001 + low));
  const wave = Math.sin(turn + 0.45 * Math.sin(turn));
  const breath = Math.max(-1, Math.min(1, -1 + (wave + 1) * Math.min(1, depth)));
  const slow = (hz: number, k: number): number => Math.sin(2 * Math.PI * (hz * t + chance(seed, k)));
  const shift = posture(t, preset.every, seed, 1);
  const turnAway = posture(t + preset.every / 3, preset.every * 1.31, seed, 2);
  const swayYaw =
    preset.sway * (0.004 * slow(0.07, 6) + 0.002 * slow(0.17, 7)) +
    0.014 * preset.shift * turnAway +
    preset.follow * head.yaw;
  const swayRoll =
    preset.sway * (0.0022 * slow(0.09, 4) + 0.0012 * slow(0.19, 5)) +
    0.0055 * preset.shift * shift +
    0.3 * preset.follow * head.roll;
  const swayPitch = preset.lean - 0.0025 * breath + 0.12 * preset.follow * head.pitch;
  return {
    breath,
    swayX: preset.sway * (0.0009 * slow(0.11, 2) + 0.0005 * slow(0.23, 3)) + 0.0022 * preset.shift * shift,
    swayRoll,
    swayYaw,
    swayPitch,
    // The eyes were turned for this head, so the chest must not carry it off.
    pitch: head.pitch - swayPitch,
    yaw: head.yaw - swayYaw,
    roll: head.roll - swayRoll,
  };
}
