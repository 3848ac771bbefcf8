/** Breathing and posture: functions of time and seed only, so frame ranges drawn by different hosts join. */
import type { BodyPose, HeadPose } from './pose.ts';

const phase = (seed: number, k: number): number => {
  let h = Math.imul(seed + k * 7919, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (((h ^ (h >>> 13)) >>> 0) / 4294967296) * 2 * Math.PI;
};

/** Breaths of 4.1 s (about 15 a minute, adult at rest), inhaling faster than exhaling; sway below 0.3 Hz. */
export function bodyPose(t: number, seed: number, head: HeadPose): BodyPose {
  const turn = ((t / 4.1) * 2 * Math.PI + phase(seed, 1)) % (2 * Math.PI);
  const breath = Math.sin(turn + 0.45 * Math.sin(turn));
  const slow = (hz: number, k: number): number => Math.sin(2 * Math.PI * hz * t + phase(seed, k));
  return {
    breath,
    swayX: 0.0022 * slow(0.11, 2) + 0.0012 * slow(0.23, 3),
    swayRoll: 0.005 * slow(0.09, 4) + 0.003 * slow(0.19, 5),
    swayYaw: 0.011 * slow(0.07, 6) + 0.005 * slow(0.17, 7),
    pitch: head.pitch + 0.006 * slow(0.31, 8),
    yaw: head.yaw + 0.008 * slow(0.27, 9),
    roll: head.roll + 0.005 * slow(0.21, 10),
  };
}
